import { AsyncLocalStorage } from 'node:async_hooks';
import type { Invoke, Result } from '../contract';
import type { Handler } from './code/handler';
import { errorPayload, logError, setRequestId } from './logs';
import { freezeCalls } from './network/calls';
import { type Fn, isFn } from './patch';
import { readClock } from './time/clock';

/** One invocation, from its event to its result. */
export interface Invocation {
  readonly invoke: Invoke;
  result?: Result;
  /** The result of a callback that waits for an empty event loop. */
  afterLoop?: Result;
}

/** Sets the stage for an invocation: log lines and the trace header name it. */
export function announce(invoke: Invoke): void {
  setRequestId(invoke.requestId);
  process.env['_X_AMZN_TRACE_ID'] = invoke.traceId;
}

/** Calls the handler; the result appears on the invocation once there is one. */
export function run(invocation: Invocation, handler: Handler): void {
  const { invoke } = invocation;
  const { callback, context } = callbacksOf(invocation);
  // Not called as a method, or every stack trace would say so.
  const { call, isLegacy } = handler;
  Object.assign(context, contextOf(invoke));
  // A context of its own per invocation, so that nothing of the last one shows through.
  new AsyncLocalStorage().run(undefined, () => {
    try {
      const event: unknown = JSON.parse(invoke.event);
      const returned = isLegacy ? call(event, context, callback) : Promise.resolve(call(event, context));
      if (!isThenable(returned)) return;
      returned.then(context.succeed, context.fail);
    } catch (error) {
      context.fail(error);
    }
  });
}

/** Ends an invocation whose handler will never say more: AWS's runtime answers null when the event loop is empty. */
export function endOnEmptyLoop(invocation: Invocation): void {
  conclude(invocation, invocation.afterLoop ?? { kind: 'value', json: 'null' });
}

/** Gives an invocation its result, once; what the function sends from here on goes out when it is invoked again. */
export function conclude(invocation: Invocation, result: Result): void {
  if (invocation.result) return;
  invocation.result = result;
  freezeCalls();
}

interface Callbacks {
  callback: Fn;
  context: { succeed: (value: unknown) => void; fail: (error: unknown) => void } & Record<string, unknown>;
}

function callbacksOf(invocation: Invocation): Callbacks {
  let isFinished = false;
  let waitsForEmptyLoop = true;
  const first =
    (finish: (...args: unknown[]) => void) =>
    (...args: unknown[]): void => {
      if (isFinished) return;
      isFinished = true;
      finish(...args);
    };
  const failWith = (error: unknown): void => {
    logError('Invoke Error', error);
    conclude(invocation, { kind: 'error', json: JSON.stringify(errorPayload(error)) });
  };
  const settle = (error: unknown, value: unknown, isCallback: boolean): void => {
    if (error !== undefined && error !== null) return failWith(error);
    const result = valueResult(value);
    if (result instanceof Error) return failWith(result);
    if (isCallback && waitsForEmptyLoop) invocation.afterLoop = result;
    else conclude(invocation, result);
  };
  const callback = first((error, value) => settle(error, value, true));
  const done = first((error, value) => settle(error, value, false));
  const context = {
    succeed: first((value) => settle(null, value, false)),
    fail: first((error) => settle(error ?? 'handled', undefined, false)),
    done,
  };
  Object.defineProperty(context, 'callbackWaitsForEmptyEventLoop', {
    get: () => waitsForEmptyLoop,
    set: (value: unknown) => {
      waitsForEmptyLoop = Boolean(value);
    },
    enumerable: true,
  });
  return { callback, context };
}

function valueResult(value: unknown): Result | Error {
  try {
    return { kind: 'value', json: JSON.stringify(value === undefined ? null : value) ?? 'null' };
  } catch {
    return new Error('Unable to stringify response body');
  }
}

/** The context object (aws-behaviour 1.6). */
function contextOf(invoke: Invoke): object {
  const clientContext: unknown =
    invoke.clientContext === undefined ? undefined : JSON.parse(invoke.clientContext);
  return {
    functionVersion: invoke.functionVersion,
    functionName: invoke.functionName,
    memoryLimitInMB: String(invoke.memoryMb),
    logGroupName: invoke.logGroup,
    logStreamName: invoke.logStream,
    clientContext,
    identity: undefined,
    invokedFunctionArn: invoke.functionArn,
    awsRequestId: invoke.requestId,
    getRemainingTimeInMillis: () => invoke.deadlineMs - readClock(),
  };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && isFn(Reflect.get(value, 'then'));
}
