import { type Item, attributeOf, typeOf } from '../items/attribute-value';
import {
  entriesPrefix,
  entryKey,
  entrySize,
  isKept,
  projected,
  projectedNames,
} from '../items/index-entries';
import { keyAttributes, keyOf, type KeySchema } from '../items/key-schema';
import { itemKey, itemsPrefix } from '../items/places';
import { invalid } from '../errors';
import type { DynamoCall, DynamoTable, SecondaryIndex, StoredItem } from '../state';

/** What a Query or Scan reads: a table, or an index of it. */
export interface Source {
  readonly table: DynamoTable;
  readonly index: SecondaryIndex | undefined;
  readonly schema: KeySchema;
  /** What its keys in the state begin with. */
  readonly prefix: string;
}

export function sourceOf(
  table: DynamoTable,
  indexName: string | undefined,
  isConsistent: boolean | undefined,
): Source {
  if (indexName === undefined) {
    return { table, index: undefined, schema: table.schema, prefix: itemsPrefix(table) };
  }
  const index = table.indexes.find(({ name }) => name === indexName);
  if (index === undefined) return invalid(`The table does not have the specified index: ${indexName}`);
  if (index.isGlobal && isConsistent === true) {
    invalid('Consistent reads are not supported on global secondary indexes');
  }
  if (!isKept(index)) invalid(`Cannot read from backfilling global secondary index: ${indexName}`);
  return { table, index, schema: index.schema, prefix: entriesPrefix(table, index) };
}

/** Entries of a source in the order of their keys, from `low` (included) to `high` (not included). */
export function* walk(
  call: DynamoCall,
  { index }: Source,
  range: { low: string; high: string; after?: string; reverse: boolean },
): Generator<[string, StoredItem]> {
  const { items, indexEntries } = call.state;
  const options = walkOptions(range);
  if (index === undefined) {
    for (const entry of items.range(options)) {
      if (entry[0] < range.low) return;
      yield entry;
    }
    return;
  }
  for (const [key, itemPlace] of indexEntries.range(options)) {
    if (key < range.low) return;
    const stored = items.get(itemPlace);
    if (stored !== undefined) yield [key, stored];
  }
}

function walkOptions({ low, high, after, reverse }: Parameters<typeof walk>[2]): object {
  // Backwards, the walk itself ends at `low`, which a table's range would leave out.
  if (reverse) return { from: after ?? high, after: true, reverse: true };
  return after === undefined ? { from: low, to: high } : { from: after, after: true, to: high };
}

/** The item as the source holds it, and its size there. */
export function heldItem({ table, index }: Source, stored: StoredItem): StoredItem {
  if (index === undefined || index.projection.type === 'ALL') return stored;
  return { item: projected(table, index, stored.item), size: entrySize(table, index, stored) };
}

/** `LastEvaluatedKey` of an item: the key of the table and, reading an index, the index's. */
export function startKeyOf({ table, index }: Source, item: Item): Item {
  return index === undefined
    ? keyOf(item, table.schema)
    : { ...keyOf(item, table.schema), ...keyOf(item, index.schema) };
}

/** The place in the source that an ExclusiveStartKey names; undefined where it is no key of it. */
export function placeOfStartKey({ table, index }: Source, startKey: Item): string | undefined {
  const attributes = [...keyAttributes(table.schema), ...(index ? keyAttributes(index.schema) : [])];
  const names = new Set(attributes.map(({ name }) => name));
  const fits = attributes.every(({ name, type }) => {
    const value = attributeOf(startKey, name);
    return value !== undefined && typeOf(value) === type;
  });
  if (!fits || names.size !== Object.keys(startKey).length) return undefined;
  const key = itemKey(table, startKey);
  return index === undefined ? key : entryKey(table, index, startKey, key);
}

/** The attributes that the source holds; undefined: all. */
export function heldNames({ table, index }: Source): readonly string[] | undefined {
  return index === undefined || index.projection.type === 'ALL' ? undefined : projectedNames(table, index);
}
