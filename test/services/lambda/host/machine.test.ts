import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { closeHost, livingWorkers } from '../../../../framework/services/lambda/host/environment';
import { buildWorker, closeStages, playOnce, playThrice, stage } from './stage';

beforeAll(buildWorker);
afterAll(closeStages);

const handler = (body: string, imports = ''): Record<string, string> => ({
  'index.mjs': `${imports}\nexport const handler = async (event, context) => {${body}};`,
});

describe('files', () => {
  test('/tmp is written and read in every style, and listed by its own name', async () => {
    const { outcome } = await playThrice(
      handler(
        `await fsp.writeFile('/tmp/a', 'one'); fs.writeFileSync('/tmp/b', 'two'); await promisify(fs.writeFile)(Buffer.from('/tmp/c'), 'three');
        await fsp.mkdir('/tmp/sub/deep', { recursive: true });
        await pipeline(fs.createReadStream('/tmp/a'), zlib.createGzip(), fs.createWriteStream('/tmp/sub/a.gz'));
        await fsp.rename('/tmp/b', '/tmp/sub/b'); await fsp.copyFile('/tmp/a', '/tmp/copy'); await fsp.appendFile('/tmp/copy', '!');
        const handle = await fsp.open('/tmp/c'); const viaHandle = await handle.readFile('utf8'); await handle.close();
        const entries = fs.readdirSync('/tmp', { withFileTypes: true, recursive: true }).map((entry) => entry.parentPath + '/' + entry.name + (entry.isDirectory() ? '/' : '')).sort();
        return [fs.readFileSync('/tmp/copy', 'utf8'), viaHandle, zlib.gunzipSync(await fsp.readFile('/tmp/sub/a.gz')).toString(), fs.realpathSync('/tmp/sub/../a'),
          fs.existsSync('/tmp/nothing'), entries, os.tmpdir(), (await fsp.stat('/tmp/a')).mtime.toISOString(), fs.statSync(import.meta.filename).mtimeMs];`,
        `import fs from 'node:fs'; import fsp from 'node:fs/promises'; import os from 'node:os'; import zlib from 'node:zlib';
         import { pipeline } from 'node:stream/promises'; import { promisify } from 'node:util';`,
      ),
      undefined,
      // A writer of its own for each run would be needed otherwise.
      {},
    );
    expect(outcome.value).toEqual([
      'one!',
      'three',
      'one',
      '/tmp/a',
      false,
      ['/tmp/a', '/tmp/c', '/tmp/copy', '/tmp/sub/', '/tmp/sub/a.gz', '/tmp/sub/b', '/tmp/sub/deep/'],
      '/tmp',
      '2031-05-06T07:08:09.010Z',
      315532800000,
    ]);
  });

  test('what is written to /tmp lies in the scratch folder of the environment alone', async () => {
    const files = handler(
      `const seen = fs.readdirSync('/tmp'); fs.writeFileSync('/tmp/' + event.name, 'x'); return seen;`,
      `import fs from 'node:fs';`,
    );
    const one = stage(files);
    const two = stage(files);
    expect((await one.invoke({ name: 'mine' })).value).toEqual([]);
    expect((await two.invoke({ name: 'yours' })).value).toEqual([]);
    expect((await one.invoke({ name: 'more' })).value).toEqual(['mine']);
    expect([readdirSync(one.scratch).sort(), readdirSync(two.scratch)]).toEqual([
      ['mine', 'more'],
      ['yours'],
    ]);
  });

  test('everything but /tmp is read-only, the package is found relative to the working directory', async () => {
    const { outcome } = await playThrice(
      {
        ...handler(
          `const failure = async (attempt) => { try { await attempt(); return 'allowed'; } catch (error) { return error.message; } };
          return [fs.readFileSync('data/config.json', 'utf8'), fs.readFileSync(new URL('./data/config.json', import.meta.url), 'utf8'),
            await failure(() => fs.writeFileSync('/var/task/x', '')), await failure(() => fsp.writeFile('x', '')), await failure(() => fsp.mkdir('/etc/x')),
            await failure(() => promisify(fs.unlink)('/opt/x')), await failure(() => fs.readFileSync('/var/task/none')), await failure(() => fs.openSync('/home/x', 'a')),
            await failure(() => new Promise((resolve, reject) => fs.createWriteStream('/var/x').on('error', reject).on('open', resolve)))];`,
          `import fs from 'node:fs'; import fsp from 'node:fs/promises'; import { promisify } from 'node:util';`,
        ),
        'data/config.json': '{}',
      },
      undefined,
      { layer: { x: '' } },
    );
    expect(outcome.value).toEqual([
      '{}',
      '{}',
      "EROFS: read-only file system, open '/var/task/x'",
      "EROFS: read-only file system, open '/var/task/x'",
      "EROFS: read-only file system, mkdir '/etc/x'",
      "EROFS: read-only file system, unlink '/opt/x'",
      "ENOENT: no such file or directory, open '/var/task/none'",
      "EROFS: read-only file system, open '/home/x'",
      "EROFS: read-only file system, open '/var/x'",
    ]);
  });
});

