import type { TimestampFormat } from '../models/file';

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const ISO = /^\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d{2}:?\d{2})?)?$/;
const RFC822 =
  /^(?:[A-Za-z]{3,9}, )?(\d{1,2})[ -]([A-Za-z]{3})[ -](\d{4}) (\d{2}):(\d{2}):(\d{2}) (?:GMT|UTC|\+0000)$/;
const NUMBER = /^-?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?$/;

/** Reads a timestamp in any of AWS's three formats; undefined when it is none. A time without a zone is UTC. */
export function readTimestamp(value: unknown): Date | undefined {
  if (typeof value === 'number') return dateOf(Math.round(value * 1000));
  if (typeof value !== 'string' || value.length > 64) return undefined;
  if (NUMBER.test(value)) return dateOf(Math.round(Number(value) * 1000));
  if (ISO.test(value)) {
    const zoned = value.length <= 10 || /(?:[Zz]|[+-]\d{2}:?\d{2})$/.test(value.slice(10));
    return dateOf(Date.parse(zoned ? value : `${value}Z`));
  }
  const parts = RFC822.exec(value);
  if (parts === null) return undefined;
  const [, day, month, year, hour, minute, second] = parts;
  const index = months.findIndex((name) => name.toLowerCase() === month?.toLowerCase());
  if (index < 0) return undefined;
  return dateOf(Date.UTC(Number(year), index, Number(day), Number(hour), Number(minute), Number(second)));
}

function dateOf(time: number): Date | undefined {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** Writes a timestamp as text. ISO always with milliseconds, as the query services and S3 do. */
export function writeTimestamp(date: Date, format: TimestampFormat): string {
  switch (format) {
    case 'iso8601':
      return date.toISOString();
    case 'unixTimestamp':
      return String(date.getTime() / 1000);
    default:
      return (
        `${days[date.getUTCDay()]}, ${two(date.getUTCDate())} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()} ` +
        `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} GMT`
      );
  }
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
