import { errorOf, overWire, testBucket } from './bucket';

const Bucket = 'uploads';
const origin = 'https://app.test';

function corsBucket(rule: {
  AllowedOrigins?: string[];
  AllowedHeaders?: string[];
  ExposeHeaders?: string[];
}) {
  const bucket = testBucket();
  bucket.put('k');
  const whole = { AllowedOrigins: [origin], AllowedMethods: ['GET', 'PUT'], MaxAgeSeconds: 3000, ...rule };
  bucket.s3.putBucketCors({ Bucket, CORSConfiguration: { CORSRules: [whole] } });
  return bucket;
}

const ask = (bucket: ReturnType<typeof testBucket>, headers: Record<string, string>, path = '/k') =>
  overWire(bucket, { method: 'OPTIONS', path, headers });

test('a preflight that a rule admits is told what the script may do', () => {
  const bucket = corsBucket({ AllowedHeaders: ['x-amz-*'], ExposeHeaders: ['etag', 'x-amz-request-id'] });
  const { status, headers, body } = ask(bucket, {
    origin,
    'access-control-request-method': 'PUT',
    'access-control-request-headers': 'X-Amz-Date, x-amz-acl',
  });
  const { 'x-amz-request-id': _, ...rest } = headers;
  expect({ status, body, ...rest }).toEqual({
    status: 200,
    body: '',
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'GET, PUT',
    'access-control-allow-headers': 'x-amz-date, x-amz-acl',
    'access-control-expose-headers': 'etag, x-amz-request-id',
    'access-control-max-age': '3000',
    'access-control-allow-credentials': 'true',
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  });
});

test('where any origin is admitted, none is named and no credentials are', () => {
  const bucket = corsBucket({ AllowedOrigins: ['*'] });
  const { headers } = ask(bucket, { origin, 'access-control-request-method': 'GET' });
  expect(headers['access-control-allow-origin']).toBe('*');
  expect(headers['access-control-allow-credentials']).toBeUndefined();
});

test.each([
  ['http://*.test', 'http://app.test', 200],
  ['http://*.test', 'https://app.test', 403],
  ['http://a*a.test', 'http://a.test', 403],
])('the origin %s admits %s or not', (AllowedOrigins, asked, status) => {
  const bucket = corsBucket({ AllowedOrigins: [AllowedOrigins] });
  expect(ask(bucket, { origin: asked, 'access-control-request-method': 'GET' }).status).toBe(status);
});

const notAllowed =
  "403 AccessForbidden: CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.";

test.each([
  ['no origin', {}, '400 BadRequest: Insufficient information. Origin request header needed.'],
  ['no method', { origin }, '400 BadRequest: Invalid Access-Control-Request-Method: null'],
  ['another method', { origin, 'access-control-request-method': 'DELETE' }, notAllowed],
  ['another origin', { origin: 'https://x.test', 'access-control-request-method': 'GET' }, notAllowed],
  [
    'a header that no rule allows',
    { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'x-amz-acl' },
    notAllowed,
  ],
])('a preflight with %s is refused', (_, headers, error) => {
  expect(errorOf(ask(corsBucket({}), headers))).toBe(error);
});

test('a preflight for a bucket without rules, or for no bucket at all, is refused', () => {
  const asked = { origin, 'access-control-request-method': 'PUT' };
  const answer = ask(testBucket(), asked);
  expect(errorOf(answer)).toBe('403 AccessForbidden: CORSResponse: CORS is not enabled for this bucket.');
  expect(answer.body).toContain('<Method>PUT</Method><ResourceType>BUCKET</ResourceType>');
  const gone = testBucket();
  gone.s3.deleteBucket({ Bucket });
  expect(errorOf(ask(gone, asked))).toBe('403 AccessForbidden: CORSResponse: Bucket not found');
});

test("the answer to a script's request names the script's origin, even where it is refused", () => {
  const bucket = corsBucket({});
  const get = (headers: Record<string, string>) =>
    overWire(bucket, { method: 'GET', path: '/k', headers }).headers['access-control-allow-origin'];
  expect(get({ origin })).toBe(origin);
  expect(get({ origin: 'https://x.test' })).toBeUndefined();
  expect(get({})).toBeUndefined();
  expect(get({ origin, 'access-control-request-method': 'DELETE' })).toBeUndefined();
});
