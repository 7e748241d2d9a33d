import { Readable } from 'node:stream';
import { NoSuchBucket, NoSuchKey, S3 } from '@aws-sdk/client-s3';
import { decode, encode, loadModel, wireError } from '../../../framework/cloud/protocols';
import { settings, through } from './sdk';

const model = loadModel('s3');

function text(response: { body: Uint8Array } | undefined): string {
  return Buffer.from(response?.body ?? []).toString();
}

test('an object keeps its key, metadata and content through the wire', async () => {
  const { handler, wire } = through('s3', (decoded) =>
    decoded.operation === 'GetObject'
      ? {
          Body: 'content',
          Metadata: { Colour: 'blue' },
          ContentType: 'text/plain',
          LastModified: new Date(0),
          ETag: '"e"',
        }
      : { ETag: '"e"', VersionId: 'v' },
  );
  const s3 = new S3(settings(handler));
  const Key = '/a b/+é%20//c?d&e=f#g.txt';
  const put = await s3.putObject({
    Bucket: 'bucket',
    Key,
    Body: 'content',
    Metadata: { colour: 'blue' },
    IfNoneMatch: '*',
  });
  expect(put).toMatchObject({ ETag: '"e"', VersionId: 'v' });
  expect(wire.decoded?.input).toMatchObject({
    Bucket: 'bucket',
    Key,
    Body: new TextEncoder().encode('content'),
    Metadata: { colour: 'blue' },
    IfNoneMatch: '*',
    ChecksumCRC32: expect.any(String),
  });
  const got = await s3.getObject({ Bucket: 'bucket', Key, Range: 'bytes=0-1', VersionId: 'v' });
  expect(wire.decoded?.input).toMatchObject({ Key, Range: 'bytes=0-1', VersionId: 'v' });
  expect(await got.Body?.transformToString()).toBe('content');
  expect(got).toMatchObject({
    ContentType: 'text/plain',
    LastModified: new Date(0),
    Metadata: { colour: 'blue' },
    ContentLength: 7,
  });
});

test('a streamed body arrives without its chunks, its trailing checksum as a member', async () => {
  const { handler, wire } = through('s3', () => ({}));
  await new S3(settings(handler)).putObject({
    Bucket: 'bucket',
    Key: 'k',
    Body: Readable.from([Buffer.from('first '), Buffer.from('second')]),
    ContentLength: 12,
    ContentEncoding: 'gzip',
  });
  expect(wire.request?.headers['x-amz-content-sha256']).toMatch(/^STREAMING-/);
  expect(wire.decoded?.input).toMatchObject({
    Body: Uint8Array.from(Buffer.from('first second')),
    ContentLength: 12,
    ContentEncoding: 'gzip',
    ChecksumCRC32: expect.stringMatching(/^[A-Za-z0-9+/]{6}==$/),
  });
});

