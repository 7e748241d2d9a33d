import crypto, { webcrypto } from 'node:crypto';
import { getEventListeners } from 'node:events';
import nodeTimers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { enterRealm, poolJobsUnderWay, Random, real, StormError, epochMs } from '../../framework/kernel';

interface TestClock {
  /** Lets the time pass, and fires what becomes due, in order. */
  pass(ms: number): void;
  readonly pending: number;
}

let nowMs = epochMs;
let timers: { atMs: number; fire: () => void }[] = [];
let realm: ReturnType<typeof enterRealm>;

const clock: TestClock = {
  pass(ms) {
    const untilMs = nowMs + ms;
    for (;;) {
      const [next] = timers.filter(({ atMs }) => atMs <= untilMs).toSorted((a, b) => a.atMs - b.atMs);
      if (next === undefined) break;
      timers = timers.filter((timer) => timer !== next);
      nowMs = next.atMs;
      next.fire();
    }
    nowMs = untilMs;
  },
  get pending() {
    return timers.length;
  },
};

function enter(): void {
  realm = enterRealm({
    nowMs: () => nowMs,
    setTimer(delayMs, fire) {
      const timer = { atMs: nowMs + delayMs, fire };
      timers.push(timer);
      return () => void (timers = timers.filter((other) => other !== timer));
    },
    random: Random.from('realm'),
  });
}

/** As they were before any realm was entered. */
const untouched = descriptors();

beforeEach(() => {
  nowMs = epochMs;
  timers = [];
  enter();
});

afterEach(() => realm.leave());

/** Turns of the event loop, so that promises of the machine settle. */
async function turns(): Promise<void> {
  for (let n = 0; n < 3; n++) await new Promise<void>((resolve) => void real.setImmediate(resolve));
}

describe('timers', () => {
  const log: string[] = [];
  const say = (...words: unknown[]) => void log.push(`${nowMs - epochMs} ${words.join(' ')}`);

  beforeEach(() => void (log.length = 0));

  test('a timeout fires once, after its delay, with its arguments', () => {
    setTimeout(say, 20, 'late', 1);
    setTimeout(say, 10, 'early');
    clock.pass(100);
    expect([log, clock.pending]).toEqual([['10 early', '20 late 1'], 0]);
  });

  test('an interval repeats until it is cleared, also by its own callback', () => {
    let count = 0;
    const interval = setInterval(
      (word: string) => {
        say(word);
        if (++count === 3) clearInterval(interval);
      },
      10,
      'tick',
    );
    clock.pass(100);
    expect([log, clock.pending]).toEqual([['10 tick', '20 tick', '30 tick'], 0]);
  });

  test('a cleared timer does not fire, however it is cleared', () => {
    clearTimeout(setTimeout(say, 1, 'timeout'));
    clearInterval(setTimeout(say, 1, 'other function'));
    setTimeout(say, 1, 'close').close();
    setTimeout(say, 1, 'dispose')[Symbol.dispose]();
    clearTimeout(undefined);
    clearTimeout('no timer');
    expect(clock.pending).toBe(0);
  });

  test('a refreshed timer begins anew and still fires once', () => {
    const timeout = setTimeout(say, 10, 'fired');
    clock.pass(9);
    expect(timeout.refresh()).toBe(timeout);
    clock.pass(9);
    expect(log).toEqual([]);
    clock.pass(100);
    expect(log).toEqual(['19 fired']);
    timeout.refresh();
    clock.pass(100);
    expect(log).toEqual(['19 fired', '128 fired']);
  });

  test('ref and unref change nothing and answer the timer', () => {
    const timeout = setTimeout(say, 10);
    expect([timeout.ref(), timeout.unref(), timeout.hasRef()]).toEqual([timeout, timeout, true]);
  });

  test.each([
    [undefined, 1],
    [0, 1],
    [-5, 1],
    [0.5, 1],
    [1.9, 1],
    [2.1, 2],
    [Number.NaN, 1],
    [2 ** 31 - 1, 2 ** 31 - 1],
  ])('a delay of %p is %i ms, as in Node', (delay, expected) => {
    setTimeout(say, delay, 'fired');
    clock.pass(2 ** 31);
    expect(log).toEqual([`${expected} fired`]);
  });

  test("a delay over 2^31-1 becomes 1 ms, with Node's warning", () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    setTimeout(say, 2 ** 31, 'fired');
    clock.pass(10);
    expect(log).toEqual(['1 fired']);
    expect(warn.mock.calls).toEqual([
      [
        '2147483648 does not fit into a 32-bit signed integer.\nTimeout duration was set to 1.',
        'TimeoutOverflowWarning',
      ],
    ]);
    warn.mockRestore();
  });

  test('those of node:timers are the same', () => {
    expect(nodeTimers.setTimeout).toBe(setTimeout);
    expect(nodeTimers.setInterval).toBe(setInterval);
    expect(nodeTimers.clearTimeout).toBe(clearTimeout);
    expect(nodeTimers.clearInterval).toBe(clearInterval);
  });

  test('a timer that was set before the realm was entered can be cleared in it', () => {
    realm.leave();
    const before = setTimeout(() => void 0, 60_000);
    enter();
    expect(before).toHaveProperty('_destroyed', false);
    clearTimeout(before);
    expect(before).toHaveProperty('_destroyed', true);
  });
});

