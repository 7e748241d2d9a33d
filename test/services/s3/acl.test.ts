import type { Grant, PutBucketAclRequest } from '@aws-sdk/client-s3';
import type { Principal } from '../../../framework/cloud/service';
import { bytes, errorOf, overWire, refusal, testBucket, type TestBucket } from './bucket';

const Bucket = 'uploads';
const otherAccount = '111111111111';
const otherRoot: Principal = {
  kind: 'root',
  arn: `arn:aws:iam::${otherAccount}:root`,
  accountId: otherAccount,
};
const allUsers = 'http://acs.amazonaws.com/groups/global/AllUsers';

/** A bucket in which ACLs count, and which nothing keeps from being public. */
function openBucket(ownership: 'ObjectWriter' | 'BucketOwnerPreferred' = 'ObjectWriter') {
  const bucket = testBucket();
  bucket.s3.putBucketOwnershipControls({
    Bucket,
    OwnershipControls: { Rules: [{ ObjectOwnership: ownership }] },
  });
  bucket.s3.deletePublicAccessBlock({ Bucket });
  const other = bucket.cloud.ask('s3', { as: otherRoot, accountId: otherAccount });
  return { ...bucket, other };
}

const grantsOf = ({ Grants = [] }: { Grants?: Grant[] | undefined }): string[] =>
  Grants.map(({ Grantee, Permission }) => `${Grantee?.URI?.split('/').at(-1) ?? 'someone'} ${Permission}`);

const get = (bucket: TestBucket, path: string) => overWire(bucket, { method: 'GET', path });

test.each([
  ['private', ['someone FULL_CONTROL']],
  ['public-read', ['someone FULL_CONTROL', 'AllUsers READ']],
  ['public-read-write', ['someone FULL_CONTROL', 'AllUsers READ', 'AllUsers WRITE']],
  ['authenticated-read', ['someone FULL_CONTROL', 'AuthenticatedUsers READ']],
] as const)('the canned ACL %s grants what it says, on a bucket and on an object', (ACL, grants) => {
  const { s3 } = openBucket();
  s3.putBucketAcl({ Bucket, ACL });
  expect(grantsOf(s3.getBucketAcl({ Bucket }))).toEqual(grants);
  s3.putObject({ Bucket, Key: 'k', ACL });
  expect(grantsOf(s3.getObjectAcl({ Bucket, Key: 'k' }))).toEqual(grants);
});

test('an object that everyone may read is read without a signature, and hidden again by a private ACL', () => {
  const bucket = openBucket();
  bucket.s3.putObject({ Bucket, Key: 'k', Body: bytes('hello'), ACL: 'public-read' });
  expect(get(bucket, '/k')).toMatchObject({ status: 200, body: 'hello' });
  bucket.s3.putObjectAcl({ Bucket, Key: 'k', ACL: 'private' });
  expect(get(bucket, '/k').status).toBe(403);
});

test('a bucket that everyone may read is listed without a signature, and without its owner', () => {
  const bucket = openBucket();
  bucket.put('k');
  expect(get(bucket, '/').status).toBe(403);
  bucket.s3.putBucketAcl({ Bucket, ACL: 'public-read' });
  const { status, headers, body } = get(bucket, '/');
  expect([status, headers['x-amz-bucket-region'], body.includes('<Owner>')]).toEqual([
    200,
    'us-east-1',
    false,
  ]);
});

test('an ACL of one version speaks of that version alone', () => {
  const bucket = openBucket();
  bucket.s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: 'Enabled' } });
  const first = bucket.put('k', 'one');
  bucket.put('k', 'two');
  bucket.s3.putObjectAcl({ Bucket, Key: 'k', VersionId: first, ACL: 'public-read' });
  expect(get(bucket, '/k').status).toBe(403);
  expect(get(bucket, `/k?versionId=${first}`)).toMatchObject({ status: 200, body: 'one' });
});