test('listings, configurations and deletions go through as XML', async () => {
  const LastModified = new Date('2026-01-02T03:04:05.000Z');
  const { handler, wire } = through('s3', (decoded) => {
    switch (decoded.operation) {
      case 'ListObjectsV2':
        return {
          Name: 'b',
          KeyCount: 1,
          IsTruncated: false,
          Contents: [{ Key: 'a<b', LastModified, Size: 0 }],
          CommonPrefixes: [],
        };
      case 'ListBuckets':
        return { Buckets: [], Owner: { ID: 'o' } };
      case 'DeleteObjects':
        return { Deleted: [{ Key: 'a' }], Errors: [{ Key: 'b', Code: 'AccessDenied', Message: 'no' }] };
      case 'GetBucketNotificationConfiguration':
        return {
          QueueConfigurations: [
            { Id: 'i', QueueArn: 'q', Events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'] },
          ],
        };
      case 'CopyObject':
        return { CopyObjectResult: { ETag: '"e"', LastModified }, CopySourceVersionId: 'v' };
      case 'GetBucketLocation':
        return { LocationConstraint: 'eu-west-1' };
      case 'GetBucketAcl':
        return {
          Owner: { ID: 'o' },
          Grants: [{ Grantee: { Type: 'CanonicalUser', ID: 'o' }, Permission: 'FULL_CONTROL' }],
        };
      default:
        return {};
    }
  });
  const s3 = new S3(settings(handler));
  const listed = await s3.listObjectsV2({ Bucket: 'b', MaxKeys: 1, Prefix: 'a b' });
  expect(wire.decoded?.input).toEqual({ Bucket: 'b', MaxKeys: 1, Prefix: 'a b' });
  expect(listed.Contents).toEqual([{ Key: 'a<b', LastModified, Size: 0 }]);
  expect(text(wire.response)).toMatchInlineSnapshot(`
   "<?xml version="1.0" encoding="UTF-8"?>
   <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>false</IsTruncated><Contents><Key>a&lt;b</Key><LastModified>2026-01-02T03:04:05.000Z</LastModified><Size>0</Size></Contents><Name>b</Name><KeyCount>1</KeyCount></ListBucketResult>"
  `);
  await s3.listBuckets({});
  expect(text(wire.response)).toContain(
    '<ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
  );
  const Objects = [{ Key: 'a' }, { Key: 'b & c', VersionId: 'v' }];
  const deleted = await s3.deleteObjects({ Bucket: 'b', Delete: { Objects, Quiet: true } });
  expect(wire.decoded?.input['Delete']).toEqual({ Objects, Quiet: true });
  expect(deleted).toMatchObject({
    Deleted: [{ Key: 'a' }],
    Errors: [{ Key: 'b', Code: 'AccessDenied', Message: 'no' }],
  });
  const LambdaFunctionConfigurations = [
    {
      LambdaFunctionArn: 'arn',
      Events: ['s3:ObjectCreated:*' as const],
      Filter: { Key: { FilterRules: [{ Name: 'prefix' as const, Value: 'in/' }] } },
    },
  ];
  await s3.putBucketNotificationConfiguration({
    Bucket: 'b',
    NotificationConfiguration: { LambdaFunctionConfigurations },
  });
  expect(wire.decoded?.input['NotificationConfiguration']).toEqual({ LambdaFunctionConfigurations });
  const notification = await s3.getBucketNotificationConfiguration({ Bucket: 'b' });
  expect(notification.QueueConfigurations).toEqual([
    { Id: 'i', QueueArn: 'q', Events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'] },
  ]);
  const copied = await s3.copyObject({ Bucket: 'b', Key: 'k', CopySource: 'b/a' });
  expect(copied).toMatchObject({ CopyObjectResult: { ETag: '"e"', LastModified }, CopySourceVersionId: 'v' });
  expect((await s3.getBucketLocation({ Bucket: 'b' })).LocationConstraint).toBe('eu-west-1');
  const acl = await s3.getBucketAcl({ Bucket: 'b' });
  expect(acl.Grants).toEqual([{ Grantee: { Type: 'CanonicalUser', ID: 'o' }, Permission: 'FULL_CONTROL' }]);
  const Rules = [{ ID: 'r', Status: 'Enabled' as const, Filter: { Prefix: '' }, Expiration: { Days: 3 } }];
  await s3.putBucketLifecycleConfiguration({ Bucket: 'b', LifecycleConfiguration: { Rules } });
  expect(wire.decoded?.input['LifecycleConfiguration']).toEqual({ Rules });
});

test('an error has its code, class and extra elements; one to HEAD has no body', async () => {
  const { handler, wire } = through('s3', (decoded) => {
    if (decoded.operation === 'HeadObject') throw wireError('NotFound', 'Not Found', 404);
    if (decoded.operation === 'ListObjectsV2') {
      throw Object.assign(wireError('NoSuchBucket', 'The specified bucket does not exist'), {
        fields: { BucketName: 'b' },
      });
    }
    throw Object.assign(wireError('NoSuchKey', 'The specified key does not exist.'), {
      fields: { Key: 'a&b' },
    });
  });
  const s3 = new S3(settings(handler));
  const missing = await s3.getObject({ Bucket: 'b', Key: 'a&b' }).catch((e: unknown) => e);
  expect(missing).toBeInstanceOf(NoSuchKey);
  expect(missing).toMatchObject({
    message: 'The specified key does not exist.',
    Key: 'a&b',
    $metadata: { httpStatusCode: 404 },
  });
  expect(text(wire.response)).toMatchInlineSnapshot(`
   "<?xml version="1.0" encoding="UTF-8"?>
   <Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>a&amp;b</Key><RequestId>req-1</RequestId><HostId>cmVxLTFyZXEtMXJlcS0xcmVxLTFyZXEtMXJlcS0xcmVxLTFyZXEtMXJlcS0xcmVxLTFyZXEtMXI=</HostId></Error>"
  `);
  await expect(s3.listObjectsV2({ Bucket: 'b' })).rejects.toBeInstanceOf(NoSuchBucket);
  await expect(s3.headObject({ Bucket: 'b', Key: 'k' })).rejects.toMatchObject({
    name: 'NotFound',
    $metadata: { httpStatusCode: 404 },
  });
  expect(wire.response?.body).toHaveLength(0);
});

test.each([
  ['bucket.s3.eu-west-1.amazonaws.com', '/k', 'bucket'],
  ['my.dotted.bucket.s3.amazonaws.com', '/k', 'my.dotted.bucket'],
  ['bucket.s3.dualstack.eu-west-1.amazonaws.com', '/k', 'bucket'],
  ['bucket.localhost:4566', '/k', 'bucket'],
  ['bucket.s3.localhost:4566', '/k', 'bucket'],
  ['bucket.s3.localhost.localstack.cloud:4566', '/k', 'bucket'],
  ['s3.eu-west-1.amazonaws.com', '/bucket/k', 'bucket'],
  ['s3.localhost.localstack.cloud:4566', '/bucket/k', 'bucket'],
  ['localhost:4566', '/bucket/k', 'bucket'],
  ['127.0.0.1:4566', '/bucket/k', 'bucket'],
])('a request to %s %s is for its bucket', (host, path, bucket) => {
  const decoded = decode(model, { method: 'GET', host, path, headers: {}, body: new Uint8Array(0) });
  expect(decoded).toEqual({
    operation: 'GetObject',
    protocol: 'restXml',
    input: { Bucket: bucket, Key: 'k' },
  });
});

test('the location of a bucket in us-east-1 is empty', () => {
  const answer = encode(model, 'restXml', 'GetBucketLocation', { LocationConstraint: 'us-east-1' }, 'r');
  expect(text(answer)).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>',
  );
});

test('an event stream is refused loudly', () => {
  expect(() => encode(model, 'restXml', 'SelectObjectContent', {}, 'r')).toThrow(
    's3 SelectObjectContent answers with an event stream, which is not emulated.',
  );
});
