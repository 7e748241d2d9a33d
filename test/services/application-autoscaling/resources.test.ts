import { testCloud } from '../../test-cloud';

const template = (max: number, target: number) =>
  JSON.stringify({
    Resources: {
      Orders: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          TableName: 'orders',
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
          ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
        },
      },
      Target: {
        Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
        Properties: {
          ServiceNamespace: 'dynamodb',
          ResourceId: { 'Fn::Sub': 'table/${Orders}' },
          ScalableDimension: 'dynamodb:table:WriteCapacityUnits',
          MinCapacity: 5,
          MaxCapacity: max,
          ScheduledActions: [
            {
              ScheduledActionName: 'night',
              Schedule: 'cron(0 22 * * ? *)',
              ScalableTargetAction: { MaxCapacity: '10' },
            },
          ],
        },
      },
      Policy: {
        Type: 'AWS::ApplicationAutoScaling::ScalingPolicy',
        Properties: {
          PolicyName: 'track',
          PolicyType: 'TargetTrackingScaling',
          ScalingTargetId: { Ref: 'Target' },
          TargetTrackingScalingPolicyConfiguration: {
            TargetValue: target,
            ScaleInCooldown: '60',
            PredefinedMetricSpecification: { PredefinedMetricType: 'DynamoDBWriteCapacityUtilization' },
          },
        },
      },
    },
    Outputs: { Target: { Value: { Ref: 'Target' } }, Policy: { Value: { Ref: 'Policy' } } },
  });

test('a stack makes a target with its policy, and takes them away', () => {
  const cloud = testCloud();
  const cfn = cloud.ask('cloudformation');
  const scaling = cloud.ask('application-autoscaling');
  cfn.createStack({ StackName: 'shop', TemplateBody: template(50, 70) });
  cloud.settle();
  const stack = () => cfn.describeStacks({ StackName: 'shop' }).Stacks?.[0];
  expect([stack()?.StackStatus, stack()?.StackStatusReason]).toEqual(['CREATE_COMPLETE', undefined]);
  const outputs = stack()?.Outputs?.map(({ OutputValue = '' }) =>
    OutputValue.replace(/[0-9a-f-]{36}/, '<uuid>'),
  );
  expect(outputs?.toSorted()).toEqual([
    'arn:aws:autoscaling:us-east-1:000000000000:scalingPolicy:<uuid>:resource/dynamodb/table/orders:policyName/track',
    'table/orders|dynamodb:table:WriteCapacityUnits|dynamodb',
  ]);
  const [policy] = scaling.describeScalingPolicies({ ServiceNamespace: 'dynamodb' }).ScalingPolicies ?? [];
  expect(policy?.TargetTrackingScalingPolicyConfiguration).toEqual({
    TargetValue: 70,
    ScaleInCooldown: 60,
    PredefinedMetricSpecification: { PredefinedMetricType: 'DynamoDBWriteCapacityUtilization' },
  });
  expect(scaling.describeScheduledActions({ ServiceNamespace: 'dynamodb' }).ScheduledActions).toHaveLength(1);
  cfn.deleteStack({ StackName: 'shop' });
  cloud.settle();
  expect(scaling.describeScalableTargets({ ServiceNamespace: 'dynamodb' }).ScalableTargets).toEqual([]);
  expect(cloud.ask('cloudwatch').describeAlarms({}).MetricAlarms).toEqual([]);
});
