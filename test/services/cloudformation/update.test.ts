import type { TestCloud } from '../../test-cloud';
import { cloudOfThings, deployed, refusal } from './stack';

const shop = (properties: string, more = ''): string => `
Resources:
  Dead: {Type: AWS::SQS::Queue}
  Work:
    Type: AWS::SQS::Queue
    Properties: ${properties}
  Reader: {Type: AWS::SQS::Queue, Properties: {Tags: [{Key: of, Value: !GetAtt Work.Arn}]}}
${more}
`;

test('a property that may change changes in place, and nothing else is touched', () => {
  const { cloud, update, status } = deployed(shop('{DelaySeconds: 5}'));
  const urls = cloud.ask('sqs').listQueues({}).QueueUrls;
  expect(update(shop('{DelaySeconds: 6}'))).toMatchInlineSnapshot(`
   [
     "shop UPDATE_IN_PROGRESS User Initiated",
     "Work UPDATE_IN_PROGRESS",
     "Work UPDATE_COMPLETE",
     "shop UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
     "shop UPDATE_COMPLETE",
   ]
  `);
  expect(status()).toBe('UPDATE_COMPLETE');
  expect(cloud.ask('sqs').listQueues({}).QueueUrls).toEqual(urls);
  const QueueUrl = urls?.find((url) => url.includes('Work'));
  expect(
    cloud.ask('sqs').getQueueAttributes({ QueueUrl, AttributeNames: ['DelaySeconds'] }).Attributes,
  ).toEqual({ DelaySeconds: '6' });
});

test('a replacement is made first, dependents follow it, and the old one goes last', () => {
  const { cloud, update } = deployed(shop('{DelaySeconds: 5}'));
  expect(update(shop('{DelaySeconds: 5, FifoQueue: true}'))).toMatchInlineSnapshot(`
   [
     "shop UPDATE_IN_PROGRESS User Initiated",
     "Work UPDATE_IN_PROGRESS Requested update requires the creation of a new physical resource; hence creating one.",
     "Work UPDATE_IN_PROGRESS Resource creation Initiated",
     "Work UPDATE_COMPLETE",
     "Reader UPDATE_IN_PROGRESS",
     "Reader UPDATE_COMPLETE",
     "shop UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
     "Work DELETE_IN_PROGRESS",
     "Work DELETE_COMPLETE",
     "shop UPDATE_COMPLETE",
   ]
  `);
  expect(
    cloud
      .ask('sqs')
      .listQueues({})
      .QueueUrls?.filter((url) => url.includes('Work')),
  ).toHaveLength(1);
});

test('resources are added and removed', () => {
  const { cloud, update } = deployed(shop('{}', '  Old: {Type: AWS::SQS::Queue}'));
  expect(update(shop('{}', '  New: {Type: AWS::SQS::Queue}'))).toMatchInlineSnapshot(`
   [
     "shop UPDATE_IN_PROGRESS User Initiated",
     "New CREATE_IN_PROGRESS",
     "New CREATE_IN_PROGRESS Resource creation Initiated",
     "New CREATE_COMPLETE",
     "shop UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
     "Old DELETE_IN_PROGRESS",
     "Old DELETE_COMPLETE",
     "shop UPDATE_COMPLETE",
   ]
  `);
  expect(cloud.ask('sqs').listQueues({}).QueueUrls).toHaveLength(4);
});

test('an update that changes nothing is refused', () => {
  const { update } = deployed(shop('{DelaySeconds: 5}'));
  expect(refusal(() => update(shop("{DelaySeconds: '5'}")))).toBe(
    'ValidationError: No updates are to be performed.',
  );
});

test('a resource that only another property of the stack touches is not touched', () => {
  const { update } = deployed(shop('{DelaySeconds: 5}'));
  const lines = update(shop('{DelaySeconds: 5}', 'Outputs: {Url: {Value: !Ref Work}}'));
  expect(lines).toEqual([
    'shop UPDATE_IN_PROGRESS User Initiated',
    'shop UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'shop UPDATE_COMPLETE',
  ]);
});

test('metadata and tags of the stack are changes, policies alone are none', () => {
  const { cloud, update } = deployed('Resources: {Work: {Type: AWS::SQS::Queue}}', {
    Tags: [{ Key: 'team', Value: 'a' }],
  });
  const policies =
    'Resources: {Work: {Type: AWS::SQS::Queue, DeletionPolicy: Retain, UpdateReplacePolicy: Retain}}';
  expect(refusal(() => update(policies))).toBe('ValidationError: No updates are to be performed.');
  const touched = [
    'shop UPDATE_IN_PROGRESS User Initiated',
    'Work UPDATE_IN_PROGRESS',
    'Work UPDATE_COMPLETE',
    'shop UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'shop UPDATE_COMPLETE',
  ];
  expect(update('Resources: {Work: {Type: AWS::SQS::Queue, Metadata: {of: shop}}}')).toEqual(touched);
  const Tags = [{ Key: 'group', Value: 'b' }];
  expect(update('Resources: {Work: {Type: AWS::SQS::Queue, Metadata: {of: shop}}}', { Tags })).toEqual(
    touched,
  );
  const [QueueUrl] = cloud.ask('sqs').listQueues({}).QueueUrls ?? [];
  const tags = cloud.ask('sqs').listQueueTags({ QueueUrl }).Tags ?? {};
  expect(Object.entries(tags).filter(([key]) => !key.startsWith('aws:'))).toEqual([['group', 'b']]);
});

