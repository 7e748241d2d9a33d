/** Types whose drift is read, each as it was made, changed behind the stack's back, and gone. */
import { testCloud, type TestCloud } from '../../test-cloud';

const document = "{Version: '2012-10-17', Statement: [{Effect: Allow, Action: 'sqs:*', Resource: '*'}]}";
const changed = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}';
const assume =
  "{Version: '2012-10-17', Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: 'sts:AssumeRole'}]}";
const keyPolicy =
  "{Version: '2012-10-17', Statement: [{Effect: Allow, Principal: {AWS: 'arn:aws:iam::000000000000:root'}, Action: 'kms:*', Resource: '*'}]}";

const template = `
Resources:
  Key: {Type: AWS::KMS::Key, Properties: {Description: ours, EnableKeyRotation: true, KeyPolicy: ${keyPolicy}, Tags: [{Key: a, Value: b}]}}
  Alias: {Type: AWS::KMS::Alias, Properties: {AliasName: alias/ours, TargetKeyId: !Ref Key}}
  Alarm: {Type: AWS::CloudWatch::Alarm, Properties: {AlarmName: full, Namespace: Own, MetricName: Size, Statistic: Sum, Period: 60, EvaluationPeriods: 2, Threshold: 10, ComparisonOperator: GreaterThanThreshold, Dimensions: [{Name: of, Value: all}]}}
  Both: {Type: AWS::CloudWatch::CompositeAlarm, Properties: {AlarmName: both, AlarmRule: ALARM(full)}, DependsOn: Alarm}
  Board: {Type: AWS::CloudWatch::Dashboard, Properties: {DashboardName: board, DashboardBody: '{"widgets":[]}'}}
  Group: {Type: AWS::IAM::Group, Properties: {GroupName: people, Policies: [{PolicyName: own, PolicyDocument: ${document}}]}}
  User: {Type: AWS::IAM::User, Properties: {UserName: ann, Groups: [!Ref Group], Tags: [{Key: a, Value: b}]}}
  Role: {Type: AWS::IAM::Role, Properties: {RoleName: host, AssumeRolePolicyDocument: ${assume}}}
  Inline: {Type: AWS::IAM::Policy, Properties: {PolicyName: inline, PolicyDocument: ${document}, Roles: [!Ref Role], Users: [!Ref User]}}
  Managed: {Type: AWS::IAM::ManagedPolicy, Properties: {ManagedPolicyName: managed, PolicyDocument: ${document}, Roles: [!Ref Role]}}
  Profile: {Type: AWS::IAM::InstanceProfile, Properties: {InstanceProfileName: host, Roles: [!Ref Role]}}
  Setting: {Type: AWS::SSM::Parameter, Properties: {Name: /size, Type: String, Value: '7', Description: how large}}
  Secret: {Type: AWS::SecretsManager::Secret, Properties: {Name: word, Description: hidden, SecretString: s}}
  Rule: {Type: AWS::Events::Rule, Properties: {Name: each, ScheduleExpression: rate(1 day), State: ENABLED, Targets: [{Id: q, Arn: !GetAtt Work.Arn}]}}
  Work: {Type: AWS::SQS::Queue, Properties: {QueueName: work}}
`;

function stood(): TestCloud {
  const cloud = testCloud();
  const cfn = cloud.ask('cloudformation');
  cfn.createStack({
    StackName: 'shop',
    TemplateBody: template,
    Capabilities: ['CAPABILITY_NAMED_IAM'],
    Tags: [{ Key: 'of', Value: 'all' }],
  });
  cloud.settle();
  const [stack] = cfn.describeStacks({ StackName: 'shop' }).Stacks ?? [];
  expect([stack?.StackStatus, stack?.StackStatusReason]).toEqual(['CREATE_COMPLETE', undefined]);
  return cloud;
}

/** What is not in sync, with the places that differ. */
function drifted(cloud: TestCloud): Record<string, string> {
  const cfn = cloud.ask('cloudformation');
  cfn.detectStackDrift({ StackName: 'shop' });
  cloud.settle();
  const { StackResourceDrifts = [] } = cfn.describeStackResourceDrifts({ StackName: 'shop' });
  return Object.fromEntries(
    StackResourceDrifts.filter(({ StackResourceDriftStatus: status }) => status !== 'IN_SYNC').map(
      (drift) => [
        drift.LogicalResourceId ?? '',
        [
          drift.StackResourceDriftStatus,
          ...(drift.PropertyDifferences ?? []).map(({ PropertyPath }) => PropertyPath),
        ].join(' '),
      ],
    ),
  );
}

test('what nobody touched is in sync, of every type that is read', () => {
  expect(drifted(stood())).toEqual({});
});

