/**
 * Data keys of objects encrypted with KMS. S3 asks KMS with the rights of whoever writes or reads, so a reader without
 * `kms:Decrypt` is refused (aws-behaviour.md 10.1). The bytes themselves are not changed: the key is what guards them.
 */
import { canonicalJson } from '../../../kernel';
import * as errors from '../errors';
import type { Bucket, ObjectEncryption, S3Call } from '../state';
import { askingKms } from './kms-refusal';
import type { RequestedKey } from './requested-encryption';

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
export function newObjectKey(
  bucket: Bucket,
  objectKey: string,
  key: RequestedKey,
  call: S3Call,
): ObjectEncryption {
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

/** What every answer about an object says of its encryption. */
export function encryptionMembers(encryption: ObjectEncryption | undefined): {
  ServerSideEncryption: 'AES256' | 'aws:kms';
  SSEKMSKeyId?: string;
  BucketKeyEnabled?: boolean;
} {
  if (encryption === undefined) return { ServerSideEncryption: 'AES256' };
  return {
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: encryption.keyArn,
    ...(encryption.bucketKey ? { BucketKeyEnabled: true } : {}),
  };
}

/** The ETag of what KMS encrypts is no MD5 of it (aws-behaviour.md 2.2). */
export function etagOf(md5: string, encryption: ObjectEncryption | undefined, call: S3Call): string {
  return encryption === undefined ? md5 : call.random('etag').hex(32);
}
