/**
 * The realm that scenario code runs in: while a play is on, its timers, dates and chance are the kernel's.
 *
 * The originals are taken when this module is loaded; nothing else in the program may use the real ones.
 */
import crypto, { webcrypto } from 'node:crypto';
import nodeTimers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { types } from 'node:util';
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
  return asked >= 1 ? Math.trunc(asked) : 1;
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
    const descriptor = Object.getOwnPropertyDescriptor(target, key);
    patches.push({ target, key, descriptor });
    const enumerable = descriptor?.enumerable === true;
    Object.defineProperty(target, key, { value, configurable: true, writable: true, enumerable });
  };
  const timers = virtualTimers(clock);
  for (const [name, value] of Object.entries(timers)) {
    replace(globalThis, name, value);
    replace(nodeTimers, name, value);
  }
  replace(timersPromises, 'setTimeout', promisedTimeout(clock));
  const date = virtualDate(clock);
  replace(globalThis, 'Date', date);
  // Libraries make dates by `new date.constructor()`.
  replace(Date.prototype, 'constructor', date);
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
    // One that was set before the realm was entered.
    else if (typeof timer === 'object') Reflect.apply(real.clearTimeout, undefined, [timer]);
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
      if (signal?.aborted === true) return reject(abortError(signal));
      const abort = () => {
        cancel();
        if (signal !== undefined) reject(abortError(signal));
      };
      const cancel = clock.setTimer(delayOf(delay), () => {
        signal?.removeEventListener('abort', abort);
        resolve(value);
      });
      signal?.addEventListener('abort', abort, { once: true });
    });
}

/** What Node rejects with; the signal's own reason is its cause. */
function abortError(signal: AbortSignal): Error {
  const error = new Error('The operation was aborted', { cause: signal.reason });
  return Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' });
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
      'zstdCompress',
      'zstdDecompress',
    ],
  ],
  [
    crypto,
    [
      'pbkdf2',
      'scrypt',
      'hkdf',
      'randomBytes',
      'randomFill',
      'randomInt',
      'generateKeyPair',
      'generateKey',
      'generatePrime',
      'checkPrime',
      'sign',
      'verify',
    ],
  ],
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
      if (typeof original === 'function') replace(target, name, counted(original));
    }
  }
}

/** The function, counted as a job from its call until its callback or promise. */
function counted(original: Parameters<typeof Reflect.apply>[0]): object {
  function job(this: unknown, ...args: unknown[]): unknown {
    let isDone = false;
    const done = () => {
      if (!isDone) poolJobs--;
      isDone = true;
    };
    const last = args.at(-1);
    const isCalledBack = typeof last === 'function';
    if (isCalledBack) {
      args[args.length - 1] = (...results: unknown[]) => {
        done();
        Reflect.apply(last, undefined, results);
      };
    }
    poolJobs++;
    try {
      const result: unknown = Reflect.apply(original, this, args);
      // Under a test runner Node's own promises are of another realm, so that `instanceof` does not know them.
      if (types.isPromise(result)) void result.then(done, done);
      else if (!isCalledBack) done();
      return result;
    } catch (error) {
      done();
      throw error;
    }
  }
  // By a symbol of its own Node tells `promisify` which results there are.
  for (const symbol of Object.getOwnPropertySymbols(original))
    Object.defineProperty(job, symbol, Object.getOwnPropertyDescriptor(original, symbol) ?? {});
  return job;
}
