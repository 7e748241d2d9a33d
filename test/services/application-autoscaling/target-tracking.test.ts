import { withoutIds, scaledTable, writes } from './scaled-table';

test('a policy has four alarms with the thresholds of AWS', () => {
  const { track, cloudwatch } = scaledTable();
  const { PolicyARN, Alarms } = track({ TargetValue: 70 });
  expect(withoutIds(PolicyARN)).toBe(
    'arn:aws:autoscaling:us-east-1:000000000000:scalingPolicy:<uuid>:resource/dynamodb/table/orders:policyName/half',
  );
  expect(Alarms?.map(({ AlarmName }) => withoutIds(AlarmName))).toEqual([
    'TargetTracking-table/orders-AlarmHigh-<uuid>',
    'TargetTracking-table/orders-AlarmLow-<uuid>',
    'TargetTracking-table/orders-ProvisionedCapacityHigh-<uuid>',
    'TargetTracking-table/orders-ProvisionedCapacityLow-<uuid>',
  ]);
  const { MetricAlarms = [] } = cloudwatch.describeAlarms({ AlarmNamePrefix: 'TargetTracking-table/orders' });
  expect(
    MetricAlarms.map((alarm) =>
      [
        alarm.MetricName,
        alarm.ComparisonOperator,
        alarm.Threshold,
        alarm.Period,
        alarm.EvaluationPeriods,
      ].join(' '),
    ),
  ).toEqual([
    'ConsumedWriteCapacityUnits GreaterThanThreshold 210 60 2',
    'ConsumedWriteCapacityUnits LessThanThreshold 150 60 15',
    'ProvisionedWriteCapacityUnits GreaterThanThreshold 5 300 3',
    'ProvisionedWriteCapacityUnits LessThanThreshold 5 300 3',
  ]);
  expect(MetricAlarms.every(({ AlarmActions }) => AlarmActions?.join() === PolicyARN)).toBe(true);
});

test('two minutes above the target add units, fifteen well below it take them away', () => {
  const { track, write, units, activities, cloud } = scaledTable();
  track();
  cloud.advance('5 minutes');
  write(5, 100);
  expect(units()).toBe(5);
  write(5, 50);
  expect(units()).toBe(10);
  expect(activities()).toMatchInlineSnapshot(`
   [
     "Setting write capacity units to 10. | monitor alarm TargetTracking-table/orders-AlarmHigh-<uuid> in state ALARM triggered policy half | Successful: Successfully set write capacity units to 10. Change successfully fulfilled by dynamodb.",
   ]
  `);
  write(1, 15 * 60 + 90);
  expect(units()).toBe(5);
  expect(activities()[0]).toMatchInlineSnapshot(
    `"Setting write capacity units to 5. | monitor alarm TargetTracking-table/orders-AlarmLow-<uuid> in state ALARM triggered policy half | Successful: Successfully set write capacity units to 5. Change successfully fulfilled by dynamodb."`,
  );
});

test('alarms follow the units', () => {
  const { track, write, cloud, cloudwatch } = scaledTable();
  track();
  cloud.advance('5 minutes');
  write(5, 150);
  const { MetricAlarms = [] } = cloudwatch.describeAlarms({ AlarmNamePrefix: 'TargetTracking-table/orders' });
  expect(MetricAlarms.map(({ Threshold }) => Threshold)).toEqual([300, 180, 10, 10]);
});

test('units stay within the limits', () => {
  const { track, write, units, cloud, scaling } = scaledTable();
  scaling.registerScalableTarget({ ...writes, MaxCapacity: 7 });
  track();
  cloud.advance('5 minutes');
  write(6, 200);
  expect(units()).toBe(7);
});

test('after units were added the next addition waits for its cool-down', () => {
  const { track, write, units, cloud } = scaledTable();
  track({ ScaleOutCooldown: 600 });
  cloud.advance('5 minutes');
  write(4, 150);
  expect(units()).toBe(8);
  write(8, 240);
  expect(units()).toBe(8);
  write(8, 420);
  expect(units()).toBe(16);
});

test('a table that nobody uses keeps its units', () => {
  const { track, write, units, cloud } = scaledTable();
  track();
  cloud.advance('5 minutes');
  write(5, 150);
  cloud.advance('2 hours');
  expect(units()).toBe(10);
});

test('suspended scaling leaves the units alone', () => {
  const { track, write, units, cloud, scaling } = scaledTable();
  scaling.registerScalableTarget({ ...writes, SuspendedState: { DynamicScalingOutSuspended: true } });
  track();
  cloud.advance('5 minutes');
  write(5, 200);
  expect(units()).toBe(5);
});

test('a policy that may not take units away has no alarm for it', () => {
  const { track } = scaledTable();
  expect(
    track({ DisableScaleIn: true }).Alarms?.map(({ AlarmName = '' }) => AlarmName.split('-')[2]),
  ).toEqual(['AlarmHigh', 'ProvisionedCapacityHigh', 'ProvisionedCapacityLow']);
});

test('deleting a policy deletes its alarms', () => {
  const { track, cloudwatch, scaling } = scaledTable();
  track();
  scaling.deleteScalingPolicy({ ...writes, PolicyName: 'half' });
  expect(cloudwatch.describeAlarms({}).MetricAlarms).toEqual([]);
});

test('what DynamoDB refuses is a failed activity', () => {
  const { track, write, db, cloud, activities } = scaledTable();
  for (const ReadCapacityUnits of [9, 8, 7, 6, 5]) {
    const ProvisionedThroughput = { ReadCapacityUnits, WriteCapacityUnits: 20 };
    db.updateTable({ TableName: 'orders', ProvisionedThroughput });
    cloud.settle();
  }
  track();
  cloud.advance('5 minutes');
  write(1, 16 * 60);
  expect(activities()[0]).toMatchInlineSnapshot(
    `"Setting write capacity units to 5. | monitor alarm TargetTracking-table/orders-AlarmLow-<uuid> in state ALARM triggered policy half | Failed: Failed to set write capacity units to 5. Reason: Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day. After the first 4 decreases, each subsequent decrease in the same UTC day can be performed at most once every 3600 seconds. Number of decreases today: 4. Last decrease at Thursday, January 1, 2026 12:00:09 AM UTC. Next decrease can be made at Thursday, January 1, 2026 1:00:09 AM UTC"`,
  );
});
