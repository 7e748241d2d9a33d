/** Change sets that come with those of nested stacks (IncludeNestedStacks). */
import { testCloud, type TestCloud } from '../../test-cloud';
import { refusal } from './stack';

const child = (delay: number): string => `
Parameters: {Name: {Type: String}}
Resources: {Work: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref Name, DelaySeconds: ${delay}}}}
Outputs: {Arn: {Value: !GetAtt Work.Arn}}
`;

const parent = (more = ''): string => `
Resources:
  Log: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: orders}}
  Child:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: "https://templates.s3.us-east-1.amazonaws.com/child.yaml", Parameters: {Name: !Ref Log}}
${more}`;

function put(cloud: TestCloud, text: string): void {
  cloud.ask('s3').putObject({ Bucket: 'templates', Key: 'child.yaml', Body: Buffer.from(text) });
}

function cloudWithChild(): TestCloud {
  const cloud = testCloud();
  cloud.ask('s3').createBucket({ Bucket: 'templates' });
  put(cloud, child(1));
  return cloud;
}

function changeSet(cloud: TestCloud, TemplateBody: string, ChangeSetType: 'CREATE' | 'UPDATE') {
  const cfn = cloud.ask('cloudformation');
  cfn.createChangeSet({
    StackName: 'shop',
    ChangeSetName: 'next',
    TemplateBody,
    ChangeSetType,
    IncludeNestedStacks: true,
  });
  cloud.settle();
  return cfn.describeChangeSet({ StackName: 'shop', ChangeSetName: 'next' });
}

function execute(cloud: TestCloud): void {
  cloud.ask('cloudformation').executeChangeSet({ StackName: 'shop', ChangeSetName: 'next' });
  cloud.settle();
}

const delays = (cloud: TestCloud): string | undefined =>
  cloud.ask('sqs').getQueueAttributes({
    QueueUrl: 'https://sqs.us-east-1.amazonaws.com/000000000000/orders',
    AttributeNames: ['DelaySeconds'],
  }).Attributes?.DelaySeconds;

test('the change set of a new stack brings one for each nested stack, and makes the stack that it told of', () => {
  const cloud = cloudWithChild();
  const cfn = cloud.ask('cloudformation');
  const root = changeSet(cloud, parent(), 'CREATE');
  expect([root.Status, root.IncludeNestedStacks]).toEqual(['CREATE_COMPLETE', true]);
  const { ResourceChange: told } =
    (root.Changes ?? []).find(({ ResourceChange: one }) => one?.LogicalResourceId === 'Child') ?? {};
  expect([told?.Action, told?.ChangeSetId]).toEqual([
    'Add',
    expect.stringMatching(/:changeSet\/next-Child-[A-Z0-9]{12}\//),
  ]);
  const nested = cfn.describeChangeSet({ ChangeSetName: told?.ChangeSetId });
  expect(nested).toMatchObject({
    Status: 'CREATE_COMPLETE',
    ExecutionStatus: 'AVAILABLE',
    ParentChangeSetId: root.ChangeSetId,
    RootChangeSetId: root.ChangeSetId,
    Parameters: [{ ParameterKey: 'Name', ParameterValue: '{{changeSet:KNOWN_AFTER_APPLY}}' }],
    Changes: [{ ResourceChange: { Action: 'Add', LogicalResourceId: 'Work' } }],
  });
  const { Stacks: [under] = [] } = cfn.describeStacks({ StackName: nested.StackId });
  expect([under?.StackStatus, under?.ParentId]).toEqual(['REVIEW_IN_PROGRESS', root.StackId]);
  expect(refusal(() => cfn.executeChangeSet({ ChangeSetName: told?.ChangeSetId }))).toMatch(
    /belongs to a nested stack and can only be executed with the change set of its root stack\.$/,
  );
  execute(cloud);
  expect(cfn.describeStacks({ StackName: 'shop' }).Stacks?.[0]?.StackStatus).toBe('CREATE_COMPLETE');
  const { StackResources = [] } = cfn.describeStackResources({ StackName: 'shop' });
  const made = StackResources.find(({ LogicalResourceId: id }) => id === 'Child');
  expect(made?.PhysicalResourceId).toBe(nested.StackId);
  expect(cfn.describeChangeSet({ ChangeSetName: told?.ChangeSetId }).ExecutionStatus).toBe(
    'EXECUTE_COMPLETE',
  );
  expect(delays(cloud)).toBe('1');
});

function stood(): TestCloud {
  const cloud = cloudWithChild();
  cloud.ask('cloudformation').createStack({ StackName: 'shop', TemplateBody: parent() });
  cloud.settle();
  return cloud;
}

test('an update tells property by property what changes inside a nested stack', () => {
  const cloud = stood();
  put(cloud, child(5));
  const root = changeSet(cloud, parent(), 'UPDATE');
  const [{ ResourceChange: told } = {}] = root.Changes ?? [];
  expect([root.Changes?.length, told?.LogicalResourceId, told?.Action]).toEqual([1, 'Child', 'Modify']);
  const nested = cloud
    .ask('cloudformation')
    .describeChangeSet({ ChangeSetName: told?.ChangeSetId, IncludePropertyValues: true });
  expect(nested.Changes?.[0]?.ResourceChange?.Details?.[0]?.Target).toMatchObject({
    Name: 'DelaySeconds',
    BeforeValue: '1',
    AfterValue: '5',
  });
  execute(cloud);
  expect(delays(cloud)).toBe('5');
});

test('where nothing changes in nested stacks either there is no change set', () => {
  const cloud = stood();
  const root = changeSet(cloud, parent(), 'UPDATE');
  expect([root.Status, root.StatusReason]).toEqual([
    'FAILED',
    "The submitted information didn't contain changes. Submit different information to create a change set.",
  ]);
});

test('a nested template that won’t do fails the change set of its parent', () => {
  const cloud = stood();
  put(cloud, 'Resources: {Work: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref Nobody}}}');
  const root = changeSet(cloud, parent(), 'UPDATE');
  expect([root.Status, root.StatusReason]).toEqual([
    'FAILED',
    expect.stringMatching(
      /^Nested change set arn:aws:cloudformation:.* was not successfully created: Currently in FAILED\.$/,
    ),
  ]);
  const [, id = ''] = /^Nested change set (\S+) /.exec(root.StatusReason ?? '') ?? [];
  expect(cloud.ask('cloudformation').describeChangeSet({ ChangeSetName: id }).StatusReason).toBe(
    'Template format error: Unresolved resource dependencies [Nobody] in the Resources block of the template',
  );
});

test('a change set takes those of nested stacks with it, and the stacks that only they had', () => {
  const cloud = cloudWithChild();
  const cfn = cloud.ask('cloudformation');
  const { Changes = [] } = changeSet(cloud, parent(), 'CREATE');
  const id = Changes.map(({ ResourceChange: one }) => one?.ChangeSetId).find((one) => one !== undefined);
  const { StackId } = cfn.describeChangeSet({ ChangeSetName: id });
  expect(refusal(() => cfn.deleteChangeSet({ ChangeSetName: id ?? '' }))).toMatch(
    /can only be deleted with the change set of its root stack\.$/,
  );
  cfn.deleteChangeSet({ StackName: 'shop', ChangeSetName: 'next' });
  expect(refusal(() => cfn.describeChangeSet({ ChangeSetName: id }))).toMatch(/^ChangeSetNotFound: /);
  expect(refusal(() => cfn.describeStacks({ StackName: StackId }))).toMatch(/does not exist$/);
});
