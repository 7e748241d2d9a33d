import type { TestCloud } from '../../test-cloud';
import { cloudOfThings, deployed, refusal } from './stack';

const template = `
Resources:
  Work: {Type: AWS::SQS::Queue, Properties: {QueueName: work, DelaySeconds: 5, Tags: [{Key: a, Value: b}]}}
  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: news, DisplayName: News}}
  Files: {Type: AWS::S3::Bucket, Properties: {BucketName: files, VersioningConfiguration: {Status: Enabled}}}
  Group: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: group, RetentionInDays: 7}}
  Table: {Type: AWS::DynamoDB::Table, Properties: {TableName: orders, BillingMode: PAY_PER_REQUEST, AttributeDefinitions: [{AttributeName: id, AttributeType: S}], KeySchema: [{AttributeName: id, KeyType: HASH}]}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: worker
      AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]}
      Policies: [{PolicyName: own, PolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Action: 'sqs:*', Resource: '*'}]}}]
  Code: {Type: AWS::Lambda::Function, Properties: {FunctionName: code, Runtime: nodejs22.x, Handler: index.handler, Role: !GetAtt Role.Arn, Code: {ZipFile: 'exports.handler = () => 1'}, Timeout: 9, Environment: {Variables: {FIRST: one}}}}
  Cluster: {Type: AWS::ECS::Cluster}
`;

const options = { Capabilities: ['CAPABILITY_NAMED_IAM' as const], Tags: [{ Key: 'of', Value: 'all' }] };

function detected(cloud: TestCloud, StackName = 'shop'): Record<string, string | undefined> {
  const cfn = cloud.ask('cloudformation');
  const { StackDriftDetectionId = '' } = cfn.detectStackDrift({ StackName });
  expect(cfn.describeStackDriftDetectionStatus({ StackDriftDetectionId }).DetectionStatus).toBe(
    'DETECTION_IN_PROGRESS',
  );
  cloud.settle();
  const found = cfn.describeStackDriftDetectionStatus({ StackDriftDetectionId });
  expect(found.DetectionStatus).toBe('DETECTION_COMPLETE');
  const { StackResourceDrifts = [] } = cfn.describeStackResourceDrifts({ StackName });
  return {
    stack: found.StackDriftStatus,
    ...Object.fromEntries(
      StackResourceDrifts.map((drift) => [drift.LogicalResourceId ?? '', drift.StackResourceDriftStatus]),
    ),
  };
}

test('a stack that nobody touched is in sync; what is only modelled is not checked', () => {
  const { cloud, status, events } = deployed(template, { cloud: cloudOfThings(), ...options });
  expect(events().filter((line) => line.includes('FAILED'))).toEqual([]);
  expect(status()).toBe('CREATE_COMPLETE');
  expect(detected(cloud)).toEqual({
    stack: 'IN_SYNC',
    Work: 'IN_SYNC',
    Topic: 'IN_SYNC',
    Files: 'IN_SYNC',
    Group: 'IN_SYNC',
    Table: 'IN_SYNC',
    Role: 'IN_SYNC',
    Code: 'IN_SYNC',
    Cluster: 'NOT_CHECKED',
  });
  const cfn = cloud.ask('cloudformation');
  expect(cfn.describeStacks({ StackName: 'shop' }).Stacks?.[0]?.DriftInformation?.StackDriftStatus).toBe(
    'IN_SYNC',
  );
  expect(
    refusal(() => cfn.detectStackResourceDrift({ StackName: 'shop', LogicalResourceId: 'Cluster' })),
  ).toBe('ValidationError: Resource type AWS::ECS::Cluster does not support drift detection here.');
});

test('what was changed or deleted outside is found, property by property', () => {
  const { cloud } = deployed(template, { cloud: cloudOfThings(), ...options });
  const QueueUrl = cloud.ask('sqs').getQueueUrl({ QueueName: 'work' }).QueueUrl ?? '';
  cloud.ask('sqs').setQueueAttributes({ QueueUrl, Attributes: { DelaySeconds: '9' } });
  cloud.ask('sqs').tagQueue({ QueueUrl, Tags: { mine: 'yes' } });
  cloud.ask('logs').deleteRetentionPolicy({ logGroupName: 'group' });
  cloud.ask('s3').putBucketVersioning({ Bucket: 'files', VersioningConfiguration: { Status: 'Suspended' } });
  cloud.ask('iam').deleteRolePolicy({ RoleName: 'worker', PolicyName: 'own' });
  cloud.ask('lambda').updateFunctionConfiguration({
    FunctionName: 'code',
    Environment: { Variables: { FIRST: 'two', NEXT: 'x' } },
  });
  cloud.ask('sns').deleteTopic({ TopicArn: 'arn:aws:sns:us-east-1:000000000000:news' });
  cloud.ask('dynamodb').deleteTable({ TableName: 'orders' });
  cloud.settle();
  expect(detected(cloud)).toMatchObject({ stack: 'DRIFTED', Topic: 'DELETED', Table: 'DELETED' });
  const cfn = cloud.ask('cloudformation');
  const { StackResourceDrifts = [] } = cfn.describeStackResourceDrifts({
    StackName: 'shop',
    StackResourceDriftStatusFilters: ['MODIFIED'],
  });
  expect(
    StackResourceDrifts.flatMap(({ LogicalResourceId: id, PropertyDifferences = [] }) =>
      PropertyDifferences.map((one) =>
        [id, one.DifferenceType, one.PropertyPath, one.ExpectedValue, one.ActualValue].join(' '),
      ),
    ),
  ).toMatchInlineSnapshot(`
   [
     "Code NOT_EQUAL /Environment/Variables/FIRST one two",
     "Code ADD /Environment/Variables/NEXT null x",
     "Files NOT_EQUAL /VersioningConfiguration/Status Enabled Suspended",
     "Group REMOVE /RetentionInDays 7 null",
     "Role REMOVE /Policies [{"PolicyDocument":{"Statement":[{"Action":"sqs:*","Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"},"PolicyName":"own"}] null",
     "Work NOT_EQUAL /DelaySeconds 5 9",
     "Work ADD /Tags/1 null {"Key":"mine","Value":"yes"}",
   ]
  `);
  const one = cfn.detectStackResourceDrift({ StackName: 'shop', LogicalResourceId: 'Group' });
  expect(one.StackResourceDrift?.StackResourceDriftStatus).toBe('MODIFIED');
  const { StackResources } = cfn.describeStackResources({ StackName: 'shop', LogicalResourceId: 'Topic' });
  expect(StackResources).toMatchObject([{ DriftInformation: { StackResourceDriftStatus: 'DELETED' } }]);
});

test('drift is not looked for in a stack that is not at rest', () => {
  const cloud = cloudOfThings();
  cloud.ask('cloudformation').createStack({ StackName: 'shop', TemplateBody: template, ...options });
  expect(refusal(() => cloud.ask('cloudformation').detectStackDrift({ StackName: 'shop' }))).toBe(
    'ValidationError: Stack [shop] is in [CREATE_IN_PROGRESS] state. Drift detection cannot be performed in this state.',
  );
});
