import { hash } from 'node:crypto';
import { type AttributeValue, bytesOf, membersOf } from './attribute-value';
import { parseNumber } from './numbers';

/** How long the hash is that places begin with. */
export const HASH_DIGITS = 8;

/** What AWS puts before a partition key when it hashes it, as others found out by the order of its scans. */
const SALT = Buffer.from('Outliers');
const ZERO = Buffer.of(0x80);
/** A number's first byte is its exponent to the base 100, above or below this. */
const EXPONENT_ZERO = 192;
const NUMBER_MAX_PAIRS = 20;
const NEGATIVE_END = 102;

/**
 * Eight hexadecimal digits that partitions are ordered by: the head of an MD5 of the key's bytes, so that a Scan of
 * a small table meets its partitions in AWS's own order (moto's tests that were verified on AWS pin two of them).
 */
export function partitionHash(...partition: readonly AttributeValue[]): string {
  return hash('md5', Buffer.concat([SALT, ...partition.map(keyBytes)]), 'hex').slice(0, HASH_DIGITS);
}

function keyBytes(value: AttributeValue): Uint8Array {
  const { S, N, B } = membersOf(value);
  if (S !== undefined) return Buffer.from(S, 'utf8');
  if (N !== undefined) return numberBytes(N);
  if (B !== undefined) return bytesOf(B);
  throw new TypeError('Expected a key attribute of type S, N or B');
}

/** A number as its exponent and its digits in pairs; all complemented where it is negative. */
function numberBytes(text: string): Uint8Array {
  const { negative, digits, point } = parseNumber(text);
  if (digits === '') return ZERO;
  const aligned = point % 2 === 0 ? digits : `0${digits}`;
  const pairs: number[] = [];
  for (let at = 0; at < aligned.length; at += 2) {
    const pair = Number(aligned.slice(at, at + 2).padEnd(2, '0'));
    pairs.push(negative ? 101 - pair : pair + 1);
  }
  const exponent = EXPONENT_ZERO + Math.ceil(point / 2);
  const end = negative && pairs.length < NUMBER_MAX_PAIRS ? [NEGATIVE_END] : [];
  return Buffer.from([negative ? ~exponent : exponent, ...pairs, ...end]);
}
