import { refusal, testTable } from './table';

test('point-in-time recovery is described, and said to be modelled only', () => {
  const { cloud, db } = testTable();
  cloud.advance('1 hour');
  db.updateContinuousBackups({
    TableName: 'things',
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
  const enabledAt = cloud.world.nowMs;
  cloud.advance('1 hour');
  expect(db.describeContinuousBackups({ TableName: 'things' }).ContinuousBackupsDescription).toEqual({
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription: {
      PointInTimeRecoveryStatus: 'ENABLED',
      RecoveryPeriodInDays: 35,
      EarliestRestorableDateTime: new Date(enabledAt),
      LatestRestorableDateTime: new Date(cloud.world.nowMs - 5 * 60_000),
    },
  });
  expect([...cloud.engine.modelledOnly]).toEqual([
    'dynamodb: point-in-time recovery (its status is kept, no table can be restored)',
  ]);
  expect(refusal(() => db.describeContinuousBackups({ TableName: 'others' }))).toBe(
    'TableNotFoundException: Table not found: others',
  );
});
