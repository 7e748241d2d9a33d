import type { KMS } from '@aws-sdk/client-kms';
import type { Operations } from '../../../cloud/service';
import { incorrectKey, invalidCiphertext, unknownCiphertextKey } from '../errors';
import { requireKey } from '../keys/references';
import type { BackingKey, EncryptionContext, Key, KmsCall, State } from '../state';
import { readCiphertext, seal, unseal, type Ciphertext } from './ciphertext';
import { checkModifiers, currentBackingKey, fit, usableKey } from './key-use';

const algorithm = 'SYMMETRIC_DEFAULT' as const;

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
  if (ciphertext.region !== call.region) return undefined;
  return call.stateOf(ciphertext.accountId, call.region).keys.get(ciphertext.keyId);
}

/** Reads a ciphertext and finds its key; a KeyId in the request must mean the same one. */
function source(
  call: KmsCall,
  blob: Uint8Array | undefined,
  keyId: string | undefined,
  operation: string,
  action: string,
): { ciphertext: Ciphertext; key: Key } {
  const asked = keyId === undefined ? undefined : fit(requireKey(call, keyId), operation, 'ENCRYPT_DECRYPT');
  const ciphertext = blob === undefined ? undefined : readCiphertext(blob);
  if (ciphertext === undefined) throw invalidCiphertext();
  const key = keyOfCiphertext(call, ciphertext);
  if (asked !== undefined && asked.arn !== key?.arn) throw incorrectKey();
  if (key === undefined) throw unknownCiphertextKey(call.principal.arn, `kms:${action}`);
  return { ciphertext, key: fit(key, operation, 'ENCRYPT_DECRYPT') };
}

function open(
  { ciphertext, key }: { ciphertext: Ciphertext; key: Key },
  context: EncryptionContext = {},
): { plaintext: Uint8Array; backingKey: BackingKey } {
  const backingKey = key.backingKeys.find(({ id }) => id === ciphertext.backingKeyId);
  const plaintext = backingKey === undefined ? undefined : unseal(ciphertext, backingKey, context);
  if (backingKey === undefined || plaintext === undefined) throw invalidCiphertext();
  return { plaintext, backingKey };
}

export const encryption: Operations<KMS, State> = {
  encrypt(input, call) {
    const key = usableKey(call, input.KeyId, 'Encrypt', 'ENCRYPT_DECRYPT');
    checkModifiers(call, 'Encrypt', input);
    return {
      CiphertextBlob: encryptUnder(call, key, input.Plaintext, input.EncryptionContext),
      KeyId: key.arn,
      EncryptionAlgorithm: algorithm,
    };
  },

  decrypt(input, call) {
    const from = source(call, input.CiphertextBlob, input.KeyId, 'Decrypt', 'Decrypt');
    const { plaintext, backingKey } = open(from, input.EncryptionContext);
    checkModifiers(call, 'Decrypt', input);
    return {
      KeyId: from.key.arn,
      Plaintext: plaintext,
      EncryptionAlgorithm: algorithm,
      KeyMaterialId: backingKey.id,
    };
  },

  reEncrypt(input, call) {
    const from = source(call, input.CiphertextBlob, input.SourceKeyId, 'ReEncryptFrom', 'ReEncryptFrom');
    const key = usableKey(call, input.DestinationKeyId, 'ReEncryptTo', 'ENCRYPT_DECRYPT');
    const { plaintext, backingKey } = open(from, input.SourceEncryptionContext);
    checkModifiers(call, 'ReEncrypt', input);
    return {
      CiphertextBlob: encryptUnder(call, key, plaintext, input.DestinationEncryptionContext),
      SourceKeyId: from.key.arn,
      KeyId: key.arn,
      SourceEncryptionAlgorithm: algorithm,
      DestinationEncryptionAlgorithm: algorithm,
      SourceKeyMaterialId: backingKey.id,
      DestinationKeyMaterialId: currentBackingKey(key).id,
    };
  },
};
