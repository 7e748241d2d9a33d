/**
 * Schedules as AWS writes them in all its services: `rate(5 minutes)`, `cron(0 12 * * ? *)`, `at(2026-01-02T03:04:05)`.
 *
 * All in UTC. Source: aws-behaviour.md 6.7 and 6.8.
 */
export type Schedule =
  | { readonly kind: 'rate'; readonly everyMs: number }
  | { readonly kind: 'cron'; readonly cron: Cron }
  | { readonly kind: 'at'; readonly atMs: number };

interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly months: readonly number[];
  readonly years: readonly number[];
  readonly isDay: (day: Day) => boolean;
}

/** A day of the calendar; months from 1, days of the week from Sunday, 1. */
interface Day {
  readonly date: number;
  readonly weekday: number;
  readonly daysInMonth: number;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
const unitsMs: Readonly<Record<string, number>> = { minute: minuteMs, hour: 3_600_000, day: dayMs };

/** Reads a schedule; undefined where AWS would not take it. */
export function parseSchedule(text: string): Schedule | undefined {
  const [, kind, inner = ''] = /^(rate|cron|at)\((.+)\)$/.exec(text) ?? [];
  if (kind === 'rate') return rate(inner);
  if (kind === 'at') return at(inner);
  if (kind !== 'cron') return undefined;
  const cron = cronOf(inner.trim().split(/\s+/));
  return cron && { kind, cron };
}

function rate(text: string): Schedule | undefined {
  const [, count = '', unit = '', plural] = /^(\d+) (minute|hour|day)(s)?$/.exec(text) ?? [];
  const value = Number(count);
  const unitMs = unitsMs[unit];
  if (unitMs === undefined || value < 1 || (value === 1) !== (plural === undefined)) return undefined;
  return { kind: 'rate', everyMs: value * unitMs };
}

function at(text: string): Schedule | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text)) return undefined;
  const atMs = Date.parse(`${text}Z`);
  return Number.isNaN(atMs) ? undefined : { kind: 'at', atMs };
}

const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

function cronOf(fields: readonly string[]): Cron | undefined {
  const [minute = '', hour = '', date = '', month = '', weekday = '', year = '', ...more] = fields;
  if (year === '' || more.length > 0 || (date === '?') === (weekday === '?')) return undefined;
  const minutes = numbers(minute, 0, 59);
  const hours = numbers(hour, 0, 23);
  const months = numbers(month, 1, 12, monthNames);
  const years = numbers(year, 1970, 2199);
  const isDay = date === '?' ? weekdayTest(weekday) : dateTest(date);
  if (minutes === undefined || hours === undefined || months === undefined) return undefined;
  if (years === undefined || isDay === undefined) return undefined;
  return { minutes, hours, months, years, isDay };
}

/** The values that a field stands for, in order: `*`, `1,5`, `1-5`, `0/15`, names. */
function numbers(
  field: string,
  low: number,
  high: number,
  names: readonly string[] = [],
): number[] | undefined {
  const found = new Set<number>();
  for (const part of field.split(',')) {
    const [, range = '', step] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
    const [from = '', to, ...more] = range === '*' ? [String(low), String(high)] : range.split('-');
    const first = numberOf(from, low, high, names);
    const last = to === undefined ? (step === undefined ? first : high) : numberOf(to, low, high, names);
    const by = step === undefined ? 1 : Number(step);
    if (first === undefined || last === undefined || more.length > 0 || by < 1) return undefined;
    for (let value = first; value <= last; value += by) found.add(value);
    // `FRI-MON` goes round the end of the week.
    if (last < first)
      for (let value = first; value <= high + last - low + 1; value += by) found.add(wrapped(value));
  }
  return [...found].sort((a, b) => a - b);

  function wrapped(value: number): number {
    return value > high ? value - (high - low + 1) : value;
  }
}

function numberOf(text: string, low: number, high: number, names: readonly string[]): number | undefined {
  const named = names.indexOf(text.toUpperCase());
  const value = named >= 0 ? named + low : /^\d+$/.test(text) ? Number(text) : NaN;
  return value >= low && value <= high ? value : undefined;
}

type DayTest = Cron['isDay'];

function dateTest(field: string): DayTest | undefined {
  if (field === 'L') return ({ date, daysInMonth }) => date === daysInMonth;
  if (field === 'LW') return (day) => day.date === nearestWeekday(day, day.daysInMonth);
  const [, nearest] = /^(\d+)W$/.exec(field) ?? [];
  if (nearest !== undefined) {
    return (day) => Number(nearest) <= day.daysInMonth && day.date === nearestWeekday(day, Number(nearest));
  }
  const dates = numbers(field, 1, 31);
  return dates && (({ date }) => dates.includes(date));
}

/** The working day nearest to a date, within its month. */
function nearestWeekday({ date, weekday, daysInMonth }: Day, wanted: number): number {
  const day = ((weekday - 1 + wanted - date + 35) % 7) + 1;
  if (day === 7) return wanted === 1 ? 3 : wanted - 1;
  if (day === 1) return wanted === daysInMonth ? wanted - 2 : wanted + 1;
  return wanted;
}

function weekdayTest(field: string): DayTest | undefined {
  if (field === 'L') return ({ weekday }) => weekday === 7;
  const [, name = '', mark, nth] = /^(\w+?)(L|#(\d))$/.exec(field) ?? [];
  if (mark !== undefined) {
    const wanted = numberOf(name, 1, 7, weekdayNames);
    if (wanted === undefined) return undefined;
    if (mark === 'L') return ({ date, weekday, daysInMonth }) => weekday === wanted && date > daysInMonth - 7;
    return ({ date, weekday }) => weekday === wanted && Math.ceil(date / 7) === Number(nth);
  }
  const weekdays = numbers(field, 1, 7, weekdayNames);
  return weekdays && (({ weekday }) => weekdays.includes(weekday));
}

/** The first moment after `afterMs` at which a schedule fires; rates count from `startMs`. Undefined: never again. */
export function nextFiring(schedule: Schedule, afterMs: number, startMs: number): number | undefined {
  if (schedule.kind === 'at') return schedule.atMs > afterMs ? schedule.atMs : undefined;
  if (schedule.kind === 'cron') return nextOfCron(schedule.cron, afterMs);
  return startMs + (Math.floor((afterMs - startMs) / schedule.everyMs) + 1) * schedule.everyMs;
}

function nextOfCron({ minutes, hours, months, years, isDay }: Cron, afterMs: number): number | undefined {
  const lastYear = years.at(-1) ?? 0;
  const fromMs = (Math.floor(afterMs / minuteMs) + 1) * minuteMs;
  for (let dayStartMs = Math.floor(fromMs / dayMs) * dayMs; ; dayStartMs += dayMs) {
    const moment = new Date(dayStartMs);
    const [year, month] = [moment.getUTCFullYear(), moment.getUTCMonth() + 1];
    if (year > lastYear) return undefined;
    const daysInMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
    const day = { date: moment.getUTCDate(), weekday: moment.getUTCDay() + 1, daysInMonth };
    if (!years.includes(year) || !months.includes(month) || !isDay(day)) continue;
    for (const hour of hours) {
      for (const minute of minutes) {
        const atMs = dayStartMs + (hour * 60 + minute) * minuteMs;
        if (atMs >= fromMs) return atMs;
      }
    }
  }
}
