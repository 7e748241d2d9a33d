import { errorOf, overWire, refusal, testBucket } from './bucket';

const Bucket = 'uploads';

function filled(...keys: string[]) {
  const bucket = testBucket();
  for (const key of keys) bucket.put(key);
  return bucket;
}

test('keys are listed in the order of their UTF-8 bytes', () => {
  const { keys } = filled('b', 'a', 'Z', '\u{1f600}', '\uffee', 'é', 'a!', 'a/');
  expect(keys()).toEqual(['Z', 'a', 'a!', 'a/', 'b', 'é', '\uffee', '\u{1f600}']);
});

/** All pages of a listing, each as its keys and common prefixes. */
function pages(
  { s3 }: ReturnType<typeof filled>,
  input: { MaxKeys: number; Prefix?: string; Delimiter?: string },
): string[] {
  const found: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = s3.listObjectsV2({ Bucket, ...input, ContinuationToken });
    const names = [
      ...(page.Contents ?? []).map(({ Key }) => Key),
      ...(page.CommonPrefixes ?? []).map(({ Prefix }) => `[${Prefix}]`),
    ];
    found.push(names.join(' '));
    expect(page.KeyCount).toBe(names.length);
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return found;
}

test('a delimiter folds keys into common prefixes that count once', () => {
  const bucket = filled('a', 'b/1', 'b/2', 'b/c/3', 'd', 'e/1', 'f');
  expect(pages(bucket, { MaxKeys: 2, Delimiter: '/' })).toEqual(['a [b/]', 'd [e/]', 'f']);
  expect(pages(bucket, { MaxKeys: 1, Prefix: 'b/', Delimiter: '/' })).toEqual(['b/1', 'b/2', '[b/c/]']);
  expect(pages(bucket, { MaxKeys: 3 })).toEqual(['a b/1 b/2', 'b/c/3 d e/1', 'f']);
});

test('markers of the first version are keys or prefixes', () => {
  const { s3 } = filled('a', 'b/1', 'b/2', 'd');
  const first = s3.listObjects({ Bucket, Delimiter: '/', MaxKeys: 2 });
  expect(first).toMatchObject({ IsTruncated: true, NextMarker: 'b/', CommonPrefixes: [{ Prefix: 'b/' }] });
  const second = s3.listObjects({ Bucket, Delimiter: '/', Marker: first.NextMarker });
  expect(second.Contents).toMatchObject([{ Key: 'd' }]);
  expect(second.CommonPrefixes).toBeUndefined();
  expect(s3.listObjects({ Bucket, MaxKeys: 1 }).NextMarker).toBeUndefined();
});

test('StartAfter, MaxKeys of nothing, and a wrong token', () => {
  const { s3 } = filled('a', 'b', 'c');
  expect(s3.listObjectsV2({ Bucket, StartAfter: 'b' }).Contents).toMatchObject([{ Key: 'c' }]);
  expect(s3.listObjectsV2({ Bucket, MaxKeys: 0 })).toMatchObject({ KeyCount: 0, IsTruncated: false });
  expect(refusal(() => s3.listObjectsV2({ Bucket, ContinuationToken: 'wrong' }))).toMatchObject({
    status: 400,
    code: 'InvalidArgument',
    message: 'The continuation token provided is incorrect',
  });
});

test('keys are encoded when asked for', () => {
  const { s3 } = filled('a b/é+@');
  const { Contents, EncodingType } = s3.listObjectsV2({ Bucket, EncodingType: 'url' });
  expect({ EncodingType, key: Contents?.[0]?.Key }).toEqual({ EncodingType: 'url', key: 'a+b/%C3%A9%2B%40' });
});

test('versions are paged by key and version', () => {
  const { s3, put } = testBucket({ versioning: 'Enabled' });
  const ids = [put('a'), put('a'), put('b'), put('a')];
  const seen: (string | undefined)[] = [];
  let markers: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
  for (;;) {
    const page = s3.listObjectVersions({ Bucket, MaxKeys: 1, ...markers });
    seen.push(...(page.Versions ?? []).map(({ VersionId }) => VersionId));
    if (page.IsTruncated !== true) break;
    markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  }
  expect(seen).toEqual([ids[3], ids[1], ids[0], ids[2]]);
  expect(refusal(() => s3.listObjectVersions({ Bucket, VersionIdMarker: 'x' }))).toMatchObject({
    message: 'A version-id marker cannot be specified without a key marker.',
  });
  expect(s3.listObjectVersions({ Bucket, KeyMarker: 'a' }).Versions).toMatchObject([{ Key: 'b' }]);
  expect(s3.listObjectVersions({ Bucket, Prefix: 'b', KeyMarker: 'a' }).Versions).toMatchObject([
    { Key: 'b' },
  ]);
});

test('a bucket of many keys is paged without walking what a page does not hold', () => {
  const { s3, put } = testBucket();
  for (let i = 0; i < 3000; i++) put(`many/${String(i).padStart(4, '0')}`, 'x');
  put('z', 'x');
  const folded = s3.listObjectsV2({ Bucket, Delimiter: '/' });
  expect(folded.CommonPrefixes).toEqual([{ Prefix: 'many/' }]);
  expect(folded.Contents).toMatchObject([{ Key: 'z' }]);
  const first = s3.listObjectsV2({ Bucket });
  expect([first.KeyCount, first.IsTruncated, first.Contents?.at(-1)?.Key]).toEqual([1000, true, 'many/0999']);
  const next = s3.listObjectsV2({ Bucket, ContinuationToken: first.NextContinuationToken, MaxKeys: 1 });
  expect(next.Contents).toMatchObject([{ Key: 'many/1000' }]);
});

test.each(['listObjects', 'listObjectVersions'] as const)(
  'a marker within a common prefix passes over all of that prefix in %s',
  (operation) => {
    const { s3 } = filled('folder/a/1', 'folder/a/2', 'folder/b');
    const asked = { Bucket, Prefix: 'folder/', Delimiter: '/' };
    const marker = 'folder/a/1';
    const { CommonPrefixes, ...page } =
      operation === 'listObjects'
        ? s3.listObjects({ ...asked, Marker: marker })
        : s3.listObjectVersions({ ...asked, KeyMarker: marker });
    const items = 'Versions' in page ? page.Versions : 'Contents' in page ? page.Contents : undefined;
    expect([CommonPrefixes, items?.map(({ Key }) => Key)]).toEqual([undefined, ['folder/b']]);
  },
);

test('a page that is gone on to does not say where the listing began', () => {
  const { s3 } = filled('a', 'b', 'c', 'd');
  const first = s3.listObjectsV2({ Bucket, StartAfter: 'a', MaxKeys: 1 });
  expect(first.StartAfter).toBe('a');
  const { NextContinuationToken: ContinuationToken } = first;
  const next = s3.listObjectsV2({ Bucket, StartAfter: 'a', ContinuationToken });
  expect([next.StartAfter, next.Contents?.[0]?.Key]).toEqual([undefined, 'c']);
});

test('keys are encoded as in URLs or not at all', () => {
  const authorization =
    'AWS4-HMAC-SHA256 Credential=000000000000/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=any';
  for (const path of [
    '/?encoding-type=html',
    '/?versions&encoding-type=html',
    '/?uploads&encoding-type=html',
  ]) {
    const answer = overWire(filled('a'), { method: 'GET', path, headers: { authorization } });
    expect(errorOf(answer)).toBe('400 InvalidArgument: Invalid Encoding Method specified in Request');
  }
});
