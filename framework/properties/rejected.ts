import { effectsOf } from './effects';
import { history } from './history';
import { countOf, type Evidence, type Property, type Verdict } from './property';

export interface RejectedOptions {
  /** Ids of the work that must be turned down; no other may. */
  only: readonly string[];
  /** The field of an outcome that says why it was. */
  field: string;
}

/**
 * These pieces of work, and no others, were turned down, and their outcomes say why.
 *
 * It needs nothing of the cloud. That each was turned down once is what `exactlyOnce` says.
 *
 * @example
 * holds: [properties.rejected({ only: ['empty.json'], field: 'rejected' })]
 */
export function rejected(options: RejectedOptions): Property {
  return { name: 'rejected', needs: [], judge: (evidence) => judge(evidence, options) };
}

function judge(evidence: Evidence, { only, field }: RejectedOptions): Verdict {
  const { submitted, outcomes, noun } = evidence;
  const rows = outcomes.filter((row) => row[field] !== undefined && row[field] !== '');
  const reasons = new Map(rows.map((row) => [row.id, String(row[field])]));
  const taken = only.filter((id) => !reasons.has(id));
  const turnedDown = [...reasons.keys()].filter((id) => !only.includes(id));
  const [first] = [...taken, ...turnedDown];
  if (first === undefined) {
    return {
      holds: true,
      proven: `${countOf(only.length, submitted.length, noun)} rejected, with the reason`,
    };
  }
  const whats = [
    ...(taken.length === 0 ? [] : [`${countOf(taken.length, only.length, noun)} not rejected`]),
    ...(turnedDown.length === 0
      ? []
      : [`${countOf(turnedDown.length, submitted.length, noun)} rejected though fit`]),
  ];
  const write = effectsOf(evidence).findLast(({ workId }) => workId === first)?.call;
  const place = write?.place === undefined ? undefined : evidence.names.source(write.task, write.place);
  return {
    holds: false,
    what: whats.join(', '),
    lines: [
      ...(taken.length === 0 ? [] : [{ label: 'taken', text: taken.join(', ') }]),
      ...turnedDown.map((id) => ({ label: 'rejected', text: `${id}: ${reasons.get(id) ?? ''}` })),
      ...history(evidence, first).map((text) => ({ label: 'history', text })),
    ],
    fix: {
      text: 'check type, size and content before this write, and record what was wrong',
      ...(place === undefined ? {} : { place }),
    },
  };
}