describe('machine', () => {
  test('process and os show one fixed machine and the environment of the function alone', async () => {
    process.env['SECRET_OF_THE_HOST'] = 'x';
    const { outcome } = await playThrice(
      handler(
        `return [process.pid, os.hostname(), process.cwd(), Object.keys(process.env).sort(), os.totalmem(), os.cpus().length, process.argv, process.memoryUsage().rss > 0, os.platform()];`,
        `import os from 'node:os';`,
      ),
    );
    delete process.env['SECRET_OF_THE_HOST'];
    expect(outcome.value).toEqual([
      8,
      '169.254.76.1',
      '/var/task',
      [
        'AWS_ACCESS_KEY_ID',
        'AWS_EXECUTION_ENV',
        'AWS_REGION',
        'AWS_SECRET_ACCESS_KEY',
        'TZ',
        '_X_AMZN_TRACE_ID',
      ],
      268435456,
      2,
      ['/var/lang/bin/node', '/var/runtime/index.mjs'],
      true,
      'linux',
    ]);
  });

  test('code that would not be under control is refused loudly', async () => {
    const { outcome } = await playThrice(
      handler(
        `const failure = (attempt) => { try { attempt(); return 'allowed'; } catch (error) { return error.message.split(':')[0]; } };
        return [failure(() => execSync('date')), failure(() => new Worker('x')), failure(() => net.createServer().listen(80)),
          failure(() => crypto.generateKeyPairSync('dsa', { modulusLength: 1024 })), failure(() => awslambda.streamifyResponse(() => {}))];`,
        `import { execSync } from 'node:child_process'; import crypto from 'node:crypto'; import net from 'node:net'; import { Worker } from 'node:worker_threads';`,
      ),
    );
    expect(outcome.value).toEqual([
      'STORM_NOT_EMULATED child_process.execSync',
      'STORM_NOT_EMULATED worker_threads.Worker',
      'STORM_NOT_EMULATED net.Server.listen',
      "STORM_NOT_EMULATED crypto.generateKeyPair('dsa')",
      'STORM_NOT_EMULATED awslambda.streamifyResponse',
    ]);
  });
});

