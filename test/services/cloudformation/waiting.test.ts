import type { TestCloud } from '../../test-cloud';
import { cloudOfThings, deployed, refusal } from './stack';

const byHandle = (count = 1): string => `
Resources:
  Handle: {Type: AWS::CloudFormation::WaitConditionHandle}
  Wait: {Type: AWS::CloudFormation::WaitCondition, Properties: {Handle: !Ref Handle, Timeout: '600', Count: ${count}}}
Outputs: {Url: {Value: !Ref Handle}, Data: {Value: !GetAtt Wait.Data}}
`;

const byPolicy = `
Resources:
  Wait: {Type: AWS::CloudFormation::WaitCondition, CreationPolicy: {ResourceSignal: {Count: 2, Timeout: PT15M}}}
`;

function begun(body: string): TestCloud {
  const cloud = cloudOfThings();
  cloud.ask('cloudformation').createStack({ StackName: 'shop', TemplateBody: body });
  cloud.advance('30 seconds');
  return cloud;
}

function signal(cloud: TestCloud, text: string): void {
  const { StackResources = [] } = cloud.ask('cloudformation').describeStackResources({ StackName: 'shop' });
  const handle = StackResources.find(({ LogicalResourceId: id }) => id === 'Handle');
  const url = new URL(handle?.PhysicalResourceId ?? '');
  cloud.ask('s3').putObject({
    Bucket: url.hostname.split('.')[0],
    Key: decodeURIComponent(url.pathname.slice(1)),
    Body: Buffer.from(text),
  });
}

const sent = (UniqueId: string, Status = 'SUCCESS', Data = `data of ${UniqueId}`): string =>
  JSON.stringify({ Status, UniqueId, Data, Reason: 'told so' });

function statusOf(cloud: TestCloud): string | undefined {
  return cloud.ask('cloudformation').describeStacks({ StackName: 'shop' }).Stacks?.[0]?.StackStatus;
}

function failure(cloud: TestCloud): string | undefined {
  const { StackEvents = [] } = cloud.ask('cloudformation').describeStackEvents({ StackName: 'shop' });
  return StackEvents.find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED')?.ResourceStatusReason;
}

test('a wait condition is met when enough different signals have come', () => {
  const cloud = begun(byHandle(2));
  signal(cloud, sent('a'));
  signal(cloud, sent('a', 'SUCCESS', 'again'));
  signal(cloud, 'no signal at all');
  cloud.advance('1 minute');
  expect(statusOf(cloud)).toBe('CREATE_IN_PROGRESS');
  signal(cloud, sent('b'));
  cloud.settle();
  const { Stacks } = cloud.ask('cloudformation').describeStacks({ StackName: 'shop' });
  expect(Stacks).toMatchObject([
    {
      StackStatus: 'CREATE_COMPLETE',
      Outputs: [
        {
          OutputValue: expect.stringMatching(
            /^https:\/\/cloudformation-waitcondition-us-east-1\.s3\.us-east-1\.amazonaws\.com\/arn%3Aaws/,
          ),
        },
        { OutputValue: '{"a":"data of a","b":"data of b"}' },
      ],
    },
  ]);
});

test('a wait condition fails when its time is over, or when a failure is signalled', () => {
  const late = begun(byHandle());
  late.settle();
  expect(statusOf(late)).toBe('ROLLBACK_COMPLETE');
  expect(failure(late)).toBe('WaitCondition timed out. Received 0 conditions when expecting 1');
  const failed = begun(byHandle());
  signal(failed, sent('a', 'FAILURE'));
  failed.settle();
  expect(failure(failed)).toBe("WaitCondition received failed message: 'told so' for uniqueId: a");
});

test('a creation policy waits for SignalResource', () => {
  const cloud = begun(byPolicy);
  const cfn = cloud.ask('cloudformation');
  const send = (UniqueId: string, Status: 'SUCCESS' | 'FAILURE' = 'SUCCESS'): object =>
    cfn.signalResource({ StackName: 'shop', LogicalResourceId: 'Wait', UniqueId, Status });
  send('a');
  cloud.advance('1 minute');
  expect(statusOf(cloud)).toBe('CREATE_IN_PROGRESS');
  send('b');
  cloud.settle();
  expect(statusOf(cloud)).toBe('CREATE_COMPLETE');
  expect(refusal(() => send('c'))).toMatch(
    /^ValidationError: Stack:arn:.* is in CREATE_COMPLETE state and can not be signaled\.$/,
  );
  const { StackEvents = [] } = cfn.describeStackEvents({ StackName: 'shop' });
  expect(StackEvents.map(({ ResourceStatusReason: reason }) => reason)).toContain(
    'Received SUCCESS signal with UniqueId a',
  );
});

test('a creation policy fails by time and by a failure signal', () => {
  const late = begun(byPolicy);
  const signalled = (cloud: TestCloud, Status: 'SUCCESS' | 'FAILURE'): object =>
    cloud
      .ask('cloudformation')
      .signalResource({ StackName: 'shop', LogicalResourceId: 'Wait', UniqueId: 'a', Status });
  signalled(late, 'SUCCESS');
  late.settle();
  expect(failure(late)).toBe('Failed to receive 1 resource signal(s) within the specified duration');
  const failed = begun(byPolicy);
  signalled(failed, 'FAILURE');
  failed.settle();
  expect(failure(failed)).toBe('Received FAILURE signal with UniqueId a');
});

