/** Snippets that templates take from S3: `AWS::Include`. */
import { testCloud, type TestCloud } from '../../test-cloud';
import { refusal } from './stack';

const Capabilities = ['CAPABILITY_AUTO_EXPAND' as const];

function cloudWith(snippets: Record<string, string>): TestCloud {
  const cloud = testCloud();
  cloud.ask('s3').createBucket({ Bucket: 'snippets' });
  for (const [Key, text] of Object.entries(snippets))
    cloud.ask('s3').putObject({ Bucket: 'snippets', Key, Body: Buffer.from(text) });
  return cloud;
}

const including = (location: string): string => `
Parameters: {Store: {Type: String, Default: snippets}}
Resources:
  Work:
    Type: AWS::SQS::Queue
    Properties:
      DelaySeconds: 3
      Fn::Transform: {Name: AWS::Include, Parameters: {Location: ${location}}}
`;

test('a snippet is put in beside what stands there, which wins', () => {
  const cloud = cloudWith({ 'queue.yaml': 'DelaySeconds: 9\nMessageRetentionPeriod: 600\n' });
  const cfn = cloud.ask('cloudformation');
  const TemplateBody = including('!Sub "s3://${Store}/queue.yaml"');
  expect(refusal(() => cfn.createStack({ StackName: 'shop', TemplateBody }))).toBe(
    'InsufficientCapabilitiesException: Requires capabilities : [CAPABILITY_AUTO_EXPAND]',
  );
  cfn.createStack({ StackName: 'shop', TemplateBody, Capabilities });
  cloud.settle();
  const { QueueUrls: [QueueUrl = ''] = [] } = cloud.ask('sqs').listQueues({});
  const { Attributes } = cloud
    .ask('sqs')
    .getQueueAttributes({ QueueUrl, AttributeNames: ['DelaySeconds', 'MessageRetentionPeriod'] });
  expect(Attributes).toEqual({ DelaySeconds: '3', MessageRetentionPeriod: '600' });
  expect(cfn.getTemplate({ StackName: 'shop' }).TemplateBody).toBe(TemplateBody);
  expect(
    JSON.parse(cfn.getTemplate({ StackName: 'shop', TemplateStage: 'Processed' }).TemplateBody ?? '{}'),
  ).toMatchObject({ Resources: { Work: { Properties: { DelaySeconds: 3, MessageRetentionPeriod: 600 } } } });
});

test('an update with the previous template reads the snippets again', () => {
  const cloud = cloudWith({ 'queue.json': '{"MessageRetentionPeriod": 600}' });
  const cfn = cloud.ask('cloudformation');
  const TemplateBody = including('"s3://snippets/queue.json"');
  cfn.createStack({ StackName: 'shop', TemplateBody, Capabilities });
  cloud.settle();
  const again = { StackName: 'shop', UsePreviousTemplate: true, Capabilities };
  expect(refusal(() => cfn.updateStack(again))).toBe('ValidationError: No updates are to be performed.');
  const Body = Buffer.from('{"MessageRetentionPeriod": 700}');
  cloud.ask('s3').putObject({ Bucket: 'snippets', Key: 'queue.json', Body });
  cfn.updateStack(again);
  cloud.settle();
  const { QueueUrls: [QueueUrl = ''] = [] } = cloud.ask('sqs').listQueues({});
  const { Attributes } = cloud
    .ask('sqs')
    .getQueueAttributes({ QueueUrl, AttributeNames: ['MessageRetentionPeriod'] });
  expect(Attributes).toEqual({ MessageRetentionPeriod: '700' });
});

test('at the top of a template a snippet brings whole sections', () => {
  const cloud = cloudWith({
    'more.yaml': 'Resources: {Second: {Type: AWS::SQS::Queue}}\nOutputs: {Url: {Value: !Ref Second}}\n',
  });
  const cfn = cloud.ask('cloudformation');
  cfn.createStack({
    StackName: 'shop',
    TemplateBody:
      'Transform: {Name: AWS::Include, Parameters: {Location: "s3://snippets/more.yaml"}}\nResources: {First: {Type: AWS::SQS::Queue}}\n',
    Capabilities,
  });
  cloud.settle();
  const { Stacks: [stack] = [] } = cfn.describeStacks({ StackName: 'shop' });
  expect([stack?.StackStatus, stack?.Outputs?.length]).toEqual(['CREATE_COMPLETE', 1]);
  expect(cfn.describeStackResources({ StackName: 'shop' }).StackResources?.length).toBe(2);
});

test('snippets that are missing, no mapping, or wrong in what they bring are refused', () => {
  const cloud = cloudWith({ 'list.yaml': '[1, 2]', 'bad.yaml': 'a: [', 'wrong.yaml': 'A: !Ref Nobody' });
  const cfn = cloud.ask('cloudformation');
  const told = (location: string): string =>
    refusal(() => cfn.createStack({ StackName: 'shop', TemplateBody: including(location), Capabilities }));
  expect(told('"s3://snippets/none.yaml"')).toBe(
    'ValidationError: Transform AWS::Include failed with: S3 error: The specified key does not exist.',
  );
  expect(told('"https://snippets/none.yaml"')).toBe(
    'ValidationError: Transform AWS::Include failed with: The location parameter is not a valid S3 uri.',
  );
  for (const name of ['list.yaml', 'bad.yaml'])
    expect(told(`"s3://snippets/${name}"`)).toBe(
      "ValidationError: Transform AWS::Include failed with: The specified S3 object's content should be valid Yaml/JSON",
    );
  expect(told('"s3://snippets/wrong.yaml"')).toBe(
    'ValidationError: Template format error: Unresolved resource dependencies [Nobody] in the Resources block of the template',
  );
});
