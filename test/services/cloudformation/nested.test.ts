import { stackFailure } from '../../../framework/faults';
import type { TestCloud } from '../../test-cloud';
import { cloudOfThings, deployed, inject, withoutIds, type Deployed } from './stack';

const url = 'https://templates.s3.us-east-1.amazonaws.com/child.yaml';

const child = (fail: string, more = ''): string => `
Parameters: {Delay: {Type: Number}, List: {Type: CommaDelimitedList, Default: 'x'}}
Resources:
  Work: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: !Ref Delay}}
  Thing: {Type: Test::Storm::Thing, DependsOn: Work, Properties: {Fail: ${fail}, Of: !Ref Delay}}
${more}
Outputs: {Name: {Value: !GetAtt Work.QueueName}, Second: {Value: !Select [1, !Ref List]}}
`;

const parent = (delay: number, more = '', fail = 'nothing'): string => `
Resources:
  Child:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: '${url}', Parameters: {Delay: ${delay}, List: 'a,b'}, Tags: [{Key: own, Value: tag}]}
  Last: {Type: Test::Storm::Thing, DependsOn: Child, Properties: {Fail: ${fail}, Of: !GetAtt Child.Outputs.Name}}
${more}
Outputs: {Second: {Value: !GetAtt Child.Outputs.Second}}
`;

function put(cloud: TestCloud, Body: string): TestCloud {
  if ((cloud.ask('s3').listBuckets({}).Buckets ?? []).length === 0)
    cloud.ask('s3').createBucket({ Bucket: 'templates' });
  cloud.ask('s3').putObject({ Bucket: 'templates', Key: 'child.yaml', Body: Buffer.from(Body) });
  return cloud;
}

const withChild = (body = child('nothing')): TestCloud => put(cloudOfThings(), body);

/** Statuses of the nested stack, in order. */
function ofChild({ cloud, stackId }: Deployed): string[] {
  const id = childId({ cloud, stackId });
  const { StackEvents = [] } = cloud.ask('cloudformation').describeStackEvents({ StackName: id });
  return StackEvents.filter(({ PhysicalResourceId }) => PhysicalResourceId === id)
    .map(({ ResourceStatus = '' }): string => ResourceStatus)
    .reverse();
}

function childId({ cloud, stackId }: Pick<Deployed, 'cloud' | 'stackId'>): string {
  const { StackEvents = [] } = cloud.ask('cloudformation').describeStackEvents({ StackName: stackId });
  const made = StackEvents.find(
    ({ LogicalResourceId: id, PhysicalResourceId: physical = '' }) => id === 'Child' && physical !== '',
  );
  return made?.PhysicalResourceId ?? '';
}

test('a nested stack is made with its parent, lends it its outputs and goes with it', () => {
  const shop = deployed(parent(3), { cloud: withChild(), Tags: [{ Key: 'of', Value: 'all' }] });
  const { cloud, stackId } = shop;
  const cfn = cloud.ask('cloudformation');
  expect(shop.status()).toBe('CREATE_COMPLETE');
  const [nested] = cfn.describeStacks({ StackName: childId(shop) }).Stacks ?? [];
  expect(nested).toMatchObject({
    ParentId: stackId,
    RootId: stackId,
    StackStatus: 'CREATE_COMPLETE',
    Parameters: [
      { ParameterKey: 'Delay', ParameterValue: '3' },
      { ParameterKey: 'List', ParameterValue: 'a,b' },
    ],
    Tags: [
      { Key: 'of', Value: 'all' },
      { Key: 'own', Value: 'tag' },
    ],
  });
  expect(nested?.StackName).toMatch(/^shop-Child-[A-Z0-9]{12,13}$/);
  expect(cfn.describeStacks({ StackName: 'shop' }).Stacks?.[0]?.Outputs).toEqual([
    { OutputKey: 'Second', OutputValue: 'b' },
  ]);
  shop.after(() => cfn.deleteStack({ StackName: 'shop' }));
  expect(shop.status()).toBe('DELETE_COMPLETE');
  expect(ofChild(shop)).toEqual([
    'CREATE_IN_PROGRESS',
    'CREATE_COMPLETE',
    'DELETE_IN_PROGRESS',
    'DELETE_COMPLETE',
  ]);
  expect(cloud.ask('sqs').listQueues({}).QueueUrls ?? []).toEqual([]);
});

