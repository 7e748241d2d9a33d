/** SecureStrings: encrypted and decrypted by KMS with the caller's rights. */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { AwsError } from '../../../cloud/service';
import { invalidKeyId, keyAccessDenied } from '../errors';
import type { SsmCall, Tier, Version } from '../state';

export const defaultKey = 'alias/aws/ssm';
/** The key is used once, so the counter may begin at nothing. */
const zeroes = Buffer.alloc(16);

function asError(error: unknown): unknown {
  if (!(error instanceof AwsError)) return error;
  const { code, message } = error;
  if (code.startsWith('AccessDenied')) return keyAccessDenied(message);
  return invalidKeyId(`${message} (Service: AWSKMS; Status Code: 400; Error Code: ${code})`);
}

const context = (arn: string) => ({ PARAMETER_ARN: arn });

/** Standard values go to KMS themselves, advanced ones are encrypted with a key that it gives for them. */
export function encrypt(
  call: SsmCall,
  arn: string,
  value: string,
  { keyId, tier }: { keyId: string; tier: Tier },
): Pick<Version, 'value' | 'dataKey'> {
  const kms = call.ask('kms', { as: call.principal });
  const EncryptionContext = context(arn);
  try {
    if (tier === 'Standard') {
      const { CiphertextBlob = new Uint8Array() } = kms.encrypt({
        KeyId: keyId,
        Plaintext: Buffer.from(value),
        EncryptionContext,
      });
      return { value: Buffer.from(CiphertextBlob).toString('base64') };
    }
    const key = kms.generateDataKey({ KeyId: keyId, KeySpec: 'AES_256', EncryptionContext });
    const cipher = createCipheriv('aes-256-ctr', key.Plaintext ?? new Uint8Array(32), zeroes);
    const sealed = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
    return {
      value: sealed.toString('base64'),
      dataKey: Buffer.from(key.CiphertextBlob ?? new Uint8Array()).toString('base64'),
    };
  } catch (error) {
    throw asError(error);
  }
}

export function decrypt(call: SsmCall, arn: string, { value, dataKey }: Version): string {
  const kms = call.ask('kms', { as: call.principal });
  const CiphertextBlob = Buffer.from(dataKey ?? value, 'base64');
  try {
    const { Plaintext = new Uint8Array() } = kms.decrypt({ CiphertextBlob, EncryptionContext: context(arn) });
    if (dataKey === undefined) return Buffer.from(Plaintext).toString('utf8');
    const decipher = createDecipheriv('aes-256-ctr', Plaintext, zeroes);
    return Buffer.concat([decipher.update(Buffer.from(value, 'base64')), decipher.final()]).toString('utf8');
  } catch (error) {
    throw asError(error);
  }
}
