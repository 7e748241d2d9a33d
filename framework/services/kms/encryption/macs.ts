import { createHmac, timingSafeEqual } from 'node:crypto';
import type { KMS, MacAlgorithmSpec } from '@aws-sdk/client-kms';
import type { Operations } from '../../../cloud/service';
import { incompatibleAlgorithm, invalidMac } from '../errors';
import { isHmac, macAlgorithmOf } from '../keys/key-specs';
import type { Key, State } from '../state';
import { checkModifiers, currentBackingKey, usableKey } from './key-use';

const hashes: Readonly<Record<MacAlgorithmSpec, string>> = {
  HMAC_SHA_224: 'sha224',
  HMAC_SHA_256: 'sha256',
  HMAC_SHA_384: 'sha384',
  HMAC_SHA_512: 'sha512',
};

/** The HMAC of a message; each key knows one algorithm only. */
function macOf(key: Key, algorithm: MacAlgorithmSpec, message: Uint8Array): Buffer {
  if (!isHmac(key.spec) || macAlgorithmOf(key.spec) !== algorithm) {
    throw incompatibleAlgorithm(algorithm, key.spec);
  }
  const material = Buffer.from(currentBackingKey(key).materialHex, 'hex');
  return createHmac(hashes[algorithm], material).update(message).digest();
}

export const macs: Operations<KMS, State> = {
  generateMac(input, call) {
    const key = usableKey(call, input.KeyId, 'GenerateMac', 'GENERATE_VERIFY_MAC');
    const mac = macOf(key, input.MacAlgorithm, input.Message);
    checkModifiers(call, 'GenerateMac', input);
    return { Mac: new Uint8Array(mac), MacAlgorithm: input.MacAlgorithm, KeyId: key.arn };
  },

  verifyMac(input, call) {
    const key = usableKey(call, input.KeyId, 'VerifyMac', 'GENERATE_VERIFY_MAC');
    const mac = macOf(key, input.MacAlgorithm, input.Message);
    if (mac.length !== input.Mac.length || !timingSafeEqual(mac, input.Mac)) throw invalidMac();
    checkModifiers(call, 'VerifyMac', input);
    return { KeyId: key.arn, MacValid: true, MacAlgorithm: input.MacAlgorithm };
  },
};
