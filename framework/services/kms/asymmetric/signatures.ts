import { createHash, createPublicKey, sign, verify } from 'node:crypto';
import type { KMS, MessageType, SigningAlgorithmSpec } from '@aws-sdk/client-kms';
import type { Operations } from '../../../cloud/service';
import { checkModifiers, currentBackingKey, usableKey } from '../encryption/key-use';
import { incompatibleAlgorithm, invalidSignature, validation } from '../errors';
import { isAsymmetric, signingAlgorithmsOf } from '../keys/key-specs';
import type { Key, KmsCall, State } from '../state';
import { signDigest, verifiesDigest } from './ecdsa';
import { isRsa, modulusBits, privateKeyOf } from './key-pairs';
import { digestBytes, signPkcs1, signPss, verifiesPkcs1, verifiesPss } from './rsa';

interface Signed {
  readonly Message: Uint8Array;
  readonly MessageType?: MessageType | undefined;
  readonly SigningAlgorithm: SigningAlgorithmSpec;
}

const hashes = { '256': 'sha256', '384': 'sha384', '512': 'sha512' } as const;

function hashOf(algorithm: string): 'sha256' | 'sha384' | 'sha512' {
  if (algorithm.endsWith('_256')) return hashes['256'];
  return algorithm.endsWith('_384') ? hashes['384'] : hashes['512'];
}

function checkAlgorithm(call: KmsCall, key: Key, operation: string, input: Signed): void {
  const { SigningAlgorithm: algorithm, MessageType: type = 'RAW' } = input;
  if (!signingAlgorithmsOf(key).includes(algorithm)) throw incompatibleAlgorithm(algorithm, key.spec);
  if (algorithm === 'ED25519_PH_SHA_512') call.notEmulated(`kms:${operation} with ${algorithm}`);
  const takes = algorithm === 'ED25519_SHA_512' ? ['RAW'] : ['RAW', 'DIGEST'];
  if (!takes.includes(type)) {
    throw validation(`MessageType ${type} is not compatible with algorithm ${algorithm}.`);
  }
}

/** What is signed: the message's digest, made here or by the caller. */
function digestOf({ Message, MessageType: type, SigningAlgorithm: algorithm }: Signed): Buffer {
  const hash = hashOf(algorithm);
  if (type !== 'DIGEST') return createHash(hash).update(Message).digest();
  if (Message.length !== digestBytes[hash]) {
    throw validation(`Digest is invalid length for algorithm ${algorithm}.`);
  }
  return Buffer.from(Message);
}

function signed(call: KmsCall, key: Key, input: Signed): Buffer {
  const { SigningAlgorithm: algorithm } = input;
  const { materialHex } = currentBackingKey(key);
  if (!isAsymmetric(key.spec)) throw incompatibleAlgorithm(algorithm, key.spec);
  if (key.spec === 'ECC_NIST_EDWARDS25519') return sign(null, input.Message, privateKeyOf(materialHex));
  const digest = digestOf(input);
  if (!isRsa(key.spec)) return signDigest(call.random('signature nonce'), key.spec, materialHex, digest);
  const hash = hashOf(algorithm);
  if (algorithm.startsWith('RSASSA_PKCS1')) return signPkcs1(materialHex, hash, digest);
  return signPss(call.random('signature salt'), materialHex, { bits: modulusBits(key.spec), hash, digest });
}

function isValid(key: Key, input: Signed & { Signature: Uint8Array }): boolean {
  const { SigningAlgorithm: algorithm } = input;
  const { materialHex } = currentBackingKey(key);
  const signature = Buffer.from(input.Signature);
  if (!isAsymmetric(key.spec)) throw incompatibleAlgorithm(algorithm, key.spec);
  if (key.spec === 'ECC_NIST_EDWARDS25519') {
    return verify(null, input.Message, createPublicKey(privateKeyOf(materialHex)), signature);
  }
  const digest = digestOf(input);
  if (!isRsa(key.spec)) return verifiesDigest(key.spec, materialHex, digest, signature);
  const hash = hashOf(algorithm);
  return algorithm.startsWith('RSASSA_PKCS1')
    ? verifiesPkcs1(materialHex, hash, digest, signature)
    : verifiesPss(materialHex, { bits: modulusBits(key.spec), hash, digest }, signature);
}

export const signatures: Operations<KMS, State> = {
  sign(input, call) {
    const key = usableKey(call, input.KeyId, 'Sign', 'SIGN_VERIFY');
    checkAlgorithm(call, key, 'Sign', input);
    const signature = signed(call, key, input);
    checkModifiers(call, 'Sign', input);
    return {
      KeyId: key.arn,
      Signature: new Uint8Array(signature),
      SigningAlgorithm: input.SigningAlgorithm,
    };
  },

  verify(input, call) {
    const key = usableKey(call, input.KeyId, 'Verify', 'SIGN_VERIFY');
    checkAlgorithm(call, key, 'Verify', input);
    if (!isValid(key, input)) throw invalidSignature();
    checkModifiers(call, 'Verify', input);
    return { KeyId: key.arn, SignatureValid: true, SigningAlgorithm: input.SigningAlgorithm };
  },
};
