import { bytes, refusal, testBucket } from './bucket';
import type { TestBucket } from './bucket';

const Bucket = 'uploads';
const Key = 'k';
const day = 86_400_000;

const denied = {
  status: 403,
  code: 'AccessDenied',
  message: 'Access Denied because object protected by object lock.',
};

/** A bucket that locks, and retains what is new for so many days where a mode is given. */
function lockedBucket(Mode?: 'GOVERNANCE' | 'COMPLIANCE'): TestBucket {
  const bucket = testBucket({ versioning: 'Enabled' });
  const Rule = Mode === undefined ? undefined : { DefaultRetention: { Mode, Days: 2 } };
  bucket.s3.putObjectLockConfiguration({
    Bucket,
    ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', ...(Rule === undefined ? {} : { Rule }) },
  });
  return bucket;
}

const from = ({ cloud }: TestBucket, days: number): Date => new Date(cloud.world.nowMs + days * day);

test('a version under compliance cannot be removed before its time, whoever asks', () => {
  const { cloud, s3, put } = lockedBucket('COMPLIANCE');
  const VersionId = put(Key);
  expect(s3.headObject({ Bucket, Key })).toMatchObject({ ObjectLockMode: 'COMPLIANCE' });
  const remove = () => s3.deleteObject({ Bucket, Key, VersionId, BypassGovernanceRetention: true });
  expect(refusal(remove)).toEqual(denied);
  expect(s3.deleteObjects({ Bucket, Delete: { Objects: [{ Key, VersionId }] } }).Errors).toEqual([
    { Key, VersionId, Code: 'AccessDenied', Message: denied.message },
  ]);
  cloud.advance('2 days');
  expect(remove()).toEqual({ VersionId });
});

test('a plain delete of a locked object adds a marker, which itself is not locked', () => {
  const { s3, put, read } = lockedBucket('COMPLIANCE');
  put(Key);
  const { VersionId, DeleteMarker } = s3.deleteObject({ Bucket, Key });
  expect(DeleteMarker).toBe(true);
  s3.deleteObject({ Bucket, Key, VersionId });
  expect(read(Key)).toBe(Key);
});

test('governance gives way to who bypasses it and may', () => {
  const { cloud, s3, put } = lockedBucket('GOVERNANCE');
  const VersionId = put(Key);
  expect(refusal(() => s3.deleteObject({ Bucket, Key, VersionId }))).toEqual(denied);
  const named = { Bucket, Key, VersionId, BypassGovernanceRetention: true };
  const without = cloud.role('cleaner', [
    { Effect: 'Allow', Action: 's3:DeleteObjectVersion', Resource: '*' },
  ]);
  expect(refusal(() => cloud.ask('s3', { as: without }).deleteObject(named))).toMatchObject({
    code: 'AccessDenied',
    message: expect.stringContaining('s3:BypassGovernanceRetention'),
  });
  expect(s3.deleteObject(named)).toEqual({ VersionId });
});

test('a bucket without object lock has nothing to bypass', () => {
  const { s3 } = testBucket();
  expect(refusal(() => s3.deleteObject({ Bucket, Key, BypassGovernanceRetention: true }))).toEqual({
    status: 400,
    code: 'InvalidArgument',
    message: 'x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets.',
    ArgumentName: 'x-amz-bypass-governance-retention',
  });
});

test('a legal hold keeps a version until it is lifted', () => {
  const { s3, put } = lockedBucket();
  const VersionId = put(Key);
  expect(refusal(() => s3.getObjectLegalHold({ Bucket, Key }))).toEqual({
    status: 404,
    code: 'NoSuchObjectLockConfiguration',
    message: 'The specified object does not have a ObjectLock configuration',
  });
  s3.putObjectLegalHold({ Bucket, Key, LegalHold: { Status: 'ON' } });
  expect(s3.getObjectLegalHold({ Bucket, Key })).toEqual({ LegalHold: { Status: 'ON' } });
  const remove = () => s3.deleteObject({ Bucket, Key, VersionId, BypassGovernanceRetention: true });
  expect(refusal(remove)).toEqual(denied);
  s3.putObjectLegalHold({ Bucket, Key, LegalHold: { Status: 'OFF' } });
  expect(remove()).toEqual({ VersionId });
});

test('retention may grow; to shorten it takes governance and a bypass', () => {
  const bucket = lockedBucket('GOVERNANCE');
  const { s3, put } = bucket;
  put(Key);
  const retain = (Mode: 'GOVERNANCE' | 'COMPLIANCE', days: number, BypassGovernanceRetention?: boolean) =>
    s3.putObjectRetention({
      Bucket,
      Key,
      BypassGovernanceRetention,
      Retention: { Mode, RetainUntilDate: from(bucket, days) },
    });
  retain('GOVERNANCE', 5);
  expect(refusal(() => retain('GOVERNANCE', 4))).toEqual(denied);
  retain('GOVERNANCE', 4, true);
  retain('COMPLIANCE', 4);
  expect(refusal(() => retain('GOVERNANCE', 9, true))).toEqual(denied);
  expect(refusal(() => retain('COMPLIANCE', 3, true))).toEqual(denied);
  expect(s3.getObjectRetention({ Bucket, Key })).toEqual({
    Retention: { Mode: 'COMPLIANCE', RetainUntilDate: from(bucket, 4) },
  });
});

