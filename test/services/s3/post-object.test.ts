import { bytes, errorOf, overWire, testBucket } from './bucket';

const Bucket = 'uploads';

type Fields = Record<string, string>;
type Conditions = (Record<string, string> | (string | number)[])[];

/** What signs a form; the signature itself is not checked. */
const signature = {
  'x-amz-algorithm': 'AWS4-HMAC-SHA256',
  'x-amz-credential': '000000000000/20260101/us-east-1/s3/aws4_request',
  'x-amz-date': '20260101T000000Z',
  'x-amz-signature': 'any',
};
const signatureConditions: Conditions = Object.keys(signature)
  .filter((name) => name !== 'x-amz-signature')
  .map((name) => ['starts-with', `$${name}`, '']);
const encoded = (policy: object): string => Buffer.from(JSON.stringify(policy)).toString('base64');
const part = (disposition: string, content: string): string =>
  `--edge\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;

/** Sends forms over the wire; what they may say is `conditions` and the credential. */
function forms(conditions: Conditions = [['starts-with', '$key', '']]) {
  const bucket = testBucket();
  let calls = 0;
  function post(fields: Fields, file: string | undefined = 'hello'): { status: number; body: string } {
    const answers: { status: number; body: string; headers: Record<string, string> }[] = [];
    const body =
      Object.entries(fields)
        .map(([name, value]) => part(`name="${name}"`, value))
        .join('') + (file === '' ? '' : part('name="file"; filename="C:\\dir\\a.txt"', file));
    bucket.cloud.engine.post({
      origin: { task: 'browser', call: ++calls, cause: 0 },
      wire: {
        method: 'POST',
        host: 'uploads.s3.us-east-1.amazonaws.com',
        path: '/',
        headers: { 'content-type': 'multipart/form-data; boundary=edge' },
        body: bytes(`${body}--edge--\r\n`),
      },
      onAnswer: ({ status, headers, body: answered }) =>
        void answers.push({ status, headers, body: Buffer.from(answered).toString() }),
    });
    bucket.cloud.advance('1 second');
    return answers[0] ?? { status: 0, body: 'no answer' };
  }
  const policy = encoded({
    expiration: '2030-01-01T00:00:00Z',
    conditions: [{ bucket: Bucket }, ...signatureConditions, ...conditions],
  });
  const signed = (fields: Fields, file?: string) => post({ ...signature, policy, ...fields }, file);
  return { ...bucket, post, signed };
}

const codeOf = ({ status, body }: { status: number; body: string }): string =>
  `${status} ${/<Code>(.*?)<\/Code><Message>(.*?)<\/Message>/.exec(body)?.slice(1).join(': ') ?? body}`;

test('a form with a policy becomes an object, named after its file if it says so', () => {
  const { s3, signed, read } = forms([['starts-with', '$key', 'in/'], { 'content-type': 'text/x' }]);
  expect(signed({ key: 'in/${filename}', 'Content-Type': 'text/x' })).toMatchObject({
    status: 204,
    body: '',
  });
  expect(read('in/a.txt')).toBe('hello');
  expect(s3.headObject({ Bucket, Key: 'in/a.txt' }).ContentType).toBe('text/x');
});

test('the fields say how success is answered', () => {
  const { signed } = forms([
    ['starts-with', '$key', ''],
    ['starts-with', '$success_action_status', ''],
    ['starts-with', '$success_action_redirect', ''],
  ]);
  expect(signed({ key: 'k', success_action_status: '200' }).status).toBe(200);
  expect(signed({ key: 'k', success_action_status: '201' }).body).toContain(
    '<Bucket>uploads</Bucket><Key>k</Key><ETag>&quot;5d41402abc4b2a76b9719d911017c592&quot;</ETag>',
  );
  expect(signed({ key: 'k', success_action_redirect: 'https://my.page/done' })).toMatchObject({
    status: 303,
    headers: { location: expect.stringContaining('https://my.page/done?bucket=uploads&key=k&etag=') },
  });
});

test.each<[string, Fields, string, string]>([
  [
    'a key that is not allowed',
    { key: 'out' },
    'x',
    '403 AccessDenied: Invalid according to Policy: Policy Condition failed: [&quot;starts-with&quot;, &quot;$key&quot;, &quot;in/&quot;]',
  ],
  [
    'a field too many',
    { key: 'in/k', 'x-amz-meta-a': '1' },
    'x',
    '403 AccessDenied: Invalid according to Policy: Extra input fields: x-amz-meta-a',
  ],
  [
    'a file too large',
    { key: 'in/k' },
    '123456',
    '400 EntityTooLarge: Your proposed upload exceeds the maximum allowed size',
  ],
  ['no key', {}, 'x', '400 InvalidArgument: Bucket POST must contain a field named &#39;key&#39;.'],
  ['no file', { key: 'in/k' }, '', '400 InvalidArgument: POST requires exactly one file upload per request.'],
])('a form with %s is refused', (_, fields, file, words) => {
  const { signed, keys } = forms([
    ['starts-with', '$key', 'in/'],
    ['content-length-range', 1, 5],
  ]);
  expect(codeOf(signed(fields, file)).replaceAll("'", '&#39;')).toContain(words);
  expect(keys()).toEqual([]);
});

test('a policy that has expired allows nothing, and a form without one is anonymous', () => {
  const { post } = forms();
  const policy = encoded({ expiration: '2020-01-01T00:00:00Z', conditions: [] });
  expect(codeOf(post({ key: 'k', ...signature, policy }))).toBe(
    '403 AccessDenied: Invalid according to Policy: Policy expired.',
  );
  expect(codeOf(post({ key: 'k' }))).toContain('403 AccessDenied');
  expect(codeOf(post({ key: 'k', ...signature, policy: 'e30' }))).toBe(
    '400 InvalidPolicyDocument: Invalid Policy: Policy missing expiration.',
  );
});

test.each([
  ['x-amz-algorithm', 'X-Amz-Algorithm'],
  ['x-amz-date', 'X-Amz-Date'],
  ['x-amz-signature', 'X-Amz-Signature'],
])('a form that is signed without its field %s is refused', (name, said) => {
  const { post } = forms();
  const fields = Object.entries({ key: 'k', policy: 'e30', ...signature }).filter(([each]) => each !== name);
  expect(codeOf(post(Object.fromEntries(fields)))).toBe(
    `400 InvalidArgument: Bucket POST must contain a field named '${said}'.  If it is specified, please check the order of the fields.`,
  );
});

test.each<[string, Conditions, string]>([
  [
    'no bucket',
    [['starts-with', '$key', '']],
    '403 AccessDenied: Invalid according to Policy: Extra input fields: bucket',
  ],
  [
    'an empty condition',
    [{}],
    '400 InvalidPolicyDocument: Invalid Policy: Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.',
  ],
  [
    'sizes that are none',
    [['content-length-range', -1, 5]],
    '400 InvalidPolicyDocument: Invalid Policy: Invalid Condition.',
  ],
  [
    'sizes that are no numbers',
    [{ bucket: Bucket }, ['content-length-range', 'one', 5]],
    '403 AccessDenied: Invalid according to Policy: Policy Condition failed: [&quot;content-length-range&quot;, &quot;one&quot;, &quot;5&quot;]',
  ],
  [
    'a field that has no dollar sign',
    [{ bucket: Bucket }, ['eq', 'key', 'k']],
    '403 AccessDenied: Invalid according to Policy: Policy Condition failed: [&quot;eq&quot;, &quot;key&quot;, &quot;k&quot;]',
  ],
])('a policy with %s is refused', (_, conditions, words) => {
  const { post } = forms();
  const policy = encoded({
    expiration: '2030-01-01T00:00:00Z',
    conditions: [...signatureConditions, ...conditions],
  });
  expect(codeOf(post({ key: 'k', ...signature, policy }))).toBe(words);
});

test('what is posted to a bucket is a form', () => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  expect(errorOf(overWire(testBucket(), { method: 'POST', path: '/', headers, body: 'key=k' }))).toBe(
    '412 PreconditionFailed: At least one of the pre-conditions you specified did not hold',
  );
});

test('a file that has no name leaves the key as it is; forms may say when objects expire, and tags that are none', () => {
  const { s3, signed } = forms(['key', 'expires', 'tagging'].map((name) => ['starts-with', `$${name}`, '']));
  const fields = {
    key: '${filename}',
    Expires: 'Wed, 01 Jan 2031 00:00:00 GMT',
    tagging: '<none>invalid</none>',
    file: 'hello',
  };
  expect(signed(fields, '').status).toBe(204);
  expect(s3.headObject({ Bucket, Key: '${filename}' })).toMatchObject({
    ContentLength: 5,
    Expires: new Date('2031-01-01'),
  });
  expect(s3.getObjectTagging({ Bucket, Key: '${filename}' })).toEqual({ TagSet: [] });
});
