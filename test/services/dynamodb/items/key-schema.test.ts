import { AwsError } from '../../../../framework/cloud/service';
import type { Item } from '../../../../framework/services/dynamodb/items/attribute-value';
import {
  checkIndexKey,
  checkItemKey,
  checkKey,
  keyOf,
  type KeySchema,
  keyValues,
} from '../../../../framework/services/dynamodb/items/key-schema';

const schema: KeySchema = { partition: { name: 'pk', type: 'S' }, sort: { name: 'sk', type: 'B' } };
const MISMATCH = 'The provided key element does not match the schema';
const INVALID = 'One or more parameter values were invalid: ';
const NOT_VALID =
  'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty';
const base64 = (size: number) => Buffer.alloc(size).toString('base64');

function refusalOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return error instanceof AwsError ? error.message : String(error);
  }
}

describe('a Key parameter is exactly the key', () => {
  test.each<[Item, string | undefined]>([
    [{ pk: { S: 'a' }, sk: { B: 'YQ==' } }, undefined],
    [{ pk: { S: 'a' } }, MISMATCH],
    [{ pk: { S: 'a' }, sk: { B: 'YQ==' }, x: { S: 'a' } }, MISMATCH],
    [{ pk: { S: 'a' }, sk: { S: 'YQ==' } }, MISMATCH],
    [{ pk: { S: 'a' }, x: { B: 'YQ==' } }, MISMATCH],
    [{ pk: { S: '' }, sk: { B: 'YQ==' } }, `${NOT_VALID} string value. Key: pk`],
    [{ pk: { S: 'a' }, sk: { B: '' } }, `${NOT_VALID} binary value. Key: sk`],
    [{ pk: { S: 'é'.repeat(1024) }, sk: { B: base64(1024) } }, undefined],
    [
      { pk: { S: `${'é'.repeat(1024)}e` }, sk: { B: 'YQ==' } },
      `${INVALID}Size of hashkey has exceeded the maximum size limit of2048 bytes`,
    ],
    [
      { pk: { S: 'a' }, sk: { B: base64(1025) } },
      `${INVALID}Aggregated size of all range keys has exceeded the size limit of 1024 bytes`,
    ],
  ])('case %#', (key, message) => {
    expect(refusalOf(() => checkKey(key, schema))).toBe(message);
  });
});

test.each<[Item, string]>([
  [{ pk: { S: 'a' }, x: { S: 'b' } }, `${INVALID}Missing the key sk in the item`],
  [{ pk: { N: '1' }, sk: { B: 'YQ==' } }, `${INVALID}Type mismatch for key pk expected: S actual: N`],
  [{ pk: { S: '' }, sk: { B: 'YQ==' } }, `${NOT_VALID} string value. Key: pk`],
])('an item needs the key %#', (item, message) => {
  expect(() => checkItemKey(item, schema)).toThrow(expect.objectContaining({ message }));
});

test('an item may lack an index key, but not have it with another type', () => {
  expect(() => checkIndexKey({ pk: { S: 'a' } }, schema, 'byDate')).not.toThrow();
  expect(() => checkIndexKey({ pk: { N: '1' } }, schema, 'byDate')).toThrow(
    `${INVALID}Type mismatch for Index Key pk Expected: S Actual: N IndexName: byDate`,
  );
});

test('an item without all of an index key is not in the index', () => {
  const item: Item = { pk: { S: 'a' }, sk: { B: 'YQ==' }, x: { S: 'b' } };
  expect(keyOf(item, schema)).toEqual({ pk: { S: 'a' }, sk: { B: 'YQ==' } });
  expect(keyValues(item, schema)).toEqual([{ S: 'a' }, { B: 'YQ==' }]);
  expect(keyValues({ pk: { S: 'a' } }, schema)).toBeUndefined();
});
