import { bytes, refusal, testBucket } from './bucket';

const Bucket = 'uploads';
const Key = 'k';

test('a key is created once with If-None-Match', () => {
  const { s3 } = testBucket();
  const create = () => s3.putObject({ Bucket, Key, Body: bytes('1'), IfNoneMatch: '*' });
  expect(refusal(create)).toEqual({ refused: false });
  expect(refusal(create)).toEqual({
    status: 412,
    code: 'PreconditionFailed',
    message: 'At least one of the pre-conditions you specified did not hold',
    Condition: 'If-None-Match',
  });
});

test('a delete marker counts as absent', () => {
  const { s3, put } = testBucket({ versioning: 'Enabled' });
  put(Key);
  s3.deleteObject({ Bucket, Key });
  expect(refusal(() => s3.putObject({ Bucket, Key, IfMatch: '"x"' }))).toMatchObject({ code: 'NoSuchKey' });
  expect(refusal(() => s3.putObject({ Bucket, Key, IfNoneMatch: '*' }))).toEqual({ refused: false });
});

test('If-Match writes over the very object that was read', () => {
  const { s3 } = testBucket();
  const put =
    (IfMatch: string, body = 'x') =>
    () =>
      s3.putObject({ Bucket, Key, Body: bytes(body), IfMatch });
  expect(refusal(put('"x"'))).toMatchObject({ status: 404, code: 'NoSuchKey' });
  const { ETag = '' } = s3.putObject({ Bucket, Key, Body: bytes('1') });
  expect(refusal(put(ETag, '2'))).toEqual({ refused: false });
  expect(refusal(put(ETag))).toMatchObject({ status: 412, Condition: 'If-Match' });
});

test('conditions in a form that S3 does not take are not implemented', () => {
  const { s3 } = testBucket();
  expect(refusal(() => s3.putObject({ Bucket, Key, IfNoneMatch: '"etag"' }))).toEqual({
    status: 501,
    code: 'NotImplemented',
    message: 'A header you provided implies functionality that is not implemented',
    Header: 'If-None-Match',
    additionalMessage: "We don't accept the provided value of If-None-Match header for this API",
  });
  expect(refusal(() => s3.putObject({ Bucket, Key, IfMatch: '"a"', IfNoneMatch: '*' }))).toMatchObject({
    status: 501,
    Header: 'If-Match,If-None-Match',
    additionalMessage: 'Multiple conditional request headers present in the request',
  });
});

test('a delete with If-Match spares what has changed', () => {
  const { s3, put, keys } = testBucket();
  put(Key);
  expect(refusal(() => s3.deleteObject({ Bucket, Key, IfMatch: '"other"' }))).toMatchObject({ status: 412 });
  expect(keys()).toEqual([Key]);
  s3.deleteObject({ Bucket, Key, IfMatch: '*' });
  expect(keys()).toEqual([]);
});

/** An upload to be completed under a condition. */
function begun() {
  const bucket = testBucket();
  const { s3 } = bucket;
  const start = (): (() => string) => {
    const { UploadId } = s3.createMultipartUpload({ Bucket, Key });
    const { ETag } = s3.uploadPart({ Bucket, Key, UploadId, PartNumber: 1, Body: bytes('part') });
    return () =>
      JSON.stringify(
        s3.completeMultipartUpload({
          Bucket,
          Key,
          UploadId,
          ...condition,
          MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
        }),
      );
  };
  let condition: object = {};
  return { ...bucket, start, under: (value: object) => void (condition = value) };
}

describe('completing an upload under a condition', () => {
  test('conflicts when the same content was put meanwhile', () => {
    const { s3, put, start, under } = begun();
    put(Key, 'a');
    const { ETag } = s3.headObject({ Bucket, Key });
    under({ IfMatch: ETag });
    const complete = start();
    put(Key, 'a');
    expect(refusal(complete)).toEqual({
      status: 409,
      code: 'ConditionalRequestConflict',
      message: 'The conditional request cannot succeed due to a conflicting operation against this resource.',
      Condition: 'If-Match',
      Key,
    });
    expect(refusal(start())).toEqual({ refused: false });
  });

  test('conflicts when the key was deleted meanwhile, and fails when it is there', () => {
    const { s3, put, start, under } = begun();
    under({ IfNoneMatch: '*' });
    put(Key);
    const complete = start();
    expect(refusal(complete)).toMatchObject({ status: 412, Condition: 'If-None-Match' });
    s3.deleteObject({ Bucket, Key });
    expect(refusal(complete)).toMatchObject({ status: 409, Condition: 'If-None-Match' });
    expect(refusal(start())).toEqual({ refused: false });
  });
});
