import type { EncryptionAlgorithmSpec, KMS } from '@aws-sdk/client-kms';
import type { Operations } from '../../../cloud/service';
import { isRsa } from '../asymmetric/key-pairs';
import {
  incompatibleAlgorithm,
  incorrectKey,
  invalidCiphertext,
  unknownCiphertextKey,
  validation,
} from '../errors';
import { encryptionAlgorithmsOf } from '../keys/key-specs';
import { requireKey } from '../keys/references';
import type { BackingKey, EncryptionContext, Key, KmsCall, State } from '../state';
import { decryptUnderPair, encryptUnderPair } from './asymmetric-encryption';
import { readCiphertext, seal, unseal, type Ciphertext } from './ciphertext';
import { checkModifiers, currentBackingKey, fit, usableKey } from './key-use';

/** Encrypts under a key's newest material, with a nonce from the seed. */
export function encryptUnder(
  call: KmsCall,
  key: Key,
  plaintext: Uint8Array,
  context: EncryptionContext = {},
): Uint8Array {
  const nonce = Buffer.from(call.random('nonce').hex(24), 'hex');
  return seal(key, currentBackingKey(key), plaintext, context, nonce);
}

/** The key that a ciphertext names, or undefined where it is not of this region or is gone. */
export function keyOfCiphertext(call: KmsCall, ciphertext: Ciphertext): Key | undefined {
  // Keys of several Regions have the same id and material in each.
  if (ciphertext.region !== call.region && !ciphertext.keyId.startsWith('mrk-')) return undefined;
  return call.stateOf(ciphertext.accountId, call.region).keys.get(ciphertext.keyId);
}

interface Source {
  readonly blob: Uint8Array | undefined;
  readonly keyId: string | undefined;
  readonly algorithm: EncryptionAlgorithmSpec | undefined;
  readonly context: EncryptionContext | undefined;
  readonly operation: 'Decrypt' | 'ReEncryptFrom';
}

interface Opened {
  readonly key: Key;
  readonly plaintext: Uint8Array;
  readonly algorithm: EncryptionAlgorithmSpec;
  /** Where the ciphertext was made by a symmetric key. */
  readonly backingKey?: BackingKey;
}

/** Finds the key of a ciphertext and opens it; a KeyId in the request must mean the same one. */
function open(call: KmsCall, source: Source): Opened {
  const { algorithm = 'SYMMETRIC_DEFAULT', blob, keyId, operation } = source;
  const asked = keyId === undefined ? undefined : requireKey(call, keyId);
  if (algorithm !== 'SYMMETRIC_DEFAULT' || (asked !== undefined && isRsa(asked.spec))) {
    return openUnderPair(asked, source, algorithm);
  }
  const ciphertext = blob === undefined ? undefined : readCiphertext(blob);
  if (ciphertext === undefined) throw invalidCiphertext();
  const key = keyOfCiphertext(call, ciphertext);
  if (asked !== undefined && asked.arn !== key?.arn) throw incorrectKey();
  if (key === undefined) throw unknownCiphertextKey(call.principal.arn, `kms:${operation}`);
  fit(key, operation, 'ENCRYPT_DECRYPT');
  const backingKey = key.backingKeys.find(({ id }) => id === ciphertext.backingKeyId);
  const plaintext =
    backingKey === undefined ? undefined : unseal(ciphertext, backingKey, source.context ?? {});
  if (backingKey === undefined || plaintext === undefined) throw invalidCiphertext();
  return { key, plaintext, algorithm, backingKey };
}

/** What a key pair encrypted names no key, so the request must. */
function openUnderPair(
  key: Key | undefined,
  { blob, operation }: Source,
  algorithm: EncryptionAlgorithmSpec,
): Opened {
  if (key === undefined) {
    throw validation(`A key ID is required for the algorithm ${algorithm}.`);
  }
  fit(key, operation, 'ENCRYPT_DECRYPT');
  requireAlgorithm(key, algorithm);
  const plaintext = blob === undefined ? undefined : decryptUnderPair(key, algorithm, blob);
  if (plaintext === undefined) throw invalidCiphertext();
  return { key, plaintext, algorithm };
}

function requireAlgorithm(key: Key, algorithm: EncryptionAlgorithmSpec): void {
  if (!encryptionAlgorithmsOf(key).includes(algorithm)) throw incompatibleAlgorithm(algorithm, key.spec);
}

function encrypted(
  call: KmsCall,
  key: Key,
  plaintext: Uint8Array,
  given: { algorithm: EncryptionAlgorithmSpec | undefined; context: EncryptionContext | undefined },
): { blob: Uint8Array; algorithm: EncryptionAlgorithmSpec } {
  const { algorithm = 'SYMMETRIC_DEFAULT', context = {} } = given;
  requireAlgorithm(key, algorithm);
  const blob =
    algorithm === 'SYMMETRIC_DEFAULT'
      ? encryptUnder(call, key, plaintext, context)
      : encryptUnderPair(call, key, algorithm, plaintext);
  return { blob, algorithm };
}

const isSymmetric = (key: Key): boolean => key.spec === 'SYMMETRIC_DEFAULT';

export const encryption: Operations<KMS, State> = {
  encrypt(input, call) {
    const key = usableKey(call, input.KeyId, 'Encrypt', 'ENCRYPT_DECRYPT');
    const given = { algorithm: input.EncryptionAlgorithm, context: input.EncryptionContext };
    const { blob, algorithm } = encrypted(call, key, input.Plaintext, given);
    checkModifiers(call, 'Encrypt', input);
    return { CiphertextBlob: blob, KeyId: key.arn, EncryptionAlgorithm: algorithm };
  },

  decrypt(input, call) {
    const { key, plaintext, algorithm, backingKey } = open(call, {
      blob: input.CiphertextBlob,
      keyId: input.KeyId,
      algorithm: input.EncryptionAlgorithm,
      context: input.EncryptionContext,
      operation: 'Decrypt',
    });
    checkModifiers(call, 'Decrypt', input);
    return {
      KeyId: key.arn,
      Plaintext: plaintext,
      EncryptionAlgorithm: algorithm,
      ...(backingKey === undefined ? {} : { KeyMaterialId: backingKey.id }),
    };
  },

  reEncrypt(input, call) {
    const from = open(call, {
      blob: input.CiphertextBlob,
      keyId: input.SourceKeyId,
      algorithm: input.SourceEncryptionAlgorithm,
      context: input.SourceEncryptionContext,
      operation: 'ReEncryptFrom',
    });
    const key = usableKey(call, input.DestinationKeyId, 'ReEncryptTo', 'ENCRYPT_DECRYPT');
    const to = encrypted(call, key, from.plaintext, {
      algorithm: input.DestinationEncryptionAlgorithm,
      context: input.DestinationEncryptionContext,
    });
    checkModifiers(call, 'ReEncrypt', input);
    return {
      CiphertextBlob: to.blob,
      SourceKeyId: from.key.arn,
      KeyId: key.arn,
      SourceEncryptionAlgorithm: from.algorithm,
      DestinationEncryptionAlgorithm: to.algorithm,
      ...(from.backingKey === undefined ? {} : { SourceKeyMaterialId: from.backingKey.id }),
      ...(isSymmetric(key) ? { DestinationKeyMaterialId: currentBackingKey(key).id } : {}),
    };
  },
};
