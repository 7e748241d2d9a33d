import { functionOf, isFn, replace } from '../patch';
import { readClock } from './clock';

const RealDate = Date;
const LOCAL_ISO = /^[+-]?\d{4,6}-\d\d-\d\dT\d\d:\d\d(:\d\d([.,]\d+)?)?$/;
const HAS_ZONE = /(z|utc|ut|gmt|[ecmp][sd]t|[+-]\d{1,2}:?\d{2}|\(.*\))\s*$/i;

/**
 * Makes `Date` virtual and its local time UTC.
 *
 * A worker's `TZ` does not change its zone (determinism of the host's own zone showed through in local getters), so
 * every local getter, setter and text is the one of UTC, as in Lambda.
 */
export function patchDate(): void {
  const Replacement = function (this: unknown, ...args: unknown[]): unknown {
    if (new.target === undefined) return utcText(new RealDate(readClock()));
    return Reflect.construct(RealDate, [timeOf(args)], new.target === Replacement ? RealDate : new.target);
  };
  const prototype = RealDate.prototype;
  Object.defineProperty(Replacement, 'prototype', { value: prototype, writable: false });
  Object.defineProperty(Replacement, 'name', { value: 'Date' });
  Object.defineProperty(Replacement, 'length', { value: 7 });
  replace(Replacement, 'now', readClock);
  replace(Replacement, 'UTC', RealDate.UTC);
  replace(Replacement, 'parse', (text: unknown) => parse(String(text)));
  for (const name of ['now', 'UTC', 'parse']) Object.defineProperty(Replacement, name, { enumerable: false });
  replace(prototype, 'constructor', Replacement);
  makeLocalTimeUtc(prototype);
  replace(globalThis, 'Date', Replacement);
}

function timeOf(args: unknown[]): number {
  if (args.length === 0) return readClock();
  if (args.length === 1) {
    const [value] = args;
    if (value instanceof RealDate) return RealDate.prototype.getTime.call(value);
    const primitive = toPrimitive(value);
    return typeof primitive === 'string' ? parse(primitive) : Number(primitive);
  }
  const [year, month, ...rest] = args.map(Number);
  return RealDate.UTC(year ?? Number.NaN, month ?? Number.NaN, ...rest);
}

function toPrimitive(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const convert: unknown = Reflect.get(value, Symbol.toPrimitive);
  if (isFn(convert)) return convert.call(value, 'default');
  const plain: unknown = value.valueOf();
  return typeof plain === 'object' ? functionOf(value, 'toString')?.call(value) : plain;
}

/** Parses a text whose local time, if it names no zone, is UTC. */
function parse(text: string): number {
  const trimmed = text.trim();
  if (LOCAL_ISO.test(trimmed)) return RealDate.parse(`${trimmed}Z`);
  const local = new RealDate(text);
  if (Number.isNaN(get(local, 'getTime')) || /^[+-]?\d{4,6}(-\d\d){0,2}$/.test(trimmed))
    return get(local, 'getTime');
  if (HAS_ZONE.test(trimmed)) return get(local, 'getTime');
  // V8 read it as local time of the host: the same wall time in UTC is meant.
  return RealDate.UTC(
    get(local, 'getFullYear'),
    get(local, 'getMonth'),
    get(local, 'getDate'),
    get(local, 'getHours'),
    get(local, 'getMinutes'),
    get(local, 'getSeconds'),
    get(local, 'getMilliseconds'),
  );
}

const LOCAL_FIELDS = [
  'FullYear',
  'Month',
  'Date',
  'Day',
  'Hours',
  'Minutes',
  'Seconds',
  'Milliseconds',
] as const;
const hostGetters = new Map<string, unknown>(
  [...LOCAL_FIELDS.map((field) => `get${field}`), 'getTime'].map((name) => [
    name,
    Reflect.get(RealDate.prototype, name),
  ]),
);

function get(date: Date, name: string): number {
  const getter = hostGetters.get(name);
  return isFn(getter) ? Number(getter.call(date)) : Number.NaN;
}

function makeLocalTimeUtc(prototype: Date): void {
  for (const field of LOCAL_FIELDS) {
    hide(prototype, `get${field}`, Reflect.get(prototype, `getUTC${field}`));
    if (field !== 'Day') hide(prototype, `set${field}`, Reflect.get(prototype, `setUTC${field}`));
  }
  hide(prototype, 'getTimezoneOffset', () => 0);
  hide(prototype, 'getYear', function (this: Date) {
    return this.getUTCFullYear() - 1900;
  });
  hide(prototype, 'toString', function (this: Date) {
    return utcText(this);
  });
  hide(prototype, 'toDateString', function (this: Date) {
    return Number.isNaN(this.getTime()) ? 'Invalid Date' : utcText(this).slice(0, 15);
  });
  hide(prototype, 'toTimeString', function (this: Date) {
    return Number.isNaN(this.getTime()) ? 'Invalid Date' : utcText(this).slice(16);
  });
}

function hide(target: object, name: string, value: unknown): void {
  replace(target, name, value);
  Object.defineProperty(target, name, { enumerable: false });
}

/** `Thu Jan 01 1970 00:00:00 GMT+0000 (Coordinated Universal Time)`. */
function utcText(date: Date): string {
  if (Number.isNaN(date.getTime())) return 'Invalid Date';
  // `Thu, 01 Jan 1970 00:00:00 GMT`
  const [weekday = '', day = '', month = '', year = '', time = ''] = date.toUTCString().split(' ');
  return `${weekday.slice(0, 3)} ${month} ${day} ${year} ${time} GMT+0000 (Coordinated Universal Time)`;
}
