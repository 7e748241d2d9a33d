import type { Principal } from '../../../framework/cloud/service';
import { refusal, testBucket } from './bucket';

const Bucket = 'uploads';
const ann: Principal = { kind: 'user', arn: 'arn:aws:iam::000000000000:user/ann', accountId: '000000000000' };
const eve: Principal = { kind: 'user', arn: 'arn:aws:iam::111111111111:user/eve', accountId: '111111111111' };
const everyone = '*';

type Allowed = Record<string, unknown>;

/** A bucket with an object 'k', whose policy says only what is given; what ann may do on it. */
function guarded(...statements: Allowed[]) {
  const bucket = testBucket();
  bucket.cloud.ask('iam').createUser({ UserName: 'ann' });
  bucket.cloud.ask('iam', { accountId: eve.accountId }).createUser({ UserName: 'eve' });
  bucket.put('k');
  const Statement = statements.map((each) => ({ Effect: 'Allow', Principal: { AWS: ann.arn }, ...each }));
  bucket.s3.putBucketPolicy({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) });
  return {
    ...bucket,
    asAnn: bucket.cloud.ask('s3', { as: ann }),
    asEve: bucket.cloud.ask('s3', { as: eve, accountId: eve.accountId }),
  };
}

const objects = 'arn:aws:s3:::uploads/*';
const itself = 'arn:aws:s3:::uploads';

test('a missing key is denied to who may not list the bucket', () => {
  const { asAnn } = guarded({ Action: 's3:GetObject', Resource: objects });
  expect(asAnn.getObject({ Bucket, Key: 'k' }).ContentLength).toBe(1);
  expect(refusal(() => asAnn.getObject({ Bucket, Key: 'absent' }))).toMatchObject({
    status: 403,
    code: 'AccessDenied',
    message:
      'User: arn:aws:iam::000000000000:user/ann is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::uploads" because no identity-based policy allows the s3:ListBucket action',
  });
});

test('a missing key is missing to who may list the bucket', () => {
  const { asAnn } = guarded(
    { Action: ['s3:GetObject'], Resource: objects },
    { Action: 's3:ListBucket', Resource: itself },
  );
  expect(refusal(() => asAnn.getObject({ Bucket, Key: 'absent' }))).toMatchObject({
    status: 404,
    code: 'NoSuchKey',
  });
});

test('a bucket that does not exist is missing to everyone', () => {
  const { asEve } = guarded({ Action: 's3:GetObject', Resource: objects });
  expect(refusal(() => asEve.getObject({ Bucket: 'absent', Key: 'k' }))).toMatchObject({
    code: 'NoSuchBucket',
  });
});

test('listing may be allowed for a prefix alone', () => {
  const { asAnn } = guarded({
    Action: 's3:ListBucket',
    Resource: itself,
    Condition: { StringEquals: { 's3:prefix': 'mine/' }, NumericLessThanEquals: { 's3:max-keys': '10' } },
  });
  expect(asAnn.listObjectsV2({ Bucket, Prefix: 'mine/', MaxKeys: 10 }).KeyCount).toBe(0);
  expect(refusal(() => asAnn.listObjectsV2({ Bucket, Prefix: 'mine/', MaxKeys: 11 }))).toMatchObject({
    code: 'AccessDenied',
  });
  expect(refusal(() => asAnn.listObjectsV2({ Bucket, MaxKeys: 10 }))).toMatchObject({ code: 'AccessDenied' });
});

test('a version has an action of its own', () => {
  const { s3, put, asAnn } = guarded({ Action: 's3:GetObject', Resource: objects });
  s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: 'Enabled' } });
  const VersionId = put('k');
  expect(refusal(() => asAnn.getObject({ Bucket, Key: 'k' }))).toEqual({ refused: false });
  expect(refusal(() => asAnn.getObject({ Bucket, Key: 'k', VersionId }))).toMatchObject({
    message: expect.stringContaining('s3:GetObjectVersion'),
  });
});

test('tags with a put are a right of their own, and so is the source of a copy', () => {
  const { asAnn } = guarded({ Action: 's3:PutObject', Resource: objects });
  expect(refusal(() => asAnn.putObject({ Bucket, Key: 'a' }))).toEqual({ refused: false });
  expect(refusal(() => asAnn.putObject({ Bucket, Key: 'a', Tagging: 'a=b' }))).toMatchObject({
    message: expect.stringContaining('s3:PutObjectTagging'),
  });
  expect(refusal(() => asAnn.copyObject({ Bucket, Key: 'b', CopySource: `${Bucket}/k` }))).toMatchObject({
    message: expect.stringContaining('s3:GetObject on resource'),
  });
});

test('tags of an object decide who may read it', () => {
  const { s3, asAnn } = guarded({
    Action: 's3:GetObject',
    Resource: objects,
    Condition: { StringEquals: { 's3:ExistingObjectTag/team': 'blue' } },
  });
  expect(refusal(() => asAnn.getObject({ Bucket, Key: 'k' }))).toMatchObject({ code: 'AccessDenied' });
  s3.putObjectTagging({ Bucket, Key: 'k', Tagging: { TagSet: [{ Key: 'team', Value: 'blue' }] } });
  expect(refusal(() => asAnn.getObject({ Bucket, Key: 'k' }))).toEqual({ refused: false });
});