test('UsePreviousTemplate and UsePreviousValue keep what there is', () => {
  const template = `
Parameters: {Wait: {Type: Number}, Team: {Type: String, Default: a}}
Resources: {Work: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: !Ref Wait, Tags: [{Key: team, Value: !Ref Team}]}}}
`;
  const { cloud, after } = deployed(template, {
    Parameters: [{ ParameterKey: 'Wait', ParameterValue: '41' }],
  });
  const cfn = cloud.ask('cloudformation');
  const update = (Wait: object): string[] =>
    after(() =>
      cfn.updateStack({
        StackName: 'shop',
        UsePreviousTemplate: true,
        Parameters: [
          { ParameterKey: 'Wait', ...Wait },
          { ParameterKey: 'Team', ParameterValue: 'b' },
        ],
      }),
    );
  expect(update({ UsePreviousValue: true }).at(-1)).toBe('shop UPDATE_COMPLETE');
  const [QueueUrl] = cloud.ask('sqs').listQueues({}).QueueUrls ?? [];
  const { Attributes } = cloud
    .ask('sqs')
    .getQueueAttributes({ QueueUrl, AttributeNames: ['VisibilityTimeout'] });
  expect(Attributes).toEqual({ VisibilityTimeout: '41' });
  expect(refusal(() => update({ UsePreviousValue: true, ParameterValue: '4' }))).toBe(
    'ValidationError: Invalid input for parameter key Wait. Cannot specify usePreviousValue as true and non empty value for a parameter',
  );
  expect(refusal(() => update({}))).toBe('ValidationError: Parameters: [Wait] must have values');
});

test('UpdateReplacePolicy and DeletionPolicy keep what an update would delete', () => {
  const named = (name: string, more: string): string =>
    `Resources: {Thing: {Type: Test::Storm::Thing, UpdateReplacePolicy: Retain, Properties: {Name: ${name}}}, Kept: {Type: AWS::SQS::Queue, DeletionPolicy: Retain}${more}}`;
  const { cloud, update } = deployed(named('a', ', Gone: {Type: AWS::SQS::Queue}'));
  const lines = update(
    'Resources: {Thing: {Type: Test::Storm::Thing, UpdateReplacePolicy: Retain, Properties: {Name: b}}}',
  );
  expect(lines.filter((line) => line.includes('DELETE')).sort()).toEqual([
    'Gone DELETE_COMPLETE',
    'Gone DELETE_IN_PROGRESS',
    'Kept DELETE_SKIPPED',
    'Thing DELETE_SKIPPED',
  ]);
  expect(cloud.ask('sqs').listQueues({}).QueueUrls).toHaveLength(1);
  const { StackResources } = cloud.ask('cloudformation').describeStackResources({ StackName: 'shop' });
  expect(StackResources).toMatchObject([{ LogicalResourceId: 'Thing', PhysicalResourceId: 'thing/b' }]);
});

test('a custom-named resource cannot be replaced under its own name', () => {
  const named = (fifo: string): string =>
    `Resources: {Work: {Type: AWS::SQS::Queue, Properties: {QueueName: jobs.fifo, FifoQueue: ${fifo}}}}`;
  const { update, status } = deployed(named('true'));
  expect(update(named('false')).slice(1, 4)).toEqual([
    'Work UPDATE_IN_PROGRESS Requested update requires the creation of a new physical resource; hence creating one.',
    'Work UPDATE_FAILED CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename jobs.fifo and update the stack again.',
    'shop UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to update: [Work]. ',
  ]);
  expect(status()).toBe('UPDATE_ROLLBACK_COMPLETE');
});

test('what a clean-up cannot delete is left behind after three attempts', () => {
  const { update, status } = deployed(
    'Resources: {A: {Type: Test::Storm::Thing, Properties: {Fail: delete}}, B: {Type: AWS::SQS::Queue}}',
  );
  const lines = update('Resources: {B: {Type: AWS::SQS::Queue}}');
  expect(lines.filter((line) => line.startsWith('A '))).toEqual(
    [1, 2, 3].flatMap(() => [
      'A DELETE_IN_PROGRESS',
      'A DELETE_FAILED Resource handler returned message: "This thing stays." (RequestToken: <uuid>, HandlerErrorCode: InvalidRequest)',
    ]),
  );
  expect(status()).toBe('UPDATE_COMPLETE');
});

