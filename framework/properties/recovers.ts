import { milliseconds, momentText, spanText, type Duration } from '../kernel';
import { adviceForLoss } from './advice';
import { history } from './history';
import { reachedBy } from './reached';
import { countOf, has, nothingSubmitted, type Evidence, type Property, type Verdict } from './property';

/**
 * So long after the last fault took effect, nothing was left to do: every piece of work had reached its outcome, or
 * was submitted later and then reached it in as much time.
 *
 * It needs the trace and virtual time. An outcome is the last write by function code, or the dead letter. The time
 * counts from what a fault did last, not from when it was lifted; a storm in which no fault took effect fails,
 * because there was nothing to recover from.
 *
 * @example
 * holds: [properties.recovers('10 minutes')]
 */
export function recovers(duration: Duration): Property {
  const limitMs = milliseconds(duration);
  return {
    name: 'recovers',
    needs: ['trace', 'virtualTime'],
    judge: (evidence) => nothingSubmitted(evidence) ?? judge(evidence, limitMs, duration),
  };
}

function judge(evidence: Evidence, limitMs: number, duration: Duration): Verdict {
  const { submitted, noun, startMs } = evidence;
  const last = evidence.trace.findLast(({ type }) => type === 'fault');
  if (last?.type !== 'fault') {
    return {
      holds: false,
      what: 'no fault took effect, so there was nothing to recover from',
      lines: [],
      fix: { text: 'inject a fault that the storm meets' },
    };
  }
  const reached = new Map(reachedBy(evidence).map((each) => [each.id, each]));
  /** How long after the fault, or after a later submission. */
  const lateBy = (id: string) => {
    const { atMs, tookMs } = reached.get(id) ?? { atMs: Infinity, tookMs: Infinity };
    return Math.min(tookMs, Math.max(0, atMs - last.atMs));
  };
  const bySlowness = [...new Set(submitted.map(({ id }) => id))].toSorted((a, b) => lateBy(b) - lateBy(a));
  const late = bySlowness.filter((id) => lateBy(id) > limitMs);
  const [worst] = late;
  const [slowest = ''] = bySlowness;
  if (worst === undefined) {
    const proven = `all done ${spanText(lateBy(slowest))} after the last fault, ${duration} allowed`;
    return { holds: true, proven };
  }
  const told = (id: string) => `${id} (${reached.has(id) ? spanText(lateBy(id)) : 'never'})`;
  return {
    holds: false,
    what: `${countOf(late.length, submitted.length, noun)} ${has(late.length)} not recovered ${duration} after the last fault`,
    lines: [
      { label: 'last fault', text: `${momentText(last.atMs - startMs)}  ${last.fault}: ${last.effect}` },
      { label: 'late', text: late.map(told).join(', ') },
      ...history(evidence, worst).map((text) => ({ label: 'history', text })),
    ],
    fix: reached.has(worst)
      ? { text: `shorten what ${worst} waited for: retry delays, visibility timeouts, batching windows` }
      : adviceForLoss(evidence, worst),
  };
}
