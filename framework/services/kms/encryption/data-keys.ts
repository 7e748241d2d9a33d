import type { KMS } from '@aws-sdk/client-kms';
import type { Operations } from '../../../cloud/service';
import { validation } from '../errors';
import type { KmsCall, State } from '../state';
import { encryptUnder } from './encrypt';
import { checkModifiers, currentBackingKey, symmetricKey } from './key-use';

interface DataKeyRequest {
  KeySpec?: string | undefined;
  NumberOfBytes?: number | undefined;
}

function bytesOf({ KeySpec, NumberOfBytes }: DataKeyRequest): number {
  if ((KeySpec === undefined) === (NumberOfBytes === undefined)) {
    throw validation(
      KeySpec === undefined
        ? 'Please specify either number of bytes or key spec.'
        : 'Please specify either number of bytes or key spec, but not both.',
    );
  }
  return NumberOfBytes ?? (KeySpec === 'AES_128' ? 16 : 32);
}

function draw(call: KmsCall, label: string, bytes: number): Uint8Array {
  return new Uint8Array(Buffer.from(call.random(label).hex(2 * bytes), 'hex'));
}

export const dataKeys: Operations<KMS, State> = {
  generateDataKey(input, call) {
    const key = symmetricKey(call, input.KeyId, 'GenerateDataKey');
    const bytes = bytesOf(input);
    checkModifiers(call, 'GenerateDataKey', input);
    const Plaintext = draw(call, 'data key', bytes);
    return {
      CiphertextBlob: encryptUnder(call, key, Plaintext, input.EncryptionContext),
      Plaintext,
      KeyId: key.arn,
      KeyMaterialId: currentBackingKey(key).id,
    };
  },

  generateDataKeyWithoutPlaintext(input, call) {
    const key = symmetricKey(call, input.KeyId, 'GenerateDataKeyWithoutPlaintext');
    const bytes = bytesOf(input);
    checkModifiers(call, 'GenerateDataKeyWithoutPlaintext', input);
    const CiphertextBlob = encryptUnder(call, key, draw(call, 'data key', bytes), input.EncryptionContext);
    return { CiphertextBlob, KeyId: key.arn, KeyMaterialId: currentBackingKey(key).id };
  },

  generateRandom({ NumberOfBytes, CustomKeyStoreId, Recipient }, call) {
    if (CustomKeyStoreId !== undefined) call.notEmulated('kms:GenerateRandom with CustomKeyStoreId');
    if (NumberOfBytes === undefined) throw validation('NumberOfBytes is required.');
    checkModifiers(call, 'GenerateRandom', { Recipient });
    return { Plaintext: draw(call, 'random bytes', NumberOfBytes) };
  },
};
