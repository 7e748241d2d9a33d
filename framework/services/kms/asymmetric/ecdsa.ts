/** ECDSA over digests (FIPS 186-5, section 6), with a nonce from the seed; OpenSSL would draw one from the machine. */
import { createECDH } from 'node:crypto';
import type { Random } from '../../../cloud/service';
import { curves, type CurveKeySpec } from './curves';
import { inverse, privateKeyOf } from './key-pairs';

interface Point {
  readonly x: bigint;
  readonly y: bigint;
}

const hexOf = (value: bigint, bytes: number): string => value.toString(16).padStart(2 * bytes, '0');

const numberOf = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString('hex')}`);

/** A multiple of the curve's base point. */
function multipleOfBase(spec: CurveKeySpec, factor: bigint): Point {
  const { ecdh, bytes } = curves[spec];
  const pair = createECDH(ecdh);
  pair.setPrivateKey(hexOf(factor, bytes), 'hex');
  const point = pair.getPublicKey();
  return { x: numberOf(point.subarray(1, 1 + bytes)), y: numberOf(point.subarray(1 + bytes)) };
}

/** The sum of two points; undefined is the point at infinity. */
function sum(spec: CurveKeySpec, left: Point | undefined, right: Point | undefined): Point | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  const { p, a } = curves[spec];
  if (left.x === right.x && (left.y + right.y) % p === 0n) return undefined;
  const slope =
    left.x === right.x
      ? (3n * left.x * left.x + a) * inverse(2n * left.y, p)
      : (right.y - left.y) * inverse(right.x - left.x, p);
  const within = (value: bigint): bigint => ((value % p) + p) % p;
  const x = within(slope * slope - left.x - right.x);
  return { x, y: within(slope * (left.x - x) - left.y) };
}

function multiple(spec: CurveKeySpec, point: Point, factor: bigint): Point | undefined {
  let product: Point | undefined;
  for (const bit of factor.toString(2)) {
    product = sum(spec, product, product);
    if (bit === '1') product = sum(spec, product, point);
  }
  return product;
}

/** The digest as a number of no more bits than the order has. */
function reduced(spec: CurveKeySpec, digest: Buffer): bigint {
  const surplus = 8 * digest.length - curves[spec].order.toString(2).length;
  return surplus > 0 ? numberOf(digest) >> BigInt(surplus) : numberOf(digest);
}

const decoded = (text: string): bigint => numberOf(Buffer.from(text, 'base64url'));

function secretAndPoint(pkcs8Hex: string): { secret: bigint; point: Point } {
  const { d = '', x = '', y = '' } = privateKeyOf(pkcs8Hex).export({ format: 'jwk' });
  return { secret: decoded(d), point: { x: decoded(x), y: decoded(y) } };
}

/** An integer in DER: no more zero bytes in front than keep it positive. */
function derInteger(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  const positive = bytes.readUInt8(0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes;
  return Buffer.concat([Buffer.from([2, positive.length]), positive]);
}

/** A signature as KMS gives it: DER (ANSI X9.62). */
export function signDigest(random: Random, spec: CurveKeySpec, pkcs8Hex: string, digest: Buffer): Buffer {
  const { order, bytes } = curves[spec];
  const { secret } = secretAndPoint(pkcs8Hex);
  for (;;) {
    const nonce = 1n + (BigInt(`0x${random.hex(2 * bytes + 16)}`) % (order - 1n));
    const r = multipleOfBase(spec, nonce).x % order;
    const s = (inverse(nonce, order) * (reduced(spec, digest) + r * secret)) % order;
    if (r === 0n || s === 0n) continue;
    const content = Buffer.concat([derInteger(r), derInteger(s)]);
    const length = content.length < 0x80 ? [content.length] : [0x81, content.length];
    return Buffer.concat([Buffer.from([0x30, ...length]), content]);
  }
}

/** The two numbers of a signature in DER, or undefined where it is none. */
function readSignature(signature: Buffer): { r: bigint; s: bigint } | undefined {
  const isLong = signature[1] === 0x81;
  const content = signature.subarray(isLong ? 3 : 2);
  if (signature[0] !== 0x30 || content.length !== signature[isLong ? 2 : 1]) return undefined;
  const rBytes = content[1] ?? 0;
  const sAt = 2 + rBytes;
  const sBytes = content[sAt + 1] ?? 0;
  if (content[0] !== 2 || content[sAt] !== 2 || rBytes === 0 || sBytes === 0) return undefined;
  if (content.length !== sAt + 2 + sBytes) return undefined;
  return { r: numberOf(content.subarray(2, sAt)), s: numberOf(content.subarray(sAt + 2)) };
}

export function verifiesDigest(
  spec: CurveKeySpec,
  pkcs8Hex: string,
  digest: Buffer,
  signature: Buffer,
): boolean {
  const { order } = curves[spec];
  const numbers = readSignature(signature);
  if (numbers === undefined) return false;
  const { r, s } = numbers;
  if (r <= 0n || s <= 0n || r >= order || s >= order) return false;
  const share = inverse(s, order);
  const ofBase = (reduced(spec, digest) * share) % order;
  const left = ofBase === 0n ? undefined : multipleOfBase(spec, ofBase);
  const right = multiple(spec, secretAndPoint(pkcs8Hex).point, (r * share) % order);
  const point = sum(spec, left, right);
  return point !== undefined && point.x % order === r;
}
