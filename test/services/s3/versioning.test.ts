import { refusal, testBucket, type TestBucket } from './bucket';

const Bucket = 'uploads';
const Key = 'k';

type Status = 'Enabled' | 'Suspended';
const turn = ({ s3 }: TestBucket, Status: Status) =>
  s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status } });

/** Runs a story of puts (P), deletes (D) and changes of versioning (E, S) on one key; answers its versions. */
function story(steps: string): string[] {
  const bucket = testBucket();
  const ids: string[] = [];
  for (const step of steps) {
    if (step === 'P') ids.push(bucket.put(Key));
    else if (step === 'D') ids.push(bucket.s3.deleteObject({ Bucket, Key }).VersionId ?? '');
    else turn(bucket, step === 'E' ? 'Enabled' : 'Suspended');
  }
  return bucket.versions(ids);
}

test.each([
  ['PP', ['k null object latest']],
  ['PD', []],
  ['PEP', ['k v2 object latest', 'k null object']],
  ['EPP', ['k v2 object latest', 'k v1 object']],
  ['EPD', ['k v1 object', 'k v2 marker latest']],
  ['EPDD', ['k v1 object', 'k v3 marker latest', 'k v2 marker']],
  ['EPDP', ['k v3 object latest', 'k v1 object', 'k v2 marker']],
  ['EPSP', ['k null object latest', 'k v1 object']],
  ['EPSPP', ['k null object latest', 'k v1 object']],
  ['EPSPD', ['k v1 object', 'k null marker latest']],
  ['EPSPDP', ['k null object latest', 'k v1 object']],
  ['EPSPEP', ['k v3 object latest', 'k null object', 'k v1 object']],
  ['PEPSD', ['k v2 object', 'k null marker latest']],
])('the story %s leaves %j', (steps, versions) => {
  expect(story(steps)).toEqual(versions);
});

test('deleting a version brings back the one before', () => {
  const { s3, put, read } = testBucket({ versioning: 'Enabled' });
  const first = put(Key, '1');
  const second = put(Key, '2');
  expect(read(Key)).toBe('2');
  expect(read(Key, first)).toBe('1');
  expect(s3.deleteObject({ Bucket, Key, VersionId: second })).toEqual({ VersionId: second });
  expect(read(Key)).toBe('1');
});

test('deleting a marker undeletes the key', () => {
  const { s3, put, read, keys } = testBucket({ versioning: 'Enabled' });
  put(Key, '1');
  const { VersionId, DeleteMarker } = s3.deleteObject({ Bucket, Key });
  expect(DeleteMarker).toBe(true);
  expect(keys()).toEqual([]);
  expect(refusal(() => s3.getObject({ Bucket, Key }))).toMatchObject({ status: 404, code: 'NoSuchKey', Key });
  expect(refusal(() => s3.getObject({ Bucket, Key, VersionId }))).toEqual({
    status: 405,
    code: 'MethodNotAllowed',
    message: 'The specified method is not allowed against this resource.',
    Method: 'GET',
    ResourceType: 'DeleteMarker',
  });
  expect(s3.deleteObject({ Bucket, Key, VersionId })).toEqual({ VersionId, DeleteMarker: true });
  expect(read(Key)).toBe('1');
});

test('an unknown version is missing, a malformed one invalid', () => {
  const { s3, put } = testBucket({ versioning: 'Enabled' });
  const VersionId = put(Key);
  s3.deleteObject({ Bucket, Key, VersionId });
  expect(refusal(() => s3.getObject({ Bucket, Key, VersionId }))).toEqual({
    status: 404,
    code: 'NoSuchVersion',
    message: 'The specified version does not exist.',
    Key,
    VersionId,
  });
  expect(refusal(() => s3.getObject({ Bucket, Key, VersionId: 'nonsense' }))).toEqual({
    status: 400,
    code: 'InvalidArgument',
    message: 'Invalid version id specified',
    ArgumentName: 'versionId',
    ArgumentValue: 'nonsense',
  });
});

