import { START_MS, buildWorker, closeStages, playThrice } from './stage';

beforeAll(buildWorker);
afterAll(closeStages);

const handler = (body: string, imports = ''): Record<string, string> => ({
  'index.mjs': `${imports}\nexport const handler = async (event, context) => {${body}};`,
});

test('timers fire in the order of their time, then of arming, at exact virtual times', async () => {
  const { outcome, dependsOnSeed } = await playThrice(
    handler(`const fired = []; const start = Date.now();
      const note = (name) => fired.push(name + '@' + (Date.now() - start));
      setTimeout(note, 20, 'b'); setTimeout(note, 10.9, 'a'); setTimeout(note, 20, 'c'); setTimeout(note, -5, 'first');
      const cancelled = setTimeout(note, 5, 'never'); clearTimeout(+cancelled);
      const again = setTimeout(note, 15, 'refreshed'); setTimeout(() => again.refresh(), 12);
      const interval = setInterval(() => { note('tick'); if (fired.length > 8) { clearInterval(interval); } }, 30);
      await new Promise((resolve) => setTimeout(resolve, 200).unref());
      return fired;`),
  );
  expect(outcome.value).toEqual([
    'first@1',
    'a@10',
    'b@20',
    'c@20',
    'refreshed@27',
    'tick@30',
    'tick@60',
    'tick@90',
    'tick@120',
  ]);
  expect(dependsOnSeed).toBe(false);
});

test('timers/promises, scheduler.wait and promisified timers wait in virtual time', async () => {
  const { outcome } = await playThrice(
    handler(
      `const start = Date.now(); const times = [];
      const since = () => times.push(Date.now() - start);
      times.push(await setTimeout(1000, 'value')); since();
      await scheduler.wait(500); since();
      await promisify(globalThis.setTimeout)(250); since();
      for await (const beat of setInterval(100, 'beat')) { since(); if (times.length > 5) break; }
      const controller = new AbortController(); globalThis.setTimeout(() => controller.abort(), 5);
      times.push(await setTimeout(1000, null, { signal: controller.signal }).catch((error) => error.name));
      return times;`,
      `import { setTimeout, setInterval, scheduler } from 'node:timers/promises'; import { promisify } from 'node:util';`,
    ),
  );
  expect(outcome.value).toEqual(['value', 1000, 1500, 1750, 1850, 1950, 'AbortError']);
});

test('AbortSignal.timeout ends a fetch whose answer is lost', async () => {
  const { outcome } = await playThrice(
    handler(`const start = Date.now();
      const name = await fetch('https://s3.amazonaws.com/', { signal: AbortSignal.timeout(2500) }).catch((error) => error.name);
      return [name, Date.now() - start];`),
    () => 'lost',
  );
  expect(outcome.value).toEqual(['TimeoutError', 2500]);
});

test('a socket time-out counts virtual time', async () => {
  const { outcome } = await playThrice(
    handler(
      `const start = Date.now();
      return new Promise((resolve) => {
        const request = http.get('http://s3.amazonaws.com/', { timeout: 4000 });
        request.on('timeout', () => { request.destroy(new Error('slow')); });
        request.on('error', (error) => resolve([error.message, Date.now() - start]));
      });`,
      `import http from 'node:http';`,
    ),
    () => 'lost',
  );
  expect(outcome.value).toEqual(['slow', 4000]);
});

test('a timer of 20 days is exact, one of 30 days overflows to a millisecond as in Node', async () => {
  const { outcome } = await playThrice(
    handler(`const day = 86_400_000; const start = Date.now();
      await new Promise((resolve) => setTimeout(resolve, 20 * day)); const twenty = (Date.now() - start) / day;
      await new Promise((resolve) => setTimeout(resolve, 30 * day));
      return [twenty, Date.now() - start - 20 * day];`),
  );
  expect(outcome.value).toEqual([20, 1]);
  expect(outcome.nowMs - START_MS).toBe(20 * 86_400_000 + 1);
});

