import type { Output } from '@aws-sdk/client-cloudformation';
import { isMap } from '../../../framework/template';
import type { TestCloud } from '../../test-cloud';
import { cloudOfThings, refusal, withoutIds } from './stack';

const topic = 'arn:aws:sns:us-east-1:000000000000:makers';

/** A cloud with a topic that takes custom resources' requests, and a queue that hears it. */
function cloudOfMakers(): TestCloud {
  const cloud = cloudOfThings();
  cloud.ask('sns').createTopic({ Name: 'makers' });
  cloud.ask('sqs').createQueue({ QueueName: 'made' });
  cloud.ask('sns').subscribe({
    TopicArn: topic,
    Protocol: 'sqs',
    Endpoint: 'arn:aws:sqs:us-east-1:000000000000:made',
    Attributes: { RawMessageDelivery: 'true' },
  });
  cloud.ask('sqs').setQueueAttributes({
    QueueUrl: queueUrl,
    Attributes: {
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }],
      }),
    },
  });
  return cloud;
}

const queueUrl = 'https://sqs.us-east-1.amazonaws.com/000000000000/made';

type Event = Record<string, unknown>;

/** The next request that the maker gets. */
function nextRequest(cloud: TestCloud): Event {
  for (let tries = 0; tries < 60; tries++) {
    const { Messages = [] } = cloud.ask('sqs').receiveMessage({ QueueUrl: queueUrl });
    const [message] = Messages;
    if (message?.Body !== undefined) {
      cloud.ask('sqs').deleteMessage({ QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle });
      const event: unknown = JSON.parse(message.Body);
      return isMap(event) ? event : {};
    }
    cloud.advance('1 second');
  }
  throw new Error('Nobody was asked for anything.');
}

/** Puts an answer where the request says. */
function answer(cloud: TestCloud, event: Event, response: Event): void {
  const url = new URL(String(event['ResponseURL']));
  const { RequestId, StackId, LogicalResourceId } = event;
  const Body = Buffer.from(JSON.stringify({ RequestId, StackId, LogicalResourceId, ...response }));
  const Bucket = url.hostname.split('.')[0];
  cloud.ask('s3').putObject({ Bucket, Key: decodeURIComponent(url.pathname.slice(1)), Body });
}

const template = (size: number, more = ''): string => `
Resources:
  Made: {Type: Custom::Maker, Properties: {ServiceToken: ${topic}, Size: ${size}, Deep: [{On: true}]${more}}}
  After: {Type: AWS::SQS::Queue, Properties: {QueueName: !GetAtt Made.Name}}
Outputs: {Id: {Value: !Ref Made}}
`;

function begun(cloud: TestCloud, body = template(1)): void {
  cloud.ask('cloudformation').createStack({ StackName: 'shop', TemplateBody: body });
}

function stackOf(cloud: TestCloud, StackName = 'shop'): { status: string; outputs: Output[] } {
  const [stack] = cloud.ask('cloudformation').describeStacks({ StackName }).Stacks ?? [];
  const status = [stack?.StackStatus, stack?.StackStatusReason].filter((part) => part !== undefined);
  return { status: status.join(' '), outputs: stack?.Outputs ?? [] };
}

function lines(cloud: TestCloud, StackName = 'shop'): string[] {
  const { StackEvents = [] } = cloud.ask('cloudformation').describeStackEvents({ StackName });
  return StackEvents.map((event) =>
    withoutIds(
      [event.LogicalResourceId, event.ResourceStatus, event.PhysicalResourceId, event.ResourceStatusReason]
        .filter((part) => part !== undefined && part !== '' && !part.startsWith('arn:aws:cloudformation'))
        .join(' '),
    ),
  ).reverse();
}

/** A stack with a made thing in it. */
function made(): { cloud: TestCloud } {
  const cloud = cloudOfMakers();
  begun(cloud);
  answer(cloud, nextRequest(cloud), {
    Status: 'SUCCESS',
    PhysicalResourceId: 'thing-1',
    Data: { Name: 'after-1' },
  });
  cloud.settle();
  return { cloud };
}

