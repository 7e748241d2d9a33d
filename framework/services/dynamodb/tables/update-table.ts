import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { Input } from '../../../cloud/service';
import { encryptTable, requestedKeyId, retireGrant } from '../encryption/table-encryption';
import { inUse, invalid, WERE_INVALID } from '../errors';
import { type DynamoCall, type DynamoTable, tableOf, type TableKey } from '../state';
import { settleStream, withStream } from '../streams/specification';
import { resettle } from '../throughput/table-units';
import { changedThroughput } from './changed-throughput';
import { tableNamed } from './find-table';
import { onlineUpdates, withIndexUpdates } from './index-updates';
import { withOnDemandMax } from './on-demand-max';
import { readThroughput, refuseThroughputOnDemand } from './table-definition';
import { honoured, refuseSameEncryption, refuseTogether } from './update-rules';
import { keepingWarm, warming, warmthOf } from './warm-throughput';

type UpdateTable = Input<DynamoDB, 'updateTable'>;

const notEmulated = [
  'ReplicaUpdates',
  'MultiRegionConsistency',
  'GlobalTableWitnessUpdates',
  'GlobalTableSettingsReplicationMode',
] as const;

/** Changes a table; it is UPDATING for a moment, its items are served all the while. */
export function updateTable(input: UpdateTable, call: DynamoCall): DynamoTable {
  for (const parameter of notEmulated) {
    if (input[parameter] !== undefined) call.notEmulated(`dynamodb:UpdateTable with ${parameter}`);
  }
  if (honoured.every((parameter) => input[parameter] === undefined)) {
    invalid(
      'At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or ' +
        'SSESpecification or ReplicaUpdates is required',
    );
  }
  refuseTogether(input);
  const table = tableNamed(call, input.TableName);
  refuseBusy(table);
  const settled = withEncryption(call, withSettings(call, table, input), input);
  const changed = withStream(call, settled, input.StreamSpecification);
  const updated = keepingWarm(call, table, withIndexUpdates(call, changed, input), input);
  const isInstant = isInstantly(input);
  const result: DynamoTable = isInstant ? updated : { ...updated, status: 'UPDATING' };
  call.state.tables.set(table.name, result);
  if (isProvisioned(table) || isProvisioned(result)) resettle(call, table, result);
  if (isWarming(result)) {
    const afterMs = call.random('tableWarming').between(2000, 300_000);
    call.later({ afterMs, kind: 'tableWarmed', payload: { name: table.name, id: table.id } });
  }
  if (!isInstant) settleLater(call, result, input);
  return result;
}

/** Nothing but a switch, which AWS throws at once, or warmth, during which the table is ACTIVE. */
function isInstantly(input: UpdateTable): boolean {
  const warms = input.GlobalSecondaryIndexUpdates?.every(
    ({ Update: { ProvisionedThroughput: units, OnDemandThroughput: max, WarmThroughput: warm } = {} }) =>
      warm !== undefined && units === undefined && max === undefined,
  );
  return honoured.every(
    (part) =>
      part === 'DeletionProtectionEnabled' ||
      part === 'WarmThroughput' ||
      (part === 'GlobalSecondaryIndexUpdates' && warms === true) ||
      input[part] === undefined,
  );
}

const isProvisioned = ({ billingMode }: DynamoTable): boolean => billingMode === 'PROVISIONED';

const isWarming = ({ warming: ofTable, indexes }: DynamoTable): boolean =>
  ofTable !== undefined || indexes.some((index) => index.warming !== undefined);

function refuseBusy({ name, status }: DynamoTable): void {
  if (status === 'CREATING') throw inUse(`Table is being created: ${name}`);
  if (status === 'DELETING') throw inUse(`Table is being deleted: ${name}`);
  if (status === 'UPDATING') throw inUse(`Table is being updated: ${name}`);
}

function settleLater(call: DynamoCall, table: DynamoTable, input: UpdateTable): void {
  const payload: TableKey = { name: table.name, id: table.id };
  call.later({ afterMs: call.random('tableUpdate').between(1000, 5000), kind: 'tableUpdated', payload });
  if (onlineUpdates(input).length === 0) return;
  const afterMs = call.random('indexUpdate').between(5000, 30_000);
  call.later({ afterMs, kind: 'indexesUpdated', payload });
}

function withSettings(call: DynamoCall, table: DynamoTable, input: UpdateTable): DynamoTable {
  const { BillingMode: billingMode = table.billingMode, DeletionProtectionEnabled, TableClass } = input;
  refuseThroughputOnDemand(input.ProvisionedThroughput, billingMode);
  if (input.BillingMode === 'PROVISIONED' && input.ProvisionedThroughput === undefined) {
    invalid(`${WERE_INVALID}ProvisionedThroughput must be specified when BillingMode is PROVISIONED`);
  }
  const toOnDemand = billingMode === 'PAY_PER_REQUEST' && table.billingMode === 'PROVISIONED';
  const toProvisioned = billingMode === 'PROVISIONED' && table.billingMode === 'PAY_PER_REQUEST';
  const throughput =
    input.ProvisionedThroughput === undefined && !toProvisioned
      ? billingMode === 'PAY_PER_REQUEST'
        ? readThroughput(call, undefined, billingMode)
        : table.throughput
      : changedThroughput(call, table.throughput, input.ProvisionedThroughput, toProvisioned);
  const changed: DynamoTable = {
    ...table,
    billingMode,
    throughput,
    ...(toOnDemand
      ? { onDemandSinceMs: call.nowMs, indexes: table.indexes.map((index) => ({ ...index, throughput })) }
      : {}),
    deletionProtected: DeletionProtectionEnabled ?? table.deletionProtected,
    ...(TableClass === undefined ? {} : { tableClass: { name: TableClass, sinceMs: call.nowMs } }),
  };
  const warm = warmthOf(input.WarmThroughput);
  const heated = warm === undefined ? changed : { ...changed, ...warming(call, table, undefined, warm) };
  return withOnDemandMax(heated, input.OnDemandThroughput, { billingMode, where: 'table', isUpdate: true });
}

/** Another key makes a new table key and gives the old one's grant back. */
function withEncryption(call: DynamoCall, table: DynamoTable, input: UpdateTable): DynamoTable {
  if (input.SSESpecification === undefined) return table;
  const keyId = requestedKeyId(input.SSESpecification);
  refuseSameEncryption(table, keyId);
  const { encryption: former, ...plain } = table;
  const encryption = keyId === undefined ? undefined : encryptTable(call, table.name, keyId);
  if (former !== undefined) retireGrant(call, table);
  return encryption === undefined ? plain : { ...plain, encryption };
}

export function tableUpdated(payload: TableKey, call: DynamoCall): void {
  const table = tableOf(call, payload);
  if (table?.status !== 'UPDATING') return;
  const indexes = table.indexes.map((index) =>
    index.status === 'UPDATING' ? { ...index, status: 'ACTIVE' as const } : index,
  );
  call.state.tables.set(table.name, { ...table, status: 'ACTIVE', indexes });
  settleStream(call, table);
  call.note('table active', table.arn);
}
