import { momentText, type EventEntry } from '../kernel';
import type { Evidence, Property, Verdict } from './property';

export interface AlarmedOptions {
  /** Logical ids of the alarms that must go off; no other may. */
  only: readonly string[];
  /** The logical id of the topic that each of them must have told. */
  notifies?: string;
}

/**
 * These alarms, and no others, went off: their state changed to ALARM during the run.
 *
 * It needs the trace and virtual time, because alarms are evaluated minutes apart: give the calm enough of it. That
 * an alarm went off does not say that anybody was told, unless `notifies` asks for it.
 *
 * @example
 * holds: [properties.alarmed({ only: ['DeadLettersAlarm'] })]
 */
export function alarmed(options: AlarmedOptions): Property {
  return {
    name: 'alarmed',
    needs: ['trace', 'virtualTime'],
    judge: (evidence) => judge(evidence, options),
  };
}

function judge(evidence: Evidence, { only, notifies }: AlarmedOptions): Verdict {
  const changes = evidence.trace.filter(
    (entry): entry is EventEntry => entry.type === 'event' && entry.event === 'alarm state changed',
  );
  const rang = changes.filter(({ detail }) => detail['to'] === 'ALARM');
  const names = new Set(rang.map((entry) => alarmName(evidence, entry)));
  const silent = only.filter((name) => !names.has(name));
  const extra = [...names].filter((name) => !only.includes(name));
  const untold = notifies === undefined ? [] : untoldBy(evidence, rang, notifies);
  const [first] = [...silent, ...extra, ...untold];
  if (first === undefined) {
    const told = notifies === undefined ? '' : `, and ${notifies} was told`;
    return {
      holds: true,
      proven: only.length === 0 ? 'no alarm went off' : `${only.join(', ')} went off, and no other${told}`,
    };
  }
  const place = evidence.names.template(first);
  const whats = [
    ...(silent.length === 0 ? [] : [`${silent.join(', ')} did not go off`]),
    ...(extra.length === 0 ? [] : [`${extra.join(', ')} went off though not meant to`]),
    ...(untold.length === 0 ? [] : [`${untold.join(', ')} went off and did not tell ${notifies}`]),
  ];
  return {
    holds: false,
    what: whats.join(', '),
    lines: changes.map((entry) => ({ label: 'alarms', text: lineOf(evidence, entry) })),
    fix: {
      text: untold.includes(first)
        ? `let ${first} tell ${notifies} (AlarmActions)`
        : `have an alarm ${first}, and check its metric, dimensions, threshold and period`,
      ...(place === undefined ? {} : { place }),
    },
  };
}

/** Alarms that went off without a message to the topic that followed from it. */
function untoldBy(evidence: Evidence, rang: readonly EventEntry[], topic: string): string[] {
  const refused = new Set(
    evidence.trace.flatMap((entry) =>
      entry.type === 'answer' && entry.code !== undefined ? [entry.cause] : [],
    ),
  );
  const causes = new Set(
    evidence.trace.flatMap((entry) =>
      entry.type === 'call' &&
      entry.operation === 'Publish' &&
      evidence.names.of(entry.resource ?? '') === topic &&
      !refused.has(entry.n)
        ? [entry.cause]
        : [],
    ),
  );
  return rang.filter(({ n }) => !causes.has(n)).map((entry) => alarmName(evidence, entry));
}

function lineOf(evidence: Evidence, entry: EventEntry): string {
  const { from, to, reason } = entry.detail;
  const at = momentText(entry.atMs - evidence.startMs);
  return `${at}  ${alarmName(evidence, entry)}: ${String(from)} → ${String(to)}  ${String(reason ?? '')}`.trimEnd();
}

/** The stack knows an alarm by its name, which ends its ARN. */
function alarmName({ names }: Evidence, { resource }: EventEntry): string {
  return names.of(resource.split(':').slice(6).join(':') || resource);
}
