/**
 * RSA as RFC 8017 has it, with salts and seeds that are drawn from the run's seed; OpenSSL would draw them from the
 * machine, so it is left only the plain power.
 */
import {
  constants,
  createHash,
  createPublicKey,
  privateDecrypt,
  privateEncrypt,
  publicDecrypt,
} from 'node:crypto';
import { publicEncrypt, timingSafeEqual } from 'node:crypto';
import type { Random } from '../../../cloud/service';
import { privateKeyOf } from './key-pairs';

export type Hash = 'sha1' | 'sha256' | 'sha384' | 'sha512';

export const digestBytes: Readonly<Record<Hash, number>> = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 };

/** What stands before the digest in a signature of PKCS #1 v1.5 (RFC 8017, 9.2, note 1). */
const digestInfo: Readonly<Record<Exclude<Hash, 'sha1'>, string>> = {
  sha256: '3031300d060960864801650304020105000420',
  sha384: '3041300d060960864801650304020205000430',
  sha512: '3051300d060960864801650304020305000440',
};

const digestOf = (hash: Hash, ...parts: Uint8Array[]): Buffer => {
  const hashing = createHash(hash);
  for (const part of parts) hashing.update(part);
  return hashing.digest();
};

/** The mask generation function MGF1. */
function mask(hash: Hash, seed: Buffer, length: number): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at * digestBytes[hash] < length; at++) {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(at);
    blocks.push(digestOf(hash, seed, counter));
  }
  return Buffer.concat(blocks).subarray(0, length);
}

const xor = (left: Buffer, right: Buffer): Buffer =>
  Buffer.from(left.map((byte, at) => byte ^ (right[at] ?? 0)));

const bytesOf = (bits: number): number => Math.ceil(bits / 8);

const draw = (random: Random, bytes: number): Buffer => Buffer.from(random.hex(2 * bytes), 'hex');

/** What RSA-OAEP can take at most. */
export const oaepMax = (bits: number, hash: Hash): number => bytesOf(bits) - 2 * digestBytes[hash] - 2;

export function encryptOaep(
  random: Random,
  pkcs8Hex: string,
  { bits, hash, plaintext }: { bits: number; hash: Hash; plaintext: Uint8Array },
): Uint8Array {
  const room = oaepMax(bits, hash) - plaintext.length;
  const data = Buffer.concat([digestOf(hash), Buffer.alloc(room), Buffer.from([1]), plaintext]);
  const seed = draw(random, digestBytes[hash]);
  const maskedData = xor(data, mask(hash, seed, data.length));
  const maskedSeed = xor(seed, mask(hash, maskedData, seed.length));
  const key = createPublicKey(privateKeyOf(pkcs8Hex));
  const block = Buffer.concat([Buffer.alloc(1), maskedSeed, maskedData]);
  return new Uint8Array(publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, block));
}

/** The plaintext, or undefined where the ciphertext was not made for this key and hash. */
export function decryptOaep(pkcs8Hex: string, hash: Hash, ciphertext: Uint8Array): Uint8Array | undefined {
  const key = privateKeyOf(pkcs8Hex);
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  try {
    return new Uint8Array(privateDecrypt({ key, padding, oaepHash: hash }, ciphertext));
  } catch {
    return undefined;
  }
}

/** EMSA-PSS with a salt as long as the digest (RFC 8017, 9.1). */
export function signPss(
  random: Random,
  pkcs8Hex: string,
  { bits, hash, digest }: { bits: number; hash: Hash; digest: Buffer },
): Buffer {
  const salt = draw(random, digestBytes[hash]);
  const seal = digestOf(hash, Buffer.alloc(8), digest, salt);
  const room = bytesOf(bits - 1) - 2 * digestBytes[hash] - 2;
  const data = Buffer.concat([Buffer.alloc(room), Buffer.from([1]), salt]);
  const masked = xor(data, mask(hash, seal, data.length));
  masked[0] = (masked[0] ?? 0) & 0x7f;
  const block = Buffer.concat([masked, seal, Buffer.from([0xbc])]);
  return privateEncrypt({ key: privateKeyOf(pkcs8Hex), padding: constants.RSA_NO_PADDING }, block);
}

export function verifiesPss(
  pkcs8Hex: string,
  { bits, hash, digest }: { bits: number; hash: Hash; digest: Buffer },
  signature: Buffer,
): boolean {
  const block = opened(pkcs8Hex, constants.RSA_NO_PADDING, signature);
  if (block?.length !== bytesOf(bits) || block.at(-1) !== 0xbc) return false;
  const dataBytes = block.length - digestBytes[hash] - 1;
  const masked = block.subarray(0, dataBytes);
  const seal = block.subarray(dataBytes, -1);
  const data = xor(masked, mask(hash, seal, dataBytes));
  data[0] = (data[0] ?? 0) & 0x7f;
  const saltAt = dataBytes - digestBytes[hash];
  if (data[saltAt - 1] !== 1 || data.subarray(0, saltAt - 1).some((byte) => byte !== 0)) return false;
  return digestOf(hash, Buffer.alloc(8), digest, data.subarray(saltAt)).equals(seal);
}

function pkcs1Block(hash: Exclude<Hash, 'sha1'>, digest: Buffer): Buffer {
  return Buffer.concat([Buffer.from(digestInfo[hash], 'hex'), digest]);
}

export function signPkcs1(pkcs8Hex: string, hash: Exclude<Hash, 'sha1'>, digest: Buffer): Buffer {
  const key = privateKeyOf(pkcs8Hex);
  return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, pkcs1Block(hash, digest));
}

export function verifiesPkcs1(
  pkcs8Hex: string,
  hash: Exclude<Hash, 'sha1'>,
  digest: Buffer,
  signature: Buffer,
): boolean {
  const block = opened(pkcs8Hex, constants.RSA_PKCS1_PADDING, signature);
  const expected = pkcs1Block(hash, digest);
  return block?.length === expected.length && timingSafeEqual(block, expected);
}

/** What a signature holds; undefined where it is none of this key's. */
function opened(pkcs8Hex: string, padding: number, signature: Buffer): Buffer | undefined {
  try {
    return publicDecrypt({ key: createPublicKey(privateKeyOf(pkcs8Hex)), padding }, signature);
  } catch {
    return undefined;
  }
}
