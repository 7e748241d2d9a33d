/** How an object that is written is to be encrypted: as the request says, or else as its bucket does. */
import * as errors from '../errors';
import type { Bucket, S3Call } from '../state';

export interface EncryptionInput {
  ServerSideEncryption?: string | undefined;
  SSEKMSKeyId?: string | undefined;
  SSEKMSEncryptionContext?: string | undefined;
  BucketKeyEnabled?: boolean | undefined;
}

/** A key of KMS, by whatever name it was given; undefined stands for S3's own keys, which nobody sees. */
export interface RequestedKey {
  readonly keyId: string;
  readonly usesBucketKey: boolean;
  /** What the client adds to S3's own encryption context. */
  readonly context: Readonly<Record<string, string>>;
}

const ownKey = 'alias/aws/s3';

export function requestedKey(
  operation: string,
  input: EncryptionInput,
  bucket: Bucket,
  call: S3Call,
): RequestedKey | undefined {
  const { ServerSideEncryption: algorithm, SSEKMSKeyId } = input;
  if (algorithm !== undefined && algorithm !== 'AES256' && algorithm !== 'aws:kms') {
    call.notEmulated(`s3:${operation} with ServerSideEncryption ${algorithm}`);
  }
  if (SSEKMSKeyId !== undefined && algorithm !== 'aws:kms') {
    throw errors.invalidArgument(
      'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms',
      'x-amz-server-side-encryption',
      algorithm ?? 'null',
    );
  }
  // A request for KMS that names no key gets the key of S3 itself, whichever the bucket's is (S3 API, PutObject).
  const byDefault = bucket.kms === undefined ? undefined : (bucket.kms.keyId ?? ownKey);
  const keyId =
    algorithm === undefined ? byDefault : algorithm === 'aws:kms' ? (SSEKMSKeyId ?? ownKey) : undefined;
  if (keyId === undefined) return undefined;
  return {
    keyId,
    usesBucketKey: input.BucketKeyEnabled ?? bucket.bucketKeyEnabled,
    context: readContext(input.SSEKMSEncryptionContext),
  };
}

/** The `x-amz-server-side-encryption-context` header: JSON, in base64. */
function readContext(header: string | undefined): Readonly<Record<string, string>> {
  if (header === undefined) return {};
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(header, 'base64').toString());
  } catch {
    throw contextIsInvalid(header);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw contextIsInvalid(header);
  const context: Record<string, string> = {};
  for (const [name, entry] of Object.entries(value)) {
    if (typeof entry !== 'string') throw contextIsInvalid(header);
    context[name] = entry;
  }
  return context;
}

const contextIsInvalid = (header: string): Error =>
  errors.invalidArgument(
    "The header 'x-amz-server-side-encryption-context' shall be Base64-encoded UTF-8 string holding JSON which represents a string-string map",
    'x-amz-server-side-encryption-context',
    header,
  );
