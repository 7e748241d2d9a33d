import { errorOf, overWire, testBucket } from './bucket';

const scope = '000000000000/20260101/us-east-1/s3/aws4_request';
const signed = {
  'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
  'X-Amz-Credential': scope,
  'X-Amz-Date': '20260101T000000Z',
  'X-Amz-Expires': '604800',
  'X-Amz-SignedHeaders': 'host',
  'X-Amz-Signature': 'any',
};
const header = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=any`;

/** Gets an object by a URL with these in its query string. */
function get(query: Record<string, string>, headers: Record<string, string> = {}): string {
  const bucket = testBucket();
  bucket.put('k', 'hello');
  const path = `/k?${new URLSearchParams(query).toString()}`;
  return errorOf(overWire(bucket, { method: 'GET', path, headers }));
}

test('a URL that is signed is good for what it names', () => {
  expect(get(signed)).toBe('200 hello');
});

test.each([
  [
    'without its algorithm',
    Object.fromEntries(Object.entries(signed).slice(1)),
    {},
    '400 AuthorizationQueryParametersError: Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
  ],
  [
    'of nobody',
    { ...signed, 'X-Amz-Credential': 'key/2026/s3' },
    {},
    '400 AuthorizationQueryParametersError: Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting &quot;&lt;YOUR-AKID&gt;/YYYYMMDD/REGION/SERVICE/aws4_request&quot;.',
  ],
  [
    'of version 2 without its key',
    { Signature: 'any', Expires: '2000000000' },
    {},
    '403 AccessDenied: Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters',
  ],
  [
    "with a header of AWS's that is not signed",
    signed,
    { 'x-amz-meta-a': '1' },
    '403 AccessDenied: There were headers present in the request which were not signed',
  ],
  [
    'besides a signed header',
    signed,
    { authorization: header },
    '400 InvalidArgument: Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
  ],
])('a URL %s is refused', (_, query, headers, words) => {
  expect(get(query, headers)).toBe(words);
});

test('a header that is signed in no way S3 knows is refused', () => {
  expect(get({}, { authorization: 'Bearer abc' })).toBe(
    '400 InvalidArgument: Unsupported Authorization Type',
  );
});
