/**
 * When alarms are evaluated: each full minute, as long as it can change anything.
 *
 * An alarm whose metric has no data in reach keeps its state for ever, so it sleeps until a point wakes it.
 */
import type { Alarm, CloudWatchCall } from '../state';

const minuteMs = 60_000;

/** Evaluates an alarm at the next full minute, unless that is due already. */
export function evaluateSoon(call: CloudWatchCall, name: string): void {
  const { evaluations } = call.state;
  if (evaluations.has(name)) return;
  const atMs = (Math.floor(call.nowMs / minuteMs) + 1) * minuteMs;
  const id = call.later({ atMs, kind: 'evaluate', payload: { name }, background: true });
  evaluations.set(name, id);
}

export function stopEvaluating(call: CloudWatchCall, { name }: Alarm): void {
  const id = call.state.evaluations.get(name);
  if (id === undefined) return;
  call.cancel(id);
  call.state.evaluations.delete(name);
}
