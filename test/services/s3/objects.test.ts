import { bytes, errorOf, overWire, refusal, testBucket } from './bucket';

const Bucket = 'uploads';

test('an object comes back with what was said of it', () => {
  const { s3 } = testBucket();
  const put = s3.putObject({
    Bucket,
    Key: 'a/b.json',
    Body: bytes('{"a":1}'),
    ContentType: 'application/json',
    CacheControl: 'no-store',
    Metadata: { Origin: 'test' },
    Tagging: 'team=blue&stage=x',
  });
  expect(put).toEqual({
    ETag: '"bb6cb5c68df4652941caf652a366f2d8"',
    ChecksumCRC64NVME: put.ChecksumCRC64NVME,
    ChecksumType: 'FULL_OBJECT',
    ServerSideEncryption: 'AES256',
  });
  const { Body, ...answer } = s3.getObject({ Bucket, Key: 'a/b.json' });
  expect(Buffer.from(Body ?? []).toString()).toBe('{"a":1}');
  expect(answer).toEqual({
    AcceptRanges: 'bytes',
    LastModified: new Date('2026-01-01T00:00:00.000Z'),
    ContentLength: 7,
    ETag: '"bb6cb5c68df4652941caf652a366f2d8"',
    ContentType: 'application/json',
    CacheControl: 'no-store',
    Metadata: { origin: 'test' },
    ServerSideEncryption: 'AES256',
    TagCount: 2,
  });
});

test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
  'a wrong %s is refused, a right one is kept',
  (algorithm) => {
    const { s3 } = testBucket();
    const member = `Checksum${algorithm}` as const;
    const put = (value?: string) =>
      s3.putObject({
        Bucket,
        Key: 'k',
        Body: bytes('123456789'),
        ...(value === undefined ? { ChecksumAlgorithm: algorithm } : { [member]: value }),
      });
    const right = put()[member] ?? '';
    expect(put(right)[member]).toBe(right);
    expect(s3.headObject({ Bucket, Key: 'k', ChecksumMode: 'ENABLED' })[member]).toBe(right);
    const wrong = `${right.startsWith('A') ? 'B' : 'A'}${right.slice(1)}`;
    expect(refusal(() => put(wrong))).toEqual({
      status: 400,
      code: 'BadDigest',
      message: `The ${algorithm} you specified did not match the calculated checksum.`,
    });
    expect(refusal(() => put('AA=='))).toMatchObject({
      code: 'InvalidRequest',
      message: `Value for x-amz-checksum-${algorithm.toLowerCase()} header is invalid.`,
    });
  },
);

test('checksums have the values that their definitions give for 123456789', () => {
  const { s3 } = testBucket();
  const sum = (algorithm: 'CRC32' | 'CRC32C' | 'CRC64NVME') => {
    const answer = s3.putObject({ Bucket, Key: 'k', Body: bytes('123456789'), ChecksumAlgorithm: algorithm });
    return Buffer.from(answer[`Checksum${algorithm}`] ?? '', 'base64').toString('hex');
  };
  expect([sum('CRC32'), sum('CRC32C'), sum('CRC64NVME')]).toEqual([
    'cbf43926',
    'e3069283',
    'ae8b14860a799888',
  ]);
});

test('a body that is not what its Content-MD5 says is refused', () => {
  const { s3 } = testBucket();
  const put = (ContentMD5: string) => () =>
    s3.putObject({ Bucket, Key: 'k', Body: bytes('hello'), ContentMD5 });
  expect(refusal(put('XUFAKrxLKna5cZ2REBfFkg=='))).toEqual({ refused: false });
  expect(refusal(put('1B2M2Y8AsgTpgAmY7PhCfg=='))).toMatchObject({
    code: 'BadDigest',
    message: 'The Content-MD5 you specified did not match what we received.',
  });
  expect(refusal(put('short'))).toMatchObject({
    code: 'InvalidDigest',
    message: 'The Content-MD5 you specified was invalid.',
  });
});

