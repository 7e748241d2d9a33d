import { AsyncResource } from 'node:async_hooks';
import zlib from 'node:zlib';
import { nextTurn } from './time/timers';
import { type Fn, isFn, wrapAll } from './patch';

interface Completion {
  /** Undefined until the thread pool is done with it. */
  deliver?: () => void;
}

const ZLIB_JOBS = [
  'brotliCompress',
  'brotliDecompress',
  'deflate',
  'deflateRaw',
  'gunzip',
  'gzip',
  'inflate',
  'inflateRaw',
  'unzip',
  'zstdCompress',
  'zstdDecompress',
];

// What was handed to libuv's thread pool, in the order in which it was issued.
const issued: Completion[] = [];

/**
 * Delivers the oldest completed job of the thread pool; false when there is none.
 *
 * Jobs end in an order that depends on the machine. At quiescence all of them have ended, so handing their results
 * out one at a time, in the order of issue and each up to quiescence, makes `Promise.all([gzip(a), gzip(b)])` exact.
 */
export function deliverCompletion(): boolean {
  const index = issued.findIndex((completion) => completion.deliver !== undefined);
  const [completion] = index < 0 ? [] : issued.splice(index, 1);
  if (!completion?.deliver) return false;
  nextTurn(completion.deliver);
  return true;
}

/** Drops all results that were not handed out. */
export function resetCompletions(): void {
  issued.length = 0;
}

/** Orders the results of `zlib`. */
export function patchCompression(): void {
  wrapAll(zlib, ZLIB_JOBS, orderedCallback);
}

/** Wraps a function that reports to a callback given as its last argument. */
export function orderedCallback(original: Fn): Fn {
  return function (this: unknown, ...args: unknown[]): unknown {
    const callback = args.at(-1);
    if (!isFn(callback)) return original.apply(this, args);
    const completion: Completion = {};
    const resource = new AsyncResource('THREADPOOL');
    args[args.length - 1] = (...results: unknown[]) => {
      completion.deliver = () => {
        resource.runInAsyncScope(callback, undefined, ...results);
      };
    };
    issued.push(completion);
    try {
      return original.apply(this, args);
    } catch (error) {
      issued.splice(issued.indexOf(completion), 1);
      throw error;
    }
  };
}

/** Wraps a function that returns a promise. */
export function orderedPromise(original: Fn): Fn {
  return function (this: unknown, ...args: unknown[]): unknown {
    const outcome = original.apply(this, args);
    if (!(outcome instanceof Promise)) return outcome;
    const completion: Completion = {};
    issued.push(completion);
    return new Promise((resolve, reject) => {
      outcome.then(
        (value) => {
          completion.deliver = () => resolve(value);
        },
        (error: unknown) => {
          // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the operation's own, whatever it is
          completion.deliver = () => reject(error);
        },
      );
    });
  };
}
