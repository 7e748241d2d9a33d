import { AwsError } from '../../../cloud/service';
import { checkConcurrency } from '../functions/concurrency';
import { begin } from '../execution/begin';
import { hasRoom, idleEnvironment } from '../execution/environments';
import type { RunOutcome } from '../execution/outcome';
import { routed, targetOf, type Routed, type Target } from '../functions/names';
import type { AsynchronousEvent, LambdaCall, LambdaFunction, Trace, TracedAttempt } from '../state';
import { roleSession } from '../functions/role';
import { traceEvent } from '../execution/segments';
import { functionMetric } from '../metrics';
import { eventInvokeConfigOf } from './event-invoke-configs';
import { giveUp } from './giving-up';
import { sendOnSuccess } from './destinations';

/** Lambda polls its own queue; AWS promises no time. */
const firstDeliveryMs = { low: 5, high: 50 };
/** Waits after the first and after the second attempt that failed (aws-behaviour.md 1.5). */
const retryAfterMs = [60_000, 120_000] as const;
const retriesMaxByDefault = 2;
const backOffMs = { first: 1000, last: 300_000 };
const eventAgeMaxSecondsByDefault = 21_600;
const hostPollMs = 1000;

/** Puts an event into Lambda's internal queue. */
export function enqueue(
  { fn, qualifier }: Pick<Target, 'fn' | 'qualifier'>,
  { requestId, payload, trace }: { requestId: string; payload: Uint8Array; trace: Trace },
  call: LambdaCall,
): void {
  const event: AsynchronousEvent = {
    functionName: fn.name,
    ...(qualifier === undefined ? {} : { qualifier }),
    requestId,
    payload: call.blobs.put(payload),
    receivedAtMs: call.nowMs,
    attempts: 0,
    throttles: 0,
    trace,
  };
  functionMetric(call, fn.name, 'AsyncEventsReceived', { qualifier });
  call.later({
    afterMs: call.random('queue delay').between(firstDeliveryMs.low, firstDeliveryMs.high),
    kind: 'deliver',
    payload: event,
    delivery: { to: fn.arn, subject: subjectOf(payload) ?? requestId },
  });
}

/**
 * Hands an event to its function, or puts it back where that is throttled.
 *
 * The event comes with the delivery and lies nowhere else: a delivery made twice is two events from here on, with one
 * request id, each with attempts of its own.
 */
export function deliver(event: AsynchronousEvent, call: LambdaCall): void {
  const fn = call.state.functions.get(event.functionName);
  const target = fn === undefined ? undefined : targetOf(fn, event.qualifier, call);
  if (fn === undefined || target === undefined) {
    call.note('event dropped', event.functionName, { requestId: event.requestId, reason: 'FunctionDeleted' });
    return;
  }
  if (fn.reservedConcurrency === 0) {
    giveUp(event, fn, { condition: 'ZeroReservedConcurrency', ...throttled }, call);
    return;
  }
  if (call.nowMs - event.receivedAtMs > eventAgeMaxMs(event, call)) {
    giveUp(event, fn, { condition: 'EventAgeExceeded', ...throttled }, call);
    return;
  }
  try {
    const chosen = routed(target, call);
    checkConcurrency(chosen, call);
    if (idleEnvironment(chosen.version, call) === undefined && !hasRoom(call)) {
      waitForHost(event, fn, call);
      return;
    }
    attempt(event, chosen, call);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    putBack(event, fn, error, call);
  }
}

/** What an attempt came to: a result to pass on, a retry, or the end of the event. */
export function afterAttempt(
  before: AsynchronousEvent,
  outcome: RunOutcome,
  traced: readonly TracedAttempt[],
  call: LambdaCall,
): void {
  const event: AsynchronousEvent = {
    ...before,
    attempts: before.attempts + 1,
    ...(traced.length === 0 ? {} : { traced: [...(before.traced ?? []), ...traced] }),
  };
  const fn = call.state.functions.get(event.functionName);
  if (fn === undefined) return;
  const config = eventInvokeConfigOf(event, call);
  if (outcome.kind === 'value') {
    traceEvent(event, fn, () => roleSession(fn, call).principal, false, call);
    if (config?.onSuccess !== undefined) sendOnSuccess(event, fn, config.onSuccess, outcome, call);
    return;
  }
  const failure = { errorCode: '200', errorMessage: outcome.errorMessage ?? outcome.json, outcome };
  const afterMs = retryAfterMs[event.attempts - 1];
  if (afterMs === undefined || event.attempts > (config?.retriesMax ?? retriesMaxByDefault)) {
    giveUp(event, fn, { condition: 'RetriesExhausted', ...failure }, call);
  } else if (isTooOld(event, afterMs, call)) {
    giveUp(event, fn, { condition: 'EventAgeExceeded', ...failure }, call);
  } else {
    retry(event, fn, { afterMs, reason: outcome.errorType ?? 'function error' }, call);
  }
}

