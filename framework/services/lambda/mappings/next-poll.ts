/** When a mapping polls next, and how its polling stands. */
import { targetOf, type Target } from '../functions/names';
import type { LambdaCall } from '../state';
import type { EventSourceMapping, Polling } from './state';

/** A poller waits at the queue, so a message is found at once; AWS promises no time. */
const noticeMs = { low: 5, high: 50 };

const idle: Polling = { isHeldBack: false, gathered: [], gatheredBytes: 0, batch: 0 };

export function pollingOf(uuid: string, call: LambdaCall): Polling {
  return call.state.pollings.get(uuid) ?? idle;
}

/** SQS tells when there will be something to receive. */
export function polled(
  { queueArn, atMs }: { queueArn: string; atMs: number | null },
  call: LambdaCall,
): void {
  for (const mapping of call.state.mappings.values()) {
    if (mapping.queueArn !== queueArn || mapping.state !== 'Enabled') continue;
    if (atMs === null) cancelPoll(mapping.uuid, call);
    else pollAt(mapping.uuid, atMs, call);
  }
}

/** Asks for a poll at a moment, in place of the one that was asked for. */
export function pollAt(uuid: string, atMs: number, call: LambdaCall): void {
  const { next, ...polling } = pollingOf(uuid, call);
  const isDue = next !== undefined && next.atMs <= call.nowMs + noticeMs.high;
  // What is about to happen anyway is not put off by more messages.
  if (isDue && atMs <= call.nowMs) return;
  if (next !== undefined) call.cancel(next.laterId);
  const dueMs = Math.max(atMs, call.nowMs) + call.random('notice').between(noticeMs.low, noticeMs.high);
  const laterId = call.later({ atMs: dueMs, kind: 'poll', payload: { uuid } });
  call.state.pollings.set(uuid, { ...polling, next: { laterId, atMs: dueMs } });
}

export function cancelPoll(uuid: string, call: LambdaCall): void {
  const { next, ...polling } = pollingOf(uuid, call);
  if (next === undefined) return;
  call.cancel(next.laterId);
  call.state.pollings.set(uuid, polling);
}

/** A batch has ended: what could not be polled before may be polled now. */
export function pollIfHeldBack(uuid: string, call: LambdaCall): void {
  const polling = call.state.pollings.get(uuid);
  if (polling?.isHeldBack !== true) return;
  call.state.pollings.set(uuid, { ...polling, isHeldBack: false });
  pollAt(uuid, call.nowMs, call);
}

export function targetOfMapping(
  { functionName, qualifier }: EventSourceMapping,
  call: LambdaCall,
): Target | undefined {
  const fn = call.state.functions.get(functionName);
  return fn === undefined ? undefined : targetOf(fn, qualifier, call);
}

export function setResult(uuid: string, lastResult: string, call: LambdaCall): void {
  const mapping = call.state.mappings.get(uuid);
  if (mapping !== undefined && mapping.lastResult !== lastResult) {
    call.state.mappings.set(uuid, { ...mapping, lastResult });
  }
}
