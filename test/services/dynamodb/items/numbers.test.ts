import {
  addNumbers,
  compareNumbers,
  normaliseNumber,
} from '../../../../framework/services/dynamodb/items/numbers';

const OVERFLOW = 'Number overflow. Attempting to store a number with magnitude larger than supported range';
const UNDERFLOW =
  'Number underflow. Attempting to store a number with magnitude smaller than supported range';

describe('a number is stored in its normal form', () => {
  test.each([
    ['0', '0'],
    ['-0', '0'],
    ['-0.000', '0'],
    ['0E500', '0'],
    ['00042', '42'],
    ['1.0', '1'],
    ['3.1400', '3.14'],
    ['-.50', '-0.5'],
    ['5.', '5'],
    ['1.5E2', '150'],
    ['1e-7', '0.0000001'],
    ['-12.5e+1', '-125'],
    ['1E125', `1${'0'.repeat(125)}`],
    ['1E-130', `0.${'0'.repeat(129)}1`],
    ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678'],
    [`1${'0'.repeat(60)}`, `1${'0'.repeat(60)}`],
  ])('%s is %s', (text, normal) => {
    expect(normaliseNumber(text)).toBe(normal);
    expect(normaliseNumber(normal)).toBe(normal);
  });
});

describe('what is no number, or too large, small or precise a one, is refused in the words of AWS', () => {
  test.each([
    ['', 'The parameter cannot be converted to a numeric value'],
    ['b', 'The parameter cannot be converted to a numeric value: b'],
    ['.', 'The parameter cannot be converted to a numeric value: .'],
    ['1e', 'The parameter cannot be converted to a numeric value: 1e'],
    ['0x1', 'The parameter cannot be converted to a numeric value: 0x1'],
    [' 1', 'The parameter cannot be converted to a numeric value:  1'],
    ['NaN', 'The parameter cannot be converted to a numeric value: NaN'],
    ['1e126', OVERFLOW],
    ['-1e126', OVERFLOW],
    ['1e999999999999999999999', OVERFLOW],
    ['1e-131', UNDERFLOW],
    ['-1e-131', UNDERFLOW],
    [
      '123456789012345678901234567890123456789',
      'Attempting to store more than 38 significant digits in a Number',
    ],
    [
      '-1.23456789012345678901234567890123456789',
      'Attempting to store more than 38 significant digits in a Number',
    ],
  ])('%j: %s', (text, message) => {
    expect(() => normaliseNumber(text)).toThrow(
      expect.objectContaining({ code: 'ValidationException', message }),
    );
  });
});

test('numbers are ordered by value, not by text', () => {
  const ordered = [
    '-1E+100',
    '-100',
    '-99.5',
    '-1.05',
    '-1',
    '-0.5',
    '-1E-20',
    '0',
    '1E-130',
    '0.001',
    '0.01',
    '1',
    '1.05',
    '9',
    '10',
    '99999999999999999999999999999999999998',
    '99999999999999999999999999999999999999',
    '1E125',
  ].map(normaliseNumber);
  for (const [i, left] of ordered.entries()) {
    for (const [j, right] of ordered.entries()) {
      expect([left, right, Math.sign(compareNumbers(left, right))]).toEqual([left, right, Math.sign(i - j)]);
    }
  }
});

describe('sums are exact', () => {
  test.each([
    ['1', '2', '3', '-1'],
    ['0.1', '0.2', '0.3', '-0.1'],
    ['-2.5', '2.5', '0', '-5'],
    ['99999999999999999999', '1', '100000000000000000000', '99999999999999999998'],
    ['0.000000000000000001', '1', '1.000000000000000001', '-0.999999999999999999'],
    ['0', '7', '7', '-7'],
  ])('%s and %s: %s and %s', (left, right, sum, difference) => {
    expect(addNumbers(left, right)).toBe(sum);
    expect(addNumbers(left, right, true)).toBe(difference);
  });

  test('one that would lose digits or overflow is refused, not rounded', () => {
    const large = normaliseNumber('1e50');
    expect(() => addNumbers(large, '1')).toThrow(OVERFLOW);
    expect(() => addNumbers(normaliseNumber('9.9e125'), normaliseNumber('9.9e125'))).toThrow(OVERFLOW);
  });
});
