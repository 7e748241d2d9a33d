import { functionArn, functionCloud, refusal, type FunctionCloud } from './function-cloud';

interface Response {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
}

interface WithUrl extends FunctionCloud {
  url: string;
  /** Sends a request to the URL; the answer is there once the function has given it. */
  request(
    path?: string,
    more?: { method?: string; headers?: Record<string, string>; body?: string; host?: string },
  ): Response;
  event(): Record<string, unknown>;
}

function withUrl(AuthType: 'NONE' | 'AWS_IAM' = 'NONE', isPublic = true): WithUrl {
  const cloud = functionCloud();
  cloud.createProcessor();
  const lambda = cloud.ask('lambda');
  const { FunctionUrl: url = '' } = lambda.createFunctionUrlConfig({ FunctionName: 'Processor', AuthType });
  if (isPublic) {
    const permission = { FunctionName: 'Processor', Principal: '*' };
    lambda.addPermission({
      ...permission,
      StatementId: 'url',
      Action: 'lambda:InvokeFunctionUrl',
      FunctionUrlAuthType: AuthType,
    });
    lambda.addPermission({
      ...permission,
      StatementId: 'invoke',
      Action: 'lambda:InvokeFunction',
      InvokedViaFunctionUrl: true,
    });
  }
  let calls = 0;
  return {
    ...cloud,
    url,
    request(path = '/', { method = 'GET', headers = {}, body = '', host = new URL(url).host } = {}) {
      const response: Response = {};
      cloud.engine.post({
        origin: { task: 'scenario', call: ++calls, cause: 0 },
        wire: { method, host, path, headers, body: Buffer.from(body) },
        onAnswer: (answer) => {
          Object.assign(response, { ...answer, body: Buffer.from(answer.body).toString() });
        },
      });
      cloud.advance('10 milliseconds');
      return response;
    },
    event() {
      const invokes = cloud.environments.filter((effect) => effect.kind === 'invoke');
      return JSON.parse(invokes.at(-1)?.invocation.event ?? '{}');
    },
  };
}

test('a URL is made, shown, changed and deleted', () => {
  const cloud = functionCloud();
  cloud.createProcessor({ Publish: true });
  const lambda = cloud.ask('lambda');
  const named = { FunctionName: 'Processor' };
  const made = lambda.createFunctionUrlConfig({ ...named, AuthType: 'AWS_IAM' });
  expect(made).toEqual({
    FunctionUrl: expect.stringMatching(/^https:\/\/[a-z0-9]{32}\.lambda-url\.us-east-1\.on\.aws\/$/),
    FunctionArn: functionArn,
    AuthType: 'AWS_IAM',
    CreationTime: expect.stringMatching(/^2026-/),
  });
  expect(lambda.updateFunctionUrlConfig({ ...named, AuthType: 'NONE' })).toMatchObject({ AuthType: 'NONE' });
  lambda.createAlias({ ...named, Name: 'live', FunctionVersion: '1' });
  const alias = lambda.createFunctionUrlConfig({ ...named, Qualifier: 'live', AuthType: 'NONE' });
  expect(alias.FunctionArn).toBe(`${functionArn}:live`);
  expect(lambda.listFunctionUrlConfigs(named).FunctionUrlConfigs).toHaveLength(2);
  expect([
    refusal(() => lambda.createFunctionUrlConfig({ ...named, AuthType: 'NONE' })),
    refusal(() => lambda.createFunctionUrlConfig({ FunctionName: 'Other', AuthType: 'NONE' })),
    refusal(() => lambda.createFunctionUrlConfig({ ...named, Qualifier: '1', AuthType: 'NONE' })),
    refusal(() => lambda.updateFunctionUrlConfig({ ...named, InvokeMode: 'RESPONSE_STREAM' })).split('\n')[0],
  ]).toMatchInlineSnapshot(`
   [
     "ResourceConflictException: Failed to create function url config for [functionArn = arn:aws:lambda:us-east-1:000000000000:function:Processor]. Error message:  FunctionUrlConfig exists for this Lambda function",
     "ResourceNotFoundException: Function does not exist",
     "ValidationException: 1 validation error detected: Value '1' at 'qualifier' failed to satisfy constraint: Member must satisfy regular expression pattern: ((?!^\\d+$)^[0-9a-zA-Z-_]+$)",
     "STORM_NOT_EMULATED: STORM_NOT_EMULATED  lambda:UpdateFunctionUrlConfig with InvokeMode RESPONSE_STREAM is not emulated.",
   ]
  `);
  lambda.deleteFunctionUrlConfig(named);
  expect(refusal(() => lambda.getFunctionUrlConfig(named))).toBe(
    'ResourceNotFoundException: The resource you requested does not exist.',
  );
});

test('a request becomes an event of format 2.0', () => {
  const cloud = withUrl();
  cloud.request('/orders/7?a=1&a=2&b=x%20y', {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: 'one=1; two=2', 'user-agent': 'test' },
    body: '{"n":1}',
  });
  const { host } = new URL(cloud.url);
  expect(cloud.event()).toEqual({
    version: '2.0',
    routeKey: '$default',
    rawPath: '/orders/7',
    rawQueryString: 'a=1&a=2&b=x%20y',
    cookies: ['one=1', 'two=2'],
    headers: {
      'content-type': 'application/json',
      'user-agent': 'test',
      host,
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
    },
    queryStringParameters: { a: '1,2', b: 'x y' },
    requestContext: {
      accountId: 'anonymous',
      apiId: host.split('.')[0],
      domainName: host,
      domainPrefix: host.split('.')[0],
      http: {
        method: 'POST',
        path: '/orders/7',
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: 'test',
      },
      requestId: cloud.requestIds()[0],
      routeKey: '$default',
      stage: '$default',
      time: expect.stringMatching(/^01\/Jan\/2026:00:00:\d\d \+0000$/),
      timeEpoch: expect.any(Number),
    },
    body: '{"n":1}',
    isBase64Encoded: false,
  });
});

