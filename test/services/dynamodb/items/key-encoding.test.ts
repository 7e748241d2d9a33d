import type { AttributeValue } from '../../../../framework/services/dynamodb/items/attribute-value';
import {
  encodeCompositeKey,
  encodeKey,
  KEY_END,
} from '../../../../framework/services/dynamodb/items/key-encoding';
import { normaliseNumber } from '../../../../framework/services/dynamodb/items/numbers';

const binary = (hex: string): AttributeValue => ({ B: Buffer.from(hex, 'hex').toString('base64') });

/** Each list in DynamoDB's order. */
const ORDERED: { [type: string]: AttributeValue[] } = {
  strings: [
    '\u0000',
    '\u0000\u0000',
    '\u0000a',
    '\u0001',
    '\u0001\u0001',
    '\u0002',
    ' ',
    '!',
    'A',
    'Z',
    'a',
    'a\u0000',
    'a\u0000b',
    'a\u0001',
    'a!',
    'aa',
    'ab',
    'b',
    'é',
    '\u{d7fe}',
    '\u{d7ff}',
    '\u{d7ff}0',
    '\u{e000}',
    '\u{fffd}',
    '\u{ffff}',
    '\u{10000}',
    '\u{1f600}',
    '\u{10ffff}',
  ].map((S) => ({ S })),
  numbers: [
    '-9.9E125',
    '-1E100',
    '-100',
    '-20',
    '-1.05',
    '-1.005',
    '-1',
    '-0.5',
    '-1E-100',
    '-1E-130',
    '0',
    '1E-130',
    '1E-100',
    '0.5',
    '1',
    '1.005',
    '1.05',
    '2',
    '10',
    '100',
    '12345678901234567890123456789012345678',
    '9.9E125',
  ].map((text) => ({ N: normaliseNumber(text) })),
  binaries: ['00', '0000', '01', '61', '6100', '6162', '7f', '80', 'ff', 'ff00', 'ffff'].map(binary),
};

test.each(Object.entries(ORDERED))('the texts of %s sort as DynamoDB sorts the values', (_type, values) => {
  const encoded = values.map(encodeKey);
  expect(encoded.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(encoded);
  expect(encoded.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))).toEqual(encoded);
  expect(new Set(encoded).size).toBe(values.length);
});

test('composite keys sort by the first value, then by the second, and never meet', () => {
  const values = ORDERED['strings'] ?? [];
  const keys = values.flatMap((first) => values.map((second) => encodeCompositeKey([first, second])));
  expect(keys.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(keys);
  expect(new Set(keys).size).toBe(keys.length);
});

test('values of different types have different texts', () => {
  const encoded = [{ S: '1' }, { N: '1' }, binary('01'), { S: '31' }, binary('31')].map(encodeKey);
  expect(new Set(encoded).size).toBe(encoded.length);
});

test('the texts of strings that begin with another lie in one range', () => {
  const prefix = encodeKey({ S: 'ab' });
  const inRange = (S: string) => encodeKey({ S }) >= prefix && encodeKey({ S }) < prefix + KEY_END;
  expect(['ab', 'ab\u0000', 'abc', 'ab\u{1f600}', 'ab\uffff'].map(inRange)).toEqual([
    true,
    true,
    true,
    true,
    true,
  ]);
  expect(['a', 'aa', 'ac', 'b', ''].map(inRange)).toEqual([false, false, false, false, false]);
});
