import { StormError } from './errors';

const unitsMs = {
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
} as const;

type Unit = keyof typeof unitsMs;

/** A span of virtual time as people write it: '90 seconds', '1 hour', '30 days'. */
export type Duration = `${number} ${Unit}` | `${number} ${Unit}s`;

/** Milliseconds of a duration. */
export function milliseconds(duration: Duration): number {
  const match = /^(\d+(?:\.\d+)?) (millisecond|second|minute|hour|day)s?$/.exec(duration);
  const unit = match?.[2];
  if (match === null || unit === undefined || !isUnit(unit)) {
    throw new StormError('STORM_BAD_INPUT', `Expected a duration such as '5 minutes', got '${duration}'.`, {
      fix: 'write a number, a blank and one of: milliseconds, seconds, minutes, hours, days',
    });
  }
  return Math.round(Number(match[1]) * unitsMs[unit]);
}

function isUnit(text: string): text is Unit {
  return Object.hasOwn(unitsMs, text);
}

/** A span for people: '1.250 s', '3 min 5 s', '2 d 1 h'. */
export function spanText(spanMs: number): string {
  if (spanMs < 60_000) return `${(spanMs / 1000).toFixed(3)} s`;
  const parts: string[] = [];
  let rest = Math.round(spanMs / 1000);
  for (const [name, seconds] of [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ] as const) {
    const count = Math.floor(rest / seconds);
    rest -= count * seconds;
    if (count > 0) parts.push(`${count} ${name}`);
  }
  return parts.slice(0, 2).join(' ');
}

/** A moment of a run for people: hours, minutes, seconds and milliseconds since its start, days in front. */
export function momentText(sinceStartMs: number): string {
  const days = Math.floor(sinceStartMs / 86_400_000);
  const clock = new Date(sinceStartMs % 86_400_000).toISOString().slice(11, 23);
  return days > 0 ? `${days} d ${clock}` : clock;
}
