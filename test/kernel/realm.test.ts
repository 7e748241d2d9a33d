import crypto, { webcrypto } from 'node:crypto';
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

  test("a delay over 2^31-1 becomes 1 ms, with Node's warning", async () => {
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
    setTimeout(say, 2 ** 31, 'fired');
    clock.pass(10);
    expect(log).toEqual(['1 fired']);
    expect(await warned).toMatchObject({
      name: 'TimeoutOverflowWarning',
      message: '2147483648 does not fit into a 32-bit signed integer.\nTimeout duration was set to 1.',
    });
  });

  test('those of node:timers are the same', () => {
    expect(nodeTimers.setTimeout).toBe(setTimeout);
    expect(nodeTimers.setInterval).toBe(setInterval);
    expect(nodeTimers.clearTimeout).toBe(clearTimeout);
    expect(nodeTimers.clearInterval).toBe(clearInterval);
  });

  test('a timer that was set before the realm was entered can be cleared in it', async () => {
    realm.leave();
    const before = setTimeout(() => void 0, 60_000);
    enter();
    expect(real.isPending(before)).toBe(true);
    clearTimeout(before);
    expect(real.isPending(before)).toBe(false);
  });
});
