import { n, refusal, s, testTable, itemText, type TestTable } from '../table';

const TableName = 'things';
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

function recoverable(days?: number, more: Parameters<typeof testTable>[0] = {}) {
  const table = testTable(more);
  const enable = (RecoveryPeriodInDays = days) =>
    table.db.updateContinuousBackups({
      TableName,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays },
    });
  table.cloud.advance('1 hour');
  enable();
  return { ...table, enable, enabledAtMs: table.cloud.world.nowMs };
}

const restoreTo = ({ db }: TestTable, atMs: number, TargetTableName = 'restored') =>
  db.restoreTableToPointInTime({
    SourceTableName: TableName,
    TargetTableName,
    RestoreDateTime: new Date(atMs),
  });

const scan = ({ db }: TestTable, name = 'restored') =>
  (db.scan({ TableName: name }).Items ?? []).map(itemText).sort();

test('point-in-time recovery tells the moments that can be restored', () => {
  const { cloud, db, enabledAtMs } = recoverable();
  cloud.advance('1 hour');
  expect(db.describeContinuousBackups({ TableName }).ContinuousBackupsDescription).toEqual({
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription: {
      PointInTimeRecoveryStatus: 'ENABLED',
      RecoveryPeriodInDays: 35,
      EarliestRestorableDateTime: new Date(enabledAtMs),
      LatestRestorableDateTime: new Date(cloud.world.nowMs - 5 * minuteMs),
    },
  });
  expect([...cloud.engine.modelledOnly]).toEqual([]);
  expect(refusal(() => db.describeContinuousBackups({ TableName: 'others' }))).toBe(
    'TableNotFoundException: Table not found: others',
  );
});

test('a table is restored to just before a bad write', () => {
  const table = recoverable();
  const { cloud, db, put, scanned } = table;
  put({ a: s('kept') }, { a: s('changed'), n: n(1) }, { a: s('deleted') });
  cloud.advance('10 minutes');
  const goodMs = cloud.world.nowMs;
  cloud.advance('1 second');
  put({ a: s('changed'), n: n(2) }, { a: s('added') });
  db.deleteItem({ TableName, Key: { a: s('deleted') } });
  cloud.advance('1 second');
  put({ a: s('changed'), n: n(3) });
  cloud.advance('10 minutes');
  const { TableDescription } = restoreTo(table, goodMs);
  expect(TableDescription).toMatchObject({
    TableStatus: 'CREATING',
    RestoreSummary: {
      SourceTableArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/things',
      RestoreDateTime: new Date(goodMs),
      RestoreInProgress: true,
    },
  });
  expect(refusal(() => scan(table))).toBe('ResourceNotFoundException: Requested resource not found');
  put({ a: s('later') });
  cloud.settle();
  expect(scan(table)).toEqual(['a=changed n=1', 'a=deleted', 'a=kept']);
  expect(db.describeTable({ TableName: 'restored' }).Table?.RestoreSummary?.RestoreInProgress).toBe(false);
  restoreTo(table, goodMs + 1000, 'between');
  restoreTo(table, goodMs + 2000, 'after');
  cloud.settle();
  expect(scan(table, 'between')).toEqual(['a=added', 'a=changed n=2', 'a=kept']);
  expect(scan(table, 'after')).toEqual(['a=added', 'a=changed n=3', 'a=kept']);
  expect(scanned()).toEqual(['a=added', 'a=changed n=3', 'a=kept', 'a=later']);
});

test('only the period can be restored: not a moment before it, not the last five minutes', () => {
  const table = recoverable(35);
  const { cloud, put, db, enabledAtMs } = table;
  put({ a: s('first') });
  cloud.advance('1 day');
  put({ a: s('second') });
  cloud.advance('34 days');
  const out =
    'InvalidRestoreTimeException: An invalid restore time was specified. RestoreDateTime must be between ' +
    'EarliestRestorableDateTime and LatestRestorableDateTime.';
  expect(refusal(() => restoreTo(table, enabledAtMs - 1))).toBe(out);
  expect(refusal(() => restoreTo(table, cloud.world.nowMs - 5 * minuteMs + 1))).toBe(out);
  restoreTo(table, enabledAtMs, 'earliest');
  cloud.advance('1 second');
  expect(refusal(() => restoreTo(table, enabledAtMs))).toBe(out);
  restoreTo(table, cloud.world.nowMs - 5 * minuteMs, 'latest');
  db.restoreTableToPointInTime({
    SourceTableName: TableName,
    TargetTableName: 'latest-too',
    UseLatestRestorableTime: true,
  });
  cloud.settle();
  expect(scan(table, 'earliest')).toEqual(['a=first']);
  expect(scan(table, 'latest')).toEqual(['a=first', 'a=second']);
  expect(scan(table, 'latest-too')).toEqual(['a=first', 'a=second']);
});

test('what is older than the period is forgotten, and a longer period does not bring it back', () => {
  const table = recoverable(2);
  const { cloud, put, db, enable } = table;
  const journal = () => cloud.world.table('dynamodb/000000000000/us-east-1/journalEntries').size;
  for (let day = 0; day < 10; day++) {
    put({ a: s('x'), n: n(day) });
    cloud.advance('1 day');
  }
  expect(journal()).toBeLessThanOrEqual(4);
  enable(10);
  cloud.advance('1 hour');
  const { PointInTimeRecoveryDescription: told } =
    db.describeContinuousBackups({ TableName }).ContinuousBackupsDescription ?? {};
  const earliestMs = cloud.world.nowMs - 60 * minuteMs - 2 * dayMs;
  expect(told?.EarliestRestorableDateTime).toEqual(new Date(earliestMs));
  restoreTo(table, earliestMs);
  cloud.settle();
  expect(scan(table)).toEqual(['a=x n=8']);
});

