import type { DynamoDB, GlobalSecondaryIndexUpdate, ProvisionedThroughput } from '@aws-sdk/client-dynamodb';
import type { Input } from '../../../cloud/service';
import { encryptTable, requestedKeyId, retireGrant } from '../encryption/table-encryption';
import { inUse, invalid, limitExceeded, resourceNotFound, WERE_INVALID } from '../errors';
import { dropEntries, fillIndex } from '../items/index-entries';
import { type KeyAttribute, keyAttributes } from '../items/key-schema';
import {
  type DynamoCall,
  type DynamoTable,
  type SecondaryIndex,
  tableOf,
  type TableKey,
  type Throughput,
} from '../state';
import { decreasesToday, refuseDecrease } from '../throughput/decreases';
import { settleStream, withStream } from '../streams/specification';
import { forgetUses, resettle } from '../throughput/table-units';
import { countsKey, startCounts } from './counts';
import { tableNamed } from './find-table';
import { withOnDemandMax } from './on-demand-max';
import {
  checkIndexes,
  readAttributes,
  readGlobalIndex,
  readThroughput,
  refuseThroughputOnDemand,
} from './table-definition';

type UpdateTable = Input<DynamoDB, 'updateTable'>;

const notEmulated = [
  'ReplicaUpdates',
  'MultiRegionConsistency',
  'GlobalTableWitnessUpdates',
  'GlobalTableSettingsReplicationMode',
  'WarmThroughput',
] as const;

const honoured = [
  'BillingMode',
  'DeletionProtectionEnabled',
  'GlobalSecondaryIndexUpdates',
  'OnDemandThroughput',
  'ProvisionedThroughput',
  'SSESpecification',
  'StreamSpecification',
  'TableClass',
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
  const table = tableNamed(call, input.TableName);
  refuseBusy(table);
  const settled = withEncryption(call, withSettings(call, table, input), input);
  const changed = withStream(call, settled, input.StreamSpecification);
  const updated = withIndexUpdates(call, changed, input);
  // Nothing but the switches, which AWS throws at once.
  const isInstant = honoured.every(
    (parameter) => parameter === 'DeletionProtectionEnabled' || input[parameter] === undefined,
  );
  const result: DynamoTable = isInstant ? updated : { ...updated, status: 'UPDATING' };
  call.state.tables.set(table.name, result);
  if (isProvisioned(table) || isProvisioned(result)) resettle(call, table, result);
  if (!isInstant) settleLater(call, result, input);
  return result;
}

const isProvisioned = ({ billingMode }: DynamoTable): boolean => billingMode === 'PROVISIONED';

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
  const toOnDemand = billingMode === 'PAY_PER_REQUEST' && table.billingMode === 'PROVISIONED';
  const toProvisioned = billingMode === 'PROVISIONED' && table.billingMode === 'PAY_PER_REQUEST';
  const throughput =
    input.ProvisionedThroughput === undefined && !toProvisioned
      ? billingMode === 'PAY_PER_REQUEST'
        ? readThroughput(undefined, billingMode)
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
  return withOnDemandMax(changed, input.OnDemandThroughput, billingMode);
}

/** Another key makes a new table key and gives the old one's grant back. */
function withEncryption(call: DynamoCall, table: DynamoTable, input: UpdateTable): DynamoTable {
  if (input.SSESpecification === undefined) return table;
  const keyId = requestedKeyId(input.SSESpecification);
  const { encryption: former, ...plain } = table;
  const encryption = keyId === undefined ? undefined : encryptTable(call, table.name, keyId);
  if (former !== undefined) retireGrant(call, table);
  return encryption === undefined ? plain : { ...plain, encryption };
}

function changedThroughput(
  call: DynamoCall,
  current: Throughput,
  given: ProvisionedThroughput | undefined,
  mayStay: boolean,
): Throughput {
  const { read, write } = readThroughput(given, 'PROVISIONED');
  const isMore = read > current.read || write > current.write;
  const isLess = read < current.read || write < current.write;
  if (!isMore && !isLess && !mayStay) {
    invalid(
      'The provisioned throughput for the table will not change. The requested value equals the current value. ' +
        `Current ReadCapacityUnits provisioned for the table: ${current.read}. Requested ReadCapacityUnits: ${read}. ` +
        `Current WriteCapacityUnits provisioned for the table: ${current.write}. Requested WriteCapacityUnits: ${write}. ` +
        'Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.',
    );
  }
  const decreases = decreasesToday(current, call.nowMs);
  if (isLess) refuseDecrease(current, decreases, call.nowMs);
  return {
    ...current,
    read,
    write,
    ...(isMore ? { increasedAtMs: call.nowMs } : {}),
    ...(isLess ? { decreasedAtMs: call.nowMs, decreasesToday: decreases + 1 } : {}),
  };
}

