import type { LifecycleRule } from '@aws-sdk/client-s3';
import { bytes, refusal, testBucket } from './bucket';

const Bucket = 'uploads';

function withRules(rules: Partial<LifecycleRule>[], options: Parameters<typeof testBucket>[0] = {}) {
  const bucket = testBucket(options);
  const Rules = rules.map((rule) => ({ Status: 'Enabled' as const, Filter: {}, ...rule }));
  bucket.s3.putBucketLifecycleConfiguration({ Bucket, LifecycleConfiguration: { Rules } });
  return bucket;
}

test('an object expires at the midnight after its days', () => {
  const { cloud, put, keys, s3 } = withRules([{ ID: 'old', Expiration: { Days: 3 } }]);
  cloud.advance('10 hours');
  put('k');
  expect(s3.headObject({ Bucket, Key: 'k' }).Expiration).toBe(
    'expiry-date="Mon, 05 Jan 2026 00:00:00 GMT", rule-id="old"',
  );
  cloud.advance('85 hours');
  cloud.advance('59 minutes');
  expect(keys()).toEqual(['k']);
  cloud.advance('1 minute');
  expect(keys()).toEqual([]);
});

test('an object put at midnight expires at a midnight, whole days later', () => {
  const { cloud, put, keys } = withRules([{ Expiration: { Days: 1 } }]);
  put('k');
  cloud.advance('23 hours');
  expect(keys()).toEqual(['k']);
  cloud.advance('1 hour');
  expect(keys()).toEqual([]);
});

test('objects put long after the rule expire in their own time', () => {
  const { cloud, put, keys } = withRules([{ Expiration: { Days: 2 } }]);
  cloud.advance('40 days');
  cloud.advance('1 hour');
  put('late');
  cloud.advance('2 days');
  expect(keys()).toEqual(['late']);
  cloud.advance('23 hours');
  expect(keys()).toEqual([]);
});

test('only what the filter speaks of expires', () => {
  const And = { Prefix: 'tmp/', Tags: [{ Key: 'keep', Value: 'no' }], ObjectSizeGreaterThan: 2 };
  const { cloud, s3, keys } = withRules([{ Filter: { And }, Expiration: { Days: 1 } }]);
  const put = (Key: string, Tagging: string, body: string) =>
    s3.putObject({ Bucket, Key, Tagging, Body: bytes(body) });
  put('tmp/gone', 'keep=no&x=y', 'long');
  put('tmp/small', 'keep=no', 'ab');
  put('tmp/tagged', 'keep=yes', 'long');
  put('other', 'keep=no', 'long');
  cloud.advance('2 days');
  expect(keys()).toEqual(['other', 'tmp/small', 'tmp/tagged']);
});

test('a tag put later makes an old object due at the next midnight', () => {
  const { cloud, put, s3, keys } = withRules([
    { Filter: { Tag: { Key: 'tmp', Value: '1' } }, Expiration: { Days: 1 } },
  ]);
  put('k');
  cloud.advance('10 days');
  s3.putObjectTagging({ Bucket, Key: 'k', Tagging: { TagSet: [{ Key: 'tmp', Value: '1' }] } });
  cloud.advance('1 day');
  expect(keys()).toEqual([]);
});

test('on a versioned bucket expiration only marks, and noncurrent versions go later', () => {
  const { cloud, put, versions } = withRules(
    [{ Expiration: { Days: 1 }, NoncurrentVersionExpiration: { NoncurrentDays: 2 } }],
    { versioning: 'Enabled' },
  );
  const ids = [put('k')];
  cloud.advance('1 day');
  const [object, marker] = versions(ids);
  expect([object, marker]).toEqual(['k v1 object', expect.stringMatching(/^k v0 marker latest$/)]);
  cloud.advance('47 hours');
  expect(versions(ids)).toHaveLength(2);
  cloud.advance('1 hour');
  // The version is gone, and so is the marker that was left alone.
  expect(versions(ids)).toEqual([]);
});

test('the newest noncurrent versions are kept when the rule says so', () => {
  const { cloud, put, versions } = withRules(
    [{ NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 2 } }],
    { versioning: 'Enabled' },
  );
  const ids = ['1', '2', '3', '4', '5'].map((body) => put('k', body));
  cloud.advance('2 days');
  expect(versions(ids)).toEqual(['k v5 object latest', 'k v4 object', 'k v3 object']);
});

test('a lone delete marker is removed, one with versions behind it is not', () => {
  const { cloud, put, s3, versions } = withRules([{ Expiration: { ExpiredObjectDeleteMarker: true } }], {
    versioning: 'Enabled',
  });
  const id = put('kept');
  s3.deleteObject({ Bucket, Key: 'kept' });
  s3.deleteObject({ Bucket, Key: 'lone' });
  cloud.advance('1 day');
  expect(versions([id])).toEqual(['kept v1 object', 'kept v0 marker latest']);
});

