import { momentText, type EventEntry } from '../kernel';
import { workOf } from './history';
import type { Evidence, Property, Verdict } from './property';

export interface BoundedConcurrencyOptions {
  /** The function's logical id. */
  function: string;
  /** How many invocations may run at once. */
  max: number;
}

/**
 * Never more than `max` invocations of the function ran at once.
 *
 * It needs the trace. An invocation runs from its start to its end, the initialisation of its environment included,
 * and a retry is an invocation of its own. A function that never ran fails the claim, because nothing was proven.
 *
 * @example
 * holds: [properties.boundedConcurrency({ function: 'Processor', max: 2 })]
 */
export function boundedConcurrency(options: BoundedConcurrencyOptions): Property {
  return { name: 'boundedConcurrency', needs: ['trace'], judge: (evidence) => judge(evidence, options) };
}

function judge(evidence: Evidence, { function: name, max }: BoundedConcurrencyOptions): Verdict {
  const most = mostAtOnce(evidence, name);
  const place = evidence.names.template(name);
  const at = place === undefined ? {} : { place };
  if (most.length === 0) {
    return {
      holds: false,
      what: `${name} was never invoked, so it proves nothing`,
      lines: [],
      fix: { text: `give the logical id of a function that the storm invokes`, ...at },
    };
  }
  const count = `${most.length} invocation${most.length === 1 ? '' : 's'}`;
  if (most.length <= max) {
    return { holds: true, proven: `at most ${count} of ${name} at once, ${max} allowed` };
  }
  return {
    holds: false,
    what: `${count} of ${name} ran at once, ${max} allowed`,
    lines: most.map((started) => ({ label: 'at once', text: lineOf(evidence, started) })),
    fix: {
      text: `set ReservedConcurrentExecutions of ${name} to ${max}, or MaximumConcurrency of its event source`,
      ...at,
    },
  };
}

/** The starts of the largest number of invocations that ran at the same time. */
function mostAtOnce(evidence: Evidence, name: string): EventEntry[] {
  // An environment runs one invocation at a time, so it tells which one ended.
  const running = new Map<unknown, EventEntry>();
  let most: EventEntry[] = [];
  for (const entry of evidence.trace) {
    if (entry.type !== 'event' || entry.service !== 'lambda') continue;
    if (entry.resource !== name && evidence.names.of(entry.resource) !== name) continue;
    const { environment } = entry.detail;
    if (entry.event === 'invocation started') running.set(environment, entry);
    else if (entry.event === 'invocation ended' || entry.event === 'initialisation timed out')
      running.delete(environment);
    if (running.size > most.length) most = [...running.values()];
  }
  return most;
}

function lineOf(evidence: Evidence, started: EventEntry): string {
  const work = workOf(evidence, started);
  const attempt = `attempt ${String(started.detail['attempt'] ?? 1)}`;
  return `${momentText(started.atMs - evidence.startMs)}  ${work === undefined ? attempt : `${work}, ${attempt}`}`;
}
