import type { S3 } from '@aws-sdk/client-s3';
import { testCloud } from '../../test-cloud';

const Bucket = 'site';
const host = 'site.s3-website-us-east-1.amazonaws.com:4566';

type Website = Parameters<S3['putBucketWebsite']>[0]['WebsiteConfiguration'];
type Pages = Record<string, string | { Body?: string; WebsiteRedirectLocation: string }>;

/** A website whose pages everybody may read, and a visitor of it. */
function hosted(WebsiteConfiguration: Website | undefined, pages: Pages = {}, action = 's3:GetObject') {
  const cloud = testCloud();
  const s3 = cloud.ask('s3');
  s3.createBucket({ Bucket });
  s3.deletePublicAccessBlock({ Bucket });
  const Statement = [
    { Effect: 'Allow', Principal: '*', Action: action, Resource: 'arn:aws:s3:::site/*' },
    { Effect: 'Allow', Principal: '*', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::site' },
  ];
  s3.putBucketPolicy({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) });
  if (WebsiteConfiguration !== undefined) s3.putBucketWebsite({ Bucket, WebsiteConfiguration });
  for (const [Key, page] of Object.entries(pages)) {
    const { Body, ...rest } = typeof page === 'string' ? { Body: page } : page;
    s3.putObject({ Bucket, Key, ContentType: 'text/html', Body: Buffer.from(Body ?? ''), ...rest });
  }
  let calls = 0;
  function visit(
    path: string,
    more: { method?: string; headers?: Record<string, string>; host?: string } = {},
  ) {
    const answers: { status: number; headers: Record<string, string>; body: string }[] = [];
    cloud.engine.post({
      origin: { task: 'browser', call: ++calls, cause: 0 },
      wire: { method: 'GET', host, path, headers: {}, body: Buffer.alloc(0), ...more },
      onAnswer: ({ status, headers, body }) =>
        void answers.push({ status, headers, body: Buffer.from(body).toString() }),
    });
    cloud.advance('1 second');
    return answers[0] ?? { status: 0, headers: {}, body: 'no answer' };
  }
  /** What a visitor sees in one line. */
  const seen = (path: string): string => {
    const { status, headers, body } = visit(path);
    return `${status} ${headers['location'] ?? body}`;
  };
  return { cloud, s3, visit, seen };
}

const index: Website = { IndexDocument: { Suffix: 'index.html' } };
const withError: Website = { ...index, ErrorDocument: { Key: 'error.html' } };

test('a site shows its pages, the index of each directory, and its own page of errors', () => {
  const { visit, seen } = hosted(withError, {
    'index.html': 'home',
    'docs/index.html': 'docs',
    'a b.html': 'page',
    'error.html': 'sorry',
  });
  expect(['/', '/docs/', '/docs', '/a%20b.html', '/absent'].map(seen)).toEqual([
    '200 home',
    '200 docs',
    '302 /docs/',
    '200 page',
    '404 sorry',
  ]);
  const { headers } = visit('/');
  expect(headers).toMatchObject({ 'content-type': 'text/html', 'content-length': '4' });
  expect(visit('/', { headers: { 'if-none-match': headers['etag'] ?? '' } }).status).toBe(304);
  expect(visit('/', { headers: { range: 'bytes=1-2' } })).toMatchObject({ status: 206, body: 'om' });
  expect(visit('/', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
});

test('S3 has a page for errors where the site has none, or none that is there', () => {
  const listed = (page: string): string[] =>
    [...page.matchAll(/<li>(.*?)<\/li>|<h[13]>(.*?)<\/h[13]>/g)]
      .map(([, item = '', heading = '']) => item + heading)
      .filter((line) => !/^(RequestId|HostId)/.test(line));
  const missing = [
    '404 Not Found',
    'Code: NoSuchKey',
    'Message: The specified key does not exist.',
    'Key: index.html',
  ];
  expect(listed(hosted(index).visit('/').body)).toEqual(missing);
  expect(listed(hosted(withError).visit('/').body)).toEqual([
    ...missing,
    'An Error Occurred While Attempting to Retrieve a Custom Error Document',
    'Code: NoSuchKey',
    'Message: The specified key does not exist.',
    'Key: error.html',
  ]);
  expect(listed(hosted(undefined).visit('/').body)).toEqual([
    '404 Not Found',
    'Code: NoSuchWebsiteConfiguration',
    'Message: The specified bucket does not have a website configuration',
    'BucketName: site',
  ]);
  const nowhere = 'nowhere.s3-website.localhost';
  expect(listed(hosted(undefined).visit('/', { host: nowhere }).body)).toEqual([
    '404 Not Found',
    'Code: NoSuchBucket',
    'Message: The specified bucket does not exist',
    'BucketName: nowhere',
  ]);
  expect(listed(hosted(index).visit('/', { method: 'POST' }).body)).toEqual([
    '405 Method Not Allowed',
    'Code: MethodNotAllowed',
    'Message: The specified method is not allowed against this resource.',
    'Method: POST',
    'ResourceType: OBJECT',
  ]);
  const hidden = hosted(index, { 'index.html': 'home' }, 's3:GetObjectAcl');
  expect(listed(hidden.visit('/').body)).toEqual([
    '403 Forbidden',
    'Code: AccessDenied',
    'Message: Access Denied',
  ]);
});

test('rules send on before a page is looked for, or when it is missing; so do pages themselves', () => {
  const to = (Redirect: object, KeyPrefixEquals: string) => ({ Redirect, Condition: { KeyPrefixEquals } });
  const { seen } = hosted(
    {
      ...withError,
      RoutingRules: [
        to({ HostName: 'else.where' }, 'host/'),
        to({ ReplaceKeyPrefixWith: '' }, 'docs/'),
        to({ Protocol: 'https' }, 'safe/'),
        to({ HttpRedirectCode: '307' }, 'code/'),
        to({ ReplaceKeyWith: 'other.html' }, 'index'),
        { Condition: { HttpErrorCodeReturnedEquals: '404' }, Redirect: { ReplaceKeyWith: 'found.html' } },
      ],
    },
    {
      'index.html': 'home',
      'moved.html': { WebsiteRedirectLocation: '/index.html' },
    },
  );
  const site = `http://${host}`;
  expect(
    ['/host/a', '/docs/a', '/safe/a', '/code/a', '/', '/index.html', '/absent', '/moved.html'].map(seen),
  ).toEqual([
    '301 http://else.where/host/a',
    `301 ${site}/a`,
    `301 https://${host}/safe/a`,
    `307 ${site}/code/a`,
    '200 home',
    `301 ${site}/other.html`,
    `301 ${site}/found.html`,
    '301 /index.html',
  ]);
});

test('a whole site may be another one', () => {
  const { seen } = hosted({ RedirectAllRequestsTo: { HostName: 'my.page', Protocol: 'https' } });
  expect(seen('/a')).toBe('301 https://my.page/a');
});

test('a site in another region is visited by its host there, and at home by any', () => {
  const { cloud, visit } = hosted(index);
  const s3 = cloud.ask('s3', { region: 'eu-west-1' });
  s3.createBucket({ Bucket: 'far', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } });
  s3.putBucketWebsite({ Bucket: 'far', WebsiteConfiguration: { RedirectAllRequestsTo: { HostName: 'x' } } });
  for (const host of ['far.s3-website-eu-west-1.amazonaws.com', 'far.s3-website.localhost:4566']) {
    expect(visit('/', { host }).status).toBe(301);
  }
});
