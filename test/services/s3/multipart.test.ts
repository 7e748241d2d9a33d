import { bytes, refusal, testBucket } from './bucket';

const Bucket = 'uploads';
const Key = 'film';
const fiveMebibytes = 5 * 1024 ** 2;

function begun(options: object = {}) {
  const bucket = testBucket();
  const { s3 } = bucket;
  const { UploadId } = s3.createMultipartUpload({ Bucket, Key, ...options });
  const part = (PartNumber: number, body: string) =>
    s3.uploadPart({ Bucket, Key, UploadId, PartNumber, Body: bytes(body) });
  const complete = (...parts: [number, string | undefined][]) =>
    s3.completeMultipartUpload({
      Bucket,
      Key,
      UploadId,
      MultipartUpload: { Parts: parts.map(([PartNumber, ETag]) => ({ PartNumber, ETag })) },
    });
  return { ...bucket, UploadId, part, complete };
}

test('parts become one object, and the upload is gone', () => {
  const { s3, UploadId, part, complete, keys } = begun({ Metadata: { a: '1' } });
  const first = part(1, 'a'.repeat(fiveMebibytes));
  const second = part(2, 'tail');
  expect(keys()).toEqual([]);
  const { ETag } = complete([1, first.ETag], [2, second.ETag]);
  expect(ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
  expect(s3.headObject({ Bucket, Key })).toMatchObject({
    ContentLength: fiveMebibytes + 4,
    Metadata: { a: '1' },
    ETag,
  });
  const last = s3.getObject({ Bucket, Key, PartNumber: 2 });
  expect(Buffer.from(last.Body ?? []).toString()).toBe('tail');
  expect(last.PartsCount).toBe(2);
  const across = s3.getObject({ Bucket, Key, Range: `bytes=${fiveMebibytes - 1}-${fiveMebibytes}` });
  expect(Buffer.from(across.Body ?? []).toString()).toBe('at');
  expect(refusal(() => s3.listParts({ Bucket, Key, UploadId }))).toMatchObject({
    status: 404,
    code: 'NoSuchUpload',
  });
});

test('a part before the last one has at least 5 MiB', () => {
  const { part, complete } = begun();
  const first = part(1, 'small');
  const second = part(2, 'tail');
  expect(refusal(() => complete([1, first.ETag], [2, second.ETag]))).toEqual({
    status: 400,
    code: 'EntityTooSmall',
    message: 'Your proposed upload is smaller than the minimum allowed size',
    ETag: 'eb5c1399a871211c7e7ed732d15e3a8b',
    MinSizeAllowed: 5242880,
    PartNumber: 1,
    ProposedSize: 5,
  });
});

test('parts have to be there and in order', () => {
  const { s3, UploadId, part, complete } = begun();
  const { ETag } = part(1, 'x');
  expect(refusal(() => complete([1, '"other"']))).toMatchObject({
    status: 400,
    code: 'InvalidPart',
    PartNumber: 1,
  });
  expect(refusal(() => complete([2, ETag], [1, ETag]))).toMatchObject({ code: 'InvalidPart', PartNumber: 2 });
  part(2, 'y');
  expect(refusal(() => complete([1, ETag], [1, ETag]))).toMatchObject({
    code: 'InvalidPartOrder',
    message: 'The list of parts was not in ascending order. Parts must be ordered by part number.',
  });
  expect(refusal(() => complete())).toMatchObject({ code: 'MalformedXML' });
  expect(refusal(() => s3.completeMultipartUpload({ Bucket, Key, UploadId }))).toMatchObject({
    message: 'You must specify at least one part',
  });
  expect(refusal(() => part(10_001, 'x'))).toMatchObject({
    code: 'InvalidArgument',
    message: 'Part number must be an integer between 1 and 10000, inclusive',
  });
});

test('a part sent again takes the place of the first', () => {
  const { s3, UploadId, part, complete, read } = begun();
  part(1, 'first');
  const again = part(1, 'again');
  expect(s3.listParts({ Bucket, Key, UploadId }).Parts).toMatchObject([
    { PartNumber: 1, Size: 5, ETag: again.ETag },
  ]);
  complete([1, again.ETag]);
  expect(read(Key)).toBe('again');
});

test('an aborted upload leaves nothing', () => {
  const { s3, UploadId, part } = begun();
  part(1, 'x');
  expect(s3.listMultipartUploads({ Bucket }).Uploads).toMatchObject([{ Key, UploadId }]);
  s3.abortMultipartUpload({ Bucket, Key, UploadId });
  expect(s3.listMultipartUploads({ Bucket }).Uploads).toBeUndefined();
  expect(refusal(() => part(1, 'x'))).toMatchObject({ code: 'NoSuchUpload' });
});

test('a composite checksum is the checksum of the parts', () => {
  const { s3, UploadId } = begun({ ChecksumAlgorithm: 'SHA256' });
  const part = s3.uploadPart({
    Bucket,
    Key,
    UploadId,
    PartNumber: 1,
    Body: bytes('x'),
    ChecksumAlgorithm: 'SHA256',
  });
  const { ETag, ChecksumSHA256 } = part;
  const complete = (Parts: object[]) =>
    s3.completeMultipartUpload({ Bucket, Key, UploadId, MultipartUpload: { Parts } });
  expect(refusal(() => complete([{ PartNumber: 1, ETag }]))).toMatchObject({
    code: 'InvalidRequest',
    message:
      'The upload was created using a sha256 checksum. The complete request must include the checksum for each part. It was missing for part 1 in the request.',
  });
  expect(complete([{ PartNumber: 1, ETag, ChecksumSHA256 }])).toMatchObject({
    ChecksumSHA256: 'CjJcowPrMBTEOuAElw80NjTbF2+haXvMjJ76yUYmSI0=-1',
    ChecksumType: 'COMPOSITE',
  });
});

test('a checksum of another kind than the upload was begun with is refused', () => {
  const { s3, UploadId } = begun({ ChecksumAlgorithm: 'CRC32' });
  const part = () =>
    s3.uploadPart({ Bucket, Key, UploadId, PartNumber: 1, Body: bytes('x'), ChecksumAlgorithm: 'SHA256' });
  expect(refusal(part)).toMatchObject({
    message: 'Checksum Type mismatch occurred, expected checksum Type: crc32, actual checksum Type: sha256',
  });
  expect(refusal(() => begun({ ChecksumAlgorithm: 'SHA256', ChecksumType: 'FULL_OBJECT' }))).toMatchObject({
    message: 'The FULL_OBJECT checksum type cannot be used with the sha256 checksum algorithm.',
  });
});

test('a part may be a range of another object', () => {
  const { s3, UploadId, put, complete, read } = begun();
  put('source', '0123456789');
  const copy = { Bucket, Key, UploadId, PartNumber: 1, CopySource: `${Bucket}/source` };
  const { CopyPartResult } = s3.uploadPartCopy({ ...copy, CopySourceRange: 'bytes=2-4' });
  complete([1, CopyPartResult?.ETag]);
  expect(read(Key)).toBe('234');
});

test('parts of an upload without an algorithm may bring a checksum, as SDKs do', () => {
  const { s3, UploadId } = begun();
  const part = { Bucket, Key, UploadId, PartNumber: 1, Body: bytes('123456789') };
  const { ETag, ChecksumCRC32 } = s3.uploadPart({ ...part, ChecksumCRC32: 'y/Q5Jg==' });
  expect(ChecksumCRC32).toBe('y/Q5Jg==');
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag, ChecksumCRC32 }] };
  expect(s3.completeMultipartUpload({ Bucket, Key, UploadId, MultipartUpload })).toMatchObject({
    ChecksumCRC64NVME: Buffer.from('ae8b14860a799888', 'hex').toString('base64'),
    ChecksumType: 'FULL_OBJECT',
  });
});

