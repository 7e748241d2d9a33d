import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import {
  DynamoDB,
  paginateScan,
  PointInTimeRecoveryUnavailableException,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import { properties, scenario, type StormContext, type SystemContext } from 'stormproof';
import { currentObjects, deleteObjects, undeleteObjects } from './objects';
import { rowsOf, s3Processor, type Upload } from './system';

const waitSeconds = 3600;

scenario('records deleted by mistake are back, as they were a moment before', {
  findings: ['P15'],
  system: s3Processor,
  needs: ['virtualTime'],
  runsMax: 20,
  async storm(context) {
    const { submit, cloud, outcomes, look, stack } = context;
    await submit(5);
    await cloud.advance('1 hour');
    await outcomes('before');
    const moment = cloud.now;
    await cloud.advance('1 minute');
    await deleteRecords(context);
    await cloud.advance('10 minutes');
    const restored = await restoreTo(context, moment, `${stack.ref('Records')}-restored`);
    look('restored', await rowsOf(context, restored));
  },
  holds: [
    properties.lossAtMost({
      before: 'before',
      after: 'restored',
      within: '1 hour',
      of: 'Records',
      by: 'point-in-time recovery (PointInTimeRecoverySpecification)',
    }),
    properties.unchanged({ since: 'before', until: 'restored' }),
  ],
});

scenario('a lost table and lost uploads are back within an hour, and the system goes on', {
  findings: ['P25'],
  system: s3Processor,
  needs: ['virtualTime'],
  runsMax: 20,
  async storm(context) {
    const { submit, cloud, outcomes, look } = context;
    await submit(4);
    await cloud.advance('1 hour');
    await outcomes('before');
    look('uploads before', await currentObjects(context));
    await deleteTable(context);
    await deleteObjects(context);
    await cloud.advance('10 minutes');
    await restoreTable(context);
    await undeleteObjects(context);
    await outcomes('restored');
    look('uploads restored', await currentObjects(context));
    look('audit trail', await auditTrail(context));
    await submit(2);
  },
  calm: '1 hour',
  holds: [
    properties.lossAtMost({
      before: 'uploads before',
      after: 'uploads restored',
      within: '1 hour',
      of: 'Uploads',
      by: 'versions (VersioningConfiguration)',
    }),
    properties.lossAtMost({
      before: 'before',
      after: 'restored',
      within: '1 hour',
      of: 'Records',
      by: 'point-in-time recovery (PointInTimeRecoverySpecification)',
    }),
    properties.audited({ at: 'audit trail', operations: ['DeleteTable', 'RestoreTableFromBackup'] }),
    properties.exactlyOnce(),
  ],
});

/** Who did what to the table, as CloudTrail tells it. */
async function auditTrail({ aws, stack }: SystemContext) {
  const { Events = [] } = await aws(CloudTrail).lookupEvents({
    LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: stack.ref('Records') }],
  });
  return Events.map(({ EventName = '', Username }) => ({ id: EventName, event: EventName, by: Username }));
}

async function deleteRecords({ aws, stack }: SystemContext): Promise<void> {
  const TableName = stack.ref('Records');
  const client = aws(DynamoDB);
  for await (const { Items = [] } of paginateScan({ client }, { TableName })) {
    for (const { id, entry } of Items) {
      if (id !== undefined && entry !== undefined) await client.deleteItem({ TableName, Key: { id, entry } });
    }
  }
}

/** Restores the table as it was at a moment; answers the name of a table to look into, the old one where it can't. */
async function restoreTo({ aws, stack }: StormContext<Upload>, moment: Date, name: string): Promise<string> {
  const client = aws(DynamoDB);
  const SourceTableName = stack.ref('Records');
  try {
    await client.restoreTableToPointInTime({
      SourceTableName,
      TargetTableName: name,
      RestoreDateTime: moment,
    });
  } catch (error) {
    if (error instanceof PointInTimeRecoveryUnavailableException) return SourceTableName;
    throw error;
  }
  await waitUntilTableExists({ client, maxWaitTime: waitSeconds }, { TableName: name });
  return name;
}

async function deleteTable({ aws, stack }: SystemContext): Promise<void> {
  const client = aws(DynamoDB);
  const TableName = stack.ref('Records');
  await client.deleteTable({ TableName });
  await waitUntilTableNotExists({ client, maxWaitTime: waitSeconds }, { TableName });
}

/** Restores the table under its own name, from the backup that is made of a table with point-in-time recovery. */
async function restoreTable({ aws, stack }: SystemContext): Promise<void> {
  const client = aws(DynamoDB);
  const TableName = stack.ref('Records');
  const { BackupSummaries = [] } = await client.listBackups({ TableName, BackupType: 'SYSTEM' });
  const [backup] = BackupSummaries;
  if (backup === undefined) {
    await createEmptyTable(client, TableName);
  } else {
    await client.restoreTableFromBackup({ BackupArn: backup.BackupArn, TargetTableName: TableName });
  }
  await waitUntilTableExists({ client, maxWaitTime: waitSeconds }, { TableName });
}

/** Without a backup the system can go on, but what it had recorded is lost. */
async function createEmptyTable(client: DynamoDB, TableName: string): Promise<void> {
  await client.createTable({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'id', AttributeType: 'S' },
      { AttributeName: 'entry', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'id', KeyType: 'HASH' },
      { AttributeName: 'entry', KeyType: 'RANGE' },
    ],
  });
}
