import type {
  BillingMode,
  GlobalSecondaryIndex,
  LocalSecondaryIndex,
  OnDemandThroughput,
  ProvisionedThroughput,
  SSESpecification,
} from '@aws-sdk/client-dynamodb';
import { encryptTable, requestedKeyId } from '../encryption/table-encryption';
import { invalid, tableAlreadyExists, tableInUse, WERE_INVALID } from '../errors';
import { fillIndex } from '../items/index-entries';
import { keyAttributes } from '../items/key-schema';
import { itemsPrefix } from '../items/places';
import {
  type DynamoCall,
  type DynamoTable,
  type Restored,
  type SecondaryIndex,
  tableOf,
  type TableKey,
} from '../state';
import { addToCounts, countsKey, startCounts } from '../tables/counts';
import { readTableName, tableArn } from '../tables/find-table';
import { withOnDemandMax } from '../tables/on-demand-max';
import { readGlobalIndexes, readLocalIndexes, readThroughput } from '../tables/table-definition';
import { resettle } from '../throughput/table-units';
import type { Content } from './journal';

/** What both ways of restoring take. */
interface Overrides {
  TargetTableName: string;
  BillingModeOverride?: BillingMode | undefined;
  GlobalSecondaryIndexOverride?: GlobalSecondaryIndex[] | undefined;
  LocalSecondaryIndexOverride?: LocalSecondaryIndex[] | undefined;
  ProvisionedThroughputOverride?: ProvisionedThroughput | undefined;
  OnDemandThroughputOverride?: OnDemandThroughput | undefined;
  SSESpecificationOverride?: SSESpecification | undefined;
}

/**
 * Makes a table of what another one held. It has the other's keys, indexes, units and encryption, not its tags, time to
 * live, recovery or protection (aws-behaviour.md 3.8), and is CREATING for some minutes.
 */
export function restoreTable(
  call: DynamoCall,
  source: DynamoTable,
  input: Overrides,
  restored: Restored,
  content: Content,
): DynamoTable {
  const name = readTableName(call, input.TargetTableName);
  const present = call.state.tables.get(name);
  if (present?.status === 'CREATING' || present?.status === 'DELETING') throw tableInUse(name);
  if (present !== undefined) throw tableAlreadyExists(name);
  const defined: DynamoTable = { ...definition(call, source, input, name), restored };
  const keyId =
    input.SSESpecificationOverride === undefined
      ? source.encryption?.keyArn
      : requestedKeyId(input.SSESpecificationOverride);
  const table: DynamoTable =
    keyId === undefined ? defined : { ...defined, encryption: encryptTable(call, name, keyId) };
  call.state.tables.set(name, table);
  startCounts(call, countsKey(table));
  for (const index of table.indexes) startCounts(call, countsKey(table, index));
  if (table.billingMode === 'PROVISIONED') resettle(call, undefined, table);
  for (const [place, stored] of content) {
    call.state.items.set(itemsPrefix(table) + place, stored);
    addToCounts(call, table.id, undefined, stored.size);
  }
  const payload: TableKey = { name, id: table.id };
  const afterMs = call.random('tableRestoration').between(120_000, 600_000);
  call.later({ afterMs, kind: 'tableRestored', payload });
  return table;
}

function definition(call: DynamoCall, source: DynamoTable, input: Overrides, name: string): DynamoTable {
  const billingMode = input.BillingModeOverride ?? source.billingMode;
  const { ProvisionedThroughputOverride: given } = input;
  const isSameMode = billingMode === source.billingMode && given === undefined;
  const throughput = isSameMode ? source.throughput : readThroughput(call, given, billingMode);
  const indexes = restoredIndexes(call, source, input, billingMode);
  const used = [source.schema, ...indexes.map(({ schema }) => schema)].flatMap(keyAttributes);
  const table: DynamoTable = {
    id: String(call.count('table')),
    uuid: call.random('tableId').uuid(),
    name,
    arn: tableArn(call, name),
    status: 'CREATING',
    createdAtMs: call.nowMs,
    attributes: source.attributes.filter((attribute) => used.some((each) => each.name === attribute.name)),
    schema: source.schema,
    billingMode,
    ...(billingMode === 'PAY_PER_REQUEST' ? { onDemandSinceMs: call.nowMs } : {}),
    throughput: { read: throughput.read, write: throughput.write, decreasesToday: 0 },
    ...(source.onDemandMax === undefined ? {} : { onDemandMax: source.onDemandMax }),
    indexes,
    deletionProtected: false,
    ...(source.tableClass === undefined ? {} : { tableClass: { name: source.tableClass.name } }),
    tags: {},
  };
  return withOnDemandMax(table, input.OnDemandThroughputOverride, { billingMode, where: 'table' });
}

/** The indexes of the source, or those of them that the request names. */
function restoredIndexes(
  call: DynamoCall,
  source: DynamoTable,
  input: Overrides,
  billingMode: DynamoTable['billingMode'],
): SecondaryIndex[] {
  const { attributes, schema } = source;
  const context = { call, attributes, schema, billingMode };
  const { LocalSecondaryIndexOverride: locals, GlobalSecondaryIndexOverride: globals } = input;
  const kept = source.indexes.filter(({ status }) => status !== 'DELETING');
  const present = (isGlobal: boolean): SecondaryIndex[] =>
    kept.filter((index) => index.isGlobal === isGlobal);
  const isNewMode = billingMode !== source.billingMode;
  const chosen = [
    ...(locals === undefined ? present(false) : locals.length === 0 ? [] : readLocalIndexes(locals, context)),
    ...(globals === undefined
      ? present(true).map((index) =>
          isNewMode ? { ...index, throughput: readThroughput(call, undefined, billingMode) } : index,
        )
      : globals.length === 0
        ? []
        : readGlobalIndexes(globals, context)),
  ];
  for (const index of chosen) refuseOther(kept, index);
  return chosen.map((index) => ({
    ...withOnDemandMax(index, undefined, { billingMode, where: `index : ${index.name}` }),
    status: 'CREATING',
    backfilling: false,
  }));
}

/** Restoring can leave indexes out; it cannot make others. */
function refuseOther(kept: readonly SecondaryIndex[], { name, schema, projection }: SecondaryIndex): void {
  const same = kept.find((index) => index.name === name);
  if (JSON.stringify([same?.schema, same?.projection]) === JSON.stringify([schema, projection])) return;
  invalid(`${WERE_INVALID}Index ${name} does not match an index of the source table`);
}

/** The items of a restored table can be used from now on. */
export function tableRestored(payload: TableKey, call: DynamoCall): void {
  const table = tableOf(call, payload);
  if (table?.status !== 'CREATING') return;
  const indexes = table.indexes.map((index) => ({ ...index, status: 'ACTIVE' as const }));
  const active: DynamoTable = { ...table, status: 'ACTIVE', indexes };
  call.state.tables.set(table.name, active);
  for (const index of active.indexes) fillIndex(call, active, index);
  call.note('table active', table.arn);
}