test('completing an upload once more succeeds and changes nothing, as after a lost answer', () => {
  const { s3, UploadId, part, complete } = begun();
  const first = part(1, 'all of it');
  const done = complete([1, first.ETag]);
  const again = s3.completeMultipartUpload({
    Bucket,
    Key,
    UploadId,
    IfNoneMatch: '*',
    MultipartUpload: { Parts: [{ PartNumber: 1, ETag: first.ETag }] },
  });
  expect(again).toEqual(done);
  expect(refusal(() => complete([1, '"00000000000000000000000000000000"']))).toMatchObject({
    code: 'NoSuchUpload',
  });
  s3.putObject({ Bucket, Key, Body: bytes('written since') });
  expect(refusal(() => complete([1, first.ETag]))).toMatchObject({ code: 'NoSuchUpload' });
});

test('an object of one piece answers for its first part as a part', () => {
  const { s3, put } = begun();
  put('whole', '0123456789');
  expect(s3.headObject({ Bucket, Key: 'whole', PartNumber: 1 })).toMatchObject({
    ContentLength: 10,
    ContentRange: 'bytes 0-9/10',
  });
});

test('GetObjectAttributes leaves the number of parts out of the checksum', () => {
  const { s3, UploadId } = begun({ ChecksumAlgorithm: 'SHA256' });
  const { ETag, ChecksumSHA256 } = s3.uploadPart({
    Bucket,
    Key,
    UploadId,
    PartNumber: 1,
    Body: bytes('all of it'),
    ChecksumAlgorithm: 'SHA256',
  });
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag, ChecksumSHA256 }] };
  const done = s3.completeMultipartUpload({ Bucket, Key, UploadId, MultipartUpload });
  expect(done.ChecksumSHA256).toMatch(/=-1$/);
  const { Checksum } = s3.getObjectAttributes({ Bucket, Key, ObjectAttributes: ['Checksum'] });
  expect(Checksum?.ChecksumSHA256).toBe(done.ChecksumSHA256?.replace(/-1$/, ''));
});

