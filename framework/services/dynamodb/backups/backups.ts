import type {
  BackupDescription,
  BackupDetails,
  BackupSummary,
  DynamoDB,
  LocalSecondaryIndexInfo,
  ProvisionedThroughput,
} from '@aws-sdk/client-dynamodb';
import type { Input, Operations } from '../../../cloud/service';
import { sseDescription } from '../encryption/table-encryption';
import { backupInUse, backupNotFound, continuousBackupsUnavailable, invalid } from '../errors';
import { KEY_SEPARATOR } from '../items/key-encoding';
import { endOf } from '../items/places';
import type {
  Backup,
  DynamoCall,
  DynamoTable,
  SecondaryIndex,
  State,
  StoredItem,
  Throughput,
} from '../state';
import { tableNameOf } from '../tables/find-table';
import { onDemandThroughput } from '../tables/on-demand-max';
import { describe, keySchemaElements, wireProjection } from '../tables/table-description';
import { tableWithBackups } from './continuous-backups';
import { contentNow, dayMs } from './journal';
import { restoreTable } from './restored-table';

/** The backup that DynamoDB makes of a deleted table with point-in-time recovery is kept this long. */
const systemBackupMs = 35 * dayMs;
const PAGE_MAX = 100;

const prefixOf = ({ id }: Backup): string => id + KEY_SEPARATOR;

/** Copies a table as it is at this moment. */
function makeBackup(
  call: DynamoCall,
  table: DynamoTable,
  kept: Pick<Backup, 'name' | 'type' | 'status' | 'expiresAtMs'>,
): Backup {
  const id = `${String(call.nowMs).padStart(14, '0')}-${call.random('backupId').hex(8)}`;
  let items = 0;
  let bytes = 0;
  for (const [place, stored] of contentNow(call, table)) {
    call.state.backupItems.set(id + KEY_SEPARATOR + place, stored);
    items++;
    bytes += stored.size;
  }
  const arn = `${table.arn}/backup/${id}`;
  const backup: Backup = { ...kept, id, arn, atMs: call.nowMs, items, bytes, table };
  call.state.backups.set(arn, backup);
  return backup;
}

/** A deleted table with point-in-time recovery leaves a backup behind (aws-behaviour.md 3.8). */
export function backUpDeleted(call: DynamoCall, table: DynamoTable): void {
  if (table.recovery === undefined) return;
  makeBackup(call, table, {
    name: `${table.name}$DeletedTableBackup`,
    type: 'SYSTEM',
    status: 'AVAILABLE',
    expiresAtMs: call.nowMs + systemBackupMs,
  });
}

function remove(call: DynamoCall, backup: Backup): void {
  const from = prefixOf(backup);
  for (const [key] of call.state.backupItems.range({ from, to: endOf(from) })) {
    call.state.backupItems.delete(key);
  }
  call.state.backups.delete(backup.arn);
}

function isExpired({ expiresAtMs }: Backup, nowMs: number): boolean {
  return expiresAtMs !== undefined && expiresAtMs <= nowMs;
}

const BACKUP_ARN = /^arn:[^:]+:dynamodb:[^:]+:\d{12}:table\/[^/]+\/backup\/[^/]+$/;

function backupOf(call: DynamoCall, arn: string): Backup {
  if (!BACKUP_ARN.test(arn)) invalid('Invalid Backup ARN');
  const backup = call.state.backups.get(arn);
  if (backup === undefined || isExpired(backup, call.nowMs)) throw backupNotFound(arn);
  return backup;
}

function* contentOf(call: DynamoCall, backup: Backup): Generator<[string, StoredItem]> {
  const from = prefixOf(backup);
  for (const [key, stored] of call.state.backupItems.range({ from, to: endOf(from) })) {
    yield [key.slice(from.length), stored];
  }
}

