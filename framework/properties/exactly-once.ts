import { adviceForDouble, adviceForLoss } from './advice';
import { history } from './history';
import { countOf, has, type Property } from './property';

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
    judge(evidence) {
      const { submitted, outcomes, noun } = evidence;
      const counts = new Map<string, number>();
      for (const { id } of outcomes) counts.set(id, (counts.get(id) ?? 0) + 1);
      const expected = submitted.filter(({ id }) => !except.includes(id));
      const doubled = [...counts].filter(([, count]) => count > 1).map(([id]) => id);
      const lost = expected.filter(({ id }) => !counts.has(id)).map(({ id }) => id);
      const [first] = [...doubled, ...lost];
      if (first === undefined)
        return {
          holds: true,
          proven: `${countOf(expected.length, submitted.length, noun)} with exactly one outcome`,
        };
      const parts = [
        ...(doubled.length === 0
          ? []
          : [
              `${countOf(doubled.length, submitted.length, noun)} ${has(doubled.length)} more than one outcome`,
            ]),
        ...(lost.length === 0
          ? []
          : [
              `${countOf(lost.length, submitted.length, noun)} ${has(lost.length)} ${doubled.length === 0 ? 'no outcome' : 'none'}`,
            ]),
      ];
      return {
        holds: false,
        what: parts.join(', '),
        lines: [
          ...(doubled.length === 0
            ? []
            : [
                {
                  label: 'doubled',
                  text: doubled.map((id) => `${id} (${counts.get(id) ?? 0} outcomes)`).join(', '),
                },
              ]),
          ...(lost.length === 0 ? [] : [{ label: 'lost', text: lost.join(', ') }]),
          ...history(evidence, first).map((text) => ({ label: 'history', text })),
        ],
        fix: doubled.length > 0 ? adviceForDouble(evidence, first) : adviceForLoss(evidence, first),
      };
    },
  };
}
