/** Goal: types that the sweep leaves out are put back too, whether or not an update took effect before it failed. */
import { stackFailure } from '../../../framework/faults';
import { testCloud, type TestCloud } from '../../test-cloud';
import { inject } from './stack';

const assume =
  "{Version: '2012-10-17', Statement: {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}}";
const allow = (action: string): string =>
  `{Version: '2012-10-17', Statement: {Effect: Allow, Action: '${action}', Resource: '*'}}`;
const allowAll = (action: string, resource: string): string =>
  `{Version: '2012-10-17', Statement: {Effect: Allow, Principal: '*', Action: '${action}', Resource: ${resource}}}`;

/** Every resource but the first few changes in place from the first to the second version. */
const template = (v: 1 | 2): string => `
Resources:
  Queue: {Type: AWS::SQS::Queue}
  Topic: {Type: AWS::SNS::Topic, Properties: {Subscription: [{Protocol: sqs, Endpoint: !GetAtt Queue.Arn}]}}
  Bucket: {Type: AWS::S3::Bucket}
  Roles: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: ${assume}, MaxSessionDuration: ${v * 3600}, Policies: [{PolicyName: 'inline${v}', PolicyDocument: ${allow('s3:*')}}]}}
  Function: {Type: AWS::Lambda::Function, Properties: {Runtime: nodejs22.x, Handler: index.handler, Role: !GetAtt Roles.Arn, ReservedConcurrentExecutions: ${v}, Code: {ZipFile: 'exports.handler = async () => ${v};'}}}
  QueuePolicy: {Type: AWS::SQS::QueuePolicy, Properties: {Queues: [!Ref Queue], PolicyDocument: ${allowAll(v === 1 ? 'sqs:SendMessage' : 'sqs:*', '!GetAtt Queue.Arn')}}}
  TopicPolicy: {Type: AWS::SNS::TopicPolicy, Properties: {Topics: [!Ref Topic], PolicyDocument: ${allowAll(v === 1 ? 'sns:Publish' : 'sns:Subscribe', '!Ref Topic')}}}
  BucketPolicy: {Type: AWS::S3::BucketPolicy, Properties: {Bucket: !Ref Bucket, PolicyDocument: {Version: '2012-10-17', Statement: {Effect: Deny, Principal: '*', Action: 's3:${v === 1 ? 'GetObject' : 'PutObject'}', Resource: !Sub '\${Bucket.Arn}/*'}}}}
  Policy: {Type: AWS::IAM::Policy, Properties: {PolicyName: policy, Roles: [!Ref Roles], PolicyDocument: ${allow(v === 1 ? 'sqs:*' : 'sns:*')}}}
  Managed: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: ${allow(v === 1 ? 'kms:*' : 'logs:*')}}}
  Group: {Type: AWS::IAM::Group, Properties: {Policies: [{PolicyName: 'inline${v}', PolicyDocument: ${allow('s3:*')}}]}}
  User: {Type: AWS::IAM::User, Properties: {Tags: [{Key: 'v${v}', Value: a}]}}
  Profile: {Type: AWS::IAM::InstanceProfile, Properties: {Roles: [!Ref Roles]}}
  Alarm: {Type: AWS::CloudWatch::Alarm, Properties: {Namespace: Shop, MetricName: Errors, Statistic: Sum, Period: 60, EvaluationPeriods: 1, Threshold: ${v}, ComparisonOperator: GreaterThanThreshold}}
  Composite: {Type: AWS::CloudWatch::CompositeAlarm, Properties: {AlarmRule: !Sub 'ALARM("\${Alarm}")', AlarmDescription: 'v${v}'}}
  Dashboard: {Type: AWS::CloudWatch::Dashboard, Properties: {DashboardBody: '{"widgets":[{"type":"text","x":0,"y":0,"width":${v},"height":1,"properties":{"markdown":"a"}}]}'}}
  Group2: {Type: AWS::Logs::LogGroup, Properties: {Tags: [{Key: v, Value: 'v${v}'}]}}
  Filter: {Type: AWS::Logs::MetricFilter, Properties: {LogGroupName: !Ref Group2, FilterPattern: 'ERROR${v}', MetricTransformations: [{MetricName: Errors, MetricNamespace: Shop, MetricValue: '1'}]}}
  InvokeConfig: {Type: AWS::Lambda::EventInvokeConfig, Properties: {FunctionName: !Ref Function, Qualifier: $LATEST, MaximumRetryAttempts: ${v}}}
  Table: {Type: AWS::DynamoDB::Table, Properties: {ProvisionedThroughput: {ReadCapacityUnits: ${v}, WriteCapacityUnits: 1}, TimeToLiveSpecification: {AttributeName: until, Enabled: true}, AttributeDefinitions: [{AttributeName: id, AttributeType: S}], KeySchema: [{AttributeName: id, KeyType: HASH}]}}
  Last: {Type: AWS::SQS::Queue, DependsOn: [QueuePolicy, TopicPolicy, BucketPolicy, Policy, Managed, Group, User, Profile, Composite, Dashboard, Filter, InvokeConfig, Table], Properties: {DelaySeconds: ${v}}}
`;

