import { refusal } from '../dynamodb/table';
import { scaledTable, writes } from './scaled-table';

test('a target is told as it was registered, with the service-linked role', () => {
  const { scaling, targetArn } = scaledTable();
  expect(targetArn).toMatch(
    /^arn:aws:application-autoscaling:us-east-1:000000000000:scalable-target\/0[0-9a-f]{31}$/,
  );
  const [target] = scaling.describeScalableTargets({ ServiceNamespace: 'dynamodb' }).ScalableTargets ?? [];
  expect(target).toMatchObject({
    ...writes,
    MinCapacity: 5,
    MaxCapacity: 50,
    RoleARN:
      'arn:aws:iam::000000000000:role/aws-service-role/dynamodb.application-autoscaling.amazonaws.com/' +
      'AWSServiceRoleForApplicationAutoScaling_DynamoDBTable',
    SuspendedState: {
      DynamicScalingInSuspended: false,
      DynamicScalingOutSuspended: false,
      ScheduledScalingSuspended: false,
    },
  });
});

test.each([
  ['a table that is not there', { ResourceId: 'table/none' }, 'DynamoDB table does not exist: table/none'],
  [
    'an index without its dimension',
    { ResourceId: 'table/orders/index/x' },
    'Unsupported service namespace, resource type or scalable dimension',
  ],
  [
    'limits the wrong way round',
    { MinCapacity: 60 },
    'Maximum capacity cannot be less than minimum capacity',
  ],
])('%s is refused', (_, changed, message) => {
  const { scaling } = scaledTable();
  expect(
    refusal(() => scaling.registerScalableTarget({ ...writes, MinCapacity: 1, MaxCapacity: 10, ...changed })),
  ).toBe(`ValidationException: ${message}`);
});

test('what has no target has neither policies nor scheduled actions', () => {
  const { scaling, track } = scaledTable();
  track();
  scaling.putScheduledAction({
    ...writes,
    ScheduledActionName: 'night',
    Schedule: 'cron(0 0 * * ? *)',
    ScalableTargetAction: { MaxCapacity: 10 },
  });
  scaling.deregisterScalableTarget(writes);
  expect(scaling.describeScalingPolicies({ ServiceNamespace: 'dynamodb' }).ScalingPolicies).toEqual([]);
  expect(scaling.describeScheduledActions({ ServiceNamespace: 'dynamodb' }).ScheduledActions).toEqual([]);
  expect(refusal(() => scaling.deregisterScalableTarget(writes))).toBe(
    'ObjectNotFoundException: No scalable target registered for service namespace: dynamodb, resource ID: table/orders, ' +
      'scalable dimension: dynamodb:table:WriteCapacityUnits',
  );
  expect(refusal(() => track())).toMatch(/^ObjectNotFoundException: No scalable target registered/);
});

test('a policy in steps is refused, as DynamoDB takes none', () => {
  const { scaling } = scaledTable();
  expect(
    refusal(() => scaling.putScalingPolicy({ ...writes, PolicyName: 'steps', PolicyType: 'StepScaling' })),
  ).toBe(
    'ValidationException: The policy type StepScaling is not supported for the service namespace dynamodb',
  );
});

test('another service than DynamoDB is refused loudly', () => {
  const { scaling } = scaledTable();
  expect(() =>
    scaling.registerScalableTarget({
      ServiceNamespace: 'ecs',
      ResourceId: 'service/a/b',
      ScalableDimension: 'ecs:service:DesiredCount',
      MinCapacity: 1,
      MaxCapacity: 2,
    }),
  ).toThrow('application-autoscaling: the service namespace ecs is not emulated.');
});

test('scheduled actions move the limits, and the units with them', () => {
  const { scaling, cloud, units, activities } = scaledTable();
  scaling.putScheduledAction({
    ...writes,
    ScheduledActionName: 'morning',
    Schedule: 'cron(0 8 * * ? *)',
    ScalableTargetAction: { MinCapacity: 20, MaxCapacity: 50 },
  });
  scaling.putScheduledAction({
    ...writes,
    ScheduledActionName: 'once',
    Schedule: 'at(2026-01-01T20:00:00)',
    ScalableTargetAction: { MinCapacity: 1, MaxCapacity: 10 },
  });
  cloud.advance('9 hours');
  expect(units()).toBe(20);
  cloud.advance('12 hours');
  expect(units()).toBe(10);
  expect(activities()).toMatchInlineSnapshot(`
   [
     "Setting write capacity units to 10. | maximum capacity was set to 10 | Successful: Successfully set write capacity units to 10. Change successfully fulfilled by dynamodb.",
     "Setting write capacity units to 20. | minimum capacity was set to 20 | Successful: Successfully set write capacity units to 20. Change successfully fulfilled by dynamodb.",
   ]
  `);
  cloud.advance('24 hours');
  expect(
    scaling.describeScalableTargets({ ServiceNamespace: 'dynamodb' }).ScalableTargets?.[0],
  ).toMatchObject({
    MinCapacity: 20,
    MaxCapacity: 50,
  });
});

test('tags are kept by the target', () => {
  const { scaling, targetArn } = scaledTable();
  scaling.tagResource({ ResourceARN: targetArn, Tags: { a: '1', b: '2' } });
  scaling.untagResource({ ResourceARN: targetArn, TagKeys: ['a'] });
  expect(scaling.listTagsForResource({ ResourceARN: targetArn }).Tags).toEqual({ b: '2' });
  expect(refusal(() => scaling.listTagsForResource({ ResourceARN: `${targetArn}x` }))).toBe(
    `ResourceNotFoundException: Resource not found: ${targetArn}x`,
  );
});

test('a caller needs permission for the target, and for the role it passes', () => {
  const { scaling: _, cloud } = scaledTable();
  const role = 'arn:aws:iam::000000000000:role/scaler';
  const as = cloud.role('clerk', [
    {
      Effect: 'Allow',
      Action: 'application-autoscaling:RegisterScalableTarget',
      Resource: '*',
      Condition: { StringEquals: { 'application-autoscaling:service-namespace': 'dynamodb' } },
    },
  ]);
  const scaling = cloud.ask('application-autoscaling', { as });
  expect(scaling.registerScalableTarget({ ...writes, MaxCapacity: 60 }).ScalableTargetARN).toBeDefined();
  expect(refusal(() => scaling.registerScalableTarget({ ...writes, RoleARN: role }))).toMatch(
    /^AccessDeniedException: .* is not authorized to perform: iam:PassRole on resource: arn:aws:iam::000000000000:role\/scaler/,
  );
  expect(refusal(() => scaling.deregisterScalableTarget(writes))).toMatch(/^AccessDeniedException/);
});
