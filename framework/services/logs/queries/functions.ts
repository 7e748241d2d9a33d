/** Functions of one row (CloudWatch Logs user guide, "Supported operations and functions"). */
import { numberOf, textOf, type Row, type Value } from './expression';

type Call = (given: readonly Value[], row: Row) => Value;

const unitsMs: Readonly<Record<string, number>> = {
  ms: 1,
  millisecond: 1,
  s: 1000,
  second: 1000,
  m: 60_000,
  minute: 60_000,
  h: 3_600_000,
  hr: 3_600_000,
  hour: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  w: 7 * 86_400_000,
  week: 7 * 86_400_000,
};

/** `5m`, `1h`, `30s` in milliseconds. */
function periodMs(value: Value): number | undefined {
  const [, count, unit = ''] = /^(\d+)([a-z]+?)s?$/.exec(textOf(value) ?? '') ?? [];
  const ms = unitsMs[unit] ?? unitsMs[`${unit}s`];
  return count === undefined || ms === undefined ? undefined : Number(count) * ms;
}

const math =
  (calculate: (...numbers: number[]) => number): Call =>
  (given) => {
    const numbers = given.map(numberOf);
    const known = numbers.filter((number) => number !== undefined);
    return known.length === numbers.length ? calculate(...known) : undefined;
  };

const text =
  (change: (text: string, ...rest: string[]) => Value): Call =>
  (given) => {
    const [first, ...rest] = given.map(textOf);
    return first === undefined ? undefined : change(first, ...rest.map((each) => each ?? ''));
  };

/** Strips the characters of a set, white space unless one is given, from one or both ends. */
function stripped(value: string, set: string | undefined, { head, tail }: { head: boolean; tail: boolean }) {
  const isOut = (letter: string): boolean =>
    set === undefined ? letter.trim() === '' : set.includes(letter);
  let [start, end] = [0, value.length];
  if (head) while (start < end && isOut(value.charAt(start))) start++;
  if (tail) while (end > start && isOut(value.charAt(end - 1))) end--;
  return value.slice(start, end);
}

const floored = (ms: number | undefined, by: number | undefined): number | undefined =>
  ms === undefined || by === undefined ? undefined : Math.floor(ms / by) * by;

const functions: Readonly<Record<string, Call>> = {
  abs: math(Math.abs),
  ceil: math(Math.ceil),
  floor: math(Math.floor),
  greatest: math(Math.max),
  least: math(Math.min),
  log: math(Math.log),
  sqrt: math(Math.sqrt),
  strlen: text((value) => value.length),
  toupper: text((value) => value.toUpperCase()),
  tolower: text((value) => value.toLowerCase()),
  trim: text((value, set) => stripped(value, set, { head: true, tail: true })),
  ltrim: text((value, set) => stripped(value, set, { head: true, tail: false })),
  rtrim: text((value, set) => stripped(value, set, { head: false, tail: true })),
  strcontains: text((value, part = '') => (value.includes(part) ? 1 : 0)),
  replace: text((value, from = '', to = '') => value.replaceAll(from, to)),
  substr([value, start, length]) {
    const from = numberOf(start) ?? 0;
    const count = numberOf(length);
    return textOf(value)?.slice(from, count === undefined ? undefined : from + count);
  },
  concat: (given) => given.map((each) => textOf(each) ?? '').join(''),
  isempty: ([value]) => value === undefined || value === '',
  isblank: ([value]) => (textOf(value) ?? '').trim() === '',
  ispresent: ([value]) => value !== undefined,
  coalesce: (given) => given.find((each) => each !== undefined),
  bin: ([period], row) => floored(numberOf(row.get('@timestamp')), periodMs(period)),
  datefloor: ([value, period]) => floored(numberOf(value), periodMs(period)),
  dateceil([value, period]) {
    const [ms, by] = [numberOf(value), periodMs(period)];
    return ms === undefined || by === undefined ? undefined : Math.ceil(ms / by) * by;
  },
  frommillis: ([value]) => numberOf(value),
  tomillis: ([value]) => numberOf(value),
};

/** Functions whose values are moments, which results show as dates. */
export const datesFrom = /^(?:bin|datefloor|dateceil|frommillis)\(/i;

export const isFunction = (name: string): boolean => Object.hasOwn(functions, name.toLowerCase());

export const callFunction = (name: string, given: readonly Value[], row: Row): Value =>
  functions[name.toLowerCase()]?.(given, row);