const Capabilities = ['CAPABILITY_IAM' as const];

function configuration(cloud: TestCloud, ids: Record<string, string>): unknown {
  const iam = cloud.ask('iam');
  const { Roles: RoleName = '', Function: FunctionName = '', Bucket = '', Group2: logGroupName = '' } = ids;
  const { Policy } = iam.getPolicy({ PolicyArn: ids['Managed'] });
  const cloudwatch = cloud.ask('cloudwatch');
  const lambda = cloud.ask('lambda');
  const { MetricAlarms = [], CompositeAlarms = [] } = cloudwatch.describeAlarms({
    AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
  });
  const { Table } = cloud.ask('dynamodb').describeTable({ TableName: ids['Table'] });
  const { CodeSha256 } = lambda.getFunctionConfiguration({ FunctionName });
  return {
    queue: cloud.ask('sqs').getQueueAttributes({ QueueUrl: ids['Queue'], AttributeNames: ['Policy'] })
      .Attributes,
    topic: cloud.ask('sns').getTopicAttributes({ TopicArn: ids['Topic'] }).Attributes?.['Policy'],
    bucket: cloud.ask('s3').getBucketPolicy({ Bucket }).Policy,
    session: iam.getRole({ RoleName }).Role?.MaxSessionDuration,
    inline: (iam.listRolePolicies({ RoleName }).PolicyNames ?? []).map((PolicyName) =>
      iam.getRolePolicy({ RoleName, PolicyName }),
    ),
    managed: iam.getPolicyVersion({ PolicyArn: ids['Managed'], VersionId: Policy?.DefaultVersionId })
      .PolicyVersion?.Document,
    group: iam.listGroupPolicies({ GroupName: ids['Group'] }).PolicyNames,
    user: iam.listUserTags({ UserName: ids['User'] }).Tags,
    alarms: MetricAlarms.map(({ Threshold }) => Threshold),
    composites: CompositeAlarms.map(({ AlarmDescription }) => AlarmDescription),
    dashboard: cloudwatch.getDashboard({ DashboardName: ids['Dashboard'] }).DashboardBody,
    logs: cloud.ask('logs').listTagsLogGroup({ logGroupName }).tags,
    filters: cloud
      .ask('logs')
      .describeMetricFilters({ logGroupName })
      .metricFilters?.map(({ filterPattern }) => filterPattern),
    retries: lambda.getFunctionEventInvokeConfig({ FunctionName, Qualifier: '$LATEST' }).MaximumRetryAttempts,
    reserved: lambda.getFunctionConcurrency({ FunctionName }),
    code: CodeSha256,
    capacity: Table?.ProvisionedThroughput?.ReadCapacityUnits,
    ttl: cloud.ask('dynamodb').describeTimeToLive({ TableName: ids['Table'] }).TimeToLiveDescription,
  };
}

function stackOf(cloud: TestCloud) {
  const cfn = cloud.ask('cloudformation');
  const status = (): string | undefined => cfn.describeStacks({ StackName: 'shop' }).Stacks?.[0]?.StackStatus;
  const failures = (): string[] =>
    (cfn.describeStackEvents({ StackName: 'shop' }).StackEvents ?? [])
      .filter(({ ResourceStatus = '' }) => ResourceStatus.endsWith('_FAILED'))
      .map(({ LogicalResourceId, ResourceStatusReason }) => `${LogicalResourceId} ${ResourceStatusReason}`);
  const ids = (): Record<string, string> =>
    Object.fromEntries(
      (cfn.describeStackResources({ StackName: 'shop' }).StackResources ?? []).map(
        ({ LogicalResourceId = '', PhysicalResourceId = '' }) => [LogicalResourceId, PhysicalResourceId],
      ),
    );
  const update = (): void => {
    cfn.updateStack({ StackName: 'shop', TemplateBody: template(2), Capabilities });
    cloud.settle();
  };
  cfn.createStack({ StackName: 'shop', TemplateBody: template(1), Capabilities });
  cloud.settle();
  return { status, failures, ids, update };
}

test.each(['Last', 'QueuePolicy', 'Policy', 'Function', 'Table', 'Alarm'])(
  'when the update of %s fails, before its effect or after, all types are as they were',
  (resource) => {
    for (const when of ['before', 'after'] as const) {
      const cloud = testCloud({ seed: `${resource} ${when}` });
      const { status, failures, ids, update } = stackOf(cloud);
      expect([status(), failures()]).toEqual(['CREATE_COMPLETE', []]);
      const before = configuration(cloud, ids());
      inject(cloud, stackFailure({ resource, on: 'update', when }));
      update();
      expect(failures().filter((line) => !/cancelled$|fault was injected/.test(line))).toEqual([]);
      expect(status()).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(configuration(cloud, ids())).toEqual(before);
      update();
      expect(status()).toBe('UPDATE_COMPLETE');
      expect(configuration(cloud, ids())).not.toEqual(before);
      cloud.ask('cloudformation').deleteStack({ StackName: 'shop' });
      cloud.settle();
      expect(cloud.ask('cloudformation').describeStacks({}).Stacks).toEqual([]);
    }
  },
);
