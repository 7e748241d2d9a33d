import { invalid } from '../errors';

/** A decimal `±0.d₁d₂d₃… × 10^point`, digits without leading or trailing zeros; zero has no digits. */
export type Decimal = { negative: boolean; digits: string; point: number };

const DIGITS_MAX = 38;
/** Highest and lowest power of ten of the first digit: 9.9…E+125 and 1E-130 (aws-behaviour.md 3.2). */
const MAGNITUDE_MAX = 125;
const MAGNITUDE_MIN = -130;
/** Texts this short have at most 15 digits, which a double holds exactly enough to compare. */
const EXACT_LENGTH = 15;

const OVERFLOW = 'Number overflow. Attempting to store a number with magnitude larger than supported range';
const UNDERFLOW =
  'Number underflow. Attempting to store a number with magnitude smaller than supported range';
const SYNTAX = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
const PLAIN_INTEGER = /^-?[1-9]\d{0,14}$/;

/**
 * The normal form in which DynamoDB stores and returns a number: `1.0` and `1E0` are `1`, `-0` is `0`, no exponents.
 * Refuses what AWS refuses, with its messages.
 */
export function normaliseNumber(text: string): string {
  if (PLAIN_INTEGER.test(text) || text === '0') return text;
  return textOf(checked(parseNumber(text)));
}

/** Less than, equal to or greater than zero as `a` is less than, equal to or greater than `b`; both in normal form. */
export function compareNumbers(a: string, b: string): number {
  if (a === b) return 0;
  if (a.length <= EXACT_LENGTH && b.length <= EXACT_LENGTH) return Number(a) - Number(b);
  const left = parseNumber(a);
  const right = parseNumber(b);
  if (left.negative !== right.negative) return left.negative ? -1 : 1;
  const size = compareMagnitudes(left, right);
  return left.negative ? -size : size;
}

/**
 * `a + b`, or `a - b`.
 *
 * A sum that needs more than 38 digits is refused as an overflow: AWS does not round it, and words it so.
 */
export function addNumbers(a: string, b: string, subtract = false): string {
  const left = parseNumber(a);
  const right = parseNumber(b);
  const exponent = Math.min(left.point - left.digits.length, right.point - right.digits.length);
  const rightScaled = scaled(right, exponent);
  const sum = scaled(left, exponent) + (subtract ? -rightScaled : rightScaled);
  const text = sum < 0n ? (-sum).toString() : sum.toString();
  const result = decimalOf(sum < 0n, text, text.length + exponent);
  if (result.digits.length > DIGITS_MAX) return invalid(OVERFLOW);
  return textOf(checked(result));
}

/** Parses the text of a number, in any notation that AWS takes. */
export function parseNumber(text: string): Decimal {
  if (text === '') return invalid('The parameter cannot be converted to a numeric value');
  const match = SYNTAX.exec(text);
  const whole = match?.[2] ?? '';
  const fraction = match?.[3] ?? '';
  if (!match || whole + fraction === '') {
    return invalid(`The parameter cannot be converted to a numeric value: ${text}`);
  }
  return decimalOf(match[1] === '-', whole + fraction, whole.length + Number(match[4] ?? 0));
}

function decimalOf(negative: boolean, digits: string, point: number): Decimal {
  let start = 0;
  let end = digits.length;
  while (start < end && digits[start] === '0') start++;
  while (end > start && digits[end - 1] === '0') end--;
  if (start === end) return { negative: false, digits: '', point: 0 };
  return { negative, digits: digits.slice(start, end), point: point - start };
}

function checked(decimal: Decimal): Decimal {
  if (decimal.digits === '') return decimal;
  if (decimal.point - 1 > MAGNITUDE_MAX) return invalid(OVERFLOW);
  if (decimal.point - 1 < MAGNITUDE_MIN) return invalid(UNDERFLOW);
  if (decimal.digits.length > DIGITS_MAX) {
    return invalid('Attempting to store more than 38 significant digits in a Number');
  }
  return decimal;
}

function textOf({ negative, digits, point }: Decimal): string {
  if (digits === '') return '0';
  const sign = negative ? '-' : '';
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits + '0'.repeat(point - digits.length);
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

function compareMagnitudes(left: Decimal, right: Decimal): number {
  if (left.digits === '' || right.digits === '') return left.digits.length - right.digits.length;
  if (left.point !== right.point) return left.point - right.point;
  if (left.digits === right.digits) return 0;
  return left.digits < right.digits ? -1 : 1;
}

function scaled({ negative, digits, point }: Decimal, exponent: number): bigint {
  if (digits === '') return 0n;
  const magnitude = BigInt(digits + '0'.repeat(point - digits.length - exponent));
  return negative ? -magnitude : magnitude;
}
