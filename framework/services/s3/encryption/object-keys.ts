/**
 * Data keys of objects encrypted with KMS. S3 asks KMS with the rights of whoever writes or reads, so a reader without
 * `kms:Decrypt` is refused (aws-behaviour.md 10.1). The bytes themselves are not changed: the key is what guards them.
 */
import { canonicalJson } from '../../../kernel';
import * as errors from '../errors';
import type { Bucket, ObjectEncryption, S3Call } from '../state';
import { askingKms } from './kms-refusal';
import { newCustomerKey, type CustomerKeyInput } from './customer-keys';
import { requestedKey, type EncryptionInput, type RequestedKey } from './requested-encryption';

/** How long S3 uses a bucket's key before it asks KMS again; AWS says only that it is a limited time. */
const bucketKeyMs = 5 * 60_000;

const arnOf = (bucket: string, call: S3Call): string => `arn:${call.partition}:s3:::${bucket}`;

/** S3 calls KMS with its caller's rights; a caller without a name has none. */
function kmsOf(bucket: { region: string }, call: S3Call) {
  if (call.principal.kind === 'anonymous') {
    throw errors.invalidArgument(
      'Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.',
      'Authorization',
      'null',
    );
  }
  return call.ask('kms', { as: call.principal, region: bucket.region });
}

function generate(
  bucket: Bucket,
  key: RequestedKey,
  context: Readonly<Record<string, string>>,
  call: S3Call,
): ObjectEncryption {
  const kms = kmsOf(bucket, call);
  const { KeyId, CiphertextBlob = new Uint8Array(0) } = askingKms(() =>
    kms.generateDataKey({ KeyId: key.keyId, KeySpec: 'AES_256', EncryptionContext: { ...context } }),
  );
  return {
    keyArn: KeyId ?? '',
    dataKey: Buffer.from(CiphertextBlob).toString('base64'),
    context: { ...context },
    bucketKey: key.usesBucketKey,
  };
}

/** Bucket keys are had per requester, so that each shows up in the audit trail at least once. */
function bucketKeyRow(bucket: Bucket, what: string, call: S3Call): string {
  const { arn, roleArn = arn } = call.principal;
  return [bucket.name, roleArn, what].join('\u0000');
}

/** Asks KMS for the data key of an object that is about to be written. */
function newObjectKey(bucket: Bucket, objectKey: string, key: RequestedKey, call: S3Call): ObjectEncryption {
  const bucketArn = arnOf(bucket.name, call);
  if (!key.usesBucketKey) {
    return generate(bucket, key, { ...key.context, 'aws:s3:arn': `${bucketArn}/${objectKey}` }, call);
  }
  const row = bucketKeyRow(bucket, `${key.keyId} ${canonicalJson(key.context)}`, call);
  const known = call.state.bucketKeys.get(row);
  if (known?.encryption !== undefined && known.untilMs > call.nowMs) return known.encryption;
  const encryption = generate(bucket, key, { ...key.context, 'aws:s3:arn': bucketArn }, call);
  call.state.bucketKeys.set(row, { encryption, untilMs: call.nowMs + bucketKeyMs });
  return encryption;
}

/** Asks KMS to open the data key of what is read; refused, the read is refused. */
export function openObjectKey(bucket: Bucket, encryption: ObjectEncryption | undefined, call: S3Call): void {
  if (encryption === undefined) return;
  const row = bucketKeyRow(bucket, encryption.dataKey, call);
  if (encryption.bucketKey && (call.state.bucketKeys.get(row)?.untilMs ?? 0) > call.nowMs) return;
  const kms = kmsOf(bucket, call);
  askingKms(() =>
    kms.decrypt({
      CiphertextBlob: Buffer.from(encryption.dataKey, 'base64'),
      EncryptionContext: { ...encryption.context },
      KeyId: encryption.keyArn,
    }),
  );
  if (encryption.bucketKey) call.state.bucketKeys.set(row, { untilMs: call.nowMs + bucketKeyMs });
}

interface Encrypted {
  encryption?: ObjectEncryption | undefined;
  customerKeyMd5?: string | undefined;
}

/** What every answer about an object says of its encryption. */
export function encryptionMembers({ encryption, customerKeyMd5 }: Encrypted): {
  ServerSideEncryption?: 'AES256' | 'aws:kms';
  SSEKMSKeyId?: string;
  BucketKeyEnabled?: boolean;
  SSECustomerAlgorithm?: string;
  SSECustomerKeyMD5?: string;
} {
  if (customerKeyMd5 !== undefined) {
    return { SSECustomerAlgorithm: 'AES256', SSECustomerKeyMD5: customerKeyMd5 };
  }
  if (encryption === undefined) return { ServerSideEncryption: 'AES256' };
  return {
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: encryption.keyArn,
    ...(encryption.bucketKey ? { BucketKeyEnabled: true } : {}),
  };
}

/** Whether an ETag is the MD5: not of what a key of KMS or of the client encrypts (aws-behaviour.md 2.2). */
export const hasPlainEtag = ({ encryption, customerKeyMd5 }: Encrypted): boolean =>
  encryption === undefined && customerKeyMd5 === undefined;

export function etagOf(md5: string, encrypted: Encrypted, call: S3Call): string {
  return hasPlainEtag(encrypted) ? md5 : call.random('etag').hex(32);
}

/** How a new object is encrypted: by its client's key, or else as the request or the bucket has it. */
export function newEncryption(
  operation: string,
  input: EncryptionInput & CustomerKeyInput & { Key: string },
  bucket: Bucket,
  call: S3Call,
): { encryption?: ObjectEncryption; customerKeyMd5?: string } {
  const customer = newCustomerKey(input, bucket, call);
  if (customer.customerKeyMd5 !== undefined) return customer;
  const asked = requestedKey(operation, input, bucket, call);
  return asked === undefined ? {} : { encryption: newObjectKey(bucket, input.Key, asked, call) };
}
