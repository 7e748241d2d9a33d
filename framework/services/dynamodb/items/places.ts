import { type AttributeValue, attributeOf, type Item, membersOf } from './attribute-value';
import { encodeKey, KEY_END, KEY_SEPARATOR } from './key-encoding';
import { keyAttributes, keyValues } from './key-schema';
import type { DynamoTable } from '../state';

/**
 * The place of a key among all keys of its table or index. DynamoDB spreads partitions by a hash of their key: a Scan
 * meets them in no order that a program could use, and a segment of a parallel Scan is a range of hashes. Within a
 * partition the order is that of the sort key.
 */
export function placeOf(values: readonly AttributeValue[]): string {
  const [partition, sort] = values;
  if (partition === undefined) throw new TypeError('Expected a key of one or two attributes.');
  const encoded = encodeKey(partition);
  const place = partitionHash(encoded) + encoded + KEY_SEPARATOR;
  return sort === undefined ? place : place + encodeKey(sort) + KEY_SEPARATOR;
}

/** How long the hash is that places begin with. */
export const HASH_DIGITS = 8;

/** Eight hexadecimal digits that spread encoded partition keys evenly. */
export function partitionHash(encoded: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < encoded.length; at++) hash = Math.imul(hash ^ encoded.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 16)) >>> 0).toString(16).padStart(HASH_DIGITS, '0');
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
