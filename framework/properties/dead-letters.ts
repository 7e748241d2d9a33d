import type { CallEntry } from '../kernel';
import { workOf } from './history';
import type { Evidence } from './property';

/** A piece of work that ended in a dead-letter place, with the call that put it there. */
export interface Arrival {
  workId: string | undefined;
  place: string;
  call: CallEntry;
}

/** What was sent to the declared dead-letter places, and whose work it was by its causes. */
export function deadLetterArrivals(evidence: Evidence): Arrival[] {
  const places = new Map(evidence.deadLetters.map(({ arn, logicalId }) => [arn, logicalId]));
  const refused = new Set(
    evidence.trace.flatMap((entry) =>
      entry.type === 'answer' && entry.code !== undefined ? [entry.cause] : [],
    ),
  );
  return evidence.trace.flatMap((call) => {
    if (call.type !== 'call' || !/^(SendMessage|Publish)$/.test(call.operation) || refused.has(call.n))
      return [];
    const place = places.get(call.resource ?? '');
    return place === undefined ? [] : [{ workId: workOf(evidence, call), place, call }];
  });
}
