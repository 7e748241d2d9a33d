/**
 * Goal: a recycled thread is as good as a fresh one. Method: code that leaves behind whatever it can, played over and
 * over with two seeds; each transcript must be the one of a fresh thread. `reset-completeness.test.ts` does the same
 * for every source of time, chance and order.
 */
import { livingWorkers } from '../../../../framework/services/lambda/host/pool';
import { buildWorker, closeStages, playOnce, playRecycled, type World } from './stage';

beforeAll(buildWorker);
afterAll(closeStages);

const answers: World = () => ({ headers: { 'content-type': 'application/x-amz-json-1.0' }, body: '{}' });
const SEEDS = ['a1', 'b2', 'a1', 'a1', 'b2', 'a1'];

/** Plays on fresh threads, then on recycled ones; says what came out and how many threads the latter took. */
async function playBoth(
  files: Record<string, string>,
  world?: World,
): Promise<{ fresh: (string | undefined)[]; recycled: string[]; threads: number }> {
  const fresh = new Map<string, string>();
  for (const entropySeed of ['a1', 'b2'])
    fresh.set(entropySeed, (await playOnce(files, world, { entropySeed })).transcript);
  const before = livingWorkers();
  const recycled = await playRecycled(files, world, undefined, SEEDS);
  return { fresh: SEEDS.map((seed) => fresh.get(seed)), recycled, threads: livingWorkers() - before };
}

test('the same code is known by its name wherever it lies', async () => {
  const files = {
    'index.mjs': `let n = 0; export const handler = () => [++n, import.meta.url, import.meta.filename];`,
  };
  const fresh = await playOnce(files);
  const host = { recycle: 'code 1' };
  await playOnce(files, undefined, { host });
  const before = livingWorkers();
  const elsewhere = await playOnce(files, undefined, { host });
  expect(elsewhere.transcript).toBe(fresh.transcript);
  expect(livingWorkers()).toBe(before);
});

const handler = (body: string, top = ''): Record<string, string> => ({
  'index.mjs': `${top}\nexport const handler = async (event, context) => {${body}};`,
});

