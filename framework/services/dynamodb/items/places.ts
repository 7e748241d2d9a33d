import { type AttributeValue, attributeOf, type Item, membersOf } from './attribute-value';
import { partitionHash } from './partition-hash';
import { encodeCompositeKey, KEY_END, KEY_SEPARATOR } from './key-encoding';
import { keyAttributes, keyValues } from './key-schema';
import type { DynamoTable } from '../state';

/**
 * The place of a key among all keys of its table or index. DynamoDB spreads partitions by a hash of their key: a Scan
 * meets them in the order of the hashes, and a segment of a parallel Scan is a range of them. Within a
 * partition the order is that of the sort key.
 */
export function placeOf(values: readonly AttributeValue[], partitions = 1): string {
  return partitionHash(...values.slice(0, partitions)) + encodeCompositeKey(values);
}

/** The key under which an item lies in the state; the item, or the key of one, has been checked. */
export function itemKey(table: DynamoTable, item: Item): string {
  return itemsPrefix(table) + placeOf(keyValues(item, table.schema) ?? []);
}

/** What the keys of a table's items begin with. */
export const itemsPrefix = ({ id }: DynamoTable): string => `${id}${KEY_SEPARATOR}`;

/** Lies above all keys that begin with `prefix`. */
export const endOf = (prefix: string): string => prefix + KEY_END;

/** An item's key as people write it: `pk=order-7, sk=1`. */
export function keyText(item: Item, table: DynamoTable): string {
  return keyAttributes(table.schema)
    .map(({ name }) => `${name}=${valueText(attributeOf(item, name))}`)
    .join(', ');
}

function valueText(value: AttributeValue | undefined): string {
  if (value === undefined) return '';
  const { S, N, B } = membersOf(value);
  return S ?? N ?? B ?? '';
}
