import type {
  Capacity,
  ConsumedCapacity,
  ItemCollectionMetrics,
  ReturnConsumedCapacity,
} from '@aws-sdk/client-dynamodb';
import { type Item, toWire, attributeOf } from './items/attribute-value';
import { valuesEqual } from './items/compare-values';
import { entryKey, entrySize, isKept, projected } from './items/index-entries';
import type { DynamoTable, SecondaryIndex, StoredItem } from './state';

/** What a request used, in units (aws-behaviour.md 3.5). */
export interface Consumption {
  kind: 'Read' | 'Write';
  table: number;
  /** By index name. */
  indexes: { [name: string]: number };
}

const READ_UNIT_BYTES = 4096;
const WRITE_UNIT_BYTES = 1024;

/** Units of one read: 4 KB each, half of that unless it is strongly consistent. */
export function readUnits(bytes: number, isConsistent: boolean | undefined): number {
  return Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * (isConsistent === true ? 1 : 0.5);
}

const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES));

/** What one read of the table itself used. */
export const readOf = (units: number): Consumption => ({ kind: 'Read', table: units, indexes: {} });

/** What a write used whose condition did not hold (aws-behaviour.md 3.3). */
export const refusedWriteOf = (before: StoredItem | undefined): Consumption => ({
  kind: 'Write',
  table: writeUnits(before?.size ?? 0),
  indexes: {},
});

/** What a write used: the larger of the two sizes, and the entries that it changed in indexes. */
export function writeOf(
  table: DynamoTable,
  key: string,
  before: StoredItem | undefined,
  after: StoredItem | undefined,
): Consumption {
  const indexes: { [name: string]: number } = {};
  for (const index of table.indexes) {
    const units = isKept(index) ? entryUnits(table, index, key, before, after) : 0;
    if (units > 0) indexes[index.name] = units;
  }
  return { kind: 'Write', table: writeUnits(Math.max(before?.size ?? 0, after?.size ?? 0)), indexes };
}

function entryUnits(
  table: DynamoTable,
  index: SecondaryIndex,
  key: string,
  before: StoredItem | undefined,
  after: StoredItem | undefined,
): number {
  const old = before && entryKey(table, index, before.item, key);
  const fresh = after && entryKey(table, index, after.item, key);
  const oldSize = before !== undefined && old !== undefined ? entrySize(table, index, before) : undefined;
  const freshSize = after !== undefined && fresh !== undefined ? entrySize(table, index, after) : undefined;
  if (before !== undefined && after !== undefined && old !== undefined && old === fresh) {
    const isSame = valuesEqual(
      { M: projected(table, index, before.item) },
      { M: projected(table, index, after.item) },
    );
    return isSame ? 0 : writeUnits(Math.max(oldSize ?? 0, freshSize ?? 0));
  }
  // A changed key takes one entry away and adds another.
  return (
    (oldSize === undefined ? 0 : writeUnits(oldSize)) + (freshSize === undefined ? 0 : writeUnits(freshSize))
  );
}

/** Two consumptions of one table as one. */
export function sum(one: Consumption, other: Consumption): Consumption {
  const indexes = { ...one.indexes };
  for (const [name, units] of Object.entries(other.indexes)) indexes[name] = (indexes[name] ?? 0) + units;
  return { kind: one.kind, table: one.table + other.table, indexes };
}

/** Transactions take every unit twice. */
export function doubled(consumption: Consumption): Consumption {
  return sum(consumption, consumption);
}

export interface ConsumptionReport {
  table: DynamoTable;
  /** As the request named the table: AWS answers an ARN with the ARN. */
  tableName: string;
  /** Transactions also tell reads from writes. */
  isTransaction?: boolean;
}

/** A consumption as a response tells it. */
export function consumedCapacity(
  how: ReturnConsumedCapacity,
  consumption: Consumption,
  { table, tableName, isTransaction }: ConsumptionReport,
): ConsumedCapacity {
  const { kind } = consumption;
  const capacity = (units: number): Capacity => ({
    CapacityUnits: units,
    ...(isTransaction === true ? { [`${kind}CapacityUnits`]: units } : {}),
  });
  const total = Object.values(consumption.indexes).reduce((units, each) => units + each, consumption.table);
  const answer: ConsumedCapacity = { TableName: tableName, ...capacity(total) };
  if (how !== 'INDEXES') return answer;
  answer.Table = capacity(consumption.table);
  for (const { name, isGlobal } of table.indexes) {
    const units = consumption.indexes[name];
    if (units === undefined) continue;
    const member = isGlobal ? 'GlobalSecondaryIndexes' : 'LocalSecondaryIndexes';
    answer[member] = { ...answer[member], [name]: capacity(units) };
  }
  return answer;
}

/** The member of a response, where one was asked for. */
export function reported(
  how: ReturnConsumedCapacity | undefined,
  consumption: Consumption,
  report: ConsumptionReport,
): { ConsumedCapacity?: ConsumedCapacity } {
  if (how !== 'TOTAL' && how !== 'INDEXES') return {};
  return { ConsumedCapacity: consumedCapacity(how, consumption, report) };
}

/**
 * For tables with local indexes. No collection in memory comes near a gigabyte, so the estimate is always the
 * lowest.
 */
export function itemCollectionMetrics(
  how: 'SIZE' | 'NONE' | undefined,
  table: DynamoTable,
  item: Item,
): ItemCollectionMetrics | undefined {
  const { name } = table.schema.partition;
  const value = attributeOf(item, name);
  if (how !== 'SIZE' || value === undefined || table.indexes.every(({ isGlobal }) => isGlobal)) {
    return undefined;
  }
  return { ItemCollectionKey: { [name]: toWire(value) }, SizeEstimateRangeGB: [0, 1] };
}
