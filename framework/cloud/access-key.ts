import type { Random } from '../kernel';

/** The letters of AWS's unique ids and access key ids: base 32 (RFC 4648). */
export const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const bitsPerLetter = 5n;
const letters = 16;
/** Bits below the account id: the rest of the key, which is random. */
const accountShift = 39n;
const accountMask = (1n << 40n) - 1n;

/**
 * An access key id, `AKIA...` of a user or `ASIA...` of a session: 16 letters hold 80 bits, and bits 39 to 78 are the
 * number of the account, which is how GetAccessKeyInfo tells it from the key alone.
 */
export function newAccessKeyId(prefix: 'AKIA' | 'ASIA', accountId: string, random: Random): string {
  const low = BigInt(`0x${random.hex(10)}`) & ((1n << accountShift) - 1n);
  const bits = (1n << 79n) | (BigInt(accountId) << accountShift) | low;
  let text = '';
  for (let letter = letters - 1; letter >= 0; letter--) {
    text += base32.charAt(Number((bits >> (BigInt(letter) * bitsPerLetter)) & 31n));
  }
  return prefix + text;
}

/** The account that an access key id was issued for; undefined where the text is no such id. */
export function accountOfAccessKey(accessKeyId: string): string | undefined {
  if (!/^A(KIA|SIA)[A-Z2-7]{16}$/.test(accessKeyId)) return undefined;
  let bits = 0n;
  for (const letter of accessKeyId.slice(4)) bits = (bits << bitsPerLetter) | BigInt(base32.indexOf(letter));
  return String((bits >> accountShift) & accountMask).padStart(12, '0');
}
