import type { EventEntry } from '../kernel';
import { entriesOf, functionCalls, history, workOf } from './history';
import { countOf, type Evidence, type Property, type Verdict } from './property';

export interface ErrorsLoggedOptions {
  /** Fields that a line must have, as JSON: 'requestId', 'bucket', 'key', 'cause'. */
  with: readonly string[];
}

/**
 * Each invocation that ended with an error has logged a JSON line with these fields, none of them empty, so that
 * somebody who reads the log alone knows what failed and why.
 *
 * It needs the trace. Lambda's own line about the error does not count; an invocation that ended without a word of
 * its own, by a time-out or a crash, is left out. A storm in which none failed proves nothing.
 *
 * @example
 * holds: [properties.errorsLogged({ with: ['requestId', 'key', 'cause'] })]
 */
export function errorsLogged(options: ErrorsLoggedOptions): Property {
  return { name: 'errorsLogged', needs: ['trace'], judge: (evidence) => judge(evidence, options.with) };
}

function judge(evidence: Evidence, fields: readonly string[]): Verdict {
  const failed = evidence.trace.flatMap((entry) =>
    entry.type === 'event' && entry.event === 'invocation ended' && entry.detail['errorType'] !== undefined
      ? [entry]
      : [],
  );
  if (failed.length === 0) {
    return {
      holds: false,
      what: 'no invocation failed with an error, so it proves nothing',
      lines: [],
      fix: { text: 'inject a fault that makes one fail: faults.poison(…)' },
    };
  }
  const silent = failed.filter((entry) => !linesOf(evidence, entry).some((line) => hasAll(line, fields)));
  const [first] = silent;
  if (first === undefined) {
    const count = countOf(failed.length, failed.length, 'failed invocation');
    return { holds: true, proven: `${count} logged with ${fields.join(', ')}` };
  }
  const logged = linesOf(evidence, first).map((line) => ({ label: 'logged', text: line }));
  const work = workOf(evidence, first);
  return {
    holds: false,
    what: `${countOf(silent.length, failed.length, 'failed invocation')} logged no line with ${fields.join(', ')}`,
    lines: [
      ...(logged.length === 0 ? [{ label: 'logged', text: 'nothing' }] : logged),
      ...(work === undefined ? [] : history(evidence, work).map((text) => ({ label: 'history', text }))),
    ],
    fix: {
      text: `log ${fields.join(', ')} where the error of this call is caught`,
      ...placeOf(evidence, work),
    },
  };
}

/** What an invocation's code logged, without what Lambda puts before it. */
function linesOf(evidence: Evidence, ended: EventEntry): string[] {
  const { requestId, environment } = ended.detail;
  const start = evidence.trace.findLast(
    (entry) =>
      entry.n < ended.n &&
      entry.type === 'event' &&
      entry.event === 'invocation started' &&
      entry.detail['environment'] === environment,
  );
  return evidence.trace.flatMap((entry) => {
    if (entry.type !== 'log' || entry.task !== environment) return [];
    if (entry.n < (start?.n ?? 0) || entry.n > ended.n) return [];
    return saidIn(entry.text, String(requestId));
  });
}

/** A line without what the runtime puts before it: Node time, id and level; Python's logger level, time and id. */
function saidIn(text: string, requestId: string): string[] {
  const [first = '', second, third, ...rest] = text.split('\t');
  const said = rest.join('\t').trim();
  if (second === requestId) return said.startsWith('Invoke Error') ? [] : [said];
  if (third === requestId && first.startsWith('[')) return [said];
  // What is printed in Python has nothing before it; an environment runs one invocation at a time.
  return text.startsWith('{') ? [text] : [];
}

function hasAll(line: string, fields: readonly string[]): boolean {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null) return false;
    return fields.every((field) => {
      const found: unknown = Reflect.get(value, field);
      return found !== undefined && found !== null && found !== '';
    });
  } catch {
    return false;
  }
}

function placeOf(evidence: Evidence, work: string | undefined): { place?: string } {
  if (work === undefined) return {};
  const failed = functionCalls(entriesOf(evidence, work)).findLast(({ code }) => code !== undefined);
  if (failed?.call.place === undefined) return {};
  const place = evidence.names.source(failed.call.task, failed.call.place);
  return place === undefined ? {} : { place };
}
