import type { ContinuousBackupsDescription, DynamoDB } from '@aws-sdk/client-dynamodb';
import type { Input, Operations } from '../../../cloud/service';
import {
  backupTableNotFound,
  continuousBackupsUnavailable,
  invalid,
  invalidRestoreTime,
  recoveryUnavailable,
} from '../errors';
import type { DynamoCall, DynamoTable, PointInTimeRecovery, State } from '../state';
import { readTableName } from '../tables/find-table';
import { describe } from '../tables/table-description';
import { closeJournal, contentAt, dayMs, earliestMs, openJournal } from './journal';
import { restoreTable } from './restored-table';

/** The last minutes cannot be restored yet. */
const restorableAfterMs = 5 * 60_000;
const daysMax = 35;

/** The table of a call about backups, which have a word of their own for one that is not there. */
export function tableWithBackups(call: DynamoCall, text: string): DynamoTable {
  const name = readTableName(call, text);
  const table = call.state.tables.get(name);
  if (table === undefined) throw backupTableNotFound(name);
  return table;
}

/** The moments that a table can be restored to (aws-behaviour.md 3.8). */
function restorable(call: DynamoCall, table: DynamoTable): { fromMs: number; toMs: number } {
  const fromMs = earliestMs(table, call.nowMs);
  return { fromMs, toMs: Math.max(fromMs, call.nowMs - restorableAfterMs) };
}

function description(call: DynamoCall, table: DynamoTable): ContinuousBackupsDescription {
  if (table.recovery === undefined) {
    return {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
    };
  }
  const { fromMs, toMs } = restorable(call, table);
  return {
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription: {
      PointInTimeRecoveryStatus: 'ENABLED',
      RecoveryPeriodInDays: table.recovery.days,
      EarliestRestorableDateTime: new Date(fromMs),
      LatestRestorableDateTime: new Date(toMs),
    },
  };
}

/** A shorter period forgets what is older, for good. */
function recoveryOf(call: DynamoCall, table: DynamoTable, days: number): PointInTimeRecovery {
  if (table.recovery === undefined) {
    openJournal(call, table);
    return { sinceMs: call.nowMs, days };
  }
  const sinceMs = Math.max(earliestMs(table, call.nowMs), call.nowMs - days * dayMs);
  return { sinceMs, days };
}

/** Continuous backups and point-in-time recovery (aws-behaviour.md 3.8). */
export const continuousBackups: Operations<DynamoDB, State> = {
  describeContinuousBackups({ TableName }, call) {
    return { ContinuousBackupsDescription: description(call, tableWithBackups(call, TableName)) };
  },

  updateContinuousBackups({ TableName, PointInTimeRecoverySpecification: specification }, call) {
    const current = tableWithBackups(call, TableName);
    if (current.status === 'CREATING') throw continuousBackupsUnavailable(current.name);
    const { PointInTimeRecoveryEnabled: isEnabled, RecoveryPeriodInDays: days = daysMax } = specification;
    if (isEnabled !== true && specification.RecoveryPeriodInDays !== undefined) {
      invalid('Invalid Request: Cannot specify RecoveryPeriodInDays when disabling point-in-time recovery.');
    }
    const { recovery: _former, ...table } = current;
    if (isEnabled !== true) closeJournal(call, current);
    const updated: DynamoTable =
      isEnabled === true ? { ...table, recovery: recoveryOf(call, current, days) } : table;
    call.state.tables.set(table.name, updated);
    return { ContinuousBackupsDescription: description(call, updated) };
  },

  restoreTableToPointInTime(input, call) {
    const source = sourceTable(call, input);
    if (source.recovery === undefined) throw recoveryUnavailable(source.name);
    const atMs = restoreTime(call, source, input);
    const restored = { tableArn: source.arn, atMs };
    const table = restoreTable(call, source, input, restored, contentAt(call, source, atMs));
    return { TableDescription: describe(call, table) };
  },
};

type Restore = Input<DynamoDB, 'restoreTableToPointInTime'>;

function sourceTable(call: DynamoCall, { SourceTableArn, SourceTableName }: Restore): DynamoTable {
  const text = SourceTableName ?? SourceTableArn;
  if (text === undefined || (SourceTableName !== undefined && SourceTableArn !== undefined)) {
    return invalid('Must provide exactly one of: sourceTableArn, sourceTableName');
  }
  return tableWithBackups(call, text);
}

function restoreTime(
  call: DynamoCall,
  source: DynamoTable,
  { RestoreDateTime, UseLatestRestorableTime }: Restore,
): number {
  const { fromMs, toMs } = restorable(call, source);
  if ((RestoreDateTime === undefined) === (UseLatestRestorableTime !== true)) {
    return invalid(
      'Invalid Request: Either one of RestoreDateTime or UseLatestRestorableTime must be specified, but not both',
    );
  }
  if (RestoreDateTime === undefined) return toMs;
  const atMs = RestoreDateTime.getTime();
  if (atMs < fromMs || atMs > toMs) throw invalidRestoreTime();
  return atMs;
}