test('wait conditions know no update', () => {
  const { update, status } = deployed(
    byPolicy.replace('Count: 2, Timeout: PT15M', 'Count: 1, Timeout: PT1S'),
  );
  expect(status()).toBe('ROLLBACK_COMPLETE');
  const cloud = begun(byHandle());
  signal(cloud, sent('a'));
  cloud.settle();
  cloud.ask('cloudformation').updateStack({ StackName: 'shop', TemplateBody: byHandle(3) });
  cloud.settle();
  expect(statusOf(cloud)).toBe('UPDATE_ROLLBACK_FAILED');
  expect(typeof update).toBe('function');
});

const queue =
  'Resources: {Work: {Type: AWS::SQS::Queue, CreationPolicy: {ResourceSignal: {Timeout: PT10M}}}}';

test('any resource with a creation policy waits for its signals when it is made', () => {
  const cloud = begun(queue);
  const cfn = cloud.ask('cloudformation');
  const send = (UniqueId: string, Status: 'SUCCESS' | 'FAILURE'): object =>
    cfn.signalResource({ StackName: 'shop', LogicalResourceId: 'Work', UniqueId, Status });
  cloud.advance('5 minutes');
  expect(statusOf(cloud)).toBe('CREATE_IN_PROGRESS');
  send('a', 'SUCCESS');
  cloud.settle();
  expect(statusOf(cloud)).toBe('CREATE_COMPLETE');
  const late = begun(queue);
  late.settle();
  expect(failure(late)).toBe('Failed to receive 1 resource signal(s) within the specified duration');
  expect(late.ask('sqs').listQueues({}).QueueUrls).toBeUndefined();
  const failed = begun(queue);
  failed
    .ask('cloudformation')
    .signalResource({ StackName: 'shop', LogicalResourceId: 'Work', UniqueId: 'a', Status: 'FAILURE' });
  failed.settle();
  expect(failure(failed)).toBe(
    'Received 1 FAILURE signal(s) out of 1. Unable to satisfy 100% MinSuccessfulInstancesPercent requirement',
  );
});

test('a creation policy may be chosen by a condition', () => {
  const cloud = begun(`
Conditions: {Here: !Equals [!Ref AWS::Region, us-east-1]}
Resources:
  Work: {Type: AWS::SQS::Queue, CreationPolicy: !If [Here, {ResourceSignal: {Count: 1, Timeout: PT1M}}, {ResourceSignal: {Count: 9}}]}
`);
  cloud.settle();
  expect(failure(cloud)).toBe('Failed to receive 1 resource signal(s) within the specified duration');
});

const host = (properties: string): string =>
  `Resources: {Host: {Type: AWS::EC2::Instance, CreationPolicy: {ResourceSignal: {Count: 2, Timeout: PT15M}}, Properties: {ImageId: ami-12345678${properties}}}}`;

test('the signals of a machine that is given a script are stood in for, which is reported', () => {
  const cloud = begun(host(', UserData: Y2ZuLXNpZ25hbA=='));
  cloud.settle();
  expect(statusOf(cloud)).toBe('CREATE_COMPLETE');
  expect([...cloud.engine.modelledOnly]).toContain(
    'the signals for Host of stack shop: what would send them does not run',
  );
  const { StackEvents = [] } = cloud.ask('cloudformation').describeStackEvents({ StackName: 'shop' });
  const told = StackEvents.filter(({ ResourceStatusReason: reason = '' }) =>
    /^Received SUCCESS signal with UniqueId i-[0-9a-f]{17}$/.test(reason),
  );
  expect(told.length).toBe(2);
});

test('a failure that is signalled in a machine’s place comes first', () => {
  const cloud = begun(host(', UserData: Y2ZuLXNpZ25hbA=='));
  cloud
    .ask('cloudformation')
    .signalResource({ StackName: 'shop', LogicalResourceId: 'Host', UniqueId: 'i-1', Status: 'FAILURE' });
  cloud.settle();
  expect(failure(cloud)).toBe(
    'Received 1 FAILURE signal(s) out of 2. Unable to satisfy 100% MinSuccessfulInstancesPercent requirement',
  );
});

test('a machine that is given nothing to run never signals', () => {
  const cloud = begun(host(''));
  cloud.settle();
  expect(failure(cloud)).toBe('Failed to receive 2 resource signal(s) within the specified duration');
});

test('machines that a template starts from elsewhere, or by a launch template with a script, signal', () => {
  const group = (launch: string, more = ''): string =>
    `Resources: {Group: {Type: AWS::AutoScaling::AutoScalingGroup, CreationPolicy: {ResourceSignal: {}}, Properties: {MinSize: '1', MaxSize: '1', LaunchTemplate: ${launch}}}${more}}`;
  const template = (data: string): string =>
    `, Launch: {Type: AWS::EC2::LaunchTemplate, Properties: {LaunchTemplateData: ${data}}}`;
  const byName = '{LaunchTemplateName: a, Version: "1"}';
  const byRef = '{LaunchTemplateId: !Ref Launch, Version: "1"}';
  const end = (body: string): string | undefined => {
    const cloud = begun(body);
    cloud.settle();
    return statusOf(cloud);
  };
  expect(end(group(byName))).toBe('CREATE_COMPLETE');
  expect(end(group(byRef, template('{UserData: YQ==}')))).toBe('CREATE_COMPLETE');
  expect(end(group(byRef, template('{ImageId: ami-12345678}')))).toBe('ROLLBACK_COMPLETE');
});

test('a wait condition whose handle is given to a machine is met', () => {
  const cloud = begun(
    byHandle(2).replace(
      'Outputs:',
      '  Host: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-12345678, UserData: !Base64 {Ref: Handle}}}\nOutputs:',
    ),
  );
  cloud.settle();
  expect(statusOf(cloud)).toBe('CREATE_COMPLETE');
});