describe('promised timeouts', () => {
  const kinds: [string, () => typeof timersPromises.setTimeout][] = [
    ['timers/promises', () => timersPromises.setTimeout],
    ['promisify(setTimeout)', () => promisify(setTimeout)],
  ];

  test.each(kinds)('%s resolves with its value when its time has come', async (_, timeout) => {
    let value: unknown;
    void timeout()(50, 'value').then((resolved) => (value = resolved));
    clock.pass(49);
    await turns();
    expect(value).toBeUndefined();
    clock.pass(1);
    await turns();
    expect(value).toBe('value');
  });

  test.each(kinds)(
    '%s is given up when its signal says so, with the error that Node has',
    async (_, timeout) => {
      const controller = new AbortController();
      const reason = new Error('changed my mind');
      const waiting = timeout()(50, 'value', { signal: controller.signal });
      controller.abort(reason);
      expect(clock.pending).toBe(0);
      const expected = {
        name: 'AbortError',
        code: 'ABORT_ERR',
        message: 'The operation was aborted',
        cause: reason,
      };
      await expect(waiting).rejects.toMatchObject(expected);
      await expect(timeout()(50, 'value', { signal: controller.signal })).rejects.toMatchObject(expected);
      expect(clock.pending).toBe(0);
    },
  );

  test('a signal that aborts after the time has come changes nothing', async () => {
    const controller = new AbortController();
    const waiting = timersPromises.setTimeout(50, 'value', { signal: controller.signal });
    clock.pass(50);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    controller.abort();
    await expect(waiting).resolves.toBe('value');
  });
});

/** Every way to make a date or a time of given parts. */
const ways = () => [
  new Date(5),
  new Date('2020-02-29T01:02:03Z'),
  new Date(2020, 1, 29, 1, 2, 3, 4),
  new Date(new Date(7)),
  String(new Date(Number.NaN)),
  Date.UTC(2020, 1),
  Date.parse('2020-01-01'),
];

describe('dates', () => {
  test('every way to ask for now gets the clock', () => {
    clock.pass(1234);
    const iso = '2026-01-01T00:00:01.234Z';
    expect(Date.now()).toBe(epochMs + 1234);
    expect(new Date().toISOString()).toBe(iso);
    expect(Reflect.construct(Date, []).toISOString()).toBe(iso);
    expect(Reflect.construct(new Date(0).constructor, []).toISOString()).toBe(iso);
    // Called as a function it answers with a text, whatever it is given.
    expect([Date(), Reflect.apply(Date, undefined, [0])]).toEqual(
      Array(2).fill(new Date(epochMs + 1234).toString()),
    );
  });

  test('a date of given parts is what it always is', () => {
    realm.leave();
    const expected = ways();
    enter();
    expect(ways()).toEqual(expected);
  });

  test('dates of inside and outside are instances of each other’s Date', () => {
    const inside = new Date();
    const VirtualDate = Date;
    realm.leave();
    const outside = new Date();
    expect([inside instanceof Date, outside instanceof VirtualDate]).toEqual([true, true]);
    expect(Object.prototype.toString.call(inside)).toBe('[object Date]');
    enter();
    expect([outside instanceof Date, [Date.name, Date.length]]).toEqual([true, ['Date', 7]]);
  });

  test('a class that extends Date has its own methods and the virtual now', () => {
    class Day extends Date {
      get isFirst(): boolean {
        return this.getUTCDate() === 1;
      }
    }
    const day = new Day();
    expect([day instanceof Day, day instanceof Date, day.isFirst, day.getTime()]).toEqual([
      true,
      true,
      true,
      epochMs,
    ]);
    expect(Day.now()).toBe(epochMs);
  });

  test('performance.now moves with the clock', () => {
    const before = performance.now();
    clock.pass(250);
    expect(performance.now() - before).toBe(250);
  });
});

describe('chance', () => {
  test('Math.random and randomUUID are drawn from the realm’s stream, in order', () => {
    const expected = Random.from('realm');
    expect(Math.random()).toBe(expected.unit());
    expect(crypto.randomUUID()).toBe(expected.uuid());
    expect(globalThis.crypto.randomUUID()).toBe(expected.uuid());
    expect(webcrypto.randomUUID()).toBe(expected.uuid());
    expect(Math.random()).toBe(expected.unit());
  });
});

const names = (of: unknown) => Reflect.ownKeys(of instanceof Object ? of : {});