test('a nested stack that can’t be made fails its parent, and leaves nothing', () => {
  const shop = deployed(parent(3), { cloud: withChild(child('create')) });
  expect(shop.status()).toBe('ROLLBACK_COMPLETE');
  const failed = shop.events().find((line) => line.startsWith('Child CREATE_FAILED'));
  expect(failed).toMatch(
    /^Child CREATE_FAILED Embedded stack arn:\S+ was not successfully created: The following resource\(s\) failed to create: \[Thing\]\. $/,
  );
  expect(ofChild(shop)).toEqual([
    'CREATE_IN_PROGRESS',
    'CREATE_FAILED',
    'DELETE_IN_PROGRESS',
    'DELETE_COMPLETE',
  ]);
  expect(shop.cloud.ask('sqs').listQueues({}).QueueUrls ?? []).toEqual([]);
  const wrong = deployed(parent(3), { cloud: withChild('Resources: {}') });
  expect(wrong.events()).toContain(
    'Child CREATE_FAILED Template format error: At least one Resources member must be defined.',
  );
  const gone = deployed(parent(3), { cloud: cloudOfThings() });
  expect(gone.events().find((line) => line.startsWith('Child CREATE_FAILED'))).toMatch(/S3 error: /);
});

test('a template that changed where it lies is taken up by an update of the parent', () => {
  const shop = deployed(parent(3), { cloud: withChild() });
  put(shop.cloud, child('nothing', '  New: {Type: AWS::SQS::Queue}'));
  expect(
    shop.update(parent(3)).filter((line) => line.startsWith('shop') || line.startsWith('Child')),
  ).toEqual([
    'shop UPDATE_IN_PROGRESS User Initiated',
    'Child UPDATE_IN_PROGRESS',
    'Child UPDATE_COMPLETE',
    'shop UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'shop UPDATE_COMPLETE',
  ]);
  expect(ofChild(shop).slice(2)).toEqual([
    'UPDATE_IN_PROGRESS',
    'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'UPDATE_COMPLETE',
  ]);
  expect(shop.cloud.ask('sqs').listQueues({}).QueueUrls).toHaveLength(2);
  // What a nested stack no longer has is deleted when the parent cleans up.
  put(shop.cloud, child('nothing'));
  shop.update(parent(3));
  expect(shop.status()).toBe('UPDATE_COMPLETE');
  expect(shop.cloud.ask('sqs').listQueues({}).QueueUrls).toHaveLength(1);
});

test('a nested stack that was updated goes back when its parent’s update fails later', () => {
  const shop = deployed(parent(3), { cloud: withChild() });
  put(shop.cloud, child('nothing', '  New: {Type: AWS::SQS::Queue}'));
  shop.update(parent(4, '  Bad: {Type: Test::Storm::Thing, DependsOn: Child, Properties: {Fail: create}}'));
  expect(shop.status()).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(ofChild(shop).slice(2)).toEqual([
    'UPDATE_IN_PROGRESS',
    'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'UPDATE_ROLLBACK_IN_PROGRESS',
    'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    'UPDATE_ROLLBACK_COMPLETE',
  ]);
  const { QueueUrls = [] } = shop.cloud.ask('sqs').listQueues({});
  expect(QueueUrls).toHaveLength(1);
  const of = { QueueUrl: QueueUrls[0], AttributeNames: ['DelaySeconds' as const] };
  expect(shop.cloud.ask('sqs').getQueueAttributes(of).Attributes).toEqual({ DelaySeconds: '3' });
});

test('a nested stack whose update fails takes its parent back', () => {
  const shop = deployed(parent(3), { cloud: withChild() });
  put(shop.cloud, child('update'));
  const lines = shop.update(parent(4));
  expect(lines.find((line) => line.startsWith('Child UPDATE_FAILED'))).toMatch(
    /^Child UPDATE_FAILED Embedded stack arn:\S+ was not successfully updated\. Currently in UPDATE_ROLLBACK_IN_PROGRESS with reason: The following resource\(s\) failed to update: \[Thing\]\. $/,
  );
  expect(shop.status()).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(ofChild(shop).at(-1)).toBe('UPDATE_ROLLBACK_COMPLETE');
  put(shop.cloud, child('nothing'));
  shop.update(parent(5));
  expect(shop.status()).toBe('UPDATE_COMPLETE');
});