test('every clock shows the virtual time', async () => {
  const { outcome } = await playThrice(
    handler(
      `await new Promise((resolve) => setTimeout(resolve, 1234));
      performance.mark('m'); console.time('t'); await new Promise((resolve) => setTimeout(resolve, 6)); console.timeEnd('t');
      return [new Date().toISOString(), Date.now(), +new Date(), performance.now(), performance.timeOrigin, process.hrtime(),
        String(process.hrtime.bigint()), process.uptime(), performance.measure('x', 'm').duration, context.getRemainingTimeInMillis(), typeof Date()];`,
    ),
  );
  expect(outcome.value).toEqual([
    '2031-05-06T07:08:10.250Z',
    START_MS + 1240,
    START_MS + 1240,
    1240,
    START_MS,
    [1, 240_000_000],
    '1240000000',
    1.24,
    6,
    3000 - 1240,
    'string',
  ]);
  expect(outcome.logs).toEqual([
    '2031-05-06T07:08:10.250Z\t00000000-0000-4000-8000-000000000001\tINFO\tt: 6ms',
  ]);
});

test('a busy wait ends', async () => {
  const { outcome } = await playThrice(
    handler(`const end = Date.now() + 3; while (Date.now() < end); return Date.now() - end;`),
  );
  expect(outcome.value).toBe(0);
});

describe('on a host in Tokyo that speaks German', () => {
  const { TZ, LANG, LC_ALL } = process.env;
  beforeAll(() => {
    Object.assign(process.env, { TZ: 'Asia/Tokyo', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' });
  });
  afterAll(() => {
    for (const [name, value] of Object.entries({ TZ, LANG, LC_ALL })) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  test('local time is UTC and the language American English', async () => {
    const { outcome } = await playThrice(
      handler(`const date = new Date(2020, 0, 2, 3, 4, 5); date.setHours(4);
        class Own extends Date { twice() { return this.getTime() * 2; } }
        return [date.toISOString(), date.getHours(), date.getTimezoneOffset(), date.toString(), date.toDateString(), date.toTimeString(),
          date.toLocaleString(), date.toLocaleDateString('de-DE'), date.toLocaleTimeString(), (1234.5).toLocaleString(),
          new Intl.NumberFormat().format(1234.5), Intl.DateTimeFormat().resolvedOptions().timeZone, new Intl.DateTimeFormat().resolvedOptions().locale,
          new Date('2020-01-01T00:00:00').getTime(), new Date('2020-01-01').getTime(), new Date('Jan 1, 2020 10:00').getTime(),
          new Date('Wed, 01 Jan 2020 10:00:00 GMT').getTime(), new Date('2020-01-01T00:00:00+09:00').getTime(), Date.parse('2020-01-01 00:00'),
          new Date(date).getTime() === date.getTime(), new Own(5).twice(), new Own() instanceof Date, Date.UTC(2020, 0), String(new Date('x')),
          date.toLocaleString('en-US', { timeZone: 'Asia/Tokyo' })];`),
    );
    expect(outcome.value).toEqual([
      '2020-01-02T04:04:05.000Z',
      4,
      0,
      'Thu Jan 02 2020 04:04:05 GMT+0000 (Coordinated Universal Time)',
      'Thu Jan 02 2020',
      '04:04:05 GMT+0000 (Coordinated Universal Time)',
      '1/2/2020, 4:04:05 AM',
      '2.1.2020',
      '4:04:05 AM',
      '1,234.5',
      '1,234.5',
      'UTC',
      'en-US',
      1577836800000,
      1577836800000,
      1577872800000,
      1577872800000,
      1577804400000,
      1577836800000,
      true,
      10,
      true,
      1577836800000,
      'Invalid Date',
      '1/2/2020, 1:04:05 PM',
    ]);
  });
});
