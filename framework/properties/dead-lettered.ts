import { adviceForLoss } from './advice';
import { deadLetterArrivals, type Arrival } from './dead-letters';
import { entriesOf, history } from './history';
import { countOf, type Evidence, type Property, type Verdict } from './property';

export interface DeadLetteredOptions {
  /** Ids of the work that must end in a dead-letter place; no other may. */
  only: readonly string[];
  /** How often the function must have tried before; Lambda's default for asynchronous events is 3. */
  attempts?: number;
}

/** The attributes by which Lambda tells why an event is a dead letter. See aws-behaviour.md 1.5. */
const lambdaAttributes = ['ErrorCode', 'ErrorMessage', 'RequestID'] as const;

/** How a letter is called that no submission caused. */
const unknownWork = '(of no submitted work)';

/**
 * These pieces of work, and no others, ended in a declared dead-letter place, with AWS's attributes, after so
 * many attempts.
 */
export function deadLettered(options: DeadLetteredOptions): Property {
  return { name: 'deadLettered', needs: ['trace'], judge: (evidence) => judge(evidence, options) };
}

function judge(evidence: Evidence, { only, attempts }: DeadLetteredOptions): Verdict {
  const arrivals = deadLetterArrivals(evidence);
  const arrived = new Set(arrivals.map(({ workId }) => workId ?? unknownWork));
  const missing = only.filter((id) => !arrived.has(id));
  const extra = [...arrived].filter((id) => !only.includes(id));
  const [lost] = missing;
  if (lost !== undefined) {
    return failed(
      evidence,
      lost,
      `${countOf(missing.length, only.length, evidence.noun)} meant to fail ${missing.length === 1 ? 'is' : 'are'} in no dead-letter place`,
      'lost',
      missing,
    );
  }
  const [stray] = extra;
  if (stray !== undefined) {
    return failed(
      evidence,
      stray,
      `${countOf(extra.length, evidence.submitted.length, evidence.noun)} became ${extra.length === 1 ? 'a dead letter though it was' : 'dead letters though they were'} not meant to`,
      'stray',
      extra,
    );
  }
  for (const id of only) {
    const tried = attemptsOf(evidence, id, arrivals);
    if (attempts !== undefined && tried !== attempts) {
      return failed(
        evidence,
        id,
        `${id} became a dead letter after ${tried} attempts, not ${attempts}`,
        'attempts',
        [String(tried)],
      );
    }
  }
  return (
    judgeAttributes(evidence, only, arrivals) ?? {
      holds: true,
      proven: `${only.length === 0 ? 'nothing' : only.join(', ')} dead-lettered${attempts === undefined ? '' : ` after ${attempts} attempts`}`,
    }
  );
}

/** Attempts before the first dead letter: one history may hold several deliveries of the same event. */
function attemptsOf(evidence: Evidence, id: string, arrivals: readonly Arrival[]): number {
  const end = arrivals.find(({ workId }) => workId === id)?.call.n ?? Infinity;
  return entriesOf(evidence, id).filter(
    (entry) => entry.type === 'event' && entry.event === 'invocation started' && entry.n < end,
  ).length;
}

function judgeAttributes(
  evidence: Evidence,
  only: readonly string[],
  arrivals: readonly Arrival[],
): Verdict | undefined {
  for (const { logicalId, messages } of evidence.deadLetters) {
    // What a queue moved by itself has no attributes of Lambda's.
    if (!arrivals.some(({ place }) => place === logicalId)) continue;
    for (const message of messages) {
      const absent = lambdaAttributes.filter((name) => message.attributes[name] === undefined);
      if (absent.length === 0 || message.receiveCount > 1) continue;
      return failed(
        evidence,
        only[0] ?? '',
        `a message in ${logicalId} lacks ${absent.join(', ')}`,
        'message',
        [message.body.slice(0, 200)],
      );
    }
  }
  return undefined;
}

function failed(
  evidence: Evidence,
  id: string,
  what: string,
  label: string,
  ids: readonly string[],
): Verdict {
  return {
    holds: false,
    what,
    lines: [
      { label, text: ids.join(', ') },
      ...history(evidence, id).map((text) => ({ label: 'history', text })),
    ],
    fix: adviceForLoss(evidence, id),
  };
}
