import type { ContinuousBackupsDescription, DynamoDB } from '@aws-sdk/client-dynamodb';
import type { Operations } from '../../../cloud/service';
import { backupTableNotFound } from '../errors';
import type { DynamoCall, DynamoTable, State } from '../state';
import { readTableName } from './find-table';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const restorableAfterMs = 5 * minuteMs;

function tableWithBackups(call: DynamoCall, text: string): DynamoTable {
  const name = readTableName(call, text);
  const table = call.state.tables.get(name);
  if (table === undefined) throw backupTableNotFound(name);
  return table;
}

function description(call: DynamoCall, { recovery }: DynamoTable): ContinuousBackupsDescription {
  if (recovery === undefined) {
    return {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
    };
  }
  const earliestMs = Math.max(recovery.enabledAtMs, call.nowMs - recovery.days * dayMs);
  const latestMs = Math.max(earliestMs, call.nowMs - restorableAfterMs);
  return {
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription: {
      PointInTimeRecoveryStatus: 'ENABLED',
      RecoveryPeriodInDays: recovery.days,
      EarliestRestorableDateTime: new Date(earliestMs),
      LatestRestorableDateTime: new Date(latestMs),
    },
  };
}

/** Point-in-time recovery is stored and described; nothing can be restored (aws-behaviour.md 3.8). */
export const continuousBackups: Operations<DynamoDB, State> = {
  describeContinuousBackups({ TableName }, call) {
    return { ContinuousBackupsDescription: description(call, tableWithBackups(call, TableName)) };
  },

  updateContinuousBackups({ TableName, PointInTimeRecoverySpecification: specification }, call) {
    const { recovery: current, ...table } = tableWithBackups(call, TableName);
    const { PointInTimeRecoveryEnabled: isEnabled, RecoveryPeriodInDays: days = 35 } = specification;
    const enabledAtMs = current?.enabledAtMs ?? call.nowMs;
    const updated = isEnabled === true ? { ...table, recovery: { enabledAtMs, days } } : table;
    call.state.tables.set(table.name, updated);
    if (isEnabled === true) {
      call.modelledOnly('dynamodb: point-in-time recovery (its status is kept, no table can be restored)');
    }
    return { ContinuousBackupsDescription: description(call, updated) };
  },
};
