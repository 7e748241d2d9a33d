import type { Principal } from '../../../framework/cloud/service';
import { allow, audit, testKey } from '../kms/key';
import { bytes, refusal } from './bucket';
import { testCloud } from '../../test-cloud';

const Bucket = 'uploads';
const Key = 'a.txt';

/** A bucket beside a key; the bucket's default is the key, where that is asked for. */
function keyedBucket(options: { isDefault?: boolean; bucketKey?: boolean } = {}) {
  const key = testKey();
  const { cloud, id } = key;
  const s3 = cloud.ask('s3');
  s3.createBucket({ Bucket });
  if (options.isDefault === true) {
    s3.putBucketEncryption({
      Bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [
          {
            ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: id },
            BucketKeyEnabled: options.bucketKey ?? false,
          },
        ],
      },
    });
  }
  return {
    ...key,
    s3,
    put: (as?: Principal) =>
      cloud.ask('s3', as === undefined ? {} : { as }).putObject({ Bucket, Key, Body: bytes('hello') }),
    read: (as?: Principal) => {
      const { Body = [] } = cloud.ask('s3', as === undefined ? {} : { as }).getObject({ Bucket, Key });
      return Buffer.from(Body).toString();
    },
  };
}

test('an object is encrypted with the key that its write names, and says so ever after', () => {
  const { s3, id, arn, cloud, read } = keyedBucket();
  const encrypted = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: arn };
  const put = s3.putObject({
    Bucket,
    Key,
    Body: bytes('hello'),
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: id,
  });
  expect(put).toMatchObject(encrypted);
  expect(put.ETag).not.toBe('"5d41402abc4b2a76b9719d911017c592"');
  expect(read()).toBe('hello');
  expect(s3.headObject({ Bucket, Key })).toMatchObject(encrypted);
  expect(audit(cloud)).toEqual(['CreateKey', 'GenerateDataKey', 'Decrypt']);
});

test("another principal can't read an encrypted object, though it may read the bucket", () => {
  const { cloud, arn, put, read } = keyedBucket({ isDefault: true });
  put();
  const reader = cloud.role('reader', [allow('s3:*')]);
  expect(refusal(() => read(reader))).toMatchObject({
    status: 403,
    code: 'AccessDenied',
    message:
      'User: arn:aws:sts::000000000000:assumed-role/reader/test is not authorized to perform: kms:Decrypt on the ' +
      'resource associated with this ciphertext because no identity-based policy allows the kms:Decrypt action',
  });
  expect(read(cloud.role('keyholder', [allow('s3:*'), allow('kms:Decrypt', arn)]))).toBe('hello');
});

test('a writer needs kms:GenerateDataKey, and only through S3 where its policy says so', () => {
  const { cloud, arn, put } = keyedBucket({ isDefault: true });
  expect(refusal(() => put(cloud.role('writer', [allow('s3:*')])))).toMatchObject({
    status: 403,
    code: 'AccessDenied',
    message:
      'User: arn:aws:sts::000000000000:assumed-role/writer/test is not authorized to perform: kms:GenerateDataKey ' +
      `on resource: ${arn} because no identity-based policy allows the kms:GenerateDataKey action`,
  });
  const throughS3 = {
    ...allow('kms:GenerateDataKey', arn),
    Condition: {
      StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' },
      StringLike: { 'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::uploads/*' },
    },
  };
  const uploader = cloud.role('uploader', [allow('s3:*'), throughS3]);
  expect(put(uploader)).toMatchObject({ ServerSideEncryption: 'aws:kms' });
  expect(() =>
    cloud.ask('kms', { as: uploader }).generateDataKey({ KeyId: arn, KeySpec: 'AES_256' }),
  ).toThrow('is not authorized to perform: kms:GenerateDataKey');
});

test("a disabled key stops reads with AWS's words", () => {
  const { cloud, id, arn, put, read } = keyedBucket({ isDefault: true });
  put();
  cloud.ask('kms').disableKey({ KeyId: id });
  const disabled = { status: 400, code: 'KMS.DisabledException', message: `${arn} is disabled.` };
  expect(refusal(read)).toEqual(disabled);
  expect(refusal(put)).toEqual(disabled);
  cloud.ask('kms').enableKey({ KeyId: id });
  expect(read()).toBe('hello');
});

test('a key that is going to be deleted stops reads, and once it is gone the objects are lost', () => {
  const { cloud, id, arn, put, read } = keyedBucket({ isDefault: true });
  put();
  cloud.ask('kms').scheduleKeyDeletion({ KeyId: id, PendingWindowInDays: 7 });
  expect(refusal(read)).toEqual({
    status: 400,
    code: 'KMS.KMSInvalidStateException',
    message: `${arn} is pending deletion.`,
  });
  cloud.advance('8 days');
  expect(refusal(read)).toEqual({
    status: 400,
    code: 'KMS.NotFoundException',
    message: `Key '${arn}' does not exist`,
  });
});

test('a bucket key is asked of KMS once by each requester within five minutes', () => {
  const { cloud, s3, arn, put, read } = keyedBucket({ isDefault: true, bucketKey: true });
  const calls = () => audit(cloud).slice(1);
  put();
  put();
  expect(s3.headObject({ Bucket, Key })).toMatchObject({ BucketKeyEnabled: true, SSEKMSKeyId: arn });
  read();
  read();
  expect(calls()).toEqual(['GenerateDataKey', 'Decrypt']);
  read(cloud.role('reader', [allow(['s3:*', 'kms:Decrypt'])]));
  cloud.advance('6 minutes');
  read();
  expect(calls()).toEqual(['GenerateDataKey', 'Decrypt', 'Decrypt', 'Decrypt']);
});

