import { adviceForLoss } from './advice';
import { history } from './history';
import { countOf, has, nothingSubmitted, type Evidence, type Property, type Verdict } from './property';

/** Every submitted piece of work has an outcome. */
export function processedAll(): Property {
  return {
    name: 'processedAll',
    needs: [],
    judge: (evidence) => judgeLoss(evidence, new Set(), 'no outcome'),
  };
}

/** A verdict over work without outcome, `accounted` aside. */
export function judgeLoss(evidence: Evidence, accounted: ReadonlySet<string>, fate: string): Verdict {
  const idle = nothingSubmitted(evidence);
  if (idle !== undefined) return idle;
  const { submitted, outcomes, noun } = evidence;
  const done = new Set(outcomes.map(({ id }) => id));
  const withOutcome = submitted.filter(({ id }) => done.has(id));
  const lost = submitted.filter(({ id }) => !done.has(id) && !accounted.has(id));
  const [first] = lost;
  if (first === undefined) {
    const letters =
      accounted.size === 0 ? '' : `, ${countOf(accounted.size, submitted.length, noun)} dead-lettered`;
    return { holds: true, proven: `${countOf(withOutcome.length, submitted.length, noun)} done${letters}` };
  }
  return {
    holds: false,
    what: `${countOf(lost.length, submitted.length, noun)} ${has(lost.length)} ${fate}`,
    lines: [
      { label: 'lost', text: lost.map(({ id }) => id).join(', ') },
      ...history(evidence, first.id).map((text) => ({ label: 'history', text })),
    ],
    fix: adviceForLoss(evidence, first.id),
  };
}
