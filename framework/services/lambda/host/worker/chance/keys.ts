import crypto from 'node:crypto';
import { functionOf } from '../patch';
import { nextBytes } from './stream';

const { checkPrimeSync, createECDH, createPrivateKey, createPublicKey } = crypto;
const RSA_BITS = 2048;
const EXPONENT = 65_537n;

interface Pair {
  publicKey: unknown;
  privateKey: unknown;
}

interface Curve {
  jwk: string;
  ecdh: string;
  bytes: number;
}

const CURVES: readonly Curve[] = [
  { jwk: 'P-256', ecdh: 'prime256v1', bytes: 32 },
  { jwk: 'P-384', ecdh: 'secp384r1', bytes: 48 },
  { jwk: 'P-521', ecdh: 'secp521r1', bytes: 66 },
  { jwk: 'secp256k1', ecdh: 'secp256k1', bytes: 32 },
];
// The PKCS #8 header (RFC 8410) that stands before the 32 secret bytes.
const EDWARDS: Readonly<Record<string, string>> = {
  ed25519: '302e020100300506032b657004220420',
  x25519: '302e020100300506032b656e04220420',
};

/**
 * Makes a key pair from the environment's seed: RSA, EC and the two Curve25519 types.
 *
 * OpenSSL draws from the machine, so the numbers are chosen here and only handed to it. The other types (RSA-PSS,
 * DSA, DH, Ed448, X448, post-quantum) are refused rather than drawn from the machine.
 */
export function generateKeyPair(type: string, given?: unknown): Pair {
  const options: Record<string, unknown> = typeof given === 'object' && given !== null ? { ...given } : {};
  const privateKey = privateKeyOf(type, options);
  const publicKey = createPublicKey(privateKey);
  return {
    publicKey: encode(publicKey, options['publicKeyEncoding']),
    privateKey: encode(privateKey, options['privateKeyEncoding']),
  };
}

function privateKeyOf(type: string, options: Record<string, unknown>): crypto.KeyObject {
  if (type === 'rsa') return rsaKey(Number(options['modulusLength'] ?? RSA_BITS));
  if (type === 'ec') return ecKey(String(options['namedCurve']));
  const header = EDWARDS[type];
  if (header !== undefined) {
    const key = Buffer.concat([Buffer.from(header, 'hex'), nextBytes(32)]);
    return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  }
  throw new Error(
    `STORM_NOT_EMULATED crypto.generateKeyPair('${type}'): its numbers cannot be drawn from the seed`,
  );
}

function encode(key: crypto.KeyObject, encoding: unknown): unknown {
  if (typeof encoding !== 'object' || encoding === null) return key;
  // The caller's encoding goes to Node as it is; Node says what is wrong with it.
  return functionOf(key, 'export')?.call(key, encoding);
}

function ecKey(name: string): crypto.KeyObject {
  const curve = CURVES.find(({ jwk, ecdh }) => jwk === name || ecdh === name);
  if (!curve) throw new Error(`STORM_NOT_EMULATED crypto.generateKeyPair('ec') on ${name}`);
  const ecdh = createECDH(curve.ecdh);
  for (;;) {
    const secret = nextBytes(curve.bytes);
    // P-521 fills only the lowest bit of its first byte.
    if (curve.bytes === 66) secret.writeUInt8(secret.readUInt8(0) & 1, 0);
    try {
      ecdh.setPrivateKey(secret);
    } catch {
      // Not below the order of the curve: the next draw.
      continue;
    }
    const point = ecdh.getPublicKey();
    const [x, y] = [point.subarray(1, 1 + curve.bytes), point.subarray(1 + curve.bytes)];
    const [d, ...coordinates] = [secret, x, y].map((number) => number.toString('base64url'));
    const [xText, yText] = coordinates;
    if (d === undefined || xText === undefined || yText === undefined)
      throw new Error('An EC point has no coordinates');
    return createPrivateKey({ key: { kty: 'EC', crv: curve.jwk, d, x: xText, y: yText }, format: 'jwk' });
  }
}

function rsaKey(bits: number): crypto.KeyObject {
  for (;;) {
    const p = generatePrime(Math.ceil(bits / 2));
    const q = generatePrime(Math.floor(bits / 2));
    const totient = (p - 1n) * (q - 1n);
    if (p === q || totient % EXPONENT === 0n) continue;
    const d = inverse(EXPONENT, totient);
    const numbers = { n: p * q, e: EXPONENT, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
    const texts = Object.entries(numbers).map(([name, value]) => [name, base64url(value)]);
    return createPrivateKey({ key: { kty: 'RSA', ...Object.fromEntries(texts) }, format: 'jwk' });
  }
}

/** A prime of exactly `bits` bits with its two highest bits set. */
export function generatePrime(bits: number): bigint {
  for (;;) {
    const drawn = BigInt(`0x${nextBytes(Math.ceil(bits / 8)).toString('hex')}`) % (1n << BigInt(bits));
    let candidate = drawn | (3n << BigInt(bits - 2)) | 1n;
    for (let tries = 0; tries < 2000 && candidate >> BigInt(bits) === 0n; tries++, candidate += 2n) {
      if (checkPrimeSync(candidate)) return candidate;
    }
  }
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [old, rest] = [value, modulus];
  let [oldFactor, factor] = [1n, 0n];
  while (rest !== 0n) {
    const quotient = old / rest;
    [old, rest] = [rest, old - quotient * rest];
    [oldFactor, factor] = [factor, oldFactor - quotient * factor];
  }
  return ((oldFactor % modulus) + modulus) % modulus;
}

function base64url(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url');
}
