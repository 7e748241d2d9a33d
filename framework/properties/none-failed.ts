import { history, workOf } from './history';
import { countOf, type Evidence, type Property, type Verdict } from './property';

/**
 * No invocation ended with an error: nothing left a handler, timed out or ran out of memory.
 *
 * It needs the trace. For storms in which the system can cope with everything by itself: bad input, slow services.
 * A storm without an invocation fails.
 *
 * @example
 * holds: [properties.noneFailed()]
 */
export function noneFailed(): Property {
  return { name: 'noneFailed', needs: ['trace'], judge };
}

function judge(evidence: Evidence): Verdict {
  const ended = evidence.trace.flatMap((entry) =>
    entry.type === 'event' && entry.event === 'invocation ended' ? [entry] : [],
  );
  const failed = ended.filter(({ detail }) => detail['outcome'] !== 'value');
  const [first] = failed;
  if (ended.length === 0) {
    return {
      holds: false,
      what: 'no function was invoked, so it proves nothing',
      lines: [],
      fix: { text: 'submit work that a function handles: await submit(10)' },
    };
  }
  if (first === undefined) {
    return { holds: true, proven: `${countOf(ended.length, ended.length, 'invocation')} without an error` };
  }
  const name = evidence.names.of(first.resource);
  const place = evidence.names.template(name);
  const work = workOf(evidence, first);
  const { errorType, errorMessage } = first.detail;
  return {
    holds: false,
    what: `${countOf(failed.length, ended.length, 'invocation')} ended with an error`,
    lines: [
      { label: 'error', text: `${String(errorType ?? 'Error')}: ${String(errorMessage ?? '')}` },
      ...(work === undefined ? [] : history(evidence, work).map((text) => ({ label: 'history', text }))),
    ],
    fix: {
      text: `let ${name} cope with it, or give it what it needs`,
      ...(place === undefined ? {} : { place }),
    },
  };
}
