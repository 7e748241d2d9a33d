import { type AttributeValue, bytesOf, membersOf } from './attribute-value';
import { parseNumber } from './numbers';

/** Ends each part of a composite key. Sorts before every character of an encoded part, and never occurs in one. */
export const KEY_SEPARATOR = '\u0000';
/** Sorts after every character of an encoded key, so `prefix + KEY_END` is above all keys with that prefix. */
export const KEY_END = '\uffff';

/** Among these are all characters that would be ambiguous or out of order as they are. */
const UNSAFE = /[^ -\ud7fe]/;
const ESCAPE_LOW = '\u0001';
const ESCAPE_HIGH = '\ud7ff';
/** Moves the exponent of the smallest number, 1E-130, to one above zero. */
const POINT_OFFSET = 130;

/**
 * Encodes a key attribute so that plain order of the texts (by UTF-16 code unit or by UTF-8 byte) is
 * DynamoDB's order of the values: UTF-8 bytes for S, numeric for N, bytes for B. Different values have
 * different texts.
 *
 * The encoding of a string's or binary's prefix is a prefix of its encoding, so `begins_with` is a range.
 */
export function encodeKey(value: AttributeValue): string {
  const { S, N, B } = membersOf(value);
  if (S !== undefined) return `S${encodeText(S)}`;
  if (N !== undefined) return `N${encodeNumber(N)}`;
  if (B !== undefined) return `B${bytesOf(B).toString('hex')}`;
  throw new TypeError('Expected a key attribute of type S, N or B');
}

/** Encodes a key of several attributes; the order is that of the first, then of the second … */
export function encodeCompositeKey(values: readonly AttributeValue[]): string {
  return values.map((value) => encodeKey(value) + KEY_SEPARATOR).join('');
}

function encodeText(text: string): string {
  if (!UNSAFE.test(text)) return text;
  let encoded = '';
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    if (codePoint <= 1) encoded += ESCAPE_LOW + String.fromCharCode(codePoint + 1);
    else if (codePoint < 0xd7ff) encoded += character;
    else encoded += ESCAPE_HIGH + codePoint.toString(16).padStart(6, '0');
  }
  return encoded;
}

function encodeNumber(text: string): string {
  const { negative, digits, point } = parseNumber(text);
  if (digits === '') return '1';
  const power = point - 1 + POINT_OFFSET;
  if (!negative) return `2${String(power).padStart(3, '0')}${digits}`;
  // The larger the magnitude the lower the number: nines' complement, and a shorter number above the longer.
  return `0${String(999 - power)}${complement(digits)}~`;
}

function complement(digits: string): string {
  let result = '';
  for (const digit of digits) result += String(9 - Number(digit));
  return result;
}