test('a copy and a multipart upload are retained as the bucket says, not as their source', () => {
  const bucket = lockedBucket('GOVERNANCE');
  const { s3, cloud } = bucket;
  const until = { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: from(bucket, 9) } as const;
  s3.putObject({ Bucket, Key, Body: bytes('x'), ChecksumAlgorithm: 'CRC32', ...until });
  s3.copyObject({ Bucket, Key: 'copy', CopySource: `${Bucket}/${Key}` });
  const { UploadId = '' } = s3.createMultipartUpload({ Bucket, Key: 'parts' });
  const { ETag } = s3.uploadPart({ Bucket, Key: 'parts', UploadId, PartNumber: 1, Body: bytes('x') });
  cloud.advance('1 day');
  s3.completeMultipartUpload({
    Bucket,
    Key: 'parts',
    UploadId,
    MultipartUpload: { Parts: [{ ETag, PartNumber: 1 }] },
  });
  const lockOf = (key: string) => s3.getObjectRetention({ Bucket, Key: key }).Retention;
  expect(lockOf(Key)).toEqual({ Mode: 'COMPLIANCE', RetainUntilDate: from(bucket, 8) });
  expect(lockOf('copy')).toEqual({ Mode: 'GOVERNANCE', RetainUntilDate: from(bucket, 1) });
  expect(lockOf('parts')).toEqual({ Mode: 'GOVERNANCE', RetainUntilDate: from(bucket, 2) });
});

test('lifecycle leaves a locked version until its lock ends', () => {
  const { cloud, s3, put, versions } = lockedBucket('COMPLIANCE');
  s3.putBucketLifecycleConfiguration({
    Bucket,
    LifecycleConfiguration: {
      Rules: [{ Status: 'Enabled', Filter: {}, NoncurrentVersionExpiration: { NoncurrentDays: 1 } }],
    },
  });
  cloud.advance('1 hour');
  const ids = [put(Key), put(Key)];
  cloud.advance('47 hours');
  expect(versions(ids)).toHaveLength(2);
  cloud.advance('1 day');
  expect(versions(ids)).toEqual(['k v2 object latest']);
});

test.each([
  [
    'without its date',
    { ObjectLockMode: 'COMPLIANCE' as const },
    'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied',
  ],
  [
    'of the past',
    { ObjectLockMode: 'COMPLIANCE' as const, ObjectLockRetainUntilDate: new Date('2001-01-01') },
    'The retain until date must be in the future!',
  ],
])('a retention %s is refused', (_, headers, message) => {
  const { s3 } = lockedBucket();
  const put = () => s3.putObject({ Bucket, Key, ContentMD5: '1B2M2Y8AsgTpgAmY7PhCfg==', ...headers });
  expect(refusal(put)).toMatchObject({ status: 400, code: 'InvalidArgument', message });
});

test('what is put to be locked must come with a checksum', () => {
  const bucket = lockedBucket();
  const headers = { ObjectLockMode: 'COMPLIANCE' as const, ObjectLockRetainUntilDate: from(bucket, 1) };
  expect(refusal(() => bucket.s3.putObject({ Bucket, Key, ...headers }))).toEqual({
    status: 400,
    code: 'InvalidRequest',
    message:
      'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters',
  });
});

test('object lock needs versioning, is for good, and comes with the bucket if asked for', () => {
  const { s3 } = testBucket();
  const lock = () =>
    s3.putObjectLockConfiguration({ Bucket, ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } });
  expect(refusal(() => s3.getObjectLockConfiguration({ Bucket }))).toMatchObject({
    status: 404,
    code: 'ObjectLockConfigurationNotFoundError',
  });
  expect(refusal(lock)).toEqual({
    status: 409,
    code: 'InvalidBucketState',
    message: "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
  });
  expect(refusal(() => s3.putObjectLockConfiguration({ Bucket }))).toMatchObject({
    code: 'MissingRequestBodyError',
  });
  s3.createBucket({ Bucket: 'vault-1', ObjectLockEnabledForBucket: true });
  expect(s3.getObjectLockConfiguration({ Bucket: 'vault-1' })).toEqual({
    ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' },
  });
  const suspend = () =>
    s3.putBucketVersioning({ Bucket: 'vault-1', VersioningConfiguration: { Status: 'Suspended' } });
  expect(refusal(suspend)).toMatchObject({ status: 409, code: 'InvalidBucketState' });
});

test('a bucket without object lock takes no locked objects', () => {
  const bucket = testBucket({ versioning: 'Enabled' });
  const put = () =>
    bucket.s3.putObject({
      Bucket,
      Key,
      ObjectLockMode: 'COMPLIANCE',
      ObjectLockRetainUntilDate: from(bucket, 1),
    });
  expect(refusal(put)).toEqual({
    status: 400,
    code: 'InvalidRequest',
    message: 'Bucket is missing Object Lock Configuration',
  });
});