test('a version id that looks like one, but is none of its own, is invalid; among many it is unknown', () => {
  const { s3, put } = testBucket({ versioning: 'Enabled' });
  const own = put(Key);
  const VersionId = `${own.slice(0, -1)}${own.endsWith('a') ? 'b' : 'a'}`;
  const invalid = { status: 400, code: 'InvalidArgument', message: 'Invalid version id specified' };
  expect(refusal(() => s3.getObject({ Bucket, Key, VersionId }))).toMatchObject(invalid);
  expect(refusal(() => s3.deleteObject({ Bucket, Key, VersionId }))).toMatchObject(invalid);
  expect(s3.deleteObjects({ Bucket, Delete: { Objects: [{ Key, VersionId }] } })).toEqual({
    Errors: [{ Key, VersionId, Code: 'NoSuchVersion', Message: 'The specified version does not exist.' }],
  });
});

test('a page of versions goes on behind a version that has been deleted meanwhile', () => {
  const { s3, put } = testBucket({ versioning: 'Enabled' });
  const ids = ['1', '2', '3', '4', '5'].map((body) => put(Key, body));
  const { NextKeyMarker, NextVersionIdMarker } = s3.listObjectVersions({ Bucket, MaxKeys: 3 });
  expect(NextVersionIdMarker).toBe(ids[2]);
  s3.deleteObject({ Bucket, Key, VersionId: NextVersionIdMarker });
  const rest = s3.listObjectVersions({
    Bucket,
    KeyMarker: NextKeyMarker,
    VersionIdMarker: NextVersionIdMarker,
  });
  expect(rest.Versions?.map(({ VersionId }) => VersionId)).toEqual([ids[1], ids[0]]);
});

test('while versioning is suspended, a write names no version; a copy and a delete name the null one', () => {
  const { s3 } = testBucket({ versioning: 'Suspended' });
  expect(s3.putObject({ Bucket, Key }).VersionId).toBeUndefined();
  const copy = s3.copyObject({ Bucket, Key: 'copy', CopySource: `${Bucket}/${Key}` });
  expect(copy.VersionId).toBe('null');
  expect(copy.CopySourceVersionId).toBeUndefined();
  expect(s3.getObject({ Bucket, Key }).VersionId).toBe('null');
  expect(s3.deleteObject({ Bucket, Key })).toEqual({ DeleteMarker: true, VersionId: 'null' });
});

test('an old version copied over the key becomes current', () => {
  const { s3, put, read } = testBucket({ versioning: 'Enabled' });
  const first = put(Key, '1');
  put(Key, '2');
  const copy = s3.copyObject({ Bucket, Key, CopySource: `${Bucket}/${Key}?versionId=${first}` });
  expect(copy.CopySourceVersionId).toBe(first);
  expect(read(Key)).toBe('1');
});

test('versioning has to say what it is to be', () => {
  const { s3 } = testBucket();
  expect(refusal(() => s3.putBucketVersioning({ Bucket, VersioningConfiguration: {} }))).toEqual({
    status: 400,
    code: 'IllegalVersioningConfigurationException',
    message: 'The Versioning element must be specified',
  });
});

test('a HEAD of a deleted key tells of its delete marker', () => {
  const { s3, put } = testBucket({ versioning: 'Enabled' });
  put('a');
  const { VersionId } = s3.deleteObject({ Bucket: 'uploads', Key: 'a' });
  expect(thrown(() => s3.headObject({ Bucket: 'uploads', Key: 'a' }))).toMatchObject({
    status: 404,
    code: 'NotFound',
    headers: { 'x-amz-delete-marker': 'true', 'x-amz-version-id': VersionId },
  });
});

test('a version that is named is copied onto its own key; without a name nothing would change', () => {
  const { s3, put } = testBucket({ versioning: 'Enabled' });
  const first = put('a');
  const copy = (CopySource: string) => s3.copyObject({ Bucket: 'uploads', Key: 'a', CopySource }).VersionId;
  expect(copy(`uploads/a?versionId=${first}`)).not.toBe(first);
  expect(thrown(() => copy('uploads/a'))).toMatchObject({ code: 'InvalidRequest' });
});

function thrown(ask: () => unknown): unknown {
  try {
    ask();
  } catch (error) {
    return error;
  }
  return 'nothing was refused';
}
