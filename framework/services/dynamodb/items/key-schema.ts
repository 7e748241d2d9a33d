import {
  attributeOf,
  type AttributeValue,
  type Item,
  membersOf,
  setAttribute,
  typeOf,
} from './attribute-value';
import { binarySize, utf8Size } from './item-size';
import { invalid, invalidItem } from '../errors';

export type KeyAttribute = { name: string; type: 'S' | 'N' | 'B' };

/** The key of a table or index: the attribute that chooses the partition, and the one that sorts within it, if any. */
export type KeySchema = {
  partition: KeyAttribute;
  sort?: KeyAttribute;
  /** Of a global index with a key of several attributes of one kind: those that follow the first of each. */
  morePartition?: readonly KeyAttribute[];
  moreSort?: readonly KeyAttribute[];
};

const PARTITION_BYTES_MAX = 2048;
const SORT_BYTES_MAX = 1024;
const MISMATCH = 'The provided key element does not match the schema';
const NOT_VALID = 'One or more parameter values are not valid. ';
const WERE_INVALID = 'One or more parameter values were invalid: ';

/** The schema's attributes, those of the partition first. */
export function keyAttributes(schema: KeySchema): KeyAttribute[] {
  return [...partitionAttributes(schema), ...sortAttributes(schema)];
}

export const partitionAttributes = ({ partition, morePartition = [] }: KeySchema): KeyAttribute[] => [
  partition,
  ...morePartition,
];

export const sortAttributes = ({ sort, moreSort = [] }: KeySchema): KeyAttribute[] =>
  sort === undefined ? [] : [sort, ...moreSort];

/** Whether a key has several attributes of one kind. */
export const isComposite = ({ morePartition, moreSort }: KeySchema): boolean =>
  morePartition !== undefined || moreSort !== undefined;

/** The key attributes of an item that has them. */
export function keyOf(item: Item, schema: KeySchema): Item {
  const key: Item = {};
  for (const { name } of keyAttributes(schema)) {
    const value = attributeOf(item, name);
    if (value) setAttribute(key, name, value);
  }
  return key;
}

/**
 * The values of an item's key, in the order of the schema; undefined when the item lacks one, as in a sparse index, or
 * has one that was written before the index and does not fit it.
 */
export function keyValues(item: Item, schema: KeySchema): AttributeValue[] | undefined {
  const values = keyAttributes(schema).map(({ name, type }) => {
    const value = attributeOf(item, name);
    return value && typeOf(value) === type && !isEmpty(value) ? value : undefined;
  });
  return values.every((value) => value !== undefined) ? values : undefined;
}

/** Refuses a `Key` parameter that is not exactly the table's key (aws-behaviour.md 3.9). */
export function checkKey(key: Item, schema: KeySchema): void {
  const attributes = keyAttributes(schema);
  if (Object.keys(key).length !== attributes.length) invalidItem(MISMATCH);
  for (const attribute of attributes) {
    const value = attributeOf(key, attribute.name);
    if (!value || typeOf(value) !== attribute.type) return invalidItem(MISMATCH);
    checkKeyValue(value, attribute.name, attribute === schema.partition);
  }
}

/** Refuses an item that lacks the table's key or has it with another type. */
export function checkItemKey(item: Item, schema: KeySchema): void {
  for (const { name, type } of keyAttributes(schema)) {
    const value = attributeOf(item, name);
    if (!value) return invalidItem(`${WERE_INVALID}Missing the key ${name} in the item`);
    if (typeOf(value) !== type) {
      invalidItem(`${WERE_INVALID}Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`);
    }
    checkKeyValue(value, name, name === schema.partition.name);
  }
}

/** Refuses an item whose attribute has another type than an index's key needs; lacking it is fine. */
export function checkIndexKey(item: Item, schema: KeySchema, indexName: string): void {
  for (const { name, type } of keyAttributes(schema)) {
    const value = attributeOf(item, name);
    if (value && typeOf(value) !== type) {
      invalidItem(
        `${WERE_INVALID}Type mismatch for Index Key ${name} Expected: ${type} Actual: ${typeOf(value)} ` +
          `IndexName: ${indexName}`,
      );
    }
    if (value && isEmpty(value)) {
      invalid(
        `${NOT_VALID}A value specified for a secondary index key is not supported. ` +
          `${emptyKey(value)} IndexName: ${indexName}, IndexKey: ${name}`,
      );
    }
    if (value)
      refuseTooLong(
        keySize(value),
        partitionAttributes(schema).some((each) => each.name === name),
      );
  }
}

function isEmpty(value: AttributeValue): boolean {
  const { S, B } = membersOf(value);
  return S === '' || B === '';
}

function checkKeyValue(value: AttributeValue, name: string, isPartition: boolean): void {
  refuseEmpty(value, name);
  refuseTooLong(keySize(value), isPartition);
}

/** How large a key is for its limit; numbers never reach it. */
function keySize(value: AttributeValue): number {
  const { S, B } = membersOf(value);
  if (S !== undefined) return utf8Size(S);
  return B === undefined ? 0 : binarySize(B);
}

/** Refuses an empty key, of an item or of a Query. */
export function refuseEmpty(value: AttributeValue, name: string): void {
  if (!isEmpty(value)) return;
  invalid(`${NOT_VALID}${emptyKey(value)} Key: ${name}`);
}

/** Refuses an update that empties a key of an index; the words do not say which. */
export function refuseEmptyUpdate(value: AttributeValue): void {
  if (!isEmpty(value)) return;
  invalid(
    `${NOT_VALID}The update expression attempted to update a secondary index key to a value that is not supported. ` +
      emptyKey(value),
  );
}

const emptyKey = (value: AttributeValue): string =>
  `The AttributeValue for a key attribute cannot contain an empty ${'B' in value ? 'binary' : 'string'} value.`;

function refuseTooLong(size: number, isPartition: boolean): void {
  if (isPartition && size > PARTITION_BYTES_MAX) {
    invalidItem(`${WERE_INVALID}Size of hashkey has exceeded the maximum size limit of2048 bytes`);
  }
  if (!isPartition && size > SORT_BYTES_MAX) {
    invalidItem(`${WERE_INVALID}Aggregated size of all range keys has exceeded the size limit of 1024 bytes`);
  }
}
