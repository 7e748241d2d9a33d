import { format } from 'node:util';
import type { LogLine } from '../contract';
import { replace } from './patch';
import { virtualNow } from './time/clock';

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
type Level = (typeof LEVELS)[number];
// The symbol under which AWS's runtime keeps the id; logging libraries look for it.
const REQUEST_ID = Symbol.for('aws.lambda.runtime.requestId');

const lines: LogLine[] = [];
let isJson = false;
let lowest = 0;
// Of `console.time` and `console.count`.
const stopwatches = new Map<string, number>();
const counters = new Map<string, number>();

/** The log lines since the last time. */
export function takeLogs(): LogLine[] {
  return lines.splice(0);
}

/** Notes what was written to a standard stream; one event per write. */
export function writeRaw(text: string): void {
  lines.push({ atMs: virtualNow(), text: text.endsWith('\n') ? text.slice(0, -1) : text });
}

/** Tells the lines which invocation they belong to. */
export function setRequestId(requestId: string): void {
  Reflect.set(globalThis, REQUEST_ID, requestId);
}

function requestId(): unknown {
  return Reflect.get(globalThis, REQUEST_ID);
}

/**
 * Makes the console write as AWS's Node runtime does: `<time>\t<request id>\t<level>\t<message>`, or JSON.
 *
 * `AWS_LAMBDA_LOG_FORMAT` and `AWS_LAMBDA_LOG_LEVEL` are what the function's logging configuration sets.
 */
export function patchConsole(): void {
  replace(console, 'trace', at('TRACE'));
  replace(console, 'debug', at('DEBUG'));
  replace(console, 'info', at('INFO'));
  replace(console, 'log', at('INFO'));
  replace(console, 'warn', at('WARN'));
  replace(console, 'error', at('ERROR'));
  replace(console, 'fatal', at('FATAL'));
  patchStopwatch();
  patchCounters();
  for (const stream of [process.stdout, process.stderr]) {
    replace(stream, 'write', (chunk: string | Uint8Array, ...rest: unknown[]) => {
      writeRaw(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
      const done = rest.findLast((value) => typeof value === 'function');
      if (done) process.nextTick(done);
      return true;
    });
  }
}

function at(level: Level) {
  return (message?: unknown, ...params: unknown[]): void => {
    if (LEVELS.indexOf(level) >= lowest) log(level, message, ...params);
  };
}

/** Logs in the way that the function is configured for, with nothing left of what was logged before. */
export function startLogs(env: Record<string, string>): void {
  isJson = env['AWS_LAMBDA_LOG_FORMAT']?.toUpperCase() === 'JSON';
  const wanted = env['AWS_LAMBDA_LOG_LEVEL']?.toUpperCase();
  lowest = Math.max(
    0,
    LEVELS.findIndex((level) => level === wanted),
  );
  lines.length = 0;
  stopwatches.clear();
  counters.clear();
  Reflect.deleteProperty(globalThis, REQUEST_ID);
}

/** Node keeps the counts of `console.count` to itself. */
function patchCounters(): void {
  replace(console, 'count', (label: unknown = 'default') => {
    const count = (counters.get(String(label)) ?? 0) + 1;
    counters.set(String(label), count);
    console.log(`${String(label)}: ${count}`);
  });
  replace(console, 'countReset', (label: unknown = 'default') => {
    if (!counters.delete(String(label))) console.warn(`Count for '${String(label)}' does not exist`);
  });
}

function showStopwatch(label: string, ...params: unknown[]): void {
  const start = stopwatches.get(label);
  if (start === undefined) console.warn(`Warning: No such label '${label}' for console.timeLog()`);
  else console.log(`${label}: ${virtualNow() - start}ms`, ...params);
}

/** `console.time` reads a clock of its own inside of Node. */
function patchStopwatch(): void {
  replace(console, 'time', (label: unknown = 'default') => {
    stopwatches.set(String(label), virtualNow());
  });
  replace(console, 'timeLog', (label: unknown = 'default', ...params: unknown[]) => {
    showStopwatch(String(label), ...params);
  });
  replace(console, 'timeEnd', (label: unknown = 'default') => {
    showStopwatch(String(label));
    stopwatches.delete(String(label));
  });
}

function log(level: Level, message: unknown, ...params: unknown[]): void {
  const time = new Date(virtualNow()).toISOString();
  const text = isJson
    ? jsonLine(time, level, message, params)
    : [time, String(requestId()), level, format(message, ...params)].join('\t');
  lines.push({ atMs: virtualNow(), text });
}

function jsonLine(timestamp: string, level: Level, message: unknown, params: unknown[]): string {
  const record = { timestamp, level, requestId: requestId() };
  if (params.length === 0) {
    try {
      return JSON.stringify({ ...record, message }, (_, value: unknown) =>
        value instanceof Error ? Object.assign(errorFields(value), value) : value,
      );
    } catch {
      return JSON.stringify({ ...record, message: format(message) });
    }
  }
  const error = [message, ...params].find((param) => param instanceof Error);
  return JSON.stringify({
    ...record,
    message: format(message, ...params),
    ...(error instanceof Error && errorFields(error)),
  });
}

function errorFields(error: Error): object {
  return {
    errorType: error.constructor.name,
    errorMessage: error.message,
    stackTrace: error.stack?.split('\n') ?? [],
  };
}

/** Logs an error that ended an invocation or the process, in the words of AWS's runtime. */
export function logError(title: string, error: unknown): void {
  const asError = error instanceof Error ? error : new Error(String(error));
  if (isJson) console.error(asError);
  else console.error(title, `\t${errorJson(asError)}`);
}

function errorJson(error: Error): string {
  try {
    return JSON.stringify(error, (_, value: unknown) => {
      if (!(value instanceof Error)) return value;
      const fields = { errorType: value.name, errorMessage: value.message, code: Reflect.get(value, 'code') };
      const stack = typeof value.stack === 'string' ? { stack: value.stack.split('\n') } : {};
      return Object.assign(fields, value, stack);
    });
  } catch {
    return JSON.stringify(errorPayload(error));
  }
}

/** The payload by which the runtime reports a failed invocation. */
export function errorPayload(error: unknown): object {
  try {
    if (error instanceof Error || isLikeError(error)) {
      return { errorType: error.name, errorMessage: error.message, trace: String(error.stack).split('\n') };
    }
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  } catch {
    return {
      errorType: 'handled',
      errorMessage:
        'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
    };
  }
}

function isLikeError(value: unknown): value is Error {
  if (typeof value !== 'object' || value === null) return false;
  return ['name', 'message', 'stack'].every((key) => {
    const field: unknown = Reflect.get(value, key);
    return typeof field === 'string' && field !== '';
  });
}
