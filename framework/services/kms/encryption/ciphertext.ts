/**
 * The layout of a ciphertext blob: a header that names the key and its material, a nonce, and AES-256-GCM over the
 * plaintext, with the header and the encryption context as additional data. AWS keeps its own layout to itself.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { canonicalJson } from '../../../kernel';
import type { BackingKey, EncryptionContext, Key } from '../state';

const magic = Buffer.from([1, 2, 2, 0, 0x78]);
const nonceBytes = 12;
const tagBytes = 16;

export interface Ciphertext {
  readonly accountId: string;
  readonly region: string;
  readonly keyId: string;
  readonly backingKeyId: string;
  readonly header: Buffer;
  readonly nonce: Buffer;
  readonly sealed: Buffer;
  readonly tag: Buffer;
}

function additionalData(header: Buffer, context: EncryptionContext): Buffer {
  return Buffer.concat([header, Buffer.from(canonicalJson(context))]);
}

export function seal(
  key: Key,
  backingKey: BackingKey,
  plaintext: Uint8Array,
  context: EncryptionContext,
  nonce: Buffer,
): Uint8Array {
  const names = Buffer.from([key.accountId, key.region, key.id, backingKey.id].join(' '));
  const header = Buffer.concat([magic, Buffer.from([names.length]), names]);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(backingKey.materialHex, 'hex'), nonce);
  cipher.setAAD(additionalData(header, context));
  const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return new Uint8Array(Buffer.concat([header, nonce, sealed, cipher.getAuthTag()]));
}

/** Reads a blob; undefined where it is none of KMS's. */
export function readCiphertext(blob: Uint8Array): Ciphertext | undefined {
  const bytes = Buffer.from(blob);
  const namesAt = magic.length + 1;
  if (bytes.length < namesAt || !bytes.subarray(0, magic.length).equals(magic)) return undefined;
  const nonceAt = namesAt + bytes.readUInt8(magic.length);
  const tagAt = bytes.length - tagBytes;
  if (tagAt < nonceAt + nonceBytes) return undefined;
  const [accountId, region, keyId, backingKeyId] = bytes.subarray(namesAt, nonceAt).toString().split(' ');
  if (accountId === undefined || region === undefined || keyId === undefined || backingKeyId === undefined) {
    return undefined;
  }
  return {
    accountId,
    region,
    keyId,
    backingKeyId,
    header: bytes.subarray(0, nonceAt),
    nonce: bytes.subarray(nonceAt, nonceAt + nonceBytes),
    sealed: bytes.subarray(nonceAt + nonceBytes, tagAt),
    tag: bytes.subarray(tagAt),
  };
}

/** The plaintext, or undefined where the blob was tampered with or the encryption context is another. */
export function unseal(
  { header, nonce, sealed, tag }: Ciphertext,
  backingKey: BackingKey,
  context: EncryptionContext,
): Uint8Array | undefined {
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(backingKey.materialHex, 'hex'), nonce);
  decipher.setAAD(additionalData(header, context));
  decipher.setAuthTag(tag);
  try {
    return new Uint8Array(Buffer.concat([decipher.update(sealed), decipher.final()]));
  } catch {
    return undefined;
  }
}