test.each([
  ['bytes=0-3', '0123', 'bytes 0-3/10'],
  ['bytes=8-', '89', 'bytes 8-9/10'],
  ['bytes=-2', '89', 'bytes 8-9/10'],
  ['bytes=7-99', '789', 'bytes 7-9/10'],
  ['bytes=3-1', '0123456789', undefined],
  ['lines=1-2', '0123456789', undefined],
])('the range %s reads %s', (Range, body, contentRange) => {
  const { s3, put } = testBucket();
  put('k', '0123456789');
  const answer = s3.getObject({ Bucket, Key: 'k', Range });
  expect(Buffer.from(answer.Body ?? []).toString()).toBe(body);
  expect(answer.ContentRange).toBe(contentRange);
  expect(answer.ContentLength).toBe(body.length);
});

test('a range behind the end is not satisfiable', () => {
  const { s3, put } = testBucket();
  put('k', '0123456789');
  expect(refusal(() => s3.getObject({ Bucket, Key: 'k', Range: 'bytes=10-' }))).toEqual({
    status: 416,
    code: 'InvalidRange',
    message: 'The requested range is not satisfiable',
    ActualObjectSize: 10,
    RangeRequested: 'bytes=10-',
  });
});

test('a conditional read answers 412 or 304', () => {
  const { s3, put } = testBucket();
  put('k', 'hello');
  const { ETag = '', LastModified } = s3.headObject({ Bucket, Key: 'k' });
  expect(refusal(() => s3.getObject({ Bucket, Key: 'k', IfMatch: '"other"' }))).toEqual({
    status: 412,
    code: 'PreconditionFailed',
    message: 'At least one of the pre-conditions you specified did not hold',
    Condition: 'If-Match',
  });
  expect(refusal(() => s3.getObject({ Bucket, Key: 'k', IfNoneMatch: ETag }))).toMatchObject({ status: 304 });
  expect(refusal(() => s3.getObject({ Bucket, Key: 'k', IfModifiedSince: LastModified }))).toMatchObject({
    status: 304,
  });
  expect(
    s3.getObject({ Bucket, Key: 'k', IfMatch: ETag, IfUnmodifiedSince: new Date(0) }).ContentLength,
  ).toBe(5);
});

test('what is not there is told by NoSuchKey, and by a bare 404 to a HEAD', () => {
  const { s3 } = testBucket();
  expect(refusal(() => s3.getObject({ Bucket, Key: 'k' }))).toEqual({
    status: 404,
    code: 'NoSuchKey',
    message: 'The specified key does not exist.',
    Key: 'k',
  });
  expect(refusal(() => s3.headObject({ Bucket, Key: 'k' }))).toEqual({
    status: 404,
    code: 'NotFound',
    message: 'Not Found',
  });
});

test('deleting what is not there succeeds, and many deletes answer one by one', () => {
  const { s3, put, keys } = testBucket();
  put('a');
  put('b');
  expect(s3.deleteObject({ Bucket, Key: 'absent' })).toEqual({});
  expect(s3.deleteObjects({ Bucket, Delete: { Objects: [{ Key: 'a' }, { Key: 'absent' }] } })).toEqual({
    Deleted: [{ Key: 'a' }, { Key: 'absent' }],
  });
  expect(keys()).toEqual(['b']);
});

test('a key longer than 1024 bytes and metadata over 2 KB are refused', () => {
  const { s3 } = testBucket();
  expect(refusal(() => s3.putObject({ Bucket, Key: 'é'.repeat(513) }))).toEqual({
    status: 400,
    code: 'KeyTooLongError',
    message: 'Your key is too long',
    MaxSizeAllowed: 1024,
    Size: 1026,
  });
  expect(refusal(() => s3.putObject({ Bucket, Key: 'k', Metadata: { a: 'x'.repeat(2048) } }))).toMatchObject({
    code: 'MetadataTooLarge',
    MaxSizeAllowed: 2048,
    Size: 2049,
  });
});

