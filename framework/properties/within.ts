import { milliseconds, momentText, spanText, type Duration } from '../kernel';
import { adviceForLoss } from './advice';
import { entriesOf, history } from './history';
import { reachedBy } from './reached';
import { countOf, has, nothingSubmitted, type Evidence, type Property, type Verdict } from './property';

/**
 * Every piece of work reached its outcome within so much virtual time of its submission: its last write by function
 * code, or its dead letter.
 *
 * It needs the trace and virtual time. Two things would surprise: a write that was refused is no outcome, so a
 * duplicate that comes an hour later and changes nothing does not count; and work whose effect no function code
 * makes (a service that writes by itself) counts as never done.
 *
 * @example
 * holds: [properties.within('15 minutes')]
 */
export function within(duration: Duration): Property {
  const limitMs = milliseconds(duration);
  return {
    name: 'within',
    needs: ['trace', 'virtualTime'],
    judge: (evidence) => nothingSubmitted(evidence) ?? judge(evidence, limitMs, duration),
  };
}

function judge(evidence: Evidence, limitMs: number, duration: Duration): Verdict {
  const { submitted, noun } = evidence;
  const reached = reachedBy(evidence);
  const done = new Set(reached.map(({ id }) => id));
  const unreached = submitted.filter(({ id }) => !done.has(id)).map(({ id }) => id);
  const bySlowness = reached.toSorted((one, other) => other.tookMs - one.tookMs);
  const late = bySlowness.filter(({ tookMs }) => tookMs > limitMs);
  const [slowest] = bySlowness;
  const [unreachedFirst] = unreached;
  const worst = unreachedFirst ?? late[0]?.id;
  if (worst === undefined) {
    const told = slowest === undefined ? '' : `, the slowest ${slowest.id} after ${spanText(slowest.tookMs)}`;
    return {
      holds: true,
      proven: `${countOf(reached.length, submitted.length, noun)} within ${duration}${told}`,
    };
  }
  const whats = [
    ...(unreached.length === 0
      ? []
      : [`${countOf(unreached.length, submitted.length, noun)} ${has(unreached.length)} no known outcome`]),
    ...(late.length === 0
      ? []
      : [`${countOf(late.length, submitted.length, noun)} took longer than ${duration}`]),
  ];
  return {
    holds: false,
    what: whats.join(', '),
    lines: [
      ...(unreached.length === 0 ? [] : [{ label: 'unreached', text: unreached.join(', ') }]),
      ...(late.length === 0
        ? []
        : [{ label: 'late', text: late.map(({ id, tookMs }) => `${id} (${spanText(tookMs)})`).join(', ') }]),
      ...history(evidence, worst).map((text) => ({ label: 'history', text })),
    ],
    fix: unreachedFirst === undefined ? adviceForWait(evidence, worst) : adviceForLoss(evidence, worst),
  };
}

/** The longest time in which nothing happened to a piece of work. */
function adviceForWait(evidence: Evidence, id: string): { text: string } {
  const entries = entriesOf(evidence, id);
  let longestMs = 0;
  let fromMs = 0;
  for (const [i, { atMs }] of entries.entries()) {
    const waitedMs = (entries[i + 1]?.atMs ?? atMs) - atMs;
    if (waitedMs > longestMs) [longestMs, fromMs] = [waitedMs, atMs - evidence.startMs];
  }
  return {
    text: `look at what ${id} waited for: its longest wait is ${spanText(longestMs)}, from ${momentText(fromMs)} on`,
  };
}