test('Block Public Access ignores public grants, and refuses new ones', () => {
  const bucket = openBucket();
  bucket.s3.putObject({ Bucket, Key: 'k', ACL: 'public-read' });
  bucket.s3.putPublicAccessBlock({
    Bucket,
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, IgnorePublicAcls: true },
  });
  expect(get(bucket, '/k').status).toBe(403);
  expect(refusal(() => bucket.s3.putBucketAcl({ Bucket, ACL: 'public-read' }))).toEqual({
    status: 403,
    code: 'AccessDenied',
    message:
      'User: arn:aws:iam::000000000000:root is not authorized to perform: s3:PutBucketAcl on resource: "arn:aws:s3:::uploads" because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public Access.',
  });
});

test('what another account writes is its own, and the bucket owner cannot read it', () => {
  const { s3, other } = openBucket();
  s3.putBucketAcl({ Bucket, ACL: 'public-read-write' });
  other.putObject({ Bucket, Key: 'theirs', Body: bytes('x') });
  expect(refusal(() => s3.getObject({ Bucket, Key: 'theirs' }))).toMatchObject({ status: 403 });
  expect(other.getObject({ Bucket, Key: 'theirs' }).ContentLength).toBe(1);
  const owner = other.getObjectAcl({ Bucket, Key: 'theirs' }).Owner?.ID;
  expect(s3.listObjects({ Bucket }).Contents?.[0]?.Owner?.ID).toBe(owner);
  expect(owner).not.toBe(s3.listBuckets({}).Owner?.ID);
  s3.deleteObject({ Bucket, Key: 'theirs' });
  expect(s3.listObjects({ Bucket }).Contents).toBeUndefined();
});

test('the bucket owner is given full control, or owns what is given, where that is preferred', () => {
  const writer = openBucket();
  writer.s3.putBucketAcl({ Bucket, ACL: 'public-read-write' });
  writer.other.putObject({ Bucket, Key: 'k', ACL: 'bucket-owner-full-control' });
  expect(grantsOf(writer.s3.getObjectAcl({ Bucket, Key: 'k' }))).toEqual([
    'someone FULL_CONTROL',
    'someone FULL_CONTROL',
  ]);
  const preferred = openBucket('BucketOwnerPreferred');
  preferred.s3.putBucketAcl({ Bucket, ACL: 'public-read-write' });
  preferred.other.putObject({ Bucket, Key: 'k', ACL: 'bucket-owner-full-control' });
  const { Owner, Grants } = preferred.s3.getObjectAcl({ Bucket, Key: 'k' });
  expect([Owner?.ID, Grants?.length]).toEqual([preferred.s3.listBuckets({}).Owner?.ID, 1]);
});

test('a grant to an account lets that account in, and no other', () => {
  const { s3, other, put } = openBucket();
  put('k');
  const id = other.listBuckets({}).Owner?.ID ?? '';
  expect(refusal(() => other.getObject({ Bucket, Key: 'k' }))).toMatchObject({ code: 'AccessDenied' });
  s3.putObjectAcl({ Bucket, Key: 'k', GrantRead: `id="${id}"` });
  expect(other.getObject({ Bucket, Key: 'k' }).ContentLength).toBe(1);
  expect(refusal(() => other.getObjectAcl({ Bucket, Key: 'k' }))).toMatchObject({ code: 'AccessDenied' });
});

test('anybody may write to and delete from a bucket that everyone may write to', () => {
  const bucket = openBucket();
  bucket.s3.putBucketAcl({ Bucket, ACL: 'public-read-write' });
  expect(overWire(bucket, { method: 'PUT', path: '/k', body: 'x' }).status).toBe(200);
  expect(bucket.s3.listObjects({ Bucket }).Contents?.[0]?.Owner?.ID).toBe('65a011a29cdf8ec533ec3d1ccaae921c');
  expect(overWire(bucket, { method: 'DELETE', path: '/k' }).status).toBe(204);
});

