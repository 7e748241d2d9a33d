/** Encryption under RSA keys: it has no encryption context, and its ciphertexts name no key. */
import type { EncryptionAlgorithmSpec } from '@aws-sdk/client-kms';
import { isRsa, modulusBits } from '../asymmetric/key-pairs';
import { decryptOaep, encryptOaep, oaepMax, type Hash } from '../asymmetric/rsa';
import { incompatibleAlgorithm, validation } from '../errors';
import type { Key, KmsCall } from '../state';
import { currentBackingKey } from './key-use';

const hashOf = (algorithm: EncryptionAlgorithmSpec): Hash =>
  algorithm === 'RSAES_OAEP_SHA_1' ? 'sha1' : 'sha256';

export function encryptUnderPair(
  call: KmsCall,
  key: Key,
  algorithm: EncryptionAlgorithmSpec,
  plaintext: Uint8Array,
): Uint8Array {
  if (!isRsa(key.spec)) throw incompatibleAlgorithm(algorithm, key.spec);
  const bits = modulusBits(key.spec);
  const hash = hashOf(algorithm);
  const max = oaepMax(bits, hash);
  if (plaintext.length > max) {
    throw validation(
      `Algorithm ${algorithm} and key spec ${key.spec} cannot encrypt data larger than ${max} bytes.`,
    );
  }
  const { materialHex } = currentBackingKey(key);
  return encryptOaep(call.random('encryption seed'), materialHex, { bits, hash, plaintext });
}

export function decryptUnderPair(
  key: Key,
  algorithm: EncryptionAlgorithmSpec,
  ciphertext: Uint8Array,
): Uint8Array | undefined {
  return decryptOaep(currentBackingKey(key).materialHex, hashOf(algorithm), ciphertext);
}
