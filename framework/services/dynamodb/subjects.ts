import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { Subjects } from '../../cloud/service';
import type { WireAttributeValue } from './items/attribute-value';

type WireItem = { [name: string]: WireAttributeValue };

const SHOWN_MAX = 2;

const textOf = (value: WireAttributeValue): string | undefined => value.S ?? value.N;

/** A key as people write it: `pk=order-7, sk=1`. */
function keySubject(key: WireItem | undefined): string | undefined {
  const parts = Object.entries(key ?? {}).map(([name, value]) => `${name}=${textOf(value) ?? '(binary)'}`);
  return parts.length === 0 ? undefined : parts.slice(0, SHOWN_MAX).join(', ');
}

const LOOKS_LIKE_KEY = /^(pk|sk|id|key|partition_?key|sort_?key)$|id$/i;

/** What is known of an item without its table's schema: the attributes that are named as keys are, or the first one. */
function itemSubject(item: WireItem | undefined): string | undefined {
  const entries = Object.entries(item ?? {}).filter(([, value]) => textOf(value) !== undefined);
  const named = entries.filter(([name]) => LOOKS_LIKE_KEY.test(name));
  return keySubject(Object.fromEntries(named.length > 0 ? named : entries.slice(0, 1)));
}

/** What calls are about, for people who read a trace. */
export const subjects: Subjects<DynamoDB> = {
  createTable: ({ TableName }) => TableName,
  deleteItem: ({ Key }) => keySubject(Key),
  getItem: ({ Key }) => keySubject(Key),
  putItem: ({ Item }) => itemSubject(Item),
  query: ({ IndexName }) => IndexName,
  scan: ({ IndexName }) => IndexName,
  updateItem: ({ Key }) => keySubject(Key),
};