/** Begins what waits for a hosted environment, as far as there is room; the oldest first. */
export function admitWaiting({ polls }: { polls: boolean }, call: LambdaCall): void {
  const { waiting } = call.state;
  if (waiting.size > 0 && hasRoom(call)) {
    for (const [key, event] of waiting.range()) {
      // Without room no environment is idle either, so nobody further down the line could begin.
      if (!hasRoom(call)) break;
      waiting.delete(key);
      deliver(event, call);
    }
  }
  if (polls && waiting.size > 0) pollHost(call);
}

function attempt(event: AsynchronousEvent, chosen: Routed, call: LambdaCall): void {
  const { qualifier } = event;
  const { name, arn } = chosen.version;
  const value = call.nowMs - event.receivedAtMs;
  functionMetric(call, name, 'AsyncEventAge', { unit: 'Milliseconds', value, qualifier });
  begin(
    chosen,
    {
      requestId: event.requestId,
      attempt: event.attempts + 1,
      answerTo: { kind: 'queue', event },
      payload: event.payload,
      functionArn: qualifier === undefined ? arn : `${arn}:${qualifier}`,
      trace: event.trace,
    },
    call,
  );
}

/** A throttle or a failure of Lambda's own: back into the queue, without using up an attempt (aws-behaviour.md 1.5). */
function putBack(event: AsynchronousEvent, fn: LambdaFunction, error: AwsError, call: LambdaCall): void {
  const { qualifier } = event;
  if (error.code === 'TooManyRequestsException') functionMetric(call, fn.name, 'Throttles', { qualifier });
  const afterMs = Math.min(backOffMs.last, backOffMs.first * 2 ** event.throttles);
  if (isTooOld(event, afterMs, call)) {
    const failure = { errorCode: String(error.status ?? 500), errorMessage: error.message };
    giveUp(event, fn, { condition: 'EventAgeExceeded', ...failure }, call);
    return;
  }
  retry({ ...event, throttles: event.throttles + 1 }, fn, { afterMs, reason: error.code }, call);
}

function retry(
  event: AsynchronousEvent,
  fn: LambdaFunction,
  { afterMs, reason }: { afterMs: number; reason: string },
  call: LambdaCall,
): void {
  const { requestId, attempts } = event;
  call.note('retry scheduled', fn.arn, { requestId, attempt: attempts + 1, afterMs, reason });
  call.later({ afterMs, kind: 'deliver', payload: event });
}

/** More environments are asked for than this machine hosts at once; AWS promises no time, so the event waits. */
function waitForHost(event: AsynchronousEvent, fn: LambdaFunction, call: LambdaCall): void {
  const { requestId, attempts } = event;
  call.note('invocation waits for an environment', fn.arn, { requestId, attempt: attempts + 1 });
  if (call.state.waiting.size === 0) pollHost(call);
  const key = String(call.count('waiting event')).padStart(12, '0');
  call.state.waiting.set(key, event);
}

/** Environments of other accounts and regions end without a word to this one, so it looks again. */
function pollHost(call: LambdaCall): void {
  call.later({ afterMs: hostPollMs, kind: 'admitWaiting', payload: { polls: true } });
}

function isTooOld(event: AsynchronousEvent, afterMs: number, call: LambdaCall): boolean {
  return call.nowMs + afterMs - event.receivedAtMs > eventAgeMaxMs(event, call);
}

function eventAgeMaxMs(event: AsynchronousEvent, call: LambdaCall): number {
  const config = eventInvokeConfigOf(event, call);
  return (config?.eventAgeMaxSeconds ?? eventAgeMaxSecondsByDefault) * 1000;
}

const throttled = { errorCode: '429', errorMessage: 'Rate Exceeded.' };

/** The object that an S3 event is about, so that people and faults can name the delivery. */
function subjectOf(payload: Uint8Array): string | undefined {
  const text = Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString('utf8');
  const key = /"object":\{"key":"([^"]*)"/.exec(text)?.[1];
  return key === undefined ? undefined : decodeURIComponent(key.replaceAll('+', ' '));
}
