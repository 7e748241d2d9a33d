import { adviceForDouble, adviceForLoss } from './advice';
import { history } from './history';
import { countOf, has, nothingSubmitted, type Evidence, type Property, type Verdict } from './property';

export interface ExactlyOnceOptions {
  /** Work that need not have an outcome: what is meant to fail. */
  except?: readonly string[];
}

/**
 * Each piece of work has exactly one outcome row.
 *
 * The system must make doing it twice visible: a table keyed by the object's key hides it, because an overwrite is
 * one row.
 */
export function exactlyOnce({ except = [] }: ExactlyOnceOptions = {}): Property {
  return {
    name: 'exactlyOnce',
    needs: [],
    judge: (evidence) => nothingSubmitted(evidence) ?? judge(evidence, except),
  };
}

function judge(evidence: Evidence, except: readonly string[]): Verdict {
  const { submitted, outcomes, noun } = evidence;
  const counts = new Map<string, number>();
  for (const { id } of outcomes) counts.set(id, (counts.get(id) ?? 0) + 1);
  const known = new Set(submitted.map(({ id }) => id));
  const expected = submitted.filter(({ id }) => !except.includes(id));
  const groups = [
    {
      label: 'doubled',
      fate: 'more than one outcome',
      ids: [...counts].filter(([, count]) => count > 1).map(([id]) => id),
    },
    {
      label: 'lost',
      fate: 'no outcome',
      ids: expected.filter(({ id }) => !counts.has(id)).map(({ id }) => id),
    },
    {
      label: 'stray',
      fate: 'outcomes though nobody submitted it',
      ids: [...counts.keys()].filter((id) => !known.has(id)),
    },
  ].filter(({ ids }) => ids.length > 0);
  const [worst] = groups;
  const [first] = worst?.ids ?? [];
  if (worst === undefined || first === undefined) {
    return {
      holds: true,
      proven: `${countOf(expected.length, submitted.length, noun)} with exactly one outcome`,
    };
  }
  const told = (id: string) =>
    `${id}${(counts.get(id) ?? 0) > 1 ? ` (${counts.get(id) ?? 0} outcomes)` : ''}`;
  return {
    holds: false,
    what: groups
      .map(({ ids, fate }) => `${countOf(ids.length, submitted.length, noun)} ${has(ids.length)} ${fate}`)
      .join(', '),
    lines: [
      ...groups.map(({ label, ids }) => ({ label, text: ids.map(told).join(', ') })),
      ...history(evidence, first).map((text) => ({ label: 'history', text })),
    ],
    fix: worst.label === 'doubled' ? adviceForDouble(evidence, first) : adviceForLoss(evidence, first),
  };
}