test('a table without recovery keeps no journal and cannot be restored', () => {
  const table = recoverable();
  const { cloud, db, put } = table;
  const kept = () =>
    ['journals', 'journalEntries'].map(
      (name) => cloud.world.table(`dynamodb/000000000000/us-east-1/${name}`).size,
    );
  put({ a: s('x') });
  expect(kept()).toEqual([1, 1]);
  db.updateContinuousBackups({
    TableName,
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
  });
  put({ a: s('y') });
  expect(kept()).toEqual([0, 0]);
  expect(refusal(() => restoreTo(table, cloud.world.nowMs))).toBe(
    "PointInTimeRecoveryUnavailableException: Point in time recovery is not enabled for table 'things'",
  );
});

test('a restored table has the keys, indexes and units of its source, and none of its other settings', () => {
  const table = recoverable(undefined, {
    BillingMode: 'PROVISIONED',
    ProvisionedThroughput: { ReadCapacityUnits: 7, WriteCapacityUnits: 8 },
    AttributeDefinitions: [
      { AttributeName: 'a', AttributeType: 'S' },
      { AttributeName: 'b', AttributeType: 'S' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byB',
        KeySchema: [{ AttributeName: 'b', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
        ProvisionedThroughput: { ReadCapacityUnits: 2, WriteCapacityUnits: 3 },
      },
    ],
    DeletionProtectionEnabled: true,
    Tags: [{ Key: 'team', Value: 'x' }],
  });
  const { cloud, db, put } = table;
  db.updateTimeToLive({ TableName, TimeToLiveSpecification: { AttributeName: 'until', Enabled: true } });
  put({ a: s('1'), b: s('x') });
  cloud.advance('2 hours');
  restoreTo(table, cloud.world.nowMs - 10 * minuteMs);
  db.restoreTableToPointInTime({
    SourceTableName: TableName,
    TargetTableName: 'plain',
    UseLatestRestorableTime: true,
    BillingModeOverride: 'PAY_PER_REQUEST',
    GlobalSecondaryIndexOverride: [],
  });
  cloud.settle();
  const { Table } = db.describeTable({ TableName: 'restored' });
  expect(Table).toMatchObject({
    ProvisionedThroughput: { ReadCapacityUnits: 7, WriteCapacityUnits: 8 },
    GlobalSecondaryIndexes: [{ IndexName: 'byB', IndexStatus: 'ACTIVE' }],
    DeletionProtectionEnabled: false,
  });
  expect(db.listTagsOfResource({ ResourceArn: Table?.TableArn ?? '' }).Tags).toEqual([]);
  expect(db.describeTimeToLive({ TableName: 'restored' }).TimeToLiveDescription).toEqual({
    TimeToLiveStatus: 'DISABLED',
  });
  expect(
    db.describeContinuousBackups({ TableName: 'restored' }).ContinuousBackupsDescription
      ?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus,
  ).toBe('DISABLED');
  expect(
    db.query({
      TableName: 'restored',
      IndexName: 'byB',
      KeyConditionExpression: 'b = :b',
      ExpressionAttributeValues: { ':b': s('x') },
    }).Count,
  ).toBe(1);
  const plain = db.describeTable({ TableName: 'plain' }).Table;
  expect(plain?.BillingModeSummary?.BillingMode).toBe('PAY_PER_REQUEST');
  expect(plain?.GlobalSecondaryIndexes).toBeUndefined();
  expect(plain?.AttributeDefinitions).toEqual([{ AttributeName: 'a', AttributeType: 'S' }]);
});

test('a table is restored as a new one only', () => {
  const table = recoverable();
  const { cloud, db } = table;
  cloud.advance('1 hour');
  const atMs = cloud.world.nowMs - 10 * minuteMs;
  expect(refusal(() => restoreTo(table, atMs, TableName))).toBe(
    'TableAlreadyExistsException: Table already exists: things',
  );
  restoreTo(table, atMs);
  expect(refusal(() => restoreTo(table, atMs))).toBe(
    'TableInUseException: Table is being created or deleted: restored',
  );
  const TargetTableName = 'other';
  expect(refusal(() => db.restoreTableToPointInTime({ SourceTableName: 'gone', TargetTableName }))).toBe(
    'TableNotFoundException: Table not found: gone',
  );
});

test('recovery of a table that is being made has to wait', () => {
  const { db } = testTable();
  db.createTable({
    TableName: 'young',
    KeySchema: [{ AttributeName: 'a', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'a', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
  expect(
    refusal(() => db.updateContinuousBackups({ TableName: 'young', PointInTimeRecoverySpecification })),
  ).toBe(
    'ContinuousBackupsUnavailableException: Backups are being enabled for the table: young. Please retry later',
  );
});

test('restoring wants one table and one moment, ending wants no period', () => {
  const { db } = testTable();
  const TargetTableName = 'restored';
  expect(refusal(() => db.restoreTableToPointInTime({ TargetTableName }))).toBe(
    'ValidationException: Must provide exactly one of: sourceTableArn, sourceTableName',
  );
  db.updateContinuousBackups({
    TableName: 'things',
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
  expect(refusal(() => db.restoreTableToPointInTime({ SourceTableName: 'things', TargetTableName }))).toBe(
    'ValidationException: Invalid Request: Either one of RestoreDateTime or UseLatestRestorableTime must be ' +
      'specified, but not both',
  );
  expect(
    refusal(() =>
      db.updateContinuousBackups({
        TableName: 'things',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false, RecoveryPeriodInDays: 3 },
      }),
    ),
  ).toBe(
    'ValidationException: Invalid Request: Cannot specify RecoveryPeriodInDays when disabling point-in-time recovery.',
  );
});