describe('the end of an environment', () => {
  test('process.exit in a handler ends it without a result of its own', async () => {
    const { outcome } = await playThrice(handler(`console.log('bye'); process.exit(3);`));
    expect(outcome.exit).toEqual({ code: 3, reason: 'exit' });
    expect(outcome.error).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage:
        'RequestId: 00000000-0000-4000-8000-000000000001 Error: Runtime exited with error: exit status 3',
    });
    expect(outcome.logs).toHaveLength(1);
    const { outcome: quiet } = await playOnce(handler(`process.exit(0);`));
    expect(quiet.error?.errorMessage).toBe(
      'RequestId: 00000000-0000-4000-8000-000000000001 Error: Runtime exited without providing a reason',
    );
  });

  test('an unhandled rejection fails the invocation and ends the environment', async () => {
    const { outcome } = await playThrice(
      handler(
        `Promise.reject(new Error('forgotten')); await new Promise((resolve) => setTimeout(resolve, 100));`,
      ),
    );
    expect(outcome.error).toMatchObject({
      errorType: 'Runtime.UnhandledPromiseRejection',
      errorMessage: 'Error: forgotten',
    });
    expect(outcome.exit).toEqual({ code: 128, reason: 'crash' });
    expect(outcome.logs[0]).toContain(
      '\tERROR\tUnhandled Promise Rejection \t{"errorType":"Runtime.UnhandledPromiseRejection"',
    );
  });

  test('an uncaught exception fails the invocation and ends the environment', async () => {
    const { outcome } = await playThrice(
      handler(`setTimeout(() => { throw new TypeError('thrown later'); }, 5); await new Promise(() => {});`),
    );
    expect(outcome.error).toMatchObject({ errorType: 'TypeError', errorMessage: 'thrown later' });
    expect(outcome.exit).toEqual({ code: 129, reason: 'crash' });
  });

  test('an endless loop is ended by the watchdog', async () => {
    const { outcome } = await playOnce(handler('for (;;);'), undefined, { host: { watchdogMs: 200 } });
    expect(outcome.exit).toEqual({ code: 137, reason: 'watchdog' });
    expect(outcome.error).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage:
        'RequestId: 00000000-0000-4000-8000-000000000001 Error: Runtime exited with error: signal: killed',
    });
  });

  test('a function that fills its memory is killed', async () => {
    const { outcome } = await playOnce(
      handler(`const all = []; for (;;) all.push(Array.from({ length: 10_000 }, (_, i) => ({ i })));`),
      undefined,
      { memoryMb: 128 },
    );
    expect(outcome.exit).toEqual({ code: 137, reason: 'outOfMemory' });
    expect(outcome.error?.errorType).toBe('Runtime.ExitError');
  });

  test('an environment that has died says so again', async () => {
    const dead = stage(handler('process.exit(1);'));
    expect((await dead.invoke()).exit?.reason).toBe('exit');
    expect((await dead.invoke()).error?.errorMessage).toBe(
      'RequestId: 00000000-0000-4000-8000-000000000002 Error: Runtime exited with error: exit status 1',
    );
  });

  test('/tmp outlives it', async () => {
    const first = stage(
      handler(`fs.writeFileSync('/tmp/note', 'kept'); process.exit(1);`, `import fs from 'node:fs';`),
    );
    await first.invoke();
    expect(readFileSync(join(first.scratch, 'note'), 'utf8')).toBe('kept');
  });
});

describe('freezing', () => {
  test('timers and calls left behind wait for the next invocation', async () => {
    const warm = stage(
      handler(
        `if (event.first) {
          setTimeout(() => console.log('late timer'), 1000);
          fetch('https://s3.amazonaws.com/forgotten').then(() => console.log('late answer'));
          return 'first';
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
        return 'second';`,
      ),
    );
    const first = await warm.invoke({ first: true });
    expect([first.value, first.calls, warm.reports[0]?.nextTimerAt]).toEqual(['first', [], undefined]);
    const second = await warm.invoke({}, undefined, { nowMs: first.nowMs + 60_000 });
    expect([second.value, second.calls.map((call) => call.path)]).toEqual(['second', ['/forgotten']]);
    expect(second.logs.map((line) => line.split('\t').at(-1))).toEqual(['late timer', 'late answer']);
  });
});

test('no worker stays after close', async () => {
  await closeStages();
  const open = stage(handler('return 1;'));
  await open.invoke();
  expect(livingWorkers()).toBeGreaterThan(0);
  await open.close();
  await closeHost();
  expect(livingWorkers()).toBe(0);
});

test('large bodies pass in both directions', async () => {
  const { outcome } = await playThrice(
    handler(
      `const answer = await fetch('https://s3.amazonaws.com/big', { method: 'PUT', body: Buffer.alloc(3_000_000, 'x') });
      const bytes = Buffer.from(await answer.arrayBuffer());
      return [bytes.length, bytes.every((byte, index) => byte === index % 251)];`,
    ),
    (call) => ({ body: Uint8Array.from({ length: call.body.length }, (_, index) => index % 251) }),
  );
  expect(outcome.value).toEqual([3_000_000, true]);
});
