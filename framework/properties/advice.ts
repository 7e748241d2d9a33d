import { isWrite } from './effects';
import { entriesOf, functionCalls } from './history';
import type { TraceEntry } from '../kernel';
import type { Evidence, Verdict } from './property';

type Fix = Extract<Verdict, { holds: false }>['fix'];

/** Where to look when a piece of work was lost: what gave it up, as the trace tells it. */
export function adviceForLoss(evidence: Evidence, workId: string): Fix {
  const entries = entriesOf(evidence, workId);
  const given = entries.find(
    (entry) => entry.type === 'event' && entry.event === 'no dead-letter queue or destination',
  );
  if (given?.type === 'event') {
    const name = evidence.names.of(given.resource);
    return {
      text: `give ${name} a dead-letter queue (DeadLetterConfig) or an on-failure destination`,
      ...place(evidence.names.template(name)),
    };
  }
  const failed = functionCalls(entries)
    .filter(({ code }) => code !== undefined)
    .at(-1);
  if (failed !== undefined) {
    return {
      text: 'let the error leave the handler, or retry until the call succeeds',
      ...place(
        failed.call.place === undefined
          ? undefined
          : evidence.names.source(failed.call.task, failed.call.place),
      ),
    };
  }
  const ended = entries
    .filter((entry) => entry.type === 'event' && entry.event === 'invocation ended')
    .at(-1);
  if (ended?.type === 'event' && ended.detail['outcome'] !== 'value') {
    const error = `${String(ended.detail['errorType'] ?? '')}: ${String(ended.detail['errorMessage'] ?? '')}`;
    return {
      text: `look at what ended the last attempt of ${evidence.names.of(ended.resource)}: ${error}`,
      ...place(thrownAt(evidence, entries)),
    };
  }
  if (entries.length === 0) return { text: "submit made no call for it: look at the system's submit()" };
  return { text: 'follow the history: nothing failed, so something upstream did not hand it on' };
}

/** Where to look when a piece of work was done twice: the last call that made its effect. */
export function adviceForDouble(evidence: Evidence, workId: string): Fix {
  const write = functionCalls(entriesOf(evidence, workId))
    .filter(
      ({ call, status }) =>
        // A write that a crash followed has taken effect as well.
        (status === 0 || (status >= 200 && status < 300)) && isWrite(call.operation),
    )
    .at(-1);
  if (write === undefined)
    return { text: "make the effect depend on the work's id, so that doing it again changes nothing" };
  const { call } = write;
  return {
    text: `make this ${call.service}:${call.operation} conditional, so that the same event has no second effect`,
    ...place(call.place === undefined ? undefined : evidence.names.source(call.task, call.place)),
  };
}

/** The line of function code that the last error logged by Lambda came from. */
function thrownAt(evidence: Evidence, entries: readonly TraceEntry[]): string | undefined {
  for (const entry of entries.toReversed()) {
    if (entry.type !== 'log') continue;
    const at = /\/var\/task\/[^\s:"\\)]+:\d+/.exec(entry.text)?.[0];
    if (at !== undefined) return evidence.names.source(entry.task, at);
  }
  return undefined;
}

function place(text: string | undefined): { place?: string } {
  return text === undefined ? {} : { place: text };
}