test.each([
  ['bytes=0-3', 'copied'],
  ['bytes=4-4', 'InvalidRequest: The specified copy range is invalid for the source object size'],
  ['bytes=0-4', 'InvalidArgument: Range specified is not valid for source object of size: 4'],
  ['0-3', 'InvalidArgument: The x-amz-copy-source-range value must be of the form bytes=first-last'],
  ['bytes=1-', 'InvalidArgument: The x-amz-copy-source-range value must be of the form bytes=first-last'],
  ['bytes=1-0', 'InvalidArgument: The x-amz-copy-source-range value must be of the form bytes=first-last'],
])('the range %s of four bytes is %s', (CopySourceRange, outcome) => {
  const { s3, put, UploadId } = begun();
  put('source', 'four');
  const copy = { Bucket, Key, UploadId, PartNumber: 1, CopySource: `${Bucket}/source`, CopySourceRange };
  const result: { code?: string; message?: string } = refusal(() => s3.uploadPartCopy(copy));
  expect(`${result.code ?? 'copied'}: ${result.message ?? ''}`.startsWith(outcome)).toBe(true);
});

test('a part without a checksum is refused where the whole is made of checksums of its parts', () => {
  const { part } = begun({ ChecksumAlgorithm: 'SHA256' });
  expect(refusal(() => part(1, 'a'))).toMatchObject({
    code: 'InvalidRequest',
    message: 'Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: null',
  });
});

test('parts without checksums of their own are counted, and no more', () => {
  const { s3, part, complete } = begun();
  complete([1, part(1, 'a').ETag]);
  const ObjectAttributes = ['ObjectParts' as const];
  expect(s3.getObjectAttributes({ Bucket, Key, ObjectAttributes }).ObjectParts).toEqual({
    TotalPartsCount: 1,
  });
});

test('a list of uploads says its last one, and leaps over a prefix that its marker lies under', () => {
  const { s3 } = testBucket();
  const begin = (name: string) => s3.createMultipartUpload({ Bucket, Key: name }).UploadId;
  begin('folder/a/1');
  begin('folder/a/2');
  const last = begin('folder/b');
  const asked = { Bucket, Prefix: 'folder/', Delimiter: '/' };
  expect(s3.listMultipartUploads({ ...asked, MaxUploads: 1 })).toMatchObject({
    CommonPrefixes: [{ Prefix: 'folder/a/' }],
    IsTruncated: true,
    NextKeyMarker: '',
    NextUploadIdMarker: '',
  });
  expect(s3.listMultipartUploads({ ...asked, KeyMarker: 'folder/a/1' })).toMatchObject({
    IsTruncated: false,
    NextKeyMarker: 'folder/b',
    NextUploadIdMarker: last,
  });
  const wrong = () => s3.listMultipartUploads({ Bucket, KeyMarker: 'folder/a/1', UploadIdMarker: last });
  expect(refusal(wrong)).toMatchObject({ code: 'InvalidArgument', message: 'Invalid uploadId marker' });
});
