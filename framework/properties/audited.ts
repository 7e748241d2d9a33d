import { momentText, type CallEntry } from '../kernel';
import { countOf, type Evidence, type Property, type Verdict } from './property';

export interface AuditedOptions {
  /** The look with what the audit trail tells: a row for each event, its name in `event`, its caller in `by`. */
  at: string;
  /** Operations that must be told of: 'DeleteTable'. */
  operations: readonly string[];
}

/**
 * Each call of these operations is in the audit trail, with its caller, and none that was not made.
 *
 * It needs the trace, against which the trail is held. The scenario reads the trail itself (CloudTrail's LookupEvents)
 * and keeps it as a look. A storm without such a call fails.
 *
 * @example
 * look('trail', events.map(({ EventName, Username }) => ({ id: EventName, event: EventName, by: Username })));
 * holds: [properties.audited({ at: 'trail', operations: ['DeleteTable'] })]
 */
export function audited(options: AuditedOptions): Property {
  return { name: 'audited', needs: ['trace'], judge: (evidence) => judge(evidence, options) };
}

function judge(evidence: Evidence, { at, operations }: AuditedOptions): Verdict {
  const look = evidence.looks?.find(({ name }) => name === at);
  const calls = evidence.trace.filter(
    (entry): entry is CallEntry =>
      entry.type === 'call' && operations.includes(entry.operation) && entry.atMs <= (look?.atMs ?? Infinity),
  );
  if (look === undefined || calls.length === 0) {
    const what =
      look === undefined ? `the storm took no look '${at}'` : `nobody called ${operations.join(', ')}`;
    return {
      holds: false,
      what: `${what}, so it proves nothing`,
      lines: [],
      fix: { text: `let it happen, read the audit trail in the storm and keep it: look('${at}', events)` },
    };
  }
  const left = look.outcomes
    .filter((row) => operations.includes(String(row['event'])))
    .map((row) => `${String(row['event'])} by ${String(row['by'])}`);
  const missing = calls.filter((call) => {
    const index = left.indexOf(`${call.operation} by ${callerOf(call)}`);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
  if (missing.length === 0 && left.length === 0) {
    return { holds: true, proven: `${countOf(calls.length, calls.length, 'call')} in the audit trail` };
  }
  return {
    holds: false,
    what: `${countOf(missing.length, calls.length, 'call')} not in the audit trail, ${left.length} in it that nobody made`,
    lines: [
      ...missing.map((call) => ({
        label: 'missing',
        text: `${momentText(call.atMs - evidence.startMs)}  ${call.operation} by ${callerOf(call)}`,
      })),
      ...left.map((text) => ({ label: 'unmade', text })),
    ],
    fix: { text: 'look at who may switch the trail off, and in which region it is read' },
  };
}

/** As CloudTrail names users: the last part of the ARN, or root. */
function callerOf({ principal }: CallEntry): string {
  return principal.split(/[:/]/).at(-1) ?? principal;
}
