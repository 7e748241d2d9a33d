import { canonicalJson } from '../kernel';
import { adviceForDouble, adviceForLoss } from './advice';
import { history } from './history';
import {
  countOf,
  nothingSubmitted,
  type Evidence,
  type Outcome,
  type Property,
  type Verdict,
} from './property';

export interface IdempotentOptions {
  /** Fields of an outcome that may differ: times, ids that chance makes. */
  except?: readonly string[];
}

/** What came of one piece of work, with faults and without. */
interface Difference {
  id: string;
  stormy: readonly string[];
  quiet: readonly string[];
}

/**
 * Faults and repeated submissions change nothing: the outcomes equal those of a twin, which is the same storm from the
 * same fork, told without faults and with each piece of work submitted once.
 *
 * It needs a trace and costs a second run, in which the storm's body is called too: what it notes outside of the
 * cloud it notes twice, and a body that demands `fired > 0` fails there. A storm without a fault that took effect and
 * without a repeated submission fails, because both runs are the same.
 *
 * @example
 * holds: [properties.idempotent({ except: ['processedAt'] })]
 */
export function idempotent({ except = [] }: IdempotentOptions = {}): Property {
  return {
    name: 'idempotent',
    needs: ['trace'],
    reads: ['twin'],
    judge: (evidence) => nothingSubmitted(evidence) ?? nothingRepeated(evidence) ?? judge(evidence, except),
  };
}

function nothingRepeated({ trace, submitted }: Evidence): Verdict | undefined {
  const isRepeated = new Set(submitted.map(({ id }) => id)).size < submitted.length;
  if (isRepeated || trace.some(({ type }) => type === 'fault')) return undefined;
  return {
    holds: false,
    what: 'the storm had neither a fault nor a repeated submission, so it proves nothing',
    lines: [],
    fix: { text: 'inject faults.duplicate(…) or another fault, or submit the same work again' },
  };
}

function judge(evidence: Evidence, except: readonly string[]): Verdict {
  const { submitted, outcomes, twin = [], noun } = evidence;
  const stormy = rowsById(outcomes, except);
  const quiet = rowsById(twin, except);
  const known = submitted.map(({ id }) => id).filter((id) => quiet.has(id) || stormy.has(id));
  const ids = [...new Set([...known, ...quiet.keys(), ...stormy.keys()])];
  const differences = ids.flatMap((id): Difference[] => {
    const [withFaults, without] = [stormy.get(id) ?? [], quiet.get(id) ?? []];
    return canonicalJson(withFaults) === canonicalJson(without)
      ? []
      : [{ id, stormy: withFaults, quiet: without }];
  });
  const [first] = differences;
  if (first === undefined) {
    return { holds: true, proven: `${countOf(ids.length, ids.length, noun)} as without faults` };
  }
  return {
    holds: false,
    what: `${countOf(differences.length, ids.length, noun)} came out otherwise than without faults`,
    lines: [
      { label: 'differs', text: differences.map(({ id }) => id).join(', ') },
      { label: 'with', text: first.stormy.join('\n') || 'no outcome' },
      { label: 'without', text: first.quiet.join('\n') || 'no outcome' },
      ...history(evidence, first.id).map((text) => ({ label: 'history', text })),
    ],
    fix: adviceFor(evidence, first),
  };
}

function adviceFor(evidence: Evidence, { id, stormy, quiet }: Difference) {
  if (stormy.length > quiet.length) return adviceForDouble(evidence, id);
  if (stormy.length < quiet.length) return adviceForLoss(evidence, id);
  return { text: 'let the outcome follow from the work alone, or name in except the fields that may differ' };
}

/** Rows as text, in an order of their own: in which they are read, says nothing. */
function rowsById(outcomes: readonly Outcome[], except: readonly string[]): Map<string, string[]> {
  const rows = new Map<string, string[]>();
  for (const outcome of outcomes) {
    const kept = Object.fromEntries(Object.entries(outcome).filter(([name]) => !except.includes(name)));
    const list = rows.get(outcome.id) ?? [];
    list.push(canonicalJson(kept));
    rows.set(outcome.id, list.sort());
  }
  return rows;
}
