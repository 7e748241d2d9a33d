/**
 * When alarms are evaluated: each full minute (or ten seconds), as long as it can change anything.
 *
 * An alarm whose metric has no data in reach keeps its state for ever, so it sleeps until a point wakes it.
 */
import type { Alarm, CloudWatchCall } from '../state';

const minuteMs = 60_000;
const shortMs = 10_000;

/** How often an alarm is evaluated: those of less than a minute every ten seconds. */
export const intervalOf = (alarm: Alarm | undefined): number =>
  alarm?.kind === 'metric' && alarm.periodSeconds < 60 ? shortMs : minuteMs;

/** Evaluates an alarm at its next turn, unless that is due already. */
export function evaluateSoon(call: CloudWatchCall, name: string): void {
  const { evaluations } = call.state;
  if (evaluations.has(name)) return;
  const everyMs = intervalOf(call.state.alarms.get(name));
  const atMs = (Math.floor(call.nowMs / everyMs) + 1) * everyMs;
  const id = call.later({ atMs, kind: 'evaluate', payload: { name }, background: true });
  evaluations.set(name, id);
}

export function stopEvaluating(call: CloudWatchCall, { name }: Alarm): void {
  const id = call.state.evaluations.get(name);
  if (id === undefined) return;
  call.cancel(id);
  call.state.evaluations.delete(name);
}