test.each([
  [{ statusCode: 201, headers: { 'X-Made': 'yes' }, body: 'made' }, 201, 'made', 'yes'],
  [{ statusCode: 200, body: 'aGVsbG8=', isBase64Encoded: true }, 200, 'hello', undefined],
  [{ ok: true }, 200, '{"ok":true}', undefined],
  ['text', 200, 'text', undefined],
])('an answer %j goes out as %i', (value, status, body, made) => {
  const cloud = withUrl();
  const response = cloud.request();
  expect(response.status).toBeUndefined();
  cloud.returnLast(value);
  expect([response.status, response.body, response.headers?.['x-made']]).toEqual([status, body, made]);
  expect(response.headers?.['content-type']).toBe('application/json');
});

test('a function that fails is a bad gateway, a throttled one is busy', () => {
  const cloud = withUrl();
  const failed = cloud.request();
  cloud.throwLast();
  expect([failed.status, failed.body]).toEqual([502, 'Internal Server Error']);
  cloud.ask('lambda').putFunctionConcurrency({ FunctionName: 'Processor', ReservedConcurrentExecutions: 0 });
  expect(cloud.request().status).toBe(429);
});

test('without a policy that lets everybody in, a URL is forbidden', () => {
  const cloud = withUrl('NONE', false);
  const response = cloud.request();
  expect([response.status, response.body]).toEqual([403, '{"Message":"Forbidden"}']);
  expect(cloud.invoked()).toEqual([]);
});

test('a URL of nobody is forbidden', () => {
  const cloud = withUrl();
  const { status, body } = cloud.request('/', { host: `${'a'.repeat(32)}.lambda-url.us-east-1.on.aws` });
  expect([status, body]).toEqual([403, '{"Message":"Forbidden"}']);
});

test('a URL with AWS_IAM takes signed requests alone, and tells who signed', () => {
  const cloud = withUrl('AWS_IAM', false);
  const { status } = cloud.request();
  expect(status).toBe(403);
  cloud.request('/', {
    headers: { authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/lambda/aws4_request' },
  });
  expect(cloud.event()['requestContext']).toMatchObject({
    accountId: '000000000000',
    authorizer: { iam: { userArn: 'arn:aws:iam::000000000000:root', accountId: '000000000000' } },
  });
});

test('a URL of an alias invokes the alias', () => {
  const cloud = withUrl();
  const lambda = cloud.ask('lambda');
  lambda.publishVersion({ FunctionName: 'Processor' });
  cloud.advance('5 seconds');
  const named = { FunctionName: 'Processor', Qualifier: 'live' };
  lambda.createAlias({ FunctionName: 'Processor', Name: 'live', FunctionVersion: '1' });
  const { FunctionUrl = '' } = lambda.createFunctionUrlConfig({ ...named, AuthType: 'NONE' });
  const permission = { ...named, Principal: '*' };
  lambda.addPermission({ ...permission, StatementId: 'a', Action: 'lambda:InvokeFunctionUrl' });
  lambda.addPermission({ ...permission, StatementId: 'b', Action: 'lambda:InvokeFunction' });
  cloud.request('/', { host: new URL(FunctionUrl).host });
  const invokes = cloud.environments.filter((effect) => effect.kind === 'invoke');
  expect(invokes.at(-1)?.invocation).toMatchObject({
    functionArn: `${functionArn}:live`,
    functionVersion: '1',
  });
});

test('a page of an allowed origin may read answers, and its preflight invokes nothing', () => {
  const cloud = withUrl();
  const lambda = cloud.ask('lambda');
  const Cors = {
    AllowOrigins: ['https://shop.example'],
    AllowMethods: ['PUT'],
    AllowHeaders: ['x-shop'],
    ExposeHeaders: ['x-total'],
    AllowCredentials: true,
    MaxAge: 60,
  };
  const { Cors: kept } = lambda.updateFunctionUrlConfig({ FunctionName: 'Processor', Cors });
  expect(kept).toEqual(Cors);
  const common = {
    'access-control-allow-origin': 'https://shop.example',
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': 'x-total',
    vary: 'Origin',
  };
  const ask = (origin: string) =>
    cloud.request('/', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'PUT' },
    });
  expect(ask('https://shop.example')).toMatchObject({
    status: 200,
    headers: {
      ...common,
      'access-control-allow-methods': 'PUT',
      'access-control-allow-headers': 'x-shop',
      'access-control-max-age': '60',
    },
  });
  const { headers: strange } = ask('https://other.example');
  expect(strange).not.toHaveProperty('access-control-allow-origin');
  expect(cloud.invoked()).toEqual([]);
  const answer = cloud.request('/', { headers: { origin: 'https://shop.example' } });
  cloud.returnLast('hello');
  expect(answer).toMatchObject({ status: 200, headers: common, body: 'hello' });
  const { Cors: none } = lambda.updateFunctionUrlConfig({ FunctionName: 'Processor', Cors: {} });
  expect(none).toBeUndefined();
});
