import { createECDH, createPublicKey } from 'node:crypto';
import type { KMS } from '@aws-sdk/client-kms';
import type { Operations } from '../../../cloud/service';
import { checkGrantTokens, checkModifiers, currentBackingKey, usableKey } from '../encryption/key-use';
import { unsupported, validation } from '../errors';
import { algorithmsOf, isAsymmetric, specOf } from '../keys/key-specs';
import { requireKey } from '../keys/references';
import { requireEnabled } from '../keys/states';
import type { Key, State } from '../state';
import { curves } from './curves';
import { isRsa, privateKeyOf, publicKeyBytes } from './key-pairs';

/** The secret that two keys share: the x-coordinate of their product. */
function sharedSecret(key: Key, peer: Uint8Array): Uint8Array {
  if (!isAsymmetric(key.spec) || isRsa(key.spec) || key.spec === 'ECC_NIST_EDWARDS25519') {
    throw unsupported();
  }
  const { jwk, ecdh } = curves[key.spec];
  const own = privateKeyOf(currentBackingKey(key).materialHex).export({ format: 'jwk' });
  const other = readPublicKey(peer);
  if (other.crv !== jwk) throw validation(`The public key is not on the curve of key spec ${key.spec}.`);
  const pair = createECDH(ecdh);
  pair.setPrivateKey(Buffer.from(own.d ?? '', 'base64url'));
  const point = [other.x, other.y].map((text = '') => Buffer.from(text, 'base64url'));
  return new Uint8Array(pair.computeSecret(Buffer.concat([Buffer.from([4]), ...point])));
}

function readPublicKey(bytes: Uint8Array) {
  try {
    const key = createPublicKey({ key: Buffer.from(bytes), format: 'der', type: 'spki' });
    return key.export({ format: 'jwk' });
  } catch {
    throw validation('The public key is not a DER-encoded SubjectPublicKeyInfo.');
  }
}

export const publicKeys: Operations<KMS, State> = {
  getPublicKey({ KeyId, GrantTokens }, call) {
    const key = requireKey(call, KeyId);
    checkGrantTokens(GrantTokens);
    if (!isAsymmetric(key.spec)) throw unsupported();
    requireEnabled(key);
    return {
      KeyId: key.arn,
      PublicKey: publicKeyBytes(currentBackingKey(key).materialHex),
      ...specOf(key.spec),
      KeyUsage: key.usage,
      ...algorithmsOf(key),
    };
  },

  deriveSharedSecret(input, call) {
    const key = usableKey(call, input.KeyId, 'DeriveSharedSecret', 'KEY_AGREEMENT');
    const SharedSecret = sharedSecret(key, input.PublicKey);
    checkModifiers(call, 'DeriveSharedSecret', input);
    return {
      KeyId: key.arn,
      SharedSecret,
      KeyAgreementAlgorithm: input.KeyAgreementAlgorithm,
      KeyOrigin: key.origin,
    };
  },
};