describe('what one environment leaves behind is gone in the next', () => {
  test.each([
    ['variables of ES modules', handler(`return ++count;`, `let count = 0;`)],
    [
      'variables of modules that are imported, statically and later',
      {
        ...handler(
          `const later = await import('./later.mjs'); return [one.next(), later.next(), data.n++, cjs.next()];`,
          `import * as one from './one.mjs'; import data from './data.json' with { type: 'json' }; import cjs from './cjs.cjs';`,
        ),
        'one.mjs': `let n = 0; export const next = () => ++n;`,
        'later.mjs': `let n = 0; export const next = () => [++n, import.meta.url, new Error('x').stack];`,
        'data.json': `{ "n": 1 }`,
        'cjs.cjs': `let n = 0; exports.next = () => [++n, Object.keys(require.cache)];`,
      },
    ],
    [
      'variables of CommonJS modules',
      {
        'index.js': `const other = require('./other'); let n = 0; exports.handler = async () => [++n, other.next(), module.children.length];`,
        'other.js': `let n = 0; exports.next = () => ++n;`,
      },
    ],
    [
      'globals, and changes of built-in objects',
      handler(
        `const seen = [globalThis.left, typeof Array.prototype.last, Error.stackTraceLimit, 'x'.trim(), JSON.left, os.left];
         globalThis.left = 1; globalThis[Symbol.for('left')] = 1; Array.prototype.last = () => 1; Error.stackTraceLimit = 3;
         String.prototype.trim = () => 'trimmed'; JSON.left = 1; os.left = 1; fs.readFileSync = () => 'mine';
         globalThis.Date = class extends Date {}; console.log = () => {}; Math.random = () => 0.5;
         return [...seen, Symbol.for('left') in globalThis];`,
        `import os from 'node:os'; import fs from 'node:fs'; const random = Math.random(); console.log(random, Date.now(), fs.readFileSync(import.meta.filename, 'utf8').length);`,
      ),
    ],
    [
      'variables of the process, its listeners and its exit code',
      handler(
        `const seen = [process.env.LEFT, process.env.AWS_REGION, process.listenerCount('uncaughtException'), process.listenerCount('left'), process.exitCode];
         process.env.LEFT = '1'; delete process.env.AWS_REGION; process.on('left', () => {}); process.exitCode = 3;
         process.on('uncaughtException', () => {}); process.on('exit', () => console.log('left')); return seen;`,
      ),
    ],
    [
      'timers, answers that never came and results of the thread pool',
      handler(
        `setTimeout(() => console.log('timer'), 5); setInterval(() => console.log('interval'), 1);
         http.get('http://sqs.us-east-1.amazonaws.com/left', () => console.log('answer')).on('error', () => {});
         zlib.gzip('a', () => console.log('zipped')); return Number(setTimeout(() => {}, 1));`,
        `import http from 'node:http'; import zlib from 'node:zlib';`,
      ),
    ],
    [
      'connections that are kept alive',
      handler(
        `const get = () => new Promise((resolve) => { http.get('http://sqs.us-east-1.amazonaws.com/', (response) => {
           response.resume(); response.on('end', () => resolve(response.req.reusedSocket)); }); });
         const reused = [await get(), await get()]; http.globalAgent.maxSockets = 1; return [reused, http.globalAgent.left, http.globalAgent.left = 1];`,
        `import http from 'node:http';`,
      ),
    ],
    [
      'counts and stopwatches of the console, and marks',
      handler(
        `console.count(); console.count('a'); console.timeLog('t'); console.time('t'); performance.mark('m');
         return performance.getEntries().filter((entry) => entry.entryType === 'mark').length;`,
      ),
    ],
    [
      'a function that fails, and code that does not load',
      handler(`throw Object.assign(new Error('broken'), { code: 'E' });`),
    ],
    ['code that does not load', { 'index.mjs': `let n = 0; throw new TypeError('no ' + ++n);` }],
  ])('%s', async (_, files) => {
    const { fresh, recycled } = await playBoth(files);
    expect(recycled).toEqual(fresh);
  });

  test.each([
    [
      'ES modules',
      'index.mjs',
      `import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'; export`,
    ],
    [
      'CommonJS',
      'index.js',
      `const { DynamoDBClient, GetItemCommand } = require('@aws-sdk/client-dynamodb'); exports.handler = handler;`,
    ],
  ])('changes of the AWS SDK, loaded from %s; one thread serves them all', async (_, file, top) => {
    const source = `${top} async function handler() {
      const table = new DynamoDBClient({});
      const first = table.middlewareStack.identify().length;
      DynamoDBClient.prototype.left ??= 0;
      const left = DynamoDBClient.prototype.left++;
      const both = await Promise.all([1, 2].map((id) => table.send(new GetItemCommand({ TableName: 't', Key: { id: { N: String(id) } } }))));
      DynamoDBClient.prototype.send = () => 'mine';
      GetItemCommand.prototype.resolveMiddleware = undefined;
      return [first, left, both.length, globalThis.left, globalThis.left = 1];
    }`;
    const { fresh, recycled, threads } = await playBoth({ [file]: source }, answers);
    expect(recycled).toEqual(fresh);
    expect(threads).toBeLessThanOrEqual(1);
  });
});

test.each([
  [
    'a hook that Node keeps',
    `createHook({ init() { globalThis.inits = (globalThis.inits ?? 0) + 1; } }).enable(); const before = globalThis.inits; await new Promise((resolve) => { setTimeout(resolve, 1); }); return [before, globalThis.inits];`,
  ],
  [
    'a subscription to a diagnostics channel',
    `subscribe('c', () => console.log('heard')); channel('c').publish({});`,
  ],
  ['a frozen built-in object', `const before = Object.isFrozen(JSON); Object.freeze(JSON); return before;`],
  ['fetch', `return (await fetch('http://sqs.us-east-1.amazonaws.com/')).status;`],
  ['a warning that Node shows once', `process.emitWarning('old', 'DeprecationWarning', 'DEP1'); return 1;`],
])('after %s the thread is not used again', async (_, body) => {
  const top = `import { createHook } from 'node:async_hooks'; import { channel, subscribe } from 'node:diagnostics_channel';`;
  const { fresh, recycled } = await playBoth(handler(body, top));
  expect(recycled).toEqual(fresh);
});
