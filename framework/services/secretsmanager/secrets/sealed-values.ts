/** Values are encrypted with keys that KMS gives, with the caller's rights. */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { AwsError } from '../../../cloud/service';
import { accessDenied, decryptionFailure, encryptionFailure } from '../errors';
import type { Secret, SecretCall, Version } from '../state';

const defaultKey = 'alias/aws/secretsmanager';
/** Each key is used once, so the counter may begin at nothing. */
const zeroes = Buffer.alloc(16);

const context = (arn: string, versionId: string) => ({ SecretARN: arn, SecretVersionId: versionId });

function asError(error: unknown, failure: (message: string) => AwsError): unknown {
  if (!(error instanceof AwsError)) return error;
  return error.code.startsWith('AccessDenied') ? accessDenied(error.message) : failure(error.message);
}

export function seal(
  call: SecretCall,
  { arn, keyId }: Pick<Secret, 'arn' | 'keyId'>,
  versionId: string,
  value: Uint8Array,
): Pick<Version, 'sealed' | 'dataKey' | 'keyId'> {
  try {
    const { Plaintext = new Uint8Array(32), CiphertextBlob = new Uint8Array() } = call
      .ask('kms', { as: call.principal })
      .generateDataKey({
        KeyId: keyId ?? defaultKey,
        KeySpec: 'AES_256',
        EncryptionContext: context(arn, versionId),
      });
    const cipher = createCipheriv('aes-256-ctr', Plaintext, zeroes);
    const sealed = Buffer.concat([cipher.update(value), cipher.final()]);
    return {
      sealed: sealed.toString('base64'),
      dataKey: Buffer.from(CiphertextBlob).toString('base64'),
      ...(keyId === undefined ? {} : { keyId }),
    };
  } catch (error) {
    throw asError(error, encryptionFailure);
  }
}

export function unseal(call: SecretCall, arn: string, { id, sealed = '', dataKey = '' }: Version): Buffer {
  try {
    const { Plaintext = new Uint8Array(32) } = call.ask('kms', { as: call.principal }).decrypt({
      CiphertextBlob: Buffer.from(dataKey, 'base64'),
      EncryptionContext: context(arn, id),
    });
    const decipher = createDecipheriv('aes-256-ctr', Plaintext, zeroes);
    return Buffer.concat([decipher.update(Buffer.from(sealed, 'base64')), decipher.final()]);
  } catch (error) {
    throw asError(error, decryptionFailure);
  }
}
