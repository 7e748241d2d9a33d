import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { promisify } from 'node:util';
import { isFn, replace } from '../patch';
import { VirtualTimer, timerOf } from './timer-heap';

const LONGEST_MS = 2 ** 31 - 1;
const realSetImmediate = timers.setImmediate;

interface WaitOptions {
  ref?: boolean;
  signal?: AbortSignal;
}

/** Puts everything that waits on the virtual heap: globals, `timers`, `timers/promises`, `AbortSignal.timeout`. */
export function patchTimers(): void {
  replace(setTimeoutVirtual, promisify.custom, wait);
  Object.defineProperty(setTimeoutVirtual, 'name', { value: 'setTimeout' });
  Object.defineProperty(setIntervalVirtual, 'name', { value: 'setInterval' });
  for (const target of [globalThis, timers]) {
    replace(target, 'setTimeout', setTimeoutVirtual);
    replace(target, 'setInterval', setIntervalVirtual);
    replace(target, 'clearTimeout', clear);
    replace(target, 'clearInterval', clear);
  }
  replace(timersPromises, 'setTimeout', wait);
  replace(timersPromises, 'setInterval', ticks);
  replace(timersPromises.scheduler, 'wait', (delay?: number, options?: WaitOptions) =>
    wait(delay, undefined, options),
  );
  replace(AbortSignal, 'timeout', abortAfter);
}

/** A timer of our own, such as a socket's time-out: on the heap, but nothing that keeps the loop alive. */
export function backgroundTimer(callback: () => void, delayMs: number): VirtualTimer {
  return new VirtualTimer(callback, wholeMs(delayMs)).unref();
}

/** Node's own rule: out of range means one millisecond, fractions are cut. */
function wholeMs(delay: unknown): number {
  const ms = Number(delay);
  return ms >= 1 && ms <= LONGEST_MS ? Math.trunc(ms) : 1;
}

function checkCallback(callback: unknown): asserts callback is (...args: unknown[]) => unknown {
  if (isFn(callback)) return;
  const got = callback === null || callback === undefined ? String(callback) : `type ${typeof callback}`;
  throw Object.assign(new TypeError(`The "callback" argument must be of type function. Received ${got}`), {
    code: 'ERR_INVALID_ARG_TYPE',
  });
}

function setTimeoutVirtual(callback: unknown, delay?: unknown, ...args: unknown[]): VirtualTimer {
  checkCallback(callback);
  return new VirtualTimer(callback, wholeMs(delay), args);
}

function setIntervalVirtual(callback: unknown, delay?: unknown, ...args: unknown[]): VirtualTimer {
  checkCallback(callback);
  return new VirtualTimer(callback, wholeMs(delay), args, true);
}

function clear(handle: unknown): void {
  timerOf(handle)?.close();
}

function abortError(signal: AbortSignal): Error {
  const error = new Error('The operation was aborted', { cause: signal.reason });
  error.name = 'AbortError';
  return Object.assign(error, { code: 'ABORT_ERR' });
}

function wait(delay?: unknown, value?: unknown, options: WaitOptions = {}): Promise<unknown> {
  const { signal } = options;
  if (signal?.aborted) return Promise.reject(abortError(signal));
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      timer.close();
      if (signal) reject(abortError(signal));
    };
    const timer = new VirtualTimer(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve(value);
    }, wholeMs(delay));
    if (options.ref === false) timer.unref();
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

async function* ticks(delay?: unknown, value?: unknown, options: WaitOptions = {}): AsyncGenerator {
  const { signal } = options;
  if (signal?.aborted) throw abortError(signal);
  let due = 0;
  let wake: (() => void) | undefined;
  const timer = new VirtualTimer(
    () => {
      due++;
      wake?.();
    },
    wholeMs(delay),
    [],
    true,
  );
  if (options.ref === false) timer.unref();
  signal?.addEventListener('abort', () => wake?.(), { once: true });
  try {
    for (;;) {
      if (due === 0 && !signal?.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (signal?.aborted) throw abortError(signal);
      for (; due > 0; due--) yield value;
    }
  } finally {
    timer.close();
  }
}

function abortAfter(delay: number): AbortSignal {
  const controller = new AbortController();
  // Node leaves this timer unref'd; it counts all the same while an invocation runs, or a lost answer would hang.
  new VirtualTimer(() => {
    controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  }, wholeMs(delay)).unref();
  return controller.signal;
}

/** A real turn of the worker's own loop: keeps it alive until the callback has run. */
export function nextTurn(callback: () => void): void {
  realSetImmediate(callback);
}
