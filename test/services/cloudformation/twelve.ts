import type { TestCloud } from '../../test-cloud';

/** Twelve resources of nine services, linked; the second version changes every one of them, some by replacement. */
export function twelve(version: 1 | 2, more = ''): string {
  const v = String(version);
  return `
Parameters: {Stage: {Type: String, Default: test}}
Resources:
  Key: {Type: AWS::KMS::Key, Properties: {Description: 'v${v}', KeyPolicy: {Version: '2012-10-17', Statement: {Effect: Allow, Principal: {AWS: !Sub 'arn:aws:iam::\${AWS::AccountId}:root'}, Action: 'kms:*', Resource: '*'}}}}
  Alias: {Type: AWS::KMS::Alias, Properties: {AliasName: 'alias/v${v}', TargetKeyId: !Ref Key}}
  Uploads: {Type: AWS::S3::Bucket, Properties: {Tags: [{Key: v, Value: 'v${v}'}], VersioningConfiguration: {Status: ${version === 1 ? 'Enabled' : 'Suspended'}}}}
  Dead: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: ${v}}}
  Work: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: 6${v}, RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3}}}
  Topic: {Type: AWS::SNS::Topic, Properties: {DisplayName: 'v${v}'}}
  Subscription: {Type: AWS::SNS::Subscription, Properties: {TopicArn: !Ref Topic, Protocol: sqs, Endpoint: !GetAtt Work.Arn, RawMessageDelivery: ${version === 1 ? 'true' : 'false'}}}
  Ledger: {Type: AWS::DynamoDB::Table, Properties: {BillingMode: PAY_PER_REQUEST, AttributeDefinitions: [{AttributeName: 'id${v}', AttributeType: S}], KeySchema: [{AttributeName: 'id${v}', KeyType: HASH}]}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      Description: 'v${v}'
      AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}}
  Processor: {Type: AWS::Lambda::Function, Properties: {Runtime: nodejs22.x, Handler: index.handler, Role: !GetAtt Role.Arn, Timeout: ${v}0, Environment: {Variables: {TABLE: !Ref Ledger}}, Code: {ZipFile: 'exports.handler = async () => ${v};'}}}
  Permission: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Ref Processor, Action: 'lambda:InvokeFunction', Principal: ${version === 1 ? 'sns' : 's3'}.amazonaws.com, SourceArn: !Ref Topic}}
  Log: {Type: AWS::Logs::LogGroup, DependsOn: [Permission, Alias, Subscription, Uploads], Properties: {LogGroupName: !Sub '/aws/lambda/\${Processor}', RetentionInDays: ${version === 1 ? '7' : '14'}}}
${more}
`;
}

export const twelveIds = [
  'Key',
  'Alias',
  'Uploads',
  'Dead',
  'Work',
  'Topic',
  'Subscription',
  'Ledger',
  'Role',
  'Processor',
  'Permission',
  'Log',
] as const;

/** Everything that the services of the twelve hold, told by themselves. */
export function inventory(cloud: TestCloud) {
  const keys = cloud.ask('kms').listKeys({}).Keys ?? [];
  const live = keys.filter(({ KeyId }) => {
    const { KeyMetadata } = cloud.ask('kms').describeKey({ KeyId });
    return KeyMetadata?.KeyState === 'Enabled';
  });
  const topics = cloud.ask('sns').listTopics({}).Topics ?? [];
  const functions = cloud.ask('lambda').listFunctions({}).Functions ?? [];
  return {
    keys: live.map(({ KeyId }) => KeyId),
    aliases:
      cloud
        .ask('kms')
        .listAliases({})
        .Aliases?.filter(({ AliasName = '' }) => !AliasName.startsWith('alias/aws/')) ?? [],
    buckets: cloud.ask('s3').listBuckets({}).Buckets ?? [],
    queues: cloud.ask('sqs').listQueues({}).QueueUrls ?? [],
    topics,
    subscriptions: cloud.ask('sns').listSubscriptions({}).Subscriptions ?? [],
    tables: cloud.ask('dynamodb').listTables({}).TableNames ?? [],
    roles: cloud.ask('iam').listRoles({}).Roles ?? [],
    functions,
    statements: functions.flatMap(({ FunctionName }) => statementsOf(cloud, FunctionName)),
    logGroups: cloud.ask('logs').describeLogGroups({}).logGroups ?? [],
  };
}

function statementsOf(cloud: TestCloud, FunctionName: string | undefined): unknown[] {
  try {
    const policy: { Statement: unknown[] } = JSON.parse(
      cloud.ask('lambda').getPolicy({ FunctionName }).Policy ?? '{"Statement":[]}',
    );
    return policy.Statement;
  } catch {
    return [];
  }
}

/** How everything is configured, as its services tell it: what a rollback has to restore. */
export function configuration(cloud: TestCloud): unknown {
  const { buckets, queues, topics, subscriptions, tables, roles, functions, ...rest } = inventory(cloud);
  const sqs = cloud.ask('sqs');
  const sns = cloud.ask('sns');
  const s3 = cloud.ask('s3');
  return {
    ...rest,
    keys: (cloud.ask('kms').listKeys({}).Keys ?? []).map(({ KeyId }) => {
      const { KeyMetadata } = cloud.ask('kms').describeKey({ KeyId });
      return [KeyMetadata?.Description, KeyMetadata?.KeyState];
    }),
    buckets: buckets.map(({ Name: Bucket }) => [
      Bucket,
      s3.getBucketTagging({ Bucket }).TagSet,
      s3.getBucketVersioning({ Bucket }).Status,
    ]),
    queues: queues.map((QueueUrl) => {
      const { LastModifiedTimestamp: _modified, ...attributes } =
        sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['All'] }).Attributes ?? {};
      return attributes;
    }),
    topics: topics.map(({ TopicArn }) => sns.getTopicAttributes({ TopicArn }).Attributes),
    subscriptions: subscriptions.map(
      ({ SubscriptionArn }) => sns.getSubscriptionAttributes({ SubscriptionArn }).Attributes,
    ),
    tables,
    roles: roles.map(({ RoleName, Description }) => [RoleName, Description]),
    functions: functions.map(({ FunctionName, Timeout, Environment, CodeSha256 }) => {
      return [FunctionName, Timeout, Environment, CodeSha256];
    }),
  };
}

/** Nothing exists. */
export function expectNothing(cloud: TestCloud, about = ''): void {
  const left = Object.entries(inventory(cloud)).filter(([, things]) => things.length > 0);
  expect([about, left]).toEqual([about, []]);
}