test('an unfinished upload is aborted', () => {
  const { cloud, s3 } = withRules([{ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 } }]);
  s3.createMultipartUpload({ Bucket, Key: 'k' });
  cloud.advance('47 hours');
  expect(s3.listMultipartUploads({ Bucket }).Uploads).toHaveLength(1);
  cloud.advance('1 hour');
  expect(s3.listMultipartUploads({ Bucket }).Uploads).toBeUndefined();
});

test('a date acts on everything once it has come', () => {
  const { cloud, put, keys } = withRules([{ Expiration: { Date: new Date('2026-01-03T00:00:00Z') } }]);
  put('early');
  cloud.advance('47 hours');
  expect(keys()).toEqual(['early']);
  cloud.advance('1 hour');
  expect(keys()).toEqual([]);
  put('late');
  cloud.advance('1 day');
  expect(keys()).toEqual([]);
});

test('a transition changes the class of large objects', () => {
  const { cloud, put, s3 } = withRules([
    {
      Transitions: [
        { Days: 30, StorageClass: 'STANDARD_IA' },
        { Days: 60, StorageClass: 'GLACIER' },
      ],
    },
  ]);
  put('large', 'x'.repeat(128 * 1024));
  put('small');
  const classOf = (Key: string) => s3.headObject({ Bucket, Key }).StorageClass;
  cloud.advance('30 days');
  expect([classOf('large'), classOf('small')]).toEqual(['STANDARD_IA', undefined]);
  cloud.advance('30 days');
  expect(classOf('large')).toBe('GLACIER');
});

test('disabled and deleted rules do nothing', () => {
  const { cloud, put, keys, s3 } = withRules([{ Status: 'Disabled', Expiration: { Days: 1 } }]);
  put('k');
  cloud.advance('3 days');
  expect(keys()).toEqual(['k']);
  const Rules = [{ Status: 'Enabled' as const, Filter: {}, Expiration: { Days: 10 } }];
  s3.putBucketLifecycleConfiguration({ Bucket, LifecycleConfiguration: { Rules } });
  s3.deleteBucketLifecycle({ Bucket });
  cloud.advance('30 days');
  expect(keys()).toEqual(['k']);
});

test('settling does not wait for retention', () => {
  const { cloud, put, keys } = withRules([{ Expiration: { Days: 1 } }]);
  put('k');
  cloud.settle();
  expect(keys()).toEqual(['k']);
});

test('a configuration comes back as it was put', () => {
  const rules: LifecycleRule[] = [
    { ID: 'a', Status: 'Enabled', Prefix: 'x/', Expiration: { Days: 1 } },
    {
      ID: 'b',
      Status: 'Disabled',
      Filter: { And: { Prefix: 'y/', Tags: [{ Key: 'k', Value: 'v' }] } },
      NoncurrentVersionExpiration: { NoncurrentDays: 2, NewerNoncurrentVersions: 3 },
      Transitions: [{ Days: 90, StorageClass: 'GLACIER' }],
    },
  ];
  const { s3 } = testBucket();
  s3.putBucketLifecycleConfiguration({ Bucket, LifecycleConfiguration: { Rules: rules } });
  expect(s3.getBucketLifecycleConfiguration({ Bucket })).toEqual({
    Rules: rules,
    TransitionDefaultMinimumObjectSize: 'all_storage_classes_128K',
  });
});

test.each<[string, Partial<LifecycleRule>, string]>([
  ['no action', {}, 'At least one action needs to be specified in a rule'],
  ['no days', { Expiration: { Days: 0 } }, "'Days' for Expiration action must be a positive integer"],
  [
    'a date that is no midnight',
    { Expiration: { Date: new Date('2026-01-03T01:00:00Z') } },
    "'Date' must be at midnight GMT",
  ],
  [
    'a hasty transition',
    { Transitions: [{ Days: 29, StorageClass: 'STANDARD_IA' }] },
    "'Days' in Transition action must be greater than or equal to 30 for storageClass 'STANDARD_IA'",
  ],
  [
    'a tag on an abort',
    { Filter: { Tag: { Key: 'a', Value: 'b' } }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
    'AbortIncompleteMultipartUpload cannot be specified with Tags.',
  ],
  [
    'two kinds of expiration',
    { Expiration: { Days: 1, ExpiredObjectDeleteMarker: true } },
    'The XML you provided was not well-formed or did not validate against our published schema',
  ],
])('a rule with %s is refused', (_, rule, message) => {
  expect(refusal(() => withRules([rule]))).toMatchObject({ status: 400, message });
});
