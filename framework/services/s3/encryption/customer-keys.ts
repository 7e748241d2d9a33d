/**
 * Encryption with keys that clients bring along (SSE-C). The bytes stay as they are: what guards them is that whoever
 * reads must show the same key, of which only the MD5 is kept (S3 user guide, "Using server-side encryption with
 * customer-provided keys").
 */
import { createHash } from 'node:crypto';
import * as errors from '../errors';
import type { Bucket, S3Call } from '../state';

export interface CustomerKeyInput {
  SSECustomerAlgorithm?: string | undefined;
  SSECustomerKey?: string | undefined;
  SSECustomerKeyMD5?: string | undefined;
}

interface SourceKeyInput {
  CopySourceSSECustomerAlgorithm?: string | undefined;
  CopySourceSSECustomerKey?: string | undefined;
  CopySourceSSECustomerKeyMD5?: string | undefined;
}

/** What is encrypted so: an object, or an upload. */
interface Sealed {
  customerKeyMd5?: string;
}

const keyBytes = 32;
const header = 'x-amz-server-side-encryption';

const invalid = (message: string, value = 'null') => errors.invalidArgument(message, header, value);

/** The MD5 of the key in a request, checked; undefined where the request has none. */
export function customerKeyMd5(input: CustomerKeyInput, serverSideEncryption?: string): string | undefined {
  const { SSECustomerAlgorithm: algorithm, SSECustomerKey: key, SSECustomerKeyMD5: md5 } = input;
  if (algorithm === undefined && key === undefined && md5 === undefined) return undefined;
  if (serverSideEncryption !== undefined) {
    throw invalid(
      'Server Side Encryption with Customer provided key is incompatible with the encryption method specified',
      serverSideEncryption,
    );
  }
  if (algorithm === undefined) {
    throw invalid(
      'Requests specifying Server Side Encryption with Customer provided keys must provide a valid encryption algorithm.',
    );
  }
  if (key === undefined) {
    throw invalid(
      'Requests specifying Server Side Encryption with Customer provided keys must provide an appropriate secret key.',
    );
  }
  if (algorithm !== 'AES256') throw errors.invalidEncryptionAlgorithm(algorithm);
  const bytes = Buffer.from(key, 'base64');
  if (bytes.length !== keyBytes) throw invalid('The secret key was invalid for the specified algorithm.');
  if (md5 === undefined) {
    throw invalid(
      'Requests specifying Server Side Encryption with Customer provided keys must provide the client calculated MD5 of the secret key.',
    );
  }
  const own = createHash('md5').update(bytes).digest('base64');
  if (own !== md5)
    throw invalid('The calculated MD5 hash of the key did not match the hash that was provided.');
  return md5;
}

/** The key for something new; a bucket may have said that it takes none. */
export function newCustomerKey(
  input: CustomerKeyInput & { Key: string; ServerSideEncryption?: string | undefined },
  bucket: Bucket,
  call: S3Call,
): { customerKeyMd5?: string } {
  const md5 = customerKeyMd5(input, input.ServerSideEncryption);
  if (md5 === undefined) return {};
  if (bucket.blockedEncryptionTypes.includes('SSE-C')) {
    throw errors.customerKeysBlocked(`${bucket.name}/${input.Key}`, call);
  }
  return { customerKeyMd5: md5 };
}

/** Refuses a read without the key that the object was written with, and one with a key that it knows nothing of. */
export function checkReadKey(input: CustomerKeyInput, { customerKeyMd5: kept }: Sealed): void {
  const md5 = customerKeyMd5(input);
  if (kept === undefined) {
    if (md5 === undefined) return;
    throw errors.invalidRequest('The encryption parameters are not applicable to this object.');
  }
  if (md5 === undefined) {
    throw errors.invalidRequest(
      'The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.',
    );
  }
  if (md5 !== kept) throw errors.wrongCustomerKey();
}

/** The same for the object that a copy reads. */
export const checkSourceKey = (input: SourceKeyInput, source: Sealed): void =>
  checkReadKey(
    {
      SSECustomerAlgorithm: input.CopySourceSSECustomerAlgorithm,
      SSECustomerKey: input.CopySourceSSECustomerKey,
      SSECustomerKeyMD5: input.CopySourceSSECustomerKeyMD5,
    },
    source,
  );

/** Every part of an upload comes with the upload's key. */
export function checkPartKey(input: CustomerKeyInput, { customerKeyMd5: kept }: Sealed): void {
  const md5 = customerKeyMd5(input);
  if (md5 === kept) return;
  if (kept === undefined) {
    throw errors.invalidRequest(
      'The multipart upload initiate did not request encryption. Please resend the request without sending encryption parameters.',
    );
  }
  throw errors.invalidRequest(
    md5 === undefined
      ? 'The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption parameters.'
      : 'The provided encryption parameters did not match the ones used originally.',
  );
}