const ownerId = '0'.repeat(64);
test.each<[Omit<PutBucketAclRequest, 'Bucket'>, string, string, object]>([
  [
    { GrantWrite: 'uri="http://acs.amazonaws.com/groups/s3/Fake"' },
    'InvalidArgument',
    'Invalid group uri',
    { ArgumentName: 'uri', ArgumentValue: 'http://acs.amazonaws.com/groups/s3/Fake' },
  ],
  [
    { GrantWrite: 'fakekey="1234"' },
    'InvalidArgument',
    'Argument format not recognized',
    { ArgumentName: 'x-amz-grant-write', ArgumentValue: 'fakekey="1234"' },
  ],
  [
    { GrantWrite: 'id="wrong"' },
    'InvalidArgument',
    'Invalid id',
    { ArgumentName: 'id', ArgumentValue: 'wrong' },
  ],
  [
    { ACL: 'private', GrantRead: `uri="${allUsers}"` },
    'InvalidRequest',
    'Specifying both Canned ACLs and Header Grants is not allowed',
    {},
  ],
  [
    {},
    'MissingSecurityHeader',
    'Your request was missing a required header',
    { MissingHeaderName: 'x-amz-acl' },
  ],
  [
    { ACL: 'private', AccessControlPolicy: { Owner: { ID: ownerId }, Grants: [] } },
    'UnexpectedContent',
    'This request does not support content',
    {},
  ],
  [
    { AccessControlPolicy: { Grants: [] } },
    'MalformedACLError',
    'The XML you provided was not well-formed or did not validate against our published schema',
    {},
  ],
  [
    { AccessControlPolicy: { Owner: { ID: 'wrong' }, Grants: [] } },
    'InvalidArgument',
    'Invalid id',
    { ArgumentName: 'CanonicalUser/ID', ArgumentValue: 'wrong' },
  ],
])('the ACL %j is refused', (asked, code, message, fields) => {
  const { s3 } = openBucket();
  expect(refusal(() => s3.putBucketAcl({ Bucket, ...asked }))).toEqual({
    status: 400,
    code,
    message,
    ...fields,
  });
});

test('a canned ACL that nobody knows is refused without words', () => {
  const bucket = openBucket();
  bucket.s3.putBucketAcl({ Bucket, ACL: 'public-read-write' });
  const headers = { 'x-amz-acl': 'fake' };
  const answer = overWire(bucket, { method: 'PUT', path: '/k', headers });
  expect(answer.body).toContain(
    '<Code>InvalidArgument</Code><Message></Message><ArgumentName>x-amz-acl</ArgumentName><ArgumentValue>fake</ArgumentValue>',
  );
});

test('nobody can be named by an e-mail address any more', () => {
  const { s3 } = openBucket();
  expect(refusal(() => s3.putBucketAcl({ Bucket, GrantRead: 'emailAddress="a@b.c"' }))).toMatchObject({
    status: 405,
    code: 'MethodNotAllowed',
  });
});

test('a bucket cannot be made public at once', () => {
  const { cloud } = testBucket();
  const create = () =>
    cloud.ask('s3').createBucket({ Bucket: 'b-2', ObjectOwnership: 'ObjectWriter', ACL: 'public-read' });
  expect(refusal(create)).toEqual({
    status: 400,
    code: 'InvalidBucketAclWithBlockPublicAccessError',
    message: 'Bucket cannot have public ACLs set with BlockPublicAccess enabled',
  });
});

test('an ACL is put on no delete marker, and read of none', () => {
  const { s3, put } = testBucket({ versioning: 'Enabled' });
  put('k');
  s3.deleteObject({ Bucket, Key: 'k' });
  expect(refusal(() => s3.putObjectAcl({ Bucket, Key: 'k', ACL: 'private' }))).toEqual({
    status: 405,
    code: 'MethodNotAllowed',
    message: 'The specified method is not allowed against this resource.',
    Method: 'PUT',
    ResourceType: 'DeleteMarker',
  });
  expect(refusal(() => s3.getObjectAcl({ Bucket, Key: 'k' }))).toMatchObject({ code: 'NoSuchKey' });
});

test('a method that no resource knows is refused with what it was asked of', () => {
  const answer = overWire(testBucket(), { method: 'PATCH', path: '/k' });
  expect(errorOf(answer)).toBe(
    '405 MethodNotAllowed: The specified method is not allowed against this resource.',
  );
  expect(answer.body).toContain('<Method>PATCH</Method><ResourceType>OBJECT</ResourceType>');
});
