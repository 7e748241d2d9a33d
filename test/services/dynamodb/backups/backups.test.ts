import { itemText, refusal, s, testTable } from '../table';

const TableName = 'things';

function backedUp() {
  const table = testTable();
  const { cloud, db, put } = table;
  put({ a: s('1') }, { a: s('2') });
  const backUp = (BackupName: string) =>
    db.createBackup({ TableName, BackupName }).BackupDetails?.BackupArn ?? '';
  const scan = (name: string) => (db.scan({ TableName: name }).Items ?? []).map(itemText).sort();
  return { ...table, cloud, db, put, backUp, scan };
}

test('a backup holds the table of its moment and is restored as a new table', () => {
  const { backUp, cloud, db, put, scan } = backedUp();
  const BackupArn = backUp('nightly');
  const atMs = cloud.world.nowMs;
  put({ a: s('3') });
  expect(refusal(() => db.restoreTableFromBackup({ BackupArn, TargetTableName: 'restored' }))).toBe(
    `BackupInUseException: Backup is being created: ${BackupArn}`,
  );
  cloud.settle();
  expect(BackupArn).toMatch(
    /^arn:aws:dynamodb:us-east-1:000000000000:table\/things\/backup\/\d{14}-[0-9a-f]{8}$/,
  );
  expect(db.describeBackup({ BackupArn }).BackupDescription).toMatchObject({
    BackupDetails: {
      BackupArn,
      BackupName: 'nightly',
      BackupStatus: 'AVAILABLE',
      BackupType: 'USER',
      BackupSizeBytes: 4,
      BackupCreationDateTime: new Date(atMs),
    },
    SourceTableDetails: { TableName, ItemCount: 2, BillingMode: 'PAY_PER_REQUEST' },
  });
  db.deleteTable({ TableName });
  cloud.settle();
  const { TableDescription } = db.restoreTableFromBackup({ BackupArn, TargetTableName: TableName });
  expect(TableDescription?.RestoreSummary).toMatchObject({
    SourceBackupArn: BackupArn,
    RestoreDateTime: new Date(atMs),
  });
  cloud.settle();
  expect(scan(TableName)).toEqual(['a=1', 'a=2']);
});

test('backups are listed in pages and are gone when deleted, items and all', () => {
  const { backUp, cloud, db } = backedUp();
  const arns = ['one', 'two', 'three'].map((name) => {
    cloud.advance('1 minute');
    return backUp(name);
  });
  cloud.settle();
  const first = db.listBackups({ TableName, Limit: 2 });
  expect(first.BackupSummaries?.map(({ BackupName }) => BackupName)).toEqual(['one', 'two']);
  expect(first.LastEvaluatedBackupArn).toBe(arns[1]);
  const rest = db.listBackups({ Limit: 2, ExclusiveStartBackupArn: arns[1] });
  expect(rest.BackupSummaries?.map(({ BackupName }) => BackupName)).toEqual(['three']);
  expect(rest.LastEvaluatedBackupArn).toBeUndefined();
  for (const BackupArn of arns) {
    expect(db.deleteBackup({ BackupArn }).BackupDescription?.BackupDetails?.BackupStatus).toBe('DELETED');
    expect(refusal(() => db.describeBackup({ BackupArn }))).toBe(
      `BackupNotFoundException: Backup not found: ${BackupArn}`,
    );
  }
  const items = cloud.world.table('dynamodb/000000000000/us-east-1/backupItems');
  expect(items.size).toBe(0);
});

test('a deleted table with point-in-time recovery leaves a backup for 35 days', () => {
  const { cloud, db, scan } = backedUp();
  db.updateContinuousBackups({
    TableName,
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
  db.deleteTable({ TableName });
  cloud.settle();
  expect(db.listBackups({}).BackupSummaries).toEqual([]);
  const list = () => db.listBackups({ BackupType: 'SYSTEM' }).BackupSummaries ?? [];
  const [{ BackupArn = '', BackupName } = {}] = list();
  expect(BackupName).toBe('things$DeletedTableBackup');
  cloud.advance('34 days');
  db.restoreTableFromBackup({ BackupArn, TargetTableName: 'saved' });
  cloud.settle();
  expect(scan('saved')).toEqual(['a=1', 'a=2']);
  cloud.advance('1 day');
  expect(list()).toEqual([]);
  expect(cloud.world.table('dynamodb/000000000000/us-east-1/backupItems').size).toBe(0);
});

test('a backup is named by its ARN', () => {
  const { db } = testTable();
  expect(
    refusal(() =>
      db.describeBackup({ BackupArn: `arn:aws:dynamodb:us-east-1:000000000000:table/${'x'.repeat(37)}` }),
    ),
  ).toBe('ValidationException: Invalid Backup ARN');
});
