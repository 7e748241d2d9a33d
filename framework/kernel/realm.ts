/**
 * The realm that scenario code runs in: while a play is on, its timers, dates and chance are the kernel's.
 *
 * The originals are taken when this module is loaded; nothing else in the program may use the real ones.
 */
import crypto, { webcrypto } from 'node:crypto';
import nodeTimers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { StormError } from './errors';
import { countPoolJobs } from './pool-jobs';
import type { Random } from './random';

/** Real time, for the few places that must wait for the machine: the idle rule, watchdogs, progress. */
export const real = {
  setImmediate: globalThis.setImmediate.bind(globalThis),
  setTimeout: globalThis.setTimeout.bind(globalThis),
  clearTimeout: globalThis.clearTimeout.bind(globalThis),
  nowMs: performance.now.bind(performance),
  /** The machine's date, in milliseconds since 1970; for `serve` alone, whose clients have no other. */
  dateMs: Date.now.bind(Date),
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
  // `node:crypto` has this one fixed; it asks the global crypto, though.
  for (const target of new Set<object>([globalThis.crypto, webcrypto]))
    replace(target, 'getRandomValues', (array: ArrayBufferView) => fillRandomly(array, clock.random));
  replace(AbortSignal, 'timeout', (delay: number) => abortedAfter(delay, clock));
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

function fillRandomly<T extends ArrayBufferView>(array: T, random: Random): T {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  for (let at = 0; at < bytes.length; at++) bytes[at] = random.below(256);
  return array;
}

function abortedAfter(delay: number, clock: RealmClock): AbortSignal {
  const controller = new AbortController();
  const reason = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
  clock.setTimer(delayOf(delay), () => controller.abort(reason));
  return controller.signal;
}

function virtualTimers(clock: RealmClock) {
  const start = (callback: Callback, delay: unknown, args: never[], repeats: boolean) =>
    new VirtualTimeout(clock, () => callback(...args), delayOf(delay), repeats);
  const setTimeout = (callback: Callback, delay?: unknown, ...args: never[]) =>
    start(callback, delay, args, false);
  Object.defineProperty(setTimeout, Symbol.for('nodejs.util.promisify.custom'), {
    value: promisedTimeout(clock),
  });
  return {
    setTimeout,
    setInterval: (callback: Callback, delay?: unknown, ...args: never[]) =>
      start(callback, delay, args, true),
    clearTimeout: clearTimer,
    clearInterval: clearTimer,
  };
}

function clearTimer(timer: unknown): void {
  if (timer instanceof VirtualTimeout) timer.close();
  // One that was set before the realm was entered.
  else if (typeof timer === 'object') Reflect.apply(real.clearTimeout, undefined, [timer]);
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
    construct: (target, args, newTarget): object =>
      Reflect.construct(target, args.length === 0 ? [clock.nowMs()] : args, newTarget),
    apply: (target) => new target(clock.nowMs()).toString(),
    get: (target, key, receiver) =>
      key === 'now' ? () => clock.nowMs() : (Reflect.get(target, key, receiver) as unknown),
  });
}
