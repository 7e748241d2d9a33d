import { deadLetterArrivals } from './dead-letters';
import { effectsOf } from './effects';
import type { Evidence } from './property';

export interface Reached {
  id: string;
  atMs: number;
  /** Since the submission. */
  tookMs: number;
}

/** When each piece of work reached its outcome: its last write by function code, or its dead letter. */
export function reachedBy(evidence: Evidence): Reached[] {
  const began = new Map<string, number>();
  for (const entry of evidence.trace) {
    if (entry.type !== 'call' || entry.task !== 'scenario' || entry.work === undefined) continue;
    if (!began.has(entry.work)) began.set(entry.work, entry.atMs);
  }
  const ended = new Map<string, number>();
  for (const { workId, call } of effectsOf(evidence)) ended.set(workId, call.atMs);
  for (const { workId, call } of deadLetterArrivals(evidence)) {
    if (workId !== undefined && !ended.has(workId)) ended.set(workId, call.atMs);
  }
  return evidence.submitted.flatMap(({ id }) => {
    const [from, to] = [began.get(id), ended.get(id)];
    return from === undefined || to === undefined ? [] : [{ id, tookMs: to - from, atMs: to }];
  });
}
