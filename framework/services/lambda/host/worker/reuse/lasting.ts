import asyncHooks from 'node:async_hooks';
import diagnosticsChannel from 'node:diagnostics_channel';
import dns from 'node:dns';
import nodeModule from 'node:module';
import net from 'node:net';
import { PerformanceObserver } from 'node:perf_hooks';
import process from 'node:process';
import v8 from 'node:v8';
import { type Fn, wrapAll } from '../patch';

let isLasting = false;

// Each of these changes something inside of Node that nothing can put back.
const LASTING: readonly [target: object, names: string[]][] = [
  [asyncHooks, ['createHook']],
  [diagnosticsChannel, ['subscribe']],
  [diagnosticsChannel.Channel.prototype, ['subscribe', 'bindStore']],
  [dns, ['setServers', 'setDefaultResultOrder']],
  [net, ['setDefaultAutoSelectFamily', 'setDefaultAutoSelectFamilyAttemptTimeout']],
  [nodeModule, ['register', 'registerHooks']],
  [PerformanceObserver.prototype, ['observe']],
  [process, ['setUncaughtExceptionCaptureCallback', 'setSourceMapsEnabled']],
  [v8, ['setFlagsFromString']],
];

function noted(original: Fn): Fn {
  return function (this: unknown, ...args: unknown[]): unknown {
    isLasting = true;
    return original.apply(this, args);
  };
}

/** Notices what code of a function does to this thread that would outlast it. */
export function watchLasting(): void {
  for (const [target, names] of LASTING) wrapAll(target, names, noted);
  wrapAll(process, ['emitWarning'], (original) => {
    return function (this: unknown, ...args: unknown[]): unknown {
      // Node shows a warning once for each process; those of experiments are off.
      if (args[1] !== 'ExperimentalWarning') isLasting = true;
      return original.apply(this, args);
    };
  });
}

/** Notes that this thread is no longer like a fresh one. */
export function noteLasting(): void {
  isLasting = true;
}

/** Whether this thread can become another environment. */
export function isLikeNew(): boolean {
  return !isLasting;
}
