import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { Operations } from '../../../cloud/service';
import { inUse, invalid } from '../errors';
import { type DynamoCall, type State, tableOf, type TableKey } from '../state';
import { forgetExpiries, watchAllExpiries } from './expiry';
import { tableNamed } from './find-table';

/** AWS takes up to an hour to apply a change (aws-behaviour.md 3.7). */
const settlesAfterMsMax = 60 * 60_000;

export const timeToLive: Operations<DynamoDB, State> = {
  updateTimeToLive({ TableName, TimeToLiveSpecification }, call) {
    const { AttributeName: attribute = '', Enabled = false } = TimeToLiveSpecification;
    const table = tableNamed(call, TableName);
    if (table.status === 'CREATING') throw inUse(`Table is being created: ${table.name}`);
    if (table.status === 'DELETING') throw inUse(`Table is being deleted: ${table.name}`);
    const current = table.timeToLive ?? { attribute: '', status: 'DISABLED' };
    if (current.status === 'ENABLING' || current.status === 'DISABLING') {
      invalid('Time to live has been modified multiple times within a fixed interval');
    }
    if (Enabled && current.status === 'ENABLED') {
      invalid(
        current.attribute === attribute
          ? 'TimeToLive is already enabled'
          : `TimeToLive is active on a different AttributeName: current AttributeName is ${current.attribute}`,
      );
    }
    if (!Enabled && current.status === 'DISABLED') invalid('TimeToLive is already disabled');
    if (!Enabled && current.attribute !== attribute) {
      invalid(
        `TimeToLive is active on a different AttributeName: current AttributeName is ${current.attribute}`,
      );
    }
    const status = Enabled ? 'ENABLING' : 'DISABLING';
    call.state.tables.set(table.name, { ...table, timeToLive: { attribute, status } });
    const payload: TableKey = { name: table.name, id: table.id };
    const afterMs = call.random('timeToLive').between(60_000, settlesAfterMsMax);
    call.later({ afterMs, kind: 'timeToLiveSettled', payload, background: true });
    return { TimeToLiveSpecification };
  },

  describeTimeToLive({ TableName }, call) {
    const { timeToLive: ttl, status } = tableNamed(call, TableName);
    if (status === 'CREATING' || status === 'DELETING') {
      invalid(
        `Cannot describe time to live while table is in ${status} state: Current table state is ${status}`,
      );
    }
    if (ttl === undefined || ttl.status === 'DISABLED') {
      return { TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } };
    }
    return { TimeToLiveDescription: { AttributeName: ttl.attribute, TimeToLiveStatus: ttl.status } };
  },
};

export function timeToLiveSettled(payload: TableKey, call: DynamoCall): void {
  const table = tableOf(call, payload);
  if (table?.timeToLive === undefined) return;
  const isEnabled = table.timeToLive.status === 'ENABLING';
  const status = isEnabled ? 'ENABLED' : 'DISABLED';
  const settled = { ...table, timeToLive: { ...table.timeToLive, status } as const };
  call.state.tables.set(table.name, settled);
  if (isEnabled) watchAllExpiries(call, settled);
  else forgetExpiries(call, settled);
}