test('a copy brings metadata and tags along unless it replaces them', () => {
  const { s3 } = testBucket();
  s3.putObject({
    Bucket,
    Key: 'a b',
    Body: bytes('x'),
    Metadata: { v: '1' },
    Tagging: 't=1',
    ContentType: 'text/plain',
  });
  s3.copyObject({ Bucket, Key: 'copy', CopySource: `${Bucket}/a%20b` });
  s3.copyObject({
    Bucket,
    Key: 'replaced',
    CopySource: `/${Bucket}/a%20b`,
    MetadataDirective: 'REPLACE',
    Metadata: { v: '2' },
    TaggingDirective: 'REPLACE',
  });
  const said = (Key: string) => {
    const { Metadata, ContentType } = s3.headObject({ Bucket, Key });
    return { Metadata, ContentType, tags: s3.getObjectTagging({ Bucket, Key }).TagSet };
  };
  expect(said('copy')).toEqual({
    Metadata: { v: '1' },
    ContentType: 'text/plain',
    tags: [{ Key: 't', Value: '1' }],
  });
  expect(said('replaced')).toEqual({ Metadata: { v: '2' }, ContentType: 'binary/octet-stream', tags: [] });
});

test('a copy onto itself has to change something', () => {
  const { s3, put } = testBucket();
  put('k');
  const copy = (more: object) => () =>
    s3.copyObject({ Bucket, Key: 'k', CopySource: `${Bucket}/k`, ...more });
  expect(refusal(copy({}))).toMatchObject({
    status: 400,
    code: 'InvalidRequest',
    message:
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  });
  expect(refusal(copy({ StorageClass: 'STANDARD_IA' }))).toEqual({ refused: false });
  expect(s3.headObject({ Bucket, Key: 'k' }).StorageClass).toBe('STANDARD_IA');
});

test('an archived object cannot be read', () => {
  const { s3 } = testBucket();
  s3.putObject({ Bucket, Key: 'k', StorageClass: 'GLACIER' });
  expect(refusal(() => s3.getObject({ Bucket, Key: 'k' }))).toEqual({
    status: 403,
    code: 'InvalidObjectState',
    message: "The operation is not valid for the object's storage class",
    StorageClass: 'GLACIER',
  });
});

test('an ACL is refused unless it says what holds anyway', () => {
  const { s3 } = testBucket();
  expect(refusal(() => s3.putObject({ Bucket, Key: 'k', ACL: 'public-read' }))).toMatchObject({
    code: 'AccessControlListNotSupported',
  });
  expect(refusal(() => s3.putObject({ Bucket, Key: 'k', ACL: 'bucket-owner-full-control' }))).toEqual({
    refused: false,
  });
});

test('another expected owner is denied', () => {
  const { s3, put } = testBucket();
  put('k');
  const get = (ExpectedBucketOwner: string) => () => s3.getObject({ Bucket, Key: 'k', ExpectedBucketOwner });
  expect(refusal(get('111111111111'))).toEqual({
    status: 403,
    code: 'AccessDenied',
    message: 'Access Denied',
  });
  expect(refusal(get('me'))).toMatchObject({
    code: 'InvalidBucketOwnerAWSAccountID',
    message: 'The value of the expected bucket owner parameter must be an AWS Account ID... [me]',
  });
});

test('a range of all bytes comes with their checksum, another does not', () => {
  const { s3, put } = testBucket();
  put('k', '0123456789');
  const read = (Range: string) => s3.getObject({ Bucket, Key: 'k', Range, ChecksumMode: 'ENABLED' });
  expect(read('bytes=-15')).toMatchObject({ ContentRange: 'bytes 0-9/10', ChecksumType: 'FULL_OBJECT' });
  expect(read('bytes=1-9').ChecksumType).toBeUndefined();
});

test('a directive that S3 does not know is refused', () => {
  const bucket = testBucket();
  bucket.put('k');
  const authorization =
    'AWS4-HMAC-SHA256 Credential=000000000000/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=any';
  const headers = { authorization, 'x-amz-copy-source': `${Bucket}/k`, 'x-amz-metadata-directive': 'KEEP' };
  const answer = overWire(bucket, { method: 'PUT', path: '/copy', headers });
  expect(errorOf(answer)).toBe('400 InvalidArgument: Unknown metadata directive.');
});
