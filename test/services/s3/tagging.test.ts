import { refusal, testBucket } from './bucket';

const Bucket = 'uploads';
const Key = 'k';
const tag = (key: string, value = 'v') => ({ TagSet: [{ Key: key, Value: value }] });

test.each([
  ['a,b', 'v', 'The TagKey you have provided is invalid', { TagKey: 'a,b' }],
  ['a', 'b,c', 'The TagValue you have provided is invalid', { TagKey: 'a', TagValue: 'b,c' }],
  ['aws:a', 'v', 'System tags cannot be added/updated by requester', { TagKey: 'aws:a' }],
])('a bucket is not tagged with %s=%s', (key, value, message, fields) => {
  const { s3 } = testBucket();
  expect(refusal(() => s3.putBucketTagging({ Bucket, Tagging: tag(key, value) }))).toEqual({
    status: 400,
    code: 'InvalidTag',
    message,
    ...fields,
  });
});

test("an object's tags do not begin with AWS's prefix", () => {
  const { s3, put } = testBucket();
  put(Key);
  expect(refusal(() => s3.putObjectTagging({ Bucket, Key, Tagging: tag('aws:a') }))).toMatchObject({
    code: 'InvalidTag',
    message: 'Your TagKey cannot be prefixed with aws:',
    TagKey: 'aws:a',
  });
});

test('tags in a header are a query string: a name alone has no value, and one has no two', () => {
  const { s3 } = testBucket();
  s3.putObject({ Bucket, Key, Tagging: 'a&b=' });
  expect(s3.getObjectTagging({ Bucket, Key }).TagSet).toEqual([
    { Key: 'a', Value: '' },
    { Key: 'b', Value: '' },
  ]);
  const Tagging = 'a=1,b=2';
  expect(refusal(() => s3.putObject({ Bucket, Key, Tagging }))).toMatchObject({
    code: 'InvalidArgument',
    ArgumentName: 'x-amz-tagging',
    ArgumentValue: Tagging,
  });
});

test('where a delete marker is newest, tags are neither read nor changed', () => {
  const { s3, put } = testBucket({ versioning: 'Enabled' });
  put(Key);
  s3.deleteObject({ Bucket, Key });
  const named = { Bucket, Key };
  const refused = { status: 405, code: 'MethodNotAllowed', ResourceType: 'DeleteMarker' };
  expect(refusal(() => s3.getObjectTagging(named))).toMatchObject({ ...refused, Method: 'GET' });
  expect(refusal(() => s3.putObjectTagging({ ...named, Tagging: tag('a') }))).toMatchObject(refused);
  expect(refusal(() => s3.deleteObjectTagging(named))).toMatchObject({ ...refused, Method: 'DELETE' });
});

test('who reads the tags of a missing key is told its bucket too', () => {
  const { s3 } = testBucket();
  expect(refusal(() => s3.getObjectTagging({ Bucket, Key }))).toMatchObject({ Key: `${Bucket}/${Key}` });
  expect(refusal(() => s3.deleteObjectTagging({ Bucket, Key }))).toMatchObject({ Key });
});