function withIndexUpdates(call: DynamoCall, table: DynamoTable, input: UpdateTable): DynamoTable {
  const updates = input.GlobalSecondaryIndexUpdates ?? [];
  const online = onlineUpdates(input);
  const isBusy = table.indexes.some(({ status }) => status === 'CREATING' || status === 'DELETING');
  if (online.length > (isBusy ? 0 : 1)) {
    throw limitExceeded(
      'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
    );
  }
  const names = updates.map(indexNameOf);
  const repeated = names.find((name, at) => names.indexOf(name) < at);
  if (repeated !== undefined) {
    invalid(
      `${WERE_INVALID}Only one global secondary index update per index is allowed simultaneously. Index: ${repeated}`,
    );
  }
  const attributes = mergedAttributes(table, readAttributes(input.AttributeDefinitions));
  let changed: DynamoTable = { ...table, attributes };
  for (const update of updates) changed = withIndexUpdate(call, changed, update);
  if (online.some(({ Create }) => Create !== undefined)) {
    checkIndexes(changed.attributes, changed.schema, changed.indexes);
  }
  if (isProvisioned(changed)) changed.indexes.forEach(refuseWithoutUnits);
  return { ...changed, attributes: usedAttributes(changed) };
}

/** A table that becomes provisioned needs units for its indexes too. */
function refuseWithoutUnits({ name, isGlobal, status, throughput }: SecondaryIndex): void {
  if (!isGlobal || status === 'DELETING' || throughput.read > 0) return;
  invalid(`${WERE_INVALID}ProvisionedThroughput must be specified for index: ${name}`);
}

/** Updates that add an index or take one away, which takes a while. */
function onlineUpdates({ GlobalSecondaryIndexUpdates = [] }: UpdateTable): GlobalSecondaryIndexUpdate[] {
  return GlobalSecondaryIndexUpdates.filter(
    ({ Create, Delete }) => Create !== undefined || Delete !== undefined,
  );
}

function indexNameOf({ Create, Update, Delete }: GlobalSecondaryIndexUpdate): string {
  const name = (Update ?? Create ?? Delete)?.IndexName;
  if (name !== undefined) return name;
  return invalid(
    `${WERE_INVALID}One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, ` +
      'GlobalSecondaryIndexUpdate.Delete must not be null',
  );
}

function mergedAttributes(table: DynamoTable, given: readonly KeyAttribute[]): KeyAttribute[] {
  const added = given.filter(({ name }) => table.attributes.every((known) => known.name !== name));
  return [...table.attributes, ...added];
}

/** Definitions that no key needs go when their index goes. */
function usedAttributes({ attributes, schema, indexes }: DynamoTable): KeyAttribute[] {
  const schemas = [schema, ...indexes.map((index) => index.schema)];
  const used = new Set(schemas.flatMap((each) => keyAttributes(each).map(({ name }) => name)));
  return attributes.filter(({ name }) => used.has(name));
}

function withIndexUpdate(
  call: DynamoCall,
  table: DynamoTable,
  { Create, Update, Delete }: GlobalSecondaryIndexUpdate,
): DynamoTable {
  if (Create !== undefined) {
    const { attributes, schema, billingMode } = table;
    const index = readGlobalIndex(Create, { call, attributes, schema, billingMode });
    startCounts(call, countsKey(table, index));
    return { ...table, indexes: [...table.indexes, { ...index, backfilling: true }] };
  }
  const name = (Update ?? Delete)?.IndexName;
  const index = table.indexes.find((each) => each.isGlobal && each.name === name);
  if (index === undefined) throw resourceNotFound();
  if (Update?.WarmThroughput !== undefined) {
    call.notEmulated('dynamodb:UpdateTable with an index of WarmThroughput');
  }
  const { ProvisionedThroughput: units, OnDemandThroughput: max } = Update ?? {};
  const limited = withOnDemandMax(index, max, table.billingMode);
  const changed: SecondaryIndex =
    Delete === undefined
      ? {
          ...limited,
          status: 'UPDATING',
          // An update of the maximum alone leaves the units as they are.
          throughput:
            units === undefined && max !== undefined
              ? index.throughput
              : changedThroughput(call, index.throughput, units, true),
        }
      : { ...index, status: 'DELETING' };
  return { ...table, indexes: table.indexes.map((each) => (each === index ? changed : each)) };
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

/** An index that was added is filled and can be read, or one that was taken away is gone. */
export function indexesUpdated(payload: TableKey, call: DynamoCall): void {
  const table = tableOf(call, payload);
  if (table === undefined) return;
  const gone = table.indexes.filter(({ status }) => status === 'DELETING');
  const added = table.indexes.filter(({ status }) => status === 'CREATING');
  for (const index of gone) {
    dropEntries(call, table, index);
    forgetUses(call, table, index);
  }
  for (const index of added) fillIndex(call, table, index);
  const indexes = table.indexes
    .filter((index) => !gone.includes(index))
    .map((index) =>
      added.includes(index) ? { ...index, status: 'ACTIVE' as const, backfilling: false } : index,
    );
  const updated = { ...table, indexes };
  call.state.tables.set(table.name, { ...updated, attributes: usedAttributes(updated) });
  for (const { name } of added) call.note('index active', `${table.arn}/index/${name}`);
  for (const { name } of gone) call.note('index deleted', `${table.arn}/index/${name}`);
}