test('what was changed behind the stack’s back is told place by place', () => {
  const cloud = stood();
  const iam = cloud.ask('iam');
  const cloudwatch = cloud.ask('cloudwatch');
  const { KeyMetadata } = cloud.ask('kms').describeKey({ KeyId: 'alias/ours' });
  cloud.ask('kms').disableKeyRotation({ KeyId: KeyMetadata?.KeyId });
  const { MetricAlarms: [alarm = {}] = [] } = cloudwatch.describeAlarms({ AlarmNames: ['full'] });
  cloudwatch.putMetricAlarm({
    AlarmName: 'full',
    Namespace: alarm.Namespace,
    MetricName: alarm.MetricName,
    Statistic: alarm.Statistic,
    Period: alarm.Period,
    EvaluationPeriods: 3,
    Threshold: alarm.Threshold,
    ComparisonOperator: alarm.ComparisonOperator,
    Dimensions: alarm.Dimensions,
  });
  cloudwatch.putDashboard({ DashboardName: 'board', DashboardBody: '{"widgets":[],"start":"-PT1H"}' });
  cloudwatch.putCompositeAlarm({ AlarmName: 'both', AlarmRule: 'OK(full)' });
  iam.putGroupPolicy({ GroupName: 'people', PolicyName: 'own', PolicyDocument: changed });
  iam.removeUserFromGroup({ GroupName: 'people', UserName: 'ann' });
  iam.putRolePolicy({ RoleName: 'host', PolicyName: 'inline', PolicyDocument: changed });
  iam.createPolicyVersion({
    PolicyArn: 'arn:aws:iam::000000000000:policy/managed',
    PolicyDocument: changed,
    SetAsDefault: true,
  });
  iam.removeRoleFromInstanceProfile({ InstanceProfileName: 'host', RoleName: 'host' });
  cloud.ask('ssm').putParameter({ Name: '/size', Value: '8', Overwrite: true });
  cloud.ask('secretsmanager').updateSecret({ SecretId: 'word', Description: 'open' });
  cloud.ask('events').disableRule({ Name: 'each' });
  expect(drifted(cloud)).toMatchInlineSnapshot(`
   {
     "Alarm": "MODIFIED /EvaluationPeriods",
     "Board": "MODIFIED /DashboardBody",
     "Both": "MODIFIED /AlarmRule",
     "Group": "MODIFIED /Policies/0 /Policies/0",
     "Inline": "MODIFIED /PolicyDocument/Statement/0 /PolicyDocument/Statement/0",
     "Key": "MODIFIED /EnableKeyRotation",
     "Managed": "MODIFIED /PolicyDocument/Statement/0 /PolicyDocument/Statement/0",
     "Profile": "MODIFIED /Roles",
     "Rule": "MODIFIED /State",
     "Secret": "MODIFIED /Description",
     "Setting": "MODIFIED /Value",
     "User": "MODIFIED /Groups",
   }
  `);
});

test('what was deleted behind the stack’s back is told so', () => {
  const cloud = stood();
  const iam = cloud.ask('iam');
  const { KeyMetadata } = cloud.ask('kms').describeKey({ KeyId: 'alias/ours' });
  cloud.ask('kms').deleteAlias({ AliasName: 'alias/ours' });
  cloud.ask('kms').scheduleKeyDeletion({ KeyId: KeyMetadata?.KeyId, PendingWindowInDays: 7 });
  cloud.ask('cloudwatch').deleteAlarms({ AlarmNames: ['both'] });
  cloud.ask('cloudwatch').deleteAlarms({ AlarmNames: ['full'] });
  cloud.ask('cloudwatch').deleteDashboards({ DashboardNames: ['board'] });
  iam.deleteRolePolicy({ RoleName: 'host', PolicyName: 'inline' });
  iam.deleteUserPolicy({ UserName: 'ann', PolicyName: 'inline' });
  iam.removeUserFromGroup({ GroupName: 'people', UserName: 'ann' });
  iam.deleteUser({ UserName: 'ann' });
  iam.deleteGroupPolicy({ GroupName: 'people', PolicyName: 'own' });
  iam.deleteGroup({ GroupName: 'people' });
  iam.detachRolePolicy({ RoleName: 'host', PolicyArn: 'arn:aws:iam::000000000000:policy/managed' });
  iam.deletePolicy({ PolicyArn: 'arn:aws:iam::000000000000:policy/managed' });
  iam.removeRoleFromInstanceProfile({ InstanceProfileName: 'host', RoleName: 'host' });
  iam.deleteInstanceProfile({ InstanceProfileName: 'host' });
  cloud.ask('ssm').deleteParameter({ Name: '/size' });
  cloud.ask('secretsmanager').deleteSecret({ SecretId: 'word', ForceDeleteWithoutRecovery: true });
  cloud.ask('events').removeTargets({ Rule: 'each', Ids: ['q'] });
  cloud.ask('events').deleteRule({ Name: 'each' });
  const gone = drifted(cloud);
  expect(Object.values(gone).every((status) => status === 'DELETED')).toBe(true);
  expect(Object.keys(gone)).toEqual([
    'Alarm',
    'Alias',
    'Board',
    'Both',
    'Group',
    'Inline',
    'Key',
    'Managed',
    'Profile',
    'Rule',
    'Secret',
    'Setting',
    'User',
  ]);
});

test('a nested stack is compared by its parameters, and deleted ones are told', () => {
  const cloud = testCloud();
  const cfn = cloud.ask('cloudformation');
  cloud.ask('s3').createBucket({ Bucket: 'templates' });
  const child =
    'Parameters: {Name: {Type: String}}\nResources: {Work: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref Name}}}';
  cloud.ask('s3').putObject({ Bucket: 'templates', Key: 'child.yaml', Body: Buffer.from(child) });
  cfn.createStack({
    StackName: 'shop',
    TemplateBody:
      'Resources: {Child: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: "https://templates.s3.us-east-1.amazonaws.com/child.yaml", Parameters: {Name: work}}}}',
  });
  cloud.settle();
  expect(drifted(cloud)).toEqual({});
  const { StackResources: [resource] = [] } = cfn.describeStackResources({ StackName: 'shop' });
  const StackName = resource?.PhysicalResourceId;
  const Parameters = [{ ParameterKey: 'Name', ParameterValue: 'other' }];
  cfn.updateStack({ StackName, UsePreviousTemplate: true, Parameters });
  cloud.settle();
  expect(drifted(cloud)).toEqual({ Child: 'MODIFIED /Parameters/Name' });
  cfn.deleteStack({ StackName });
  cloud.settle();
  expect(drifted(cloud)).toEqual({ Child: 'DELETED' });
});
