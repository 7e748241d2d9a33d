import type { CallEntry } from '../kernel';
import { workOf } from './history';
import type { Evidence } from './property';

/** A write by function code that took effect, with the piece of work that it is for. */
export interface Effect {
  workId: string;
  call: CallEntry;
}

/** Whether an operation changes something that others can see. */
export function isWrite(operation: string): boolean {
  return /^(Put|Update|Write|BatchWrite|TransactWrite|Send|Publish|Copy)/.test(operation);
}

/**
 * The writes of function code that took effect, in order; a write that a crash followed has taken effect as well.
 *
 * Whose work a write is, its subject tells where it names an id (`id=order-1`), because one invocation may work on
 * a batch; where it names none, the causes tell.
 */
export function effectsOf(evidence: Evidence): Effect[] {
  const ids = new Set(evidence.submitted.map(({ id }) => id));
  const failed = new Set(
    evidence.trace.flatMap((entry) =>
      entry.type === 'answer' && entry.code !== undefined && entry.status !== 0 ? [entry.cause] : [],
    ),
  );
  return evidence.trace.flatMap((call) => {
    if (call.type !== 'call' || call.call === undefined || call.task === 'scenario') return [];
    if (!isWrite(call.operation) || failed.has(call.n)) return [];
    const named = namedIn(call.subject ?? '', ids);
    const caused = named.length > 0 ? undefined : workOf(evidence, call);
    return (caused === undefined ? named : [caused]).map((workId) => ({ workId, call }));
  });
}

function namedIn(subject: string, ids: ReadonlySet<string>): string[] {
  const words = subject.split(/[=;, ]+/);
  return [...new Set([...words, ...words.flatMap((word) => word.split('/'))])].filter((word) =>
    ids.has(word),
  );
}
