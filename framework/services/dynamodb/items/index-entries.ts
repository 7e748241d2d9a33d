import { type Item } from './attribute-value';
import { itemSize } from './item-size';
import { KEY_SEPARATOR } from './key-encoding';
import { keyAttributes, keyValues, partitionAttributes } from './key-schema';
import { HASH_DIGITS } from './partition-hash';
import { endOf, itemsPrefix, placeOf } from './places';
import { project } from '../expressions/projection';
import { addToCounts, countsKey } from '../tables/counts';
import type { DynamoCall, DynamoTable, SecondaryIndex, StoredItem } from '../state';

/** Whether writes reach the index; one that is being added is filled from the table once, when it becomes active. */
export const isKept = (index: SecondaryIndex): boolean =>
  index.status === 'ACTIVE' || index.status === 'UPDATING';

/** What the keys of an index's entries begin with. */
export const entriesPrefix = (table: DynamoTable, index: SecondaryIndex): string =>
  `${table.id}${KEY_SEPARATOR}${index.name}${KEY_SEPARATOR}`;

/**
 * The key of an item's entry in an index: ordered by the index's key, then by the table's. Undefined for an item that
 * lacks a key attribute of the index, which is how indexes are sparse.
 */
export function entryKey(
  table: DynamoTable,
  index: SecondaryIndex,
  item: Item,
  key: string,
): string | undefined {
  const values = keyValues(item, index.schema);
  if (values === undefined) return undefined;
  const place = placeOf(values, partitionAttributes(index.schema).length);
  return entriesPrefix(table, index) + place + key.slice(itemsPrefix(table).length + HASH_DIGITS);
}

/** The part of an item that an index holds. */
export function projected(table: DynamoTable, index: SecondaryIndex, item: Item): Item {
  if (index.projection.type === 'ALL') return item;
  return project(
    projectedNames(table, index).map((name) => [name]),
    item,
  );
}

/** The attributes that an index holds, for one that does not hold all. */
export function projectedNames(table: DynamoTable, index: SecondaryIndex): string[] {
  const keys = [...keyAttributes(table.schema), ...keyAttributes(index.schema)].map(({ name }) => name);
  return [...new Set([...keys, ...index.projection.attributes])];
}

/** The size of an item's entry, for pages and capacity. */
export function entrySize(table: DynamoTable, index: SecondaryIndex, stored: StoredItem): number {
  return index.projection.type === 'ALL' ? stored.size : itemSize(projected(table, index, stored.item));
}

/** Brings all indexes up to date with a changed item. */
export function replaceEntries(
  call: DynamoCall,
  table: DynamoTable,
  key: string,
  before: StoredItem | undefined,
  after: StoredItem | undefined,
): void {
  for (const index of table.indexes) {
    if (isKept(index)) replaceEntry(call, table, index, key, before, after);
  }
}

function replaceEntry(
  call: DynamoCall,
  table: DynamoTable,
  index: SecondaryIndex,
  key: string,
  before: StoredItem | undefined,
  after: StoredItem | undefined,
): void {
  const { indexEntries } = call.state;
  const old = before && entryKey(table, index, before.item, key);
  const fresh = after && entryKey(table, index, after.item, key);
  if (old !== undefined && old !== fresh) indexEntries.delete(old);
  if (fresh !== undefined && old !== fresh) indexEntries.set(fresh, key);
  if (old === undefined && fresh === undefined) return;
  addToCounts(
    call,
    countsKey(table, index),
    before && old !== undefined ? entrySize(table, index, before) : undefined,
    after && fresh !== undefined ? entrySize(table, index, after) : undefined,
  );
}

/** Fills an index that was added to a table with the items that are there. */
export function fillIndex(call: DynamoCall, table: DynamoTable, index: SecondaryIndex): void {
  const prefix = itemsPrefix(table);
  for (const [key, stored] of call.state.items.range({ from: prefix, to: endOf(prefix) })) {
    replaceEntry(call, table, index, key, undefined, stored);
  }
}

export function dropEntries(call: DynamoCall, table: DynamoTable, index: SecondaryIndex): void {
  const prefix = entriesPrefix(table, index);
  for (const [key] of call.state.indexEntries.range({ from: prefix, to: endOf(prefix) })) {
    call.state.indexEntries.delete(key);
  }
  call.state.counts.delete(countsKey(table, index));
}
