import type { ReturnValuesOnConditionCheckFailure } from '@aws-sdk/client-dynamodb';
import { type Consumption, refusedWriteOf, writeOf } from '../capacity';
import { applyUpdate } from '../expressions/apply-update';
import type { Condition } from '../expressions/condition';
import { matches } from '../expressions/matches';
import { type RequestExpressions, requestExpressions } from '../expressions/request-expressions';
import { refuseKeyUpdates, type Update } from '../expressions/update';
import { conditionalCheckFailed, duplicateItem, invalid, invalidItem } from '../errors';
import type { DynamoCall, DynamoTable, StoredItem } from '../state';
import { tableForItems } from '../tables/find-table';
import { spend } from '../throughput/table-units';
import { throttled, type Throttling } from '../throughput/throttling';
import { type Item, toWireItem, type WireAttributeValue } from './attribute-value';
import { ITEM_BYTES_MAX, itemSize } from './item-size';
import { checkIndexKey, checkItemKey, checkKey, keyAttributes, refuseEmptyUpdate } from './key-schema';
import { itemKey } from './places';
import { readItem } from './read-value';
import { replaceItem } from './stored-items';

type WireItem = { [name: string]: WireAttributeValue };

/** The parameters that single writes, batches and transactions have in common. */
interface Conditional {
  TableName: string | undefined;
  ConditionExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: WireItem | undefined;
  ReturnValuesOnConditionCheckFailure?: ReturnValuesOnConditionCheckFailure | undefined;
}

/** Conditions and updates in the older form, read already. */
export interface LegacyParts {
  condition?: Condition | undefined;
  update?: Update | undefined;
}

/** A write of one item that has been checked and can be carried out. */
export interface Write {
  readonly table: DynamoTable;
  readonly tableName: string;
  /** Where the item lies, see `itemKey`. */
  readonly key: string;
  /** The item, or the key of it. */
  readonly named: Item;
  readonly condition: Condition | undefined;
  readonly returnsItemOnFailure: boolean;
  readonly update?: Update;
  /** INSERT of PartiQL: its condition is that there is no such item, and it is refused in words of its own. */
  readonly isInsert?: true;
  /** What is there after the write; throws where an update does not fit the item. */
  after(before: StoredItem | undefined): StoredItem | undefined;
}

export interface Written {
  before: StoredItem | undefined;
  after: StoredItem | undefined;
}

/** A write that was carried out, and what it used. */
export interface CarriedOut extends Written {
  consumption: Consumption;
}

const ITEM_TOO_LARGE = 'Item size has exceeded the maximum allowed size';

export function putWrite(
  call: DynamoCall,
  input: Conditional & { Item: WireItem | undefined },
  legacy: LegacyParts = {},
): Write {
  const item = readItem(input.Item ?? {});
  const size = itemSize(item);
  if (size > ITEM_BYTES_MAX) invalidItem(ITEM_TOO_LARGE);
  const { condition } = requestExpressions(input);
  const table = tableForItems(call, input.TableName ?? '');
  checkItemKey(item, table.schema);
  for (const index of table.indexes) checkIndexKey(item, index.schema, index.name);
  const after: StoredItem = { item, size };
  return { ...common(table, input, item, condition ?? legacy.condition), after: () => after };
}

/** How PartiQL's writes name their table, and what they ask for when they are refused. */
type Named = Pick<Conditional, 'TableName' | 'ReturnValuesOnConditionCheckFailure'>;

/** An INSERT of PartiQL; the key has been checked. */
export function insertWrite(table: DynamoTable, named: Named, item: Item): Write {
  const size = itemSize(item);
  if (size > ITEM_BYTES_MAX) invalidItem(ITEM_TOO_LARGE);
  for (const index of table.indexes) checkIndexKey(item, index.schema, index.name);
  const absent: Condition = {
    kind: 'call',
    name: 'attribute_not_exists',
    args: [{ kind: 'path', path: [table.schema.partition.name] }],
  };
  return { ...common(table, named, item, absent), isInsert: true, after: () => ({ item, size }) };
}

/** What a DELETE, UPDATE or EXISTS of PartiQL does to the item of a key. */
export function keyedWrite(
  table: DynamoTable,
  named: Named,
  {
    key,
    condition,
    update,
  }: { key: Item; condition: Condition | undefined; update: Update | 'delete' | 'check' },
): Write {
  const write = common(table, named, key, condition);
  if (update === 'delete') return { ...write, after: () => undefined };
  if (update === 'check') return { ...write, after: (before) => before };
  refuseKeyUpdates(
    update,
    keyAttributes(table.schema).map(({ name }) => name),
  );
  return { ...write, update, after: (before) => updated(table, update, before, key) };
}

