import { createHash } from 'node:crypto';
import { bytes, refusal, testBucket } from './bucket';

const Bucket = 'uploads';
const md5 = (key: Uint8Array): string => createHash('md5').update(key).digest('base64');
const customer = (fill: number) => {
  const key = Buffer.alloc(32, fill);
  return {
    SSECustomerAlgorithm: 'AES256',
    SSECustomerKey: key.toString('base64'),
    SSECustomerKeyMD5: md5(key),
  };
};
const mine = customer(1);
const another = customer(2);

function sealed() {
  const bucket = testBucket();
  const answer = bucket.s3.putObject({ Bucket, Key: 'k', Body: bytes('hello'), ...mine });
  return { ...bucket, answer };
}

test('an object is read with the key that it was written with', () => {
  const { s3, answer } = sealed();
  expect(answer).toMatchObject({ SSECustomerAlgorithm: 'AES256', SSECustomerKeyMD5: mine.SSECustomerKeyMD5 });
  expect(answer.ServerSideEncryption).toBeUndefined();
  const { Body = [], ETag, SSECustomerAlgorithm } = s3.getObject({ Bucket, Key: 'k', ...mine });
  expect(Buffer.from(Body).toString()).toBe('hello');
  expect(SSECustomerAlgorithm).toBe('AES256');
  expect(ETag).not.toBe(`"${createHash('md5').update('hello').digest('hex')}"`);
});

test('a read without the key, with another, or with one where none is needed is refused', () => {
  const { s3, put } = sealed();
  put('plain');
  const read = (key: object, Key = 'k') => refusal(() => s3.getObject({ Bucket, Key, ...key }));
  expect(read({})).toEqual({
    status: 400,
    code: 'InvalidRequest',
    message:
      'The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.',
  });
  expect(read(another)).toEqual({
    status: 403,
    code: 'AccessDenied',
    message:
      'Requests specifying Server Side Encryption with Customer provided keys must provide the correct secret key.',
  });
  expect(read(mine, 'plain')).toEqual({
    status: 400,
    code: 'InvalidRequest',
    message: 'The encryption parameters are not applicable to this object.',
  });
  expect(refusal(() => s3.headObject({ Bucket, Key: 'k' }))).toMatchObject({ status: 400 });
});

test.each([
  ['no algorithm', { SSECustomerAlgorithm: undefined }, 'InvalidArgument', 'must provide a valid encryption'],
  ['another algorithm', { SSECustomerAlgorithm: 'AES128' }, 'InvalidEncryptionAlgorithmError', 'AES256'],
  ['no key', { SSECustomerKey: undefined }, 'InvalidArgument', 'must provide an appropriate secret key'],
  ['a short key', { SSECustomerKey: 'AAAA' }, 'InvalidArgument', 'The secret key was invalid'],
  ['no MD5', { SSECustomerKeyMD5: undefined }, 'InvalidArgument', 'must provide the client calculated MD5'],
  ['a wrong MD5', { SSECustomerKeyMD5: 'AAAA' }, 'InvalidArgument', 'did not match the hash'],
  ['a key of KMS besides', { ServerSideEncryption: 'aws:kms' as const }, 'InvalidArgument', 'incompatible'],
])('a key with %s is refused', (_, change, code, words) => {
  const { s3 } = testBucket();
  expect(refusal(() => s3.putObject({ Bucket, Key: 'k', ...mine, ...change }))).toMatchObject({
    status: 400,
    code,
    message: expect.stringContaining(words),
  });
});

test('a copy takes the key of its source, and leaves it behind', () => {
  const { s3, read } = sealed();
  const copy = { Bucket, Key: 'copy', CopySource: `${Bucket}/k` };
  expect(refusal(() => s3.copyObject(copy))).toMatchObject({ status: 400, code: 'InvalidRequest' });
  s3.copyObject({
    ...copy,
    CopySourceSSECustomerAlgorithm: mine.SSECustomerAlgorithm,
    CopySourceSSECustomerKey: mine.SSECustomerKey,
    CopySourceSSECustomerKeyMD5: mine.SSECustomerKeyMD5,
  });
  expect(read('copy')).toBe('hello');
});

test('each part of an upload comes with its key', () => {
  const { s3 } = testBucket();
  const { UploadId } = s3.createMultipartUpload({ Bucket, Key: 'k', ...mine });
  const part = { Bucket, Key: 'k', UploadId, PartNumber: 1, Body: bytes('hello') };
  expect(refusal(() => s3.uploadPart(part))).toMatchObject({
    status: 400,
    message:
      'The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption parameters.',
  });
  expect(refusal(() => s3.uploadPart({ ...part, ...another }))).toMatchObject({
    status: 400,
    message: 'The provided encryption parameters did not match the ones used originally.',
  });
  const { ETag } = s3.uploadPart({ ...part, ...mine });
  s3.completeMultipartUpload({
    Bucket,
    Key: 'k',
    UploadId,
    MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
  });
  expect(s3.getObject({ Bucket, Key: 'k', ...mine }).SSECustomerKeyMD5).toBe(mine.SSECustomerKeyMD5);
});

test('a bucket that blocks customer keys takes none', () => {
  const { s3 } = testBucket();
  s3.putBucketEncryption({
    Bucket,
    ServerSideEncryptionConfiguration: {
      Rules: [
        {
          ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
          BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] },
        },
      ],
    },
  });
  expect(refusal(() => s3.putObject({ Bucket, Key: 'k', ...mine }))).toMatchObject({
    status: 403,
    code: 'AccessDenied',
  });
});
