/**
 * Key pairs drawn from the seed. OpenSSL would draw from the machine, so the numbers are chosen here and handed to it.
 */
import { checkPrimeSync, createECDH, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { Random } from '../../../cloud/service';
import type { AsymmetricKeySpec } from '../state';
import { curves, type CurveKeySpec } from './curves';

const publicExponent = 65_537n;
/** What stands before the 32 secret bytes of an Ed25519 key in PKCS #8 (RFC 8410). */
const edwardsHeader = '302e020100300506032b657004220420';

const rsaBits = { RSA_2048: 2048, RSA_3072: 3072, RSA_4096: 4096 } as const;
type RsaKeySpec = keyof typeof rsaBits;

export const isRsa = (spec: string): spec is RsaKeySpec => Object.hasOwn(rsaBits, spec);

export const modulusBits = (spec: RsaKeySpec): number => rsaBits[spec];

/** A private key of the kind, as PKCS #8 in hexadecimal digits. */
export function newPrivateKeyHex(random: Random, spec: AsymmetricKeySpec): string {
  if (isRsa(spec)) return exported(rsaKey(random, rsaBits[spec]));
  if (spec === 'ECC_NIST_EDWARDS25519') return edwardsHeader + random.hex(64);
  return exported(curveKey(random, spec));
}

export function privateKeyOf(pkcs8Hex: string): KeyObject {
  return createPrivateKey({ key: Buffer.from(pkcs8Hex, 'hex'), format: 'der', type: 'pkcs8' });
}

/** The public half as SubjectPublicKeyInfo, as GetPublicKey gives it. */
export function publicKeyBytes(pkcs8Hex: string): Uint8Array {
  return new Uint8Array(createPublicKey(privateKeyOf(pkcs8Hex)).export({ format: 'der', type: 'spki' }));
}

function exported(key: KeyObject): string {
  return key.export({ format: 'der', type: 'pkcs8' }).toString('hex');
}

function curveKey(random: Random, spec: CurveKeySpec): KeyObject {
  const { jwk, ecdh, bytes, order } = curves[spec];
  // More bits than the order has, so that no remainder is likelier than another.
  const secret = 1n + (BigInt(`0x${random.hex(2 * bytes + 16)}`) % (order - 1n));
  const pair = createECDH(ecdh);
  pair.setPrivateKey(secret.toString(16).padStart(2 * bytes, '0'), 'hex');
  const point = pair.getPublicKey();
  const key = {
    kty: 'EC',
    crv: jwk,
    d: base64url(secret, bytes),
    x: point.subarray(1, 1 + bytes).toString('base64url'),
    y: point.subarray(1 + bytes).toString('base64url'),
  };
  return createPrivateKey({ key, format: 'jwk' });
}

function rsaKey(random: Random, bits: number): KeyObject {
  for (;;) {
    const p = prime(random, bits / 2);
    const q = prime(random, bits / 2);
    const totient = (p - 1n) * (q - 1n);
    if (p === q || totient % publicExponent === 0n) continue;
    const d = inverse(publicExponent, totient);
    const numbers = {
      n: p * q,
      e: publicExponent,
      d,
      p,
      q,
      dp: d % (p - 1n),
      dq: d % (q - 1n),
      qi: inverse(q, p),
    };
    const texts = Object.entries(numbers).map(([name, value]) => [name, base64url(value)]);
    return createPrivateKey({ key: { kty: 'RSA', ...Object.fromEntries(texts) }, format: 'jwk' });
  }
}

/** A prime of exactly so many bits, its two highest ones set, so that two of them multiply to twice as many. */
function prime(random: Random, bits: number): bigint {
  for (;;) {
    let candidate = BigInt(`0x${random.hex(bits / 4)}`) | (3n << BigInt(bits - 2)) | 1n;
    for (; candidate >> BigInt(bits) === 0n; candidate += 2n) if (checkPrimeSync(candidate)) return candidate;
  }
}

/** What times `value` leaves 1, by the extended Euclidean algorithm. */
export function inverse(value: bigint, modulus: bigint): bigint {
  let [old, rest] = [((value % modulus) + modulus) % modulus, modulus];
  let [oldFactor, factor] = [1n, 0n];
  while (rest !== 0n) {
    const quotient = old / rest;
    [old, rest] = [rest, old - quotient * rest];
    [oldFactor, factor] = [factor, oldFactor - quotient * factor];
  }
  return ((oldFactor % modulus) + modulus) % modulus;
}

function base64url(value: bigint, bytes = 0): string {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return Buffer.from(even.padStart(2 * bytes, '0'), 'hex').toString('base64url');
}