test('metadata is read without the key, and checksums are not', () => {
  const { cloud, s3, id, put } = keyedBucket({ isDefault: true });
  put();
  cloud.ask('kms').disableKey({ KeyId: id });
  expect(s3.headObject({ Bucket, Key }).ContentLength).toBe(5);
  expect(() => s3.headObject({ Bucket, Key, ChecksumMode: 'ENABLED' })).toThrow('is disabled.');
});

test('aws:kms without a key means the key of S3, which other accounts cannot use', () => {
  const cloud = testCloud();
  const s3 = cloud.ask('s3');
  s3.createBucket({ Bucket });
  const put = s3.putObject({ Bucket, Key, Body: bytes('hello'), ServerSideEncryption: 'aws:kms' });
  const { KeyMetadata } = cloud.ask('kms').describeKey({ KeyId: 'alias/aws/s3' });
  expect(put.SSEKMSKeyId).toBe(KeyMetadata?.Arn);
  s3.putBucketPolicy({
    Bucket,
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::111111111111:root' },
          Action: 's3:GetObject',
          Resource: 'arn:aws:s3:::uploads/*',
        },
      ],
    }),
  });
  const read = (accountId: string) => cloud.ask('s3', { accountId }).getObject({ Bucket, Key });
  expect(Buffer.from(read('000000000000').Body ?? []).toString()).toBe('hello');
  expect(refusal(() => read('111111111111'))).toMatchObject({ status: 403, code: 'AccessDenied' });
});

test('a copy is opened with the key of its source and encrypted as its bucket says', () => {
  const { cloud, s3, arn, put } = keyedBucket({ isDefault: true });
  const source = put();
  s3.createBucket({ Bucket: 'plain' });
  const copy = (to: string) => s3.copyObject({ Bucket: to, Key: 'copy', CopySource: `${Bucket}/${Key}` });
  expect(copy('plain')).toMatchObject({
    ServerSideEncryption: 'AES256',
    CopyObjectResult: { ETag: '"5d41402abc4b2a76b9719d911017c592"' },
  });
  const kept = copy(Bucket);
  expect(kept).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: arn });
  expect(kept.CopyObjectResult?.ETag).not.toBe(source.ETag);
  expect(audit(cloud)).toEqual(['CreateKey', 'GenerateDataKey', 'Decrypt', 'Decrypt', 'GenerateDataKey']);
});

test('a multipart upload asks for its data key once and opens it for each part and at the end', () => {
  const { cloud, s3, arn, read } = keyedBucket({ isDefault: true });
  const { UploadId, ...begun } = s3.createMultipartUpload({ Bucket, Key });
  expect(begun).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: arn });
  const { ETag } = s3.uploadPart({ Bucket, Key, UploadId, PartNumber: 1, Body: bytes('hello') });
  const done = s3.completeMultipartUpload({
    Bucket,
    Key,
    UploadId,
    MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
  });
  expect(done).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: arn });
  expect(read()).toBe('hello');
  expect(audit(cloud)).toEqual(['CreateKey', 'GenerateDataKey', 'Decrypt', 'Decrypt', 'Decrypt']);
});

test('a key without aws:kms is refused', () => {
  const { s3, id } = keyedBucket();
  expect(refusal(() => s3.putObject({ Bucket, Key, SSEKMSKeyId: id }))).toMatchObject({
    status: 400,
    code: 'InvalidArgument',
    message:
      'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms',
  });
});

test('a stack makes a bucket that encrypts with a key', () => {
  const cloud = testCloud();
  const TemplateBody = JSON.stringify({
    Resources: {
      Key: { Type: 'AWS::KMS::Key' },
      Uploads: {
        Type: 'AWS::S3::Bucket',
        Properties: {
          BucketName: Bucket,
          BucketEncryption: {
            ServerSideEncryptionConfiguration: [
              {
                ServerSideEncryptionByDefault: {
                  SSEAlgorithm: 'aws:kms',
                  KMSMasterKeyID: { 'Fn::GetAtt': ['Key', 'Arn'] },
                },
                BucketKeyEnabled: true,
              },
            ],
          },
        },
      },
    },
  });
  cloud.ask('cloudformation').createStack({ StackName: 'shop', TemplateBody });
  cloud.settle();
  const [listed] = cloud.ask('kms').listKeys({}).Keys ?? [];
  expect(cloud.ask('s3').getBucketEncryption({ Bucket })).toMatchObject({
    ServerSideEncryptionConfiguration: {
      Rules: [
        {
          ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: listed?.KeyArn },
          BucketKeyEnabled: true,
        },
      ],
    },
  });
  expect(cloud.ask('s3').putObject({ Bucket, Key, Body: bytes('x') }).SSEKMSKeyId).toBe(listed?.KeyArn);
});

test('a default encryption that was deleted is said no more, and a put one lets objects be copied onto themselves', () => {
  const { cloud } = testKey();
  const s3 = cloud.ask('s3');
  s3.createBucket({ Bucket });
  s3.putObject({ Bucket, Key, Body: bytes('hello') });
  const copy = () => s3.copyObject({ Bucket, Key, CopySource: `${Bucket}/${Key}` });
  expect(refusal(copy)).toMatchObject({ code: 'InvalidRequest' });
  s3.putBucketEncryption({
    Bucket,
    ServerSideEncryptionConfiguration: {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
  });
  expect(copy().CopyObjectResult?.ETag).toBe('"5d41402abc4b2a76b9719d911017c592"');
  s3.deleteBucketEncryption({ Bucket });
  expect(s3.getBucketEncryption({ Bucket })).toEqual({});
  expect(s3.headObject({ Bucket, Key }).ServerSideEncryption).toBe('AES256');
});
