import { itemSize, valueSize } from '../../../../framework/services/dynamodb/items/item-size';
import { normaliseNumber } from '../../../../framework/services/dynamodb/items/numbers';

/** As measured on the service at the 400 KB limit. */
test.each([
  ['0', 1],
  ['-0', 1],
  ['1', 2],
  ['12', 2],
  ['123', 3],
  ['1234', 3],
  ['12345678901234567890123456789012345678', 20],
  ['100', 2],
  ['1010', 3],
  ['0.0000001', 2],
  ['1E125', 2],
  ['1E-100', 2],
  ['1.5', 3],
  ['1.234', 4],
  ['3.14159', 5],
  ['123456', 4],
  ['100.5', 4],
  ['0.15', 2],
  ['-42', 3],
])('the number %s takes %d bytes', (text, size) => {
  expect(valueSize({ N: normaliseNumber(text) })).toBe(size);
});

test('an item takes the bytes of its names and values', () => {
  expect(itemSize({})).toBe(0);
  expect(itemSize({ id: { S: 'abc' } })).toBe(5);
  expect(itemSize({ é: { S: '\u{1f600}' } })).toBe(6);
  expect(itemSize({ b: { B: 'YWJj' }, t: { BOOL: true }, n: { NULL: true } })).toBe(3 + 3 + 1 + 1);
  expect(itemSize({ s: { SS: ['ab', 'c'] }, n: { NS: ['1', '123'] }, b: { BS: ['YQ=='] } })).toBe(
    3 + 3 + 5 + 1,
  );
});

test('a document takes three bytes and one for each element more than its content', () => {
  expect(valueSize({ L: [] })).toBe(3);
  expect(valueSize({ L: [{ S: 'ab' }, { S: 'c' }] })).toBe(3 + 2 + 3);
  expect(valueSize({ M: { ab: { S: 'c' } } })).toBe(3 + 1 + 2 + 1);
});