test('of many deletes each is allowed or denied for itself', () => {
  const { asAnn, put, keys } = guarded({
    Action: 's3:DeleteObject',
    Resource: 'arn:aws:s3:::uploads/mine/*',
  });
  put('mine/a');
  const { Deleted, Errors } = asAnn.deleteObjects({
    Bucket,
    Delete: { Objects: [{ Key: 'mine/a' }, { Key: 'k' }] },
  });
  expect(Deleted).toEqual([{ Key: 'mine/a' }]);
  expect(Errors).toMatchObject([{ Key: 'k', Code: 'AccessDenied' }]);
  expect(keys()).toEqual(['k']);
});

test('another account is let in by no policy but its own account too', () => {
  const { asEve } = guarded({ Principal: { AWS: eve.arn }, Action: 's3:GetObject', Resource: objects });
  expect(refusal(() => asEve.getObject({ Bucket, Key: 'k' }))).toMatchObject({
    code: 'AccessDenied',
    message: 'Access Denied',
  });
});

test('a deny in the bucket policy holds against the root as well', () => {
  const { s3, put } = guarded({
    Effect: 'Deny',
    Principal: everyone,
    Action: 's3:DeleteObject',
    Resource: objects,
  });
  expect(refusal(() => s3.deleteObject({ Bucket, Key: 'k' }))).toMatchObject({
    message: expect.stringContaining('with an explicit deny in a resource-based policy'),
  });
  expect(s3.deleteObjects({ Bucket, Delete: { Objects: [{ Key: 'k' }] } }).Errors).toMatchObject([
    { Code: 'AccessDenied' },
  ]);
  expect(put('other')).toBe('unversioned');
});

const open = { Effect: 'Allow', Principal: everyone, Action: 's3:GetObject', Resource: objects };
const putPolicy = (s3: ReturnType<typeof testBucket>['s3'], statement: object) => () =>
  s3.putBucketPolicy({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) });

describe('a public policy', () => {
  test('is blocked on a new bucket', () => {
    expect(refusal(putPolicy(testBucket().s3, open))).toEqual({
      status: 403,
      code: 'AccessDenied',
      message:
        'User: arn:aws:iam::000000000000:root is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::uploads" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.',
    });
  });

  test('is none when a condition fixes who calls', () => {
    const { s3 } = testBucket();
    putPolicy(s3, { ...open, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-123' } } })();
    expect(s3.getBucketPolicyStatus({ Bucket }).PolicyStatus).toEqual({ IsPublic: false });
  });

  test('lets strangers in only while public buckets are not restricted', () => {
    const { cloud, s3, put } = testBucket();
    put('k');
    const block = (BlockPublicPolicy: boolean, RestrictPublicBuckets: boolean) =>
      s3.putPublicAccessBlock({
        Bucket,
        PublicAccessBlockConfiguration: { BlockPublicPolicy, RestrictPublicBuckets },
      });
    block(false, false);
    putPolicy(s3, open)();
    expect(s3.getBucketPolicyStatus({ Bucket }).PolicyStatus).toEqual({ IsPublic: true });
    const anyone = cloud.ask('s3', { as: { kind: 'anonymous', arn: '*', accountId: 'anonymous' } });
    expect(refusal(() => anyone.getObject({ Bucket, Key: 'k' }))).toEqual({ refused: false });
    block(false, true);
    expect(refusal(() => anyone.getObject({ Bucket, Key: 'k' }))).toMatchObject({ code: 'AccessDenied' });
  });
});

test.each([
  ['no JSON', 'Version', "Policies must be valid JSON and the first byte must be '{'"],
  ['no statement', '{"Version":"2012-10-17"}', 'Missing required field Statement'],
  [
    'another bucket',
    JSON.stringify({
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: '000000000000' },
          Action: 's3:GetObject',
          Resource: 'arn:aws:s3:::other/*',
        },
      ],
    }),
    'Policy has invalid resource',
  ],
  [
    'an object action on the bucket',
    JSON.stringify({
      Statement: [
        { Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: 's3:GetObject', Resource: itself },
      ],
    }),
    'Action does not apply to any resource(s) in statement',
  ],
])('a policy with %s is malformed', (_, Policy, message) => {
  expect(refusal(() => testBucket().s3.putBucketPolicy({ Bucket, Policy }))).toEqual({
    status: 400,
    code: 'MalformedPolicy',
    message,
  });
});

test('a policy comes back character by character, and goes', () => {
  const { s3 } = testBucket();
  const Policy = JSON.stringify(
    {
      Statement: [
        { Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: 's3:*', Resource: [itself, objects] },
      ],
    },
    null,
    3,
  );
  s3.putBucketPolicy({ Bucket, Policy });
  expect(s3.getBucketPolicy({ Bucket }).Policy).toBe(Policy);
  s3.deleteBucketPolicy({ Bucket });
  expect(refusal(() => s3.getBucketPolicy({ Bucket }))).toMatchObject({ code: 'NoSuchBucketPolicy' });
});