test('whoever makes a resource is asked in AWS’s shape, and what it answers is used', () => {
  const cloud = cloudOfMakers();
  begun(cloud);
  const event = nextRequest(cloud);
  const { ResponseURL, RequestId, StackId, ...rest } = event;
  expect(ResponseURL).toMatch(
    /^https:\/\/cloudformation-custom-resource-response-useast1\.s3\.us-east-1\.amazonaws\.com\/arn%3Aaws%3Acloudformation%3Aus-east-1%3A000000000000%3Astack\/shop\/[0-9a-f-]+%7CMade%7C[0-9a-f-]+\?X-Amz-Algorithm=AWS4-HMAC-SHA256&/,
  );
  expect(RequestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(StackId).toMatch(/:stack\/shop\//);
  expect(rest).toEqual({
    RequestType: 'Create',
    ServiceToken: topic,
    LogicalResourceId: 'Made',
    ResourceType: 'Custom::Maker',
    ResourceProperties: { ServiceToken: topic, Size: '1', Deep: [{ On: 'true' }] },
  });
  cloud.advance('50 minutes');
  expect(stackOf(cloud).status).toBe('CREATE_IN_PROGRESS User Initiated');
  answer(cloud, event, { Status: 'SUCCESS', PhysicalResourceId: 'thing-1', Data: { Name: 'after-1' } });
  cloud.settle();
  expect(stackOf(cloud)).toEqual({
    status: 'CREATE_COMPLETE',
    outputs: [{ OutputKey: 'Id', OutputValue: 'thing-1' }],
  });
  expect(lines(cloud).filter((line) => line.startsWith('Made'))).toEqual([
    'Made CREATE_IN_PROGRESS',
    'Made CREATE_IN_PROGRESS thing-1 Resource creation Initiated',
    'Made CREATE_COMPLETE thing-1',
  ]);
});

test('an update brings the old properties; another physical id is a replacement, and the old one goes', () => {
  const { cloud } = made();
  cloud.ask('cloudformation').updateStack({ StackName: 'shop', TemplateBody: template(2) });
  const event = nextRequest(cloud);
  expect(event).toMatchObject({
    RequestType: 'Update',
    PhysicalResourceId: 'thing-1',
    ResourceProperties: { Size: '2' },
    OldResourceProperties: { Size: '1' },
  });
  answer(cloud, event, { Status: 'SUCCESS', PhysicalResourceId: 'thing-2', Data: { Name: 'after-2' } });
  const deletion = nextRequest(cloud);
  expect(deletion).toMatchObject({ RequestType: 'Delete', PhysicalResourceId: 'thing-1' });
  expect(stackOf(cloud).status).toBe('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  answer(cloud, deletion, { Status: 'SUCCESS', PhysicalResourceId: 'thing-1' });
  cloud.settle();
  expect(stackOf(cloud)).toEqual({
    status: 'UPDATE_COMPLETE',
    outputs: [{ OutputKey: 'Id', OutputValue: 'thing-2' }],
  });
});

test('what has no other properties is not asked for an update', () => {
  const { cloud } = made();
  const body = template(1).replace('Outputs:', '  New: {Type: AWS::SQS::Queue}\nOutputs:');
  cloud.ask('cloudformation').updateStack({ StackName: 'shop', TemplateBody: body });
  cloud.settle();
  expect(stackOf(cloud).status).toBe('UPDATE_COMPLETE');
  expect(cloud.ask('sqs').receiveMessage({ QueueUrl: queueUrl }).Messages ?? []).toEqual([]);
});

test('FAILED tells the reason, and the rollback deletes what may have been made', () => {
  const cloud = cloudOfMakers();
  begun(cloud);
  answer(cloud, nextRequest(cloud), { Status: 'FAILED', Reason: 'No clay.' });
  const deletion = nextRequest(cloud);
  expect(deletion).toMatchObject({ RequestType: 'Delete' });
  expect(deletion['PhysicalResourceId']).toMatch(/^shop-Made-/);
  answer(cloud, deletion, { Status: 'SUCCESS', PhysicalResourceId: deletion['PhysicalResourceId'] });
  cloud.settle();
  expect(stackOf(cloud).status).toBe('ROLLBACK_COMPLETE');
  expect(lines(cloud).find((line) => line.includes('CREATE_FAILED'))).toMatch(
    /^Made CREATE_FAILED shop-Made-\w+ Received response status \[FAILED\] from custom resource\. Message returned: No clay\. \(RequestId: <uuid>\)$/,
  );
});

test('who never answers is waited for an hour, or as long as ServiceTimeout says, also when it is to delete', () => {
  const cloud = cloudOfMakers();
  begun(cloud);
  const fromMs = cloud.world.nowMs;
  cloud.settle();
  expect(stackOf(cloud).status).toBe('ROLLBACK_FAILED The following resource(s) failed to delete: [Made]. ');
  expect(Math.floor((cloud.world.nowMs - fromMs) / 3_600_000)).toBe(2);
  const failures = lines(cloud).filter((line) => line.startsWith('Made') && line.includes('_FAILED'));
  const words =
    'CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [<uuid>]. If you are using the Python cfn-response module, you may need to update your Lambda function code so that CloudFormation can attach the updated version.';
  expect(failures.map((line) => line.replace(/shop-Made-\w+/, '<id>'))).toEqual([
    `Made CREATE_FAILED <id> ${words}`,
    `Made DELETE_FAILED <id> ${words}`,
  ]);
  const quick = cloudOfMakers();
  begun(quick, template(1, ', ServiceTimeout: 10'));
  quick.advance('15 seconds');
  expect(lines(quick).some((line) => line.includes('CREATE_FAILED'))).toBe(true);
});

test('an answer that comes late, or twice, changes nothing', () => {
  const cloud = cloudOfMakers();
  begun(cloud);
  const event = nextRequest(cloud);
  cloud.settle();
  answer(cloud, event, { Status: 'SUCCESS', PhysicalResourceId: 'late' });
  cloud.settle();
  expect(stackOf(cloud).status).toMatch(/^ROLLBACK_FAILED/);
  // The way out: delete it again, and answer this time.
  cloud.ask('cloudformation').deleteStack({ StackName: 'shop' });
  let deletion = nextRequest(cloud);
  while (deletion['RequestId'] === event['RequestId'] || !isOpen(cloud, deletion))
    deletion = nextRequest(cloud);
  answer(cloud, deletion, { Status: 'SUCCESS', PhysicalResourceId: deletion['PhysicalResourceId'] });
  cloud.settle();
  expect(refusal(() => stackOf(cloud))).toMatch('does not exist');
});

/** Whether this is the request that is waited for: the latest one. */
function isOpen(cloud: TestCloud, { RequestId }: Event): boolean {
  return [...cloud.world.table('cloudformation/000000000000/us-east-1/customRequests').values()].some(
    (request) => JSON.stringify(request).includes(String(RequestId)),
  );
}

test('an update that fails elsewhere goes back to the old properties, by another request', () => {
  const { cloud } = made();
  const body = template(2).replace(
    'Outputs:',
    '  Bad: {Type: Test::Storm::Thing, DependsOn: Made, Properties: {Fail: create}}\nOutputs:',
  );
  cloud.ask('cloudformation').updateStack({ StackName: 'shop', TemplateBody: body });
  const same = { Status: 'SUCCESS', PhysicalResourceId: 'thing-1', Data: { Name: 'after-1' } };
  answer(cloud, nextRequest(cloud), same);
  const back = nextRequest(cloud);
  expect(back).toMatchObject({
    RequestType: 'Update',
    ResourceProperties: { Size: '1' },
    OldResourceProperties: { Size: '2' },
  });
  answer(cloud, back, same);
  cloud.settle();
  expect(stackOf(cloud).status).toBe('UPDATE_ROLLBACK_COMPLETE');
});

test('the attribute that an answer lacks fails what asks for it', () => {
  const cloud = cloudOfMakers();
  begun(cloud);
  answer(cloud, nextRequest(cloud), { Status: 'SUCCESS', PhysicalResourceId: 'thing-1' });
  cloud.advance('10 seconds');
  expect(lines(cloud).find((line) => line.startsWith('After CREATE_FAILED'))).toMatch(
    /Vendor response doesn't contain Name key in object arn:.*\|Made in S3 bucket cloudformation-custom-resource-storage-useast1$/,
  );
});

test('what is answered with NoEcho is not shown in events', () => {
  const cloud = cloudOfMakers();
  begun(cloud);
  answer(cloud, nextRequest(cloud), {
    Status: 'SUCCESS',
    PhysicalResourceId: 'thing-1',
    NoEcho: true,
    Data: { Name: 'hush-hush' },
  });
  cloud.settle();
  expect(stackOf(cloud).status).toBe('CREATE_COMPLETE');
  const { StackEvents = [] } = cloud.ask('cloudformation').describeStackEvents({ StackName: 'shop' });
  const told = StackEvents.filter(({ LogicalResourceId: id }) => id === 'After').map(
    ({ ResourceProperties }) => ResourceProperties,
  );
  expect(new Set(told)).toEqual(new Set(['{"QueueName":"*****"}']));
});

test('a wrong answer or service token fails the resource', () => {
  const reasonOf = (body: string, response?: Event): string => {
    const cloud = cloudOfMakers();
    begun(cloud, body);
    if (response !== undefined) answer(cloud, nextRequest(cloud), response);
    cloud.advance('10 seconds');
    return lines(cloud).find((line) => line.startsWith('Made CREATE_FAILED')) ?? 'not failed';
  };
  expect(reasonOf(template(1), { Status: 'SUCCESS' })).toMatch(/Invalid PhysicalResourceId$/);
  expect(reasonOf(template(1), { Status: 'DONE' })).toMatch(/Status must be SUCCESS or FAILED\.$/);
  const long = { Status: 'SUCCESS', PhysicalResourceId: 'a', Data: { Name: 'x'.repeat(4096) } };
  expect(reasonOf(template(1), long)).toMatch(/Response object is too long\.$/);
  expect(reasonOf(template(1).replace(`ServiceToken: ${topic}, `, ''))).toMatch(/has no ServiceToken\.$/);
  expect(reasonOf(template(1).replace(topic, 'arn:aws:s3:::b'))).toMatch(/Invalid service token/);
  expect(reasonOf(template(1).replace(topic, 'arn:aws:lambda:us-east-1:000000000000:function:none'))).toMatch(
    /Function not found/,
  );
});
