import { buildWorker, closeStages, playOnce, playThrice, stage } from './stage';

beforeAll(buildWorker);
afterAll(closeStages);

const NODE_22 = { env: { AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' } };

test('an ES module may await at its top level, calls included', async () => {
  const { outcome } = await playThrice(
    {
      'package.json': '{"type":"module"}',
      'index.js': `import { greeting } from './lib/greeting.js';
        const loaded = await (await fetch('https://s3.amazonaws.com/config')).text();
        export const handler = async () => [greeting, loaded, import.meta.url, import.meta.dirname];`,
      'lib/greeting.js': `export const greeting = 'hello';`,
    },
    () => ({ body: 'settings' }),
  );
  expect(outcome.value).toEqual(['hello', 'settings', 'file:///var/task/index.js', '/var/task']);
});

test('module state survives from one invocation to the next', async () => {
  const warm = stage({ 'index.js': 'let n = 0; exports.handler = async () => ++n;' });
  expect([(await warm.invoke()).value, (await warm.invoke()).value, (await warm.invoke()).value]).toEqual([
    1, 2, 3,
  ]);
  expect(warm.reports.map((report) => report.initialised)).toEqual([true, undefined, undefined]);
});

test('the context tells what AWS tells', async () => {
  const { outcome } = await playThrice({
    'index.js': `exports.handler = async (event, context) => [Object.keys(context).sort(), context.memoryLimitInMB, context.invokedFunctionArn, process.env._X_AMZN_TRACE_ID];`,
  });
  expect(outcome.value).toEqual([
    [
      'awsRequestId',
      'callbackWaitsForEmptyEventLoop',
      'clientContext',
      'done',
      'fail',
      'functionName',
      'functionVersion',
      'getRemainingTimeInMillis',
      'identity',
      'invokedFunctionArn',
      'logGroupName',
      'logStreamName',
      'memoryLimitInMB',
      'succeed',
    ],
    '256',
    'arn:aws:lambda:us-east-1:123456789012:function:Processor',
    'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0',
  ]);
});

test('undefined becomes null', async () => {
  expect(
    (await playOnce({ 'index.js': 'exports.handler = async () => undefined;' })).outcome.value,
  ).toBeNull();
});

test('Node 24 takes a plain return value, Node 22 ignores it', async () => {
  const files = { 'index.js': 'exports.handler = () => 5;' };
  expect((await playOnce(files)).outcome.value).toBe(5);
  expect((await playOnce(files, undefined, NODE_22)).outcome.value).toBeNull();
});

const callbackHandler = (waits: boolean): Record<string, string> => ({
  'index.js': `exports.handler = (event, context, callback) => {
    context.callbackWaitsForEmptyEventLoop = ${waits};
    setTimeout(() => console.log('later'), 100);
    callback(null, { done: true });
  };`,
});

test('a callback on Node 22 waits for the empty loop unless told not to', async () => {
  const waiting = await playThrice(callbackHandler(true), undefined, NODE_22);
  expect([waiting.outcome.value, waiting.outcome.logs.length]).toEqual([{ done: true }, 1]);
  const hasty = await playThrice(callbackHandler(false), undefined, NODE_22);
  expect([hasty.outcome.value, hasty.outcome.logs.length]).toEqual([{ done: true }, 0]);
});

test('an error given to a callback is the result', async () => {
  const { outcome } = await playOnce(
    { 'index.js': `exports.handler = (event, context, callback) => callback(new RangeError('too far'));` },
    undefined,
    NODE_22,
  );
  expect(outcome.error).toMatchObject({ errorType: 'RangeError', errorMessage: 'too far' });
});

test('Node 24 refuses a handler with a callback in the words of AWS', async () => {
  const { outcome } = await playOnce({
    'index.js': `exports.handler = (event, context, callback) => callback(null, 1);`,
  });
  expect(outcome.error?.errorType).toBe('Runtime.CallbackHandlerDeprecated');
  expect(outcome.error?.errorMessage).toBe(
    'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.',
  );
});

test('a promise that nothing can settle any more answers null', async () => {
  expect(
    (await playThrice({ 'index.js': 'exports.handler = () => new Promise(() => {});' })).outcome.value,
  ).toBeNull();
});

test('a thrown error is logged and reported with a trace of the function', async () => {
  const { outcome } = await playThrice({
    'index.js': `class Broken extends Error { constructor() { super('no luck'); this.name = 'Broken'; this.code = 'E1'; } }
exports.handler = async () => { await null; throw new Broken(); };`,
  });
  expect(outcome.error).toEqual({
    errorType: 'Broken',
    errorMessage: 'no luck',
    trace: ['Broken: no luck', '    at exports.handler (/var/task/index.js:2:51)'],
  });
  expect(outcome.logs).toEqual([
    '2031-05-06T07:08:09.010Z\t00000000-0000-4000-8000-000000000001\tERROR\tInvoke Error \t{"errorType":"Broken","errorMessage":"no luck","code":"E1","name":"Broken","stack":["Broken: no luck","    at exports.handler (/var/task/index.js:2:51)"]}',
  ]);
});

test.each([
  [
    'a missing file',
    { 'other.js': '' },
    {},
    'Runtime.ImportModuleError',
    "Error: Cannot find module 'index'\nRequire stack:\n- /var/runtime/index.mjs",
  ],
  [
    'a missing export',
    { 'index.js': 'exports.main = 1;' },
    {},
    'Runtime.HandlerNotFound',
    'index.handler is undefined or not exported',
  ],
  [
    'an export that is no function',
    { 'index.js': 'exports.handler = 1;' },
    {},
    'Runtime.HandlerNotFound',
    'index.handler is not a function',
  ],
  [
    'a syntax error',
    { 'index.js': 'exports.handler = (;' },
    {},
    'Runtime.UserCodeSyntaxError',
    "SyntaxError: Unexpected token ';'",
  ],
  [
    'a handler name with dots',
    { 'index.js': '' },
    { handler: '../index.handler' },
    'Runtime.MalformedHandlerName',
    "'../index.handler' is not a valid handler name. Use absolute paths when specifying root directories in handler names.",
  ],
  [
    'a handler name without a function',
    { 'index.js': '' },
    { handler: 'index' },
    'Runtime.MalformedHandlerName',
    'Bad handler',
  ],
  [
    'a package that was not packed',
    { 'index.js': `require('typescript'); exports.handler = 1;` },
    {},
    'Runtime.ImportModuleError',
    "Error: Cannot find module 'typescript'\nRequire stack:\n- /var/task/index.js\n- /var/runtime/index.mjs",
  ],
  [
    'a module package that was not packed',
    { 'index.mjs': `import 'typescript';` },
    {},
    'Error',
    "Cannot find package 'typescript' imported from /var/task/index.mjs",
  ],
  [
    'a missing relative file',
    { 'index.js': `require('./lib/nothing');` },
    {},
    'Runtime.ImportModuleError',
    "Error: Cannot find module './lib/nothing'\nRequire stack:\n- /var/task/index.js\n- /var/runtime/index.mjs",
  ],
  [
    'an error while loading',
    { 'index.js': `throw new TypeError('bad start');` },
    {},
    'TypeError',
    'bad start',
  ],
])('%s fails the invocation', async (_, files, options, errorType, errorMessage) => {
  const { outcome } = await playThrice(files, undefined, options);
  expect(outcome.error).toMatchObject({ errorType, errorMessage });
  expect(outcome.exit).toEqual({ code: 129, reason: 'crash' });
});

test('packages come from the package, from layers, then the SDK from the runtime', async () => {
  const { outcome } = await playThrice(
    {
      'src/app.js': `exports.run = async () => [require('own'), require('own/extra.json').x, require('layered'), __filename, __dirname,
        require.resolve('own'), (await import('layered')).default, typeof require('@aws-sdk/client-sqs').SQSClient, process.cwd()];`,
      'node_modules/own/package.json': '{"name":"own","main":"lib/main.js"}',
      'node_modules/own/lib/main.js': `module.exports = 'own at ' + __filename;`,
      'node_modules/own/extra.json': '{"x":1}',
    },
    undefined,
    {
      handler: 'src/app.run',
      layer: { 'nodejs/node_modules/layered/index.js': `module.exports = 'layered at ' + __filename;` },
    },
  );
  expect(outcome.value).toEqual([
    'own at /var/task/node_modules/own/lib/main.js',
    1,
    'layered at /opt/nodejs/node_modules/layered/index.js',
    '/var/task/src/app.js',
    '/var/task/src',
    '/var/task/node_modules/own/lib/main.js',
    'layered at /opt/nodejs/node_modules/layered/index.js',
    'function',
    '/var/task',
  ]);
});

test('a packed SDK goes before that of the runtime', async () => {
  const { outcome } = await playThrice({
    'index.mjs': `import { S3Client } from '@aws-sdk/client-s3'; export const handler = async () => S3Client;`,
    'node_modules/@aws-sdk/client-s3/package.json':
      '{"name":"@aws-sdk/client-s3","type":"module","exports":"./index.js"}',
    'node_modules/@aws-sdk/client-s3/index.js': `export const S3Client = 'mine';`,
  });
  expect(outcome.value).toBe('mine');
});

test('TypeScript handlers are stripped of their types', async () => {
  const { outcome } = await playThrice({
    'index.ts': `interface Event { a?: number }\nexports.handler = async (event: Event): Promise<number> => event.a ?? 7;`,
  });
  expect(outcome.value).toBe(7);
});

test('console output has the format of the Node runtime', async () => {
  const { outcome } = await playThrice({
    'index.js': `exports.handler = async () => {
      console.log('plain', 1, { a: { b: { c: { d: 1 } } } }, [1, 2], new Date(0), new Map([[1, 2]]));
      console.info('%s is %d', 'x', 5); console.warn('careful'); console.error(new Error('e').message); console.debug('d'); console.trace('t');
      console.log('two\\nlines'); process.stdout.write('raw\\n'); require('node:fs').writeSync(1, 'by descriptor\\n');
    };`,
  });
  const lead = '2031-05-06T07:08:09.010Z\t00000000-0000-4000-8000-000000000001\t';
  expect(outcome.logs).toEqual([
    `${lead}INFO\tplain 1 { a: { b: { c: [Object] } } } [ 1, 2 ] 1970-01-01T00:00:00.000Z Map(1) { 1 => 2 }`,
    `${lead}INFO\tx is 5`,
    `${lead}WARN\tcareful`,
    `${lead}ERROR\te`,
    `${lead}DEBUG\td`,
    `${lead}TRACE\tt`,
    `${lead}INFO\ttwo\nlines`,
    'raw',
    'by descriptor',
  ]);
});

test('JSON log format writes one object per line', async () => {
  const { outcome } = await playThrice(
    { 'index.js': `exports.handler = async () => { console.log({ a: 1 }); console.debug('hidden'); };` },
    undefined,
    { env: { AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: 'INFO' } },
  );
  expect(outcome.logs).toEqual([
    '{"timestamp":"2031-05-06T07:08:09.010Z","level":"INFO","requestId":"00000000-0000-4000-8000-000000000001","message":{"a":1}}',
  ]);
});