/** On-demand backups (aws-behaviour.md 3.8). */
export const backups: Operations<DynamoDB, State> = {
  createBackup({ TableName, BackupName }, call) {
    const table = tableWithBackups(call, TableName);
    if (table.status === 'CREATING' || table.status === 'DELETING') {
      throw continuousBackupsUnavailable(table.name);
    }
    const backup = makeBackup(call, table, { name: BackupName, type: 'USER', status: 'CREATING' });
    const afterMs = call.random('backupCreation').between(200, 3000);
    call.later({ afterMs, kind: 'backupCreated', payload: backup.arn });
    return { BackupDetails: details(backup) };
  },

  describeBackup({ BackupArn }, call) {
    return { BackupDescription: description(backupOf(call, BackupArn)) };
  },

  deleteBackup({ BackupArn }, call) {
    const backup = backupOf(call, BackupArn);
    if (backup.status === 'CREATING') throw backupInUse(BackupArn);
    if (backup.expiresAtMs !== undefined) {
      invalid(
        `Invalid Request: User is not allowed to delete the system backup with arn ${BackupArn}. ` +
          `It will automatically expire on ${new Date(backup.expiresAtMs).toISOString()}`,
      );
    }
    remove(call, backup);
    const gone = description(backup);
    return { BackupDescription: { ...gone, BackupDetails: { ...details(backup), BackupStatus: 'DELETED' } } };
  },

  listBackups(input, call) {
    const { Limit = PAGE_MAX, ExclusiveStartBackupArn: from = '' } = input;
    const found: Backup[] = [];
    for (const [, backup] of call.state.backups.range({ from, after: true })) {
      if (isExpired(backup, call.nowMs)) remove(call, backup);
      else if (isAskedFor(input, backup)) found.push(backup);
    }
    const page = found.slice(0, Limit);
    const last = found.length > page.length ? page.at(-1) : undefined;
    return {
      BackupSummaries: page.map(summary),
      ...(last === undefined ? {} : { LastEvaluatedBackupArn: last.arn }),
    };
  },

  restoreTableFromBackup(input, call) {
    const backup = backupOf(call, input.BackupArn);
    if (backup.status === 'CREATING') throw backupInUse(backup.arn);
    const { table: source, atMs, arn: backupArn } = backup;
    const restored = { tableArn: source.arn, backupArn, atMs };
    const table = restoreTable(call, source, input, restored, contentOf(call, backup));
    return { TableDescription: describe(call, table) };
  },
};

/** Lists the user's own backups unless told otherwise. */
function isAskedFor(input: Input<DynamoDB, 'listBackups'>, { table, type, atMs }: Backup): boolean {
  const { TableName, BackupType = 'USER', TimeRangeLowerBound, TimeRangeUpperBound } = input;
  if (TableName !== undefined && tableNameOf(TableName) !== table.name) return false;
  if (BackupType !== 'ALL' && BackupType !== type) return false;
  if (TimeRangeLowerBound !== undefined && atMs < TimeRangeLowerBound.getTime()) return false;
  return TimeRangeUpperBound === undefined || atMs < TimeRangeUpperBound.getTime();
}

/** A backup is complete. */
export function backupCreated(arn: string, call: DynamoCall): void {
  const backup = call.state.backups.get(arn);
  if (backup !== undefined) call.state.backups.set(arn, { ...backup, status: 'AVAILABLE' });
}

function details(backup: Backup): BackupDetails {
  const { arn, name, bytes, status, type, atMs, expiresAtMs } = backup;
  return {
    BackupArn: arn,
    BackupName: name,
    BackupSizeBytes: bytes,
    BackupStatus: status,
    BackupType: type,
    BackupCreationDateTime: new Date(atMs),
    ...(expiresAtMs === undefined ? {} : { BackupExpiryDateTime: new Date(expiresAtMs) }),
  };
}

function summary(backup: Backup): BackupSummary {
  const { name, uuid, arn } = backup.table;
  return { TableName: name, TableId: uuid, TableArn: arn, ...details(backup) };
}

const units = ({ throughput }: { readonly throughput: Throughput }): ProvisionedThroughput => ({
  ReadCapacityUnits: throughput.read,
  WriteCapacityUnits: throughput.write,
});

const indexInfo = ({ name, schema, projection }: SecondaryIndex): LocalSecondaryIndexInfo => ({
  IndexName: name,
  KeySchema: keySchemaElements(schema),
  Projection: wireProjection(projection),
});

function description(backup: Backup): BackupDescription {
  const { table, items, bytes } = backup;
  const locals = table.indexes.filter(({ isGlobal }) => !isGlobal);
  const globals = table.indexes.filter(({ isGlobal }) => isGlobal);
  const ttl = table.timeToLive;
  return {
    BackupDetails: details(backup),
    SourceTableDetails: {
      TableName: table.name,
      TableId: table.uuid,
      TableArn: table.arn,
      TableSizeBytes: bytes,
      KeySchema: keySchemaElements(table.schema),
      TableCreationDateTime: new Date(table.createdAtMs),
      ProvisionedThroughput: units(table),
      ItemCount: items,
      BillingMode: table.billingMode,
      ...onDemandThroughput(table),
    },
    SourceTableFeatureDetails: {
      ...(locals.length === 0 ? {} : { LocalSecondaryIndexes: locals.map(indexInfo) }),
      ...(globals.length === 0
        ? {}
        : {
            GlobalSecondaryIndexes: globals.map((index) => ({
              ...indexInfo(index),
              ProvisionedThroughput: units(index),
              ...onDemandThroughput(index),
            })),
          }),
      ...(ttl === undefined
        ? {}
        : { TimeToLiveDescription: { AttributeName: ttl.attribute, TimeToLiveStatus: ttl.status } }),
      ...sseDescription(table),
    },
  };
}