test('a nested stack whose rollback fails is gone on with through its parent, skipping what fails', () => {
  const shop = deployed(parent(3), { cloud: withChild() });
  inject(shop.cloud, stackFailure({ resource: 'Work', on: 'rollback' }));
  put(shop.cloud, child('update'));
  shop.update(parent(4));
  expect(shop.status()).toMatch(
    /^UPDATE_ROLLBACK_FAILED The following resource\(s\) failed to update: \[Child\]/,
  );
  expect(ofChild(shop).at(-1)).toBe('UPDATE_ROLLBACK_FAILED');
  const cfn = shop.cloud.ask('cloudformation');
  shop.after(() => cfn.continueUpdateRollback({ StackName: 'shop', ResourcesToSkip: ['Child.Work'] }));
  expect(shop.status()).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(ofChild(shop).at(-1)).toBe('UPDATE_ROLLBACK_COMPLETE');
});

test('a nested stack that can’t be deleted keeps its parent', () => {
  const shop = deployed(parent(3), { cloud: withChild(child('delete')) });
  const cfn = shop.cloud.ask('cloudformation');
  const lines = shop.after(() => cfn.deleteStack({ StackName: 'shop' }));
  expect(lines.filter((line) => line.startsWith('Child DELETE_FAILED')).map(withoutIds)).toEqual([
    expect.stringMatching(
      /^Child DELETE_FAILED Embedded stack arn:\S+ was not successfully deleted: The following resource\(s\) failed to delete: \[Thing\]\. $/,
    ),
  ]);
  expect(shop.status()).toMatch(/^DELETE_FAILED/);
  shop.after(() => cfn.deleteStack({ StackName: 'shop', DeletionMode: 'FORCE_DELETE_STACK' }));
  expect(shop.status()).toBe('DELETE_COMPLETE');
  expect(ofChild(shop).at(-1)).toBe('DELETE_COMPLETE');
});

test('a parent that is cancelled, or deleted half way, takes its nested stack along', () => {
  const slow = child('nothing', '  Slow: {Type: Test::Storm::Thing, Properties: {Polls: 3}}');
  const shop = deployed(parent(3), { cloud: withChild() });
  put(shop.cloud, slow);
  const cfn = shop.cloud.ask('cloudformation');
  cfn.updateStack({ StackName: 'shop', TemplateBody: parent(4) });
  shop.cloud.advance('10 seconds');
  cfn.cancelUpdateStack({ StackName: 'shop' });
  shop.cloud.settle();
  expect(shop.status()).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(ofChild(shop).at(-1)).toBe('UPDATE_ROLLBACK_COMPLETE');
  const cloud = withChild(slow);
  const { StackId = '' } = cloud
    .ask('cloudformation')
    .createStack({ StackName: 'half', TemplateBody: parent(3) });
  cloud.advance('10 seconds');
  cloud.ask('cloudformation').deleteStack({ StackName: 'half' });
  cloud.settle();
  const [stack] = cloud.ask('cloudformation').describeStacks({ StackName: StackId }).Stacks ?? [];
  expect(stack?.StackStatus).toBe('DELETE_COMPLETE');
  expect(cloud.ask('sqs').listQueues({}).QueueUrls ?? []).toEqual([]);
});

test('a stack that nests itself ends at the quota of nested resources', () => {
  const itself = `Resources:\n${Array.from({ length: 60 }, (_, index) => `  T${index}: {Type: Test::Storm::Thing}`).join('\n')}\n  Child: {Type: AWS::CloudFormation::Stack, DependsOn: T0, Properties: {TemplateURL: '${url}'}}\n`;
  const cloud = withChild(itself);
  const shop = deployed(itself, { cloud });
  expect(shop.status()).toBe('ROLLBACK_COMPLETE');
  const live = cloud.ask('cloudformation').describeStacks({}).Stacks ?? [];
  expect(live.map(({ StackName }) => StackName)).toEqual(['shop']);
});

test('a change set tells of a nested stack as an automatic change', () => {
  const { cloud } = deployed(parent(3), { cloud: withChild() });
  const cfn = cloud.ask('cloudformation');
  cfn.createChangeSet({ StackName: 'shop', ChangeSetName: 'a', TemplateBody: parent(3) });
  cloud.settle();
  const { Changes } = cfn.describeChangeSet({ StackName: 'shop', ChangeSetName: 'a' });
  expect(Changes).toMatchObject([
    {
      ResourceChange: {
        Action: 'Modify',
        LogicalResourceId: 'Child',
        Replacement: 'False',
        Details: [{ Evaluation: 'Dynamic', ChangeSource: 'Automatic' }],
      },
    },
  ]);
});
