/**
 * The realm that scenario code runs in: while a play is on, its timers, dates and chance are the kernel's.
 *
 * The originals are taken when this module is loaded; nothing else in the program may use the real ones.
 */
import crypto, { webcrypto } from 'node:crypto';
import nodeTimers from 'node:timers';
import timersPromises from 'node:timers/promises';
import zlib from 'node:zlib';
import { StormError } from './errors';
import type { Random } from './random';

/** Real time, for the few places that must wait for the machine: the idle rule, watchdogs, progress. */
export const real = {
  setImmediate: globalThis.setImmediate.bind(globalThis),
  setTimeout: globalThis.setTimeout.bind(globalThis),
  clearTimeout: globalThis.clearTimeout.bind(globalThis),
  nowMs: performance.now.bind(performance),
};

/** What the realm's code gets instead of the machine's time and chance. */
export interface RealmClock {
  nowMs(): number;
  /** Asks for `fire` after the delay; answers how to take it back. */
  setTimer(delayMs: number, fire: () => void): () => void;
  random: Random;
}

/** Node's limit: a longer delay overflows and becomes one millisecond. */
const delayMaxMs = 2 ** 31 - 1;

type Callback = (...args: never[]) => void;

/** A timer as Node hands it out. */
class VirtualTimeout {
  private cancel: (() => void) | undefined;

  constructor(
    private readonly clock: RealmClock,
    private readonly callback: () => void,
    private readonly delayMs: number,
    private readonly repeats: boolean,
  ) {
    this.start();
  }

  close(): this {
    this.cancel?.();
    this.cancel = undefined;
    return this;
  }

  refresh(): this {
    this.close();
    this.start();
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  private start(): void {
    this.cancel = this.clock.setTimer(this.delayMs, () => {
      if (this.repeats) this.start();
      this.callback();
    });
  }
}

function delayOf(delay: unknown): number {
  const asked = Number(delay);
  if (asked > delayMaxMs) {
    process.emitWarning(
      `${asked} does not fit into a 32-bit signed integer.\nTimeout duration was set to 1.`,
      'TimeoutOverflowWarning',
    );
    return 1;
  }
  return asked >= 1 ? Math.ceil(asked) : 1;
}

/** Jobs of the thread pool that the process does not list by itself; while one is under way the realm is not idle. */
let poolJobs = 0;

export function poolJobsUnderWay(): number {
  return poolJobs;
}

interface Patch {
  target: object;
  key: string;
  descriptor: PropertyDescriptor | undefined;
}

/** Replaces the realm's time and chance until the returned function is called. */
export function enterRealm(clock: RealmClock): { leave(): void; assertOwnTimers(): void } {
  const patches: Patch[] = [];
  const replace = (target: object, key: string, value: unknown) => {
    patches.push({ target, key, descriptor: Object.getOwnPropertyDescriptor(target, key) });
    Object.defineProperty(target, key, { value, configurable: true, writable: true, enumerable: true });
  };
  const timers = virtualTimers(clock);
  for (const [name, value] of Object.entries(timers)) {
    replace(globalThis, name, value);
    replace(nodeTimers, name, value);
  }
  replace(timersPromises, 'setTimeout', promisedTimeout(clock));
  replace(globalThis, 'Date', virtualDate(clock));
  replace(performance, 'now', () => clock.nowMs());
  replace(Math, 'random', () => clock.random.unit());
  const uuid = () => clock.random.uuid();
  // The global crypto is an accessor's value shared by all realms; its functions live on the object and its prototype.
  for (const target of new Set<object>([globalThis.crypto, webcrypto, crypto]))
    replace(target, 'randomUUID', uuid);
  countPoolJobs(replace);
  return {
    leave() {
      for (const { target, key, descriptor } of patches.reverse()) {
        if (descriptor === undefined) Reflect.deleteProperty(target, key);
        else Object.defineProperty(target, key, descriptor);
      }
    },
    assertOwnTimers() {
      const current: unknown = Reflect.get(globalThis, 'setTimeout');
      if (current === timers.setTimeout) return;
      throw new StormError(
        'STORM_TWO_CLOCKS',
        'Something replaced setTimeout while a scenario was running, so two clocks would run.',
        {
          fix: 'take out jest.useFakeTimers() (or the like): time in a scenario is virtual already',
        },
      );
    },
  };
}

function virtualTimers(clock: RealmClock) {
  const start = (callback: Callback, delay: unknown, args: never[], repeats: boolean) =>
    new VirtualTimeout(clock, () => callback(...args), delayOf(delay), repeats);
  const clear = (timer: unknown) => {
    if (timer instanceof VirtualTimeout) timer.close();
  };
  const setTimeout = (callback: Callback, delay?: unknown, ...args: never[]) =>
    start(callback, delay, args, false);
  Object.defineProperty(setTimeout, Symbol.for('nodejs.util.promisify.custom'), {
    value: promisedTimeout(clock),
  });
  return {
    setTimeout,
    setInterval: (callback: Callback, delay?: unknown, ...args: never[]) =>
      start(callback, delay, args, true),
    clearTimeout: clear,
    clearInterval: clear,
  };
}

function promisedTimeout(clock: RealmClock) {
  return (delay?: number, value?: unknown, options: { signal?: AbortSignal } = {}): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const { signal } = options;
      if (signal?.aborted === true) return reject(signal.reason);
      const cancel = clock.setTimer(delayOf(delay), () => resolve(value));
      signal?.addEventListener('abort', () => {
        cancel();
        reject(signal.reason);
      });
    });
}

function virtualDate(clock: RealmClock): DateConstructor {
  return new Proxy(Date, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [clock.nowMs()] : args, newTarget) as object,
    apply: (target) => new target(clock.nowMs()).toString(),
    get: (target, key, receiver) =>
      key === 'now' ? () => clock.nowMs() : (Reflect.get(target, key, receiver) as unknown),
  });
}

/** Functions whose work the thread pool does, with a callback or a promise. */
const poolFunctions: readonly (readonly [object, readonly string[]])[] = [
  [
    zlib,
    [
      'gzip',
      'gunzip',
      'deflate',
      'inflate',
      'deflateRaw',
      'inflateRaw',
      'unzip',
      'brotliCompress',
      'brotliDecompress',
    ],
  ],
  [crypto, ['pbkdf2', 'scrypt', 'hkdf', 'randomFill', 'generateKeyPair', 'generateKey']],
  [
    Object.getPrototypeOf(webcrypto.subtle) as object,
    [
      'digest',
      'sign',
      'verify',
      'encrypt',
      'decrypt',
      'deriveBits',
      'deriveKey',
      'importKey',
      'exportKey',
      'generateKey',
      'wrapKey',
      'unwrapKey',
    ],
  ],
];

function countPoolJobs(replace: (target: object, key: string, value: unknown) => void): void {
  for (const [target, names] of poolFunctions) {
    for (const name of names) {
      const original: unknown = Reflect.get(target, name);
      if (typeof original === 'function')
        replace(
          target,
          name,
          counted((self, args) => Reflect.apply(original, self, args) as unknown),
        );
    }
  }
}

function counted(original: (self: unknown, args: unknown[]) => unknown) {
  return function (this: unknown, ...args: unknown[]): unknown {
    poolJobs++;
    const done = () => void poolJobs--;
    const last = args.at(-1);
    if (typeof last === 'function') {
      args[args.length - 1] = (...results: unknown[]) => {
        done();
        Reflect.apply(last, undefined, results);
      };
    }
    const result = original(this, args);
    if (result instanceof Promise) void result.then(done, done);
    else if (typeof last !== 'function') done();
    return result;
  };
}