/** What a realm may touch, as property descriptors. */
function descriptors(): unknown[] {
  const {
    Date,
    Math: math,
    setTimeout,
    setInterval,
    clearTimeout,
    clearInterval,
  } = Object.getOwnPropertyDescriptors(globalThis);
  const globals = { Date, math, setTimeout, setInterval, clearTimeout, clearInterval };
  const targets = [
    nodeTimers,
    timersPromises,
    globalThis.Date.prototype,
    performance,
    Math,
    crypto,
    webcrypto,
    globalThis.crypto,
    zlib,
    Object.getPrototypeOf(webcrypto.subtle),
  ];
  return [globals, ...targets.map((target) => Object.getOwnPropertyDescriptors(target))];
}

test('on leaving everything is put back, attributes of properties too', () => {
  const inside = descriptors();
  realm.leave();
  const after = descriptors();
  for (const [n, target] of untouched.entries()) {
    expect(names(after[n])).toEqual(names(target));
    for (const key of names(target)) {
      const [was, is]: PropertyDescriptor[] = [target, after[n]].map((all) => Reflect.get(all ?? {}, key));
      for (const attribute of ['value', 'get', 'set', 'writable', 'enumerable', 'configurable'] as const) {
        if (Object.is(was?.[attribute], is?.[attribute])) continue;
        throw new Error(`${attribute} of ${String(key)} was not put back`);
      }
    }
  }
  // The comparison sees something: inside, they differ.
  expect(inside[0]).not.toEqual(untouched[0]);
  enter();
});

test('inside, what was hidden from enumeration still is', () => {
  expect(Object.keys(Math)).toEqual([]);
  const keys: string[] = [];
  for (const key in new Date()) keys.push(key);
  expect(keys).toEqual([]);
});

test('a second clock is refused', () => {
  expect(() => realm.assertOwnTimers()).not.toThrow();
  const own = globalThis.setTimeout;
  Reflect.set(globalThis, 'setTimeout', () => undefined);
  expect(() => realm.assertOwnTimers()).toThrow(StormError);
  expect(() => realm.assertOwnTimers()).toThrowErrorMatchingInlineSnapshot(`
   "STORM_TWO_CLOCKS  Something replaced setTimeout while a scenario was running, so two clocks would run.

     fix        take out jest.useFakeTimers() (or the like): time in a scenario is virtual already"
  `);
  Reflect.set(globalThis, 'setTimeout', own);
});

describe('jobs of the thread pool', () => {
  const content = Buffer.from('content');

  test.each<[string, (done: () => void) => unknown]>([
    ['zlib.gzip', (done) => zlib.gzip(content, done)],
    ['zlib.brotliCompress', (done) => zlib.brotliCompress(content, done)],
    ['crypto.pbkdf2', (done) => crypto.pbkdf2('a', 'b', 1, 8, 'sha256', done)],
    ['crypto.scrypt', (done) => crypto.scrypt('a', 'b', 8, { N: 2 }, done)],
    ['crypto.randomBytes', (done) => crypto.randomBytes(8, done)],
    ['crypto.randomInt', (done) => crypto.randomInt(8, done)],
    ['crypto.randomFill', (done) => crypto.randomFill(Buffer.alloc(8), done)],
    ['crypto.sign', (done) => crypto.sign('sha256', content, ecKey(), done)],
  ])('%s counts until it calls back', async (_, start) => {
    await new Promise<void>((resolve) => {
      start(() => {
        expect(poolJobsUnderWay()).toBe(0);
        resolve();
      });
      expect(poolJobsUnderWay()).toBe(1);
    });
  });

  test('subtle.digest counts until its promise is settled', async () => {
    const digest = webcrypto.subtle.digest('SHA-256', content);
    expect(poolJobsUnderWay()).toBe(1);
    expect(Buffer.from(await digest).toString('hex')).toBe(
      crypto.createHash('sha256').update(content).digest('hex'),
    );
    expect(poolJobsUnderWay()).toBe(0);
  });

  test('a job that fails counts no longer, and one that throws never does', async () => {
    await expect(webcrypto.subtle.digest('no such', content)).rejects.toThrow('Unrecognized algorithm name');
    await expect(promisify(zlib.gunzip)(content)).rejects.toThrow('incorrect header check');
    expect(() => crypto.pbkdf2('a', 'b', -1, 8, 'sha256', () => undefined)).toThrow('out of range');
    expect(poolJobsUnderWay()).toBe(0);
  });

  test('what is done at once is no job', () => {
    expect(crypto.randomBytes(8)).toHaveLength(8);
    expect(poolJobsUnderWay()).toBe(0);
  });

  test('promisified, a function with two results has both', async () => {
    const pair = await promisify(crypto.generateKeyPair)('ec', { namedCurve: 'P-256' });
    expect([pair.publicKey.type, pair.privateKey.type]).toEqual(['public', 'private']);
  });
});

function ecKey(): crypto.KeyObject {
  return crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}