test('the type of a resource cannot change', () => {
  const { update } = deployed('Resources: {Work: {Type: AWS::SQS::Queue}}');
  expect(refusal(() => update('Resources: {Work: {Type: AWS::SNS::Topic}}'))).toBe(
    'ValidationError: Update of resource type is not permitted. The new template modifies resource type of the following resources: [Work]',
  );
});

test('a token makes an update safe to send again, and serves one operation only', () => {
  const { cloud, update, stackId } = deployed(shop('{DelaySeconds: 5}'), { ClientRequestToken: 'first' });
  const next = { TemplateBody: shop('{DelaySeconds: 6}'), ClientRequestToken: 'second' };
  expect(update(next.TemplateBody, next)).toHaveLength(5);
  const cfn = cloud.ask('cloudformation');
  expect(cfn.updateStack({ StackName: 'shop', ...next })).toEqual({ StackId: stackId });
  expect(refusal(() => cfn.updateStack({ StackName: 'shop', ...next, ClientRequestToken: 'first' }))).toBe(
    'TokenAlreadyExistsException: A client request token already exists: first',
  );
  expect(cfn.describeStackEvents({ StackName: 'shop' }).StackEvents?.[0]?.ClientRequestToken).toBe('second');
});

/** A queue that anybody may send to. */
function openQueue(cloud: TestCloud): { QueueUrl: string | undefined; bodies: () => string[] } {
  const sqs = cloud.ask('sqs');
  const { QueueUrl } = sqs.createQueue({
    QueueName: 'heard',
    Attributes: {
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' },
      }),
    },
  });
  const bodies = (): string[] => {
    const { Messages = [] } = sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
    for (const { ReceiptHandle } of Messages) sqs.deleteMessage({ QueueUrl, ReceiptHandle });
    return Messages.length === 0 ? [] : [...Messages.map(({ Body = '' }) => Body), ...bodies()];
  };
  return { QueueUrl, bodies };
}

test('EventBridge hears of every event', () => {
  const cloud = cloudOfThings();
  const { bodies } = openQueue(cloud);
  const bridge = cloud.ask('events');
  bridge.putRule({ Name: 'stacks', EventPattern: '{"source": ["aws.cloudformation"]}' });
  bridge.putTargets({
    Rule: 'stacks',
    Targets: [{ Id: 'queue', Arn: 'arn:aws:sqs:us-east-1:000000000000:heard' }],
  });
  const { stackId } = deployed('Resources: {Thing: {Type: Test::Storm::Thing}}', { cloud });
  const told = bodies().map((body): { 'detail-type': string; detail: object } => JSON.parse(body));
  expect(told.map((event) => event['detail-type']).sort()).toEqual([
    ...Array.from({ length: 3 }, () => 'CloudFormation Resource Status Change'),
    ...Array.from({ length: 2 }, () => 'CloudFormation Stack Status Change'),
  ]);
  expect(told.map(({ detail }) => detail)).toContainEqual({
    'stack-id': stackId,
    'logical-resource-id': 'Thing',
    'physical-resource-id': expect.stringMatching(/^shop-Thing-/),
    'resource-type': 'Test::Storm::Thing',
    'status-details': { status: 'CREATE_COMPLETE', 'status-reason': '' },
    'client-request-token': '',
  });
});

test('the stack’s topics hear of every event', () => {
  const cloud = cloudOfThings();
  const { TopicArn = '' } = cloud.ask('sns').createTopic({ Name: 'events' });
  const { bodies } = openQueue(cloud);
  cloud.ask('sns').subscribe({
    TopicArn,
    Protocol: 'sqs',
    Endpoint: 'arn:aws:sqs:us-east-1:000000000000:heard',
    Attributes: { RawMessageDelivery: 'true' },
  });
  const { events } = deployed('Resources: {Thing: {Type: Test::Storm::Thing}}', {
    cloud,
    NotificationARNs: [TopicArn],
  });
  const told = bodies().map((body) => {
    const [, id] = /^LogicalResourceId='(.*)'$/m.exec(body) ?? [];
    const [, status] = /^ResourceStatus='(.*)'$/m.exec(body) ?? [];
    return `${id} ${status}`;
  });
  expect(told.sort()).toEqual(
    events()
      .map((line) => line.split(' ').slice(0, 2).join(' '))
      .sort(),
  );
});

test('what replaces a resource is given all that its template says, not what differs from before', () => {
  const user = (name: string): string => `
Resources:
  People: {Type: AWS::IAM::Group}
  Ann: {Type: AWS::IAM::User, Properties: {UserName: ${name}, Groups: [!Ref People], ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess']}}
`;
  const Capabilities = ['CAPABILITY_NAMED_IAM' as const];
  const { cloud, update, status } = deployed(user('ann'), { Capabilities });
  update(user('bob'), { Capabilities });
  expect(status()).toBe('UPDATE_COMPLETE');
  const iam = cloud.ask('iam');
  expect(iam.listGroupsForUser({ UserName: 'bob' }).Groups?.length).toBe(1);
  expect(iam.listAttachedUserPolicies({ UserName: 'bob' }).AttachedPolicies?.length).toBe(1);
});
