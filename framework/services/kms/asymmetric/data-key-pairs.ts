import type { DataKeyPairSpec, KMS } from '@aws-sdk/client-kms';
import type { Operations } from '../../../cloud/service';
import { encryptUnder } from '../encryption/encrypt';
import { checkModifiers, currentBackingKey, symmetricKey } from '../encryption/key-use';
import { isAsymmetric } from '../keys/key-specs';
import type { Key, KmsCall, State } from '../state';
import { newPrivateKeyHex, publicKeyBytes } from './key-pairs';

interface DataKeyPair {
  readonly privateKey: Uint8Array;
  readonly answer: {
    PrivateKeyCiphertextBlob: Uint8Array;
    PublicKey: Uint8Array;
    KeyId: string;
    KeyPairSpec: DataKeyPairSpec;
    KeyMaterialId: string;
  };
}

/** A key pair for use outside KMS, its private half (PKCS #8) also encrypted under the key. */
function dataKeyPair(
  call: KmsCall,
  key: Key,
  spec: DataKeyPairSpec,
  context: Record<string, string> | undefined,
): DataKeyPair {
  if (!isAsymmetric(spec)) return call.notEmulated(`kms:GenerateDataKeyPair with KeyPairSpec ${spec}`);
  const hex = newPrivateKeyHex(call.random('data key pair'), spec);
  const privateKey = new Uint8Array(Buffer.from(hex, 'hex'));
  return {
    privateKey,
    answer: {
      PrivateKeyCiphertextBlob: encryptUnder(call, key, privateKey, context),
      PublicKey: publicKeyBytes(hex),
      KeyId: key.arn,
      KeyPairSpec: spec,
      KeyMaterialId: currentBackingKey(key).id,
    },
  };
}

export const dataKeyPairs: Operations<KMS, State> = {
  generateDataKeyPair(input, call) {
    const key = symmetricKey(call, input.KeyId, 'GenerateDataKeyPair');
    checkModifiers(call, 'GenerateDataKeyPair', input);
    const { answer, privateKey } = dataKeyPair(call, key, input.KeyPairSpec, input.EncryptionContext);
    return { ...answer, PrivateKeyPlaintext: privateKey };
  },

  generateDataKeyPairWithoutPlaintext(input, call) {
    const key = symmetricKey(call, input.KeyId, 'GenerateDataKeyPairWithoutPlaintext');
    checkModifiers(call, 'GenerateDataKeyPairWithoutPlaintext', input);
    return dataKeyPair(call, key, input.KeyPairSpec, input.EncryptionContext).answer;
  },
};
