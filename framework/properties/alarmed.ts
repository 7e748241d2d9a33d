import { momentText, type EventEntry } from '../kernel';
import type { Evidence, Property, Verdict } from './property';

export interface AlarmedOptions {
  /** Logical ids of the alarms that must go off; no other may. */
  only: readonly string[];
}

/**
 * These alarms, and no others, went off: their state changed to ALARM during the run.
 *
 * It needs the trace and virtual time, because alarms are evaluated minutes apart: give the calm enough of it. That
 * an alarm went off does not say that its action reached anybody.
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

function judge(evidence: Evidence, { only }: AlarmedOptions): Verdict {
  const changes = evidence.trace.filter(
    (entry): entry is EventEntry => entry.type === 'event' && entry.event === 'alarm state changed',
  );
  const rang = changes.filter(({ detail }) => detail['to'] === 'ALARM');
  const names = new Set(rang.map((entry) => alarmName(evidence, entry)));
  const silent = only.filter((name) => !names.has(name));
  const extra = [...names].filter((name) => !only.includes(name));
  const [first] = [...silent, ...extra];
  if (first === undefined) {
    return {
      holds: true,
      proven: only.length === 0 ? 'no alarm went off' : `${only.join(', ')} went off, and no other`,
    };
  }
  const place = evidence.names.template(first);
  const whats = [
    ...(silent.length === 0 ? [] : [`${silent.join(', ')} did not go off`]),
    ...(extra.length === 0 ? [] : [`${extra.join(', ')} went off though not meant to`]),
  ];
  return {
    holds: false,
    what: whats.join(', '),
    lines: changes.map((entry) => ({ label: 'alarms', text: lineOf(evidence, entry) })),
    fix: {
      text: `check metric, dimensions, threshold and period of ${first}`,
      ...(place === undefined ? {} : { place }),
    },
  };
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
