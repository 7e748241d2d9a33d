/** What real templates do that is easily forgotten. */
import { testCloud, type TestCloud } from '../../test-cloud';

const assume =
  '{Version: 2012-10-17, Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]}';

function stackOf(cloud: TestCloud, TemplateBody: string, StackName = 'shop') {
  const cfn = cloud.ask('cloudformation');
  cfn.createStack({ StackName, TemplateBody, Capabilities: ['CAPABILITY_IAM'] });
  cloud.settle();
  const [stack] = cfn.describeStacks({ StackName }).Stacks ?? [];
  const outputs = (stack?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]);
  const [failed] = (cfn.describeStackEvents({ StackName }).StackEvents ?? []).filter(
    ({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED',
  );
  return {
    status: stack?.StackStatus,
    outputs: Object.fromEntries(outputs),
    reason: failed?.ResourceStatusReason,
  };
}

test('all properties of a resource may be one Fn::If, or AWS::NoValue', () => {
  const cloud = testCloud();
  const { status } = stackOf(
    cloud,
    `Conditions: {Here: !Equals [!Ref AWS::Region, us-east-1]}
Resources:
  Work: {Type: AWS::SQS::Queue, Properties: !If [Here, {DelaySeconds: 7}, {DelaySeconds: 8}]}
  Plain: {Type: AWS::SQS::Queue, Properties: !Ref AWS::NoValue}
`,
  );
  expect(status).toBe('CREATE_COMPLETE');
  const { QueueUrls: [, url = ''] = [] } = cloud.ask('sqs').listQueues({});
  const { Attributes } = cloud
    .ask('sqs')
    .getQueueAttributes({ QueueUrl: url, AttributeNames: ['DelaySeconds'] });
  expect([url.includes('Work'), Attributes]).toEqual([true, { DelaySeconds: '7' }]);
});

test('booleans are written "True" and "FALSE" too', () => {
  const { status, reason } = stackOf(
    testCloud(),
    'Resources: {Disk: {Type: AWS::EC2::Volume, Properties: {AvailabilityZone: us-east-1a, Size: 8, Encrypted: "True", AutoEnableIO: "FALSE"}}}',
  );
  expect([status, reason]).toEqual(['CREATE_COMPLETE', undefined]);
});

test('Fn::GetAtt reads properties of the types that allow it', () => {
  const { outputs } = stackOf(
    testCloud(),
    `Resources:
  Work: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: 3}}
  Net: {Type: AWS::EC2::Subnet, Properties: {VpcId: vpc-0123456789abcdef0, CidrBlock: 10.0.0.0/24}}
Outputs: {A: {Value: !GetAtt Work.DelaySeconds}, B: {Value: !GetAtt Net.CidrBlock}}
`,
  );
  expect(outputs).toEqual({ A: '3', B: '10.0.0.0/24' });
});

test('the CDK’s note of what made a template is a resource', () => {
  const { status } = stackOf(
    testCloud(),
    'Resources: {CDKMetadata: {Type: AWS::CDK::Metadata, Properties: {Analytics: "v2:deflate64:abc"}}}',
  );
  expect(status).toBe('CREATE_COMPLETE');
});

test('what scales with a service that is not here is modelled, tables are scaled', () => {
  const cloud = testCloud();
  const { status, reason } = stackOf(
    cloud,
    `Resources:
  Target:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties: {MinCapacity: 1, MaxCapacity: 3, ResourceId: service/default/web, ScalableDimension: "ecs:service:DesiredCount", ServiceNamespace: ecs}
  Up:
    Type: AWS::ApplicationAutoScaling::ScalingPolicy
    Properties: {PolicyName: up, PolicyType: StepScaling, ScalingTargetId: !Ref Target, StepScalingPolicyConfiguration: {AdjustmentType: ChangeInCapacity, StepAdjustments: [{MetricIntervalLowerBound: 0, ScalingAdjustment: 1}]}}
`,
  );
  expect([status, reason]).toEqual(['CREATE_COMPLETE', undefined]);
  expect([...cloud.engine.modelledOnly]).toEqual([
    'AWS::ApplicationAutoScaling::ScalableTarget Target of stack shop',
    'AWS::ApplicationAutoScaling::ScalingPolicy Up of stack shop',
  ]);
});

test('functions of runtimes that are not run are made, with their permissions', () => {
  const cloud = testCloud();
  const { status, reason } = stackOf(
    cloud,
    `Resources:
  Role: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: ${assume}}}
  Work: {Type: AWS::Lambda::Function, Properties: {PackageType: Image, Role: !GetAtt Role.Arn, Code: {ImageUri: "000000000000.dkr.ecr.us-east-1.amazonaws.com/app:1"}}}
  Let: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Ref Work, Action: "lambda:InvokeFunction", Principal: s3.amazonaws.com}}
`,
  );
  expect([status, reason]).toEqual(['CREATE_COMPLETE', undefined]);
  expect([...cloud.engine.modelledOnly]).toEqual([
    "lambda:CreateFunction with ImageUri, whose code can't be run here",
  ]);
});

test('a rule about things outside of the stack is taken as met and told so', () => {
  const cloud = testCloud();
  const { status } = stackOf(
    cloud,
    `Parameters: {Net: {Type: "AWS::EC2::Subnet::Id", Default: subnet-0123456789abcdef0}}
Rules: {Vpc: {Assertions: [{Assert: {"Fn::Equals": [{"Fn::ValueOf": [Net, VpcId]}, vpc-1]}}]}}
Resources: {Work: {Type: AWS::SQS::Queue}}
`,
  );
  expect(status).toBe('CREATE_COMPLETE');
  expect([...cloud.engine.modelledOnly][0]).toBe(
    'Fn::ValueOf ["Net","VpcId"] of the rule Vpc: taken as met, because it is about things outside the stack',
  );
});

test('an output of another stack is read by its name, elsewhere too, and nobody is told', () => {
  const cloud = testCloud();
  const there = cloud.ask('cloudformation', { region: 'eu-west-1' });
  there.createStack({
    StackName: 'net',
    TemplateBody: 'Resources: {H: {Type: AWS::Logs::LogGroup}}\nOutputs: {Vpc: {Value: vpc-1}}',
  });
  cloud.settle();
  const reading = (output: string) =>
    `Resources: {Work: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: {"Fn::GetStackOutput": {StackName: net, OutputName: ${output}, Region: eu-west-1}}}}}\nOutputs: {Name: {Value: !Ref Work}}`;
  expect(stackOf(cloud, reading('Vpc')).outputs).toEqual({ Name: 'vpc-1' });
  expect(stackOf(cloud, reading('Subnet'), 'other').reason).toBe('Output Subnet not found in stack net');
  there.deleteStack({ StackName: 'net' });
  cloud.settle();
  expect(stackOf(cloud, reading('Vpc'), 'late').reason).toBe('Stack with id net does not exist');
});