export function deleteWrite(
  call: DynamoCall,
  input: Conditional & { Key: WireItem | undefined },
  legacy: LegacyParts = {},
): Write {
  return { ...keyed(call, input, legacy), after: () => undefined };
}

/** ConditionCheck of a transaction: nothing changes. */
export function checkWrite(call: DynamoCall, input: Conditional & { Key: WireItem | undefined }): Write {
  return { ...keyed(call, input, {}), after: (before) => before };
}

export function updateWrite(
  call: DynamoCall,
  input: Conditional & { Key: WireItem | undefined; UpdateExpression?: string | undefined },
  legacy: LegacyParts = {},
): Write {
  const key = readItem(input.Key ?? {});
  const expressions = requestExpressions(input);
  const update = expressions.update ?? legacy.update ?? { actions: [], legacy: false };
  const table = tableForItems(call, input.TableName ?? '');
  checkKey(key, table.schema);
  refuseKeyUpdates(
    update,
    keyAttributes(table.schema).map(({ name }) => name),
  );
  return {
    ...common(table, input, key, expressions.condition ?? legacy.condition),
    update,
    after: (before) => updated(table, update, before, key),
  };
}

function keyed(
  call: DynamoCall,
  input: Conditional & { Key: WireItem | undefined },
  legacy: LegacyParts,
): Omit<Write, 'after'> {
  const key = readItem(input.Key ?? {});
  const { condition }: RequestExpressions = requestExpressions(input);
  const table = tableForItems(call, input.TableName ?? '');
  checkKey(key, table.schema);
  return common(table, input, key, condition ?? legacy.condition);
}

function common(
  table: DynamoTable,
  { TableName, ReturnValuesOnConditionCheckFailure: onFailure }: Conditional,
  named: Item,
  condition: Condition | undefined,
): Omit<Write, 'after'> {
  return {
    table,
    tableName: TableName ?? '',
    key: itemKey(table, named),
    named,
    condition,
    returnsItemOnFailure: onFailure === 'ALL_OLD',
  };
}

function updated(
  table: DynamoTable,
  update: Update,
  before: StoredItem | undefined,
  key: Item,
): StoredItem | undefined {
  const { item, createsItem } = applyUpdate(update, before?.item ?? key);
  if (before === undefined && !createsItem) return undefined;
  const size = itemSize(item);
  if (size > ITEM_BYTES_MAX) invalid('Item size to update has exceeded the maximum allowed size');
  for (const index of table.indexes) checkUpdatedIndexKey(item, index.schema, index.name, update);
  return { item, size };
}

/** An index key of a type that does not fit: told apart by how the update was written. */
function checkUpdatedIndexKey(
  item: Item,
  schema: DynamoTable['schema'],
  indexName: string,
  update: Update,
): void {
  if (update.legacy) return checkIndexKey(item, schema, indexName);
  for (const { name, type } of keyAttributes(schema)) {
    const value = Object.hasOwn(item, name) ? item[name] : undefined;
    if (value !== undefined && !(type in value)) {
      invalid('The update expression attempted to update the secondary index key to unsupported type');
    }
    if (value !== undefined) refuseEmptyUpdate(value);
  }
  checkIndexKey(item, schema, indexName);
}

export function conditionHolds(write: Write, before: StoredItem | undefined): boolean {
  return write.condition === undefined || matches(write.condition, before?.item ?? {});
}

/** Carries out a write on its own; a condition that does not hold refuses it, and so does a lack of units. */
export function carryOut(call: DynamoCall, write: Write): CarriedOut {
  const outcome = attempt(call, write);
  if (!('consumption' in outcome)) throw throttled(outcome);
  return outcome;
}

/** The same, for batches: a write that is throttled is handed back. */
export function attempt(call: DynamoCall, write: Write): CarriedOut | Throttling {
  const { table, key } = write;
  const before = call.state.items.get(key);
  if (!conditionHolds(write, before)) {
    const throttling = spend(call, table, refusedWriteOf(before));
    if (throttling !== undefined) return throttling;
    if (write.isInsert) throw duplicateItem();
    const isReturned = write.returnsItemOnFailure && before !== undefined;
    throw conditionalCheckFailed(isReturned ? toWireItem(before.item) : undefined);
  }
  const after = write.after(before);
  const consumption = writeOf(table, key, before, after);
  const throttling = spend(call, table, consumption);
  if (throttling !== undefined) return throttling;
  replaceItem(call, table, key, before, after);
  return { before, after, consumption };
}
