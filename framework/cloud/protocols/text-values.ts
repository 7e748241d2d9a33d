import type { Member, Shape } from '../models/model';
import type { TimestampFormat } from '../models/file';
import { readTimestamp, writeTimestamp } from './timestamps';

/** The result of reading text as a value that it does not spell. */
export const unreadable = Symbol('unreadable');

/** Reads a simple value from a header, a query string, a path, a form field or an XML element. */
export function readText(shape: Shape, text: string): unknown {
  switch (shape.type) {
    case 'boolean':
      return /^true$/i.test(text) ? true : /^false$/i.test(text) ? false : unreadable;
    case 'integer':
    case 'long':
      return /^[+-]?\d{1,19}$/.test(text.trim()) ? Number(text) : unreadable;
    case 'float':
    case 'double':
      return readDouble(text.trim());
    case 'timestamp':
      return readTimestamp(text.trim()) ?? unreadable;
    case 'blob':
      return Uint8Array.from(Buffer.from(text, 'base64'));
    case 'string':
      return text;
    default:
      return unreadable;
  }
}

function readDouble(text: string): number | typeof unreadable {
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?$/.test(text)) return Number(text);
  return text === 'NaN' || text === 'Infinity' || text === '-Infinity' ? Number(text) : unreadable;
}

/** Writes a simple value as text; `format` is what timestamps get where neither member nor shape says. */
export function writeText(
  shape: Shape,
  member: Member | undefined,
  value: unknown,
  format: TimestampFormat,
): string {
  if (value instanceof Date)
    return writeTimestamp(value, member?.timestampFormat ?? shape.timestampFormat ?? format);
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  if (shape.type === 'blob' && typeof value === 'string')
    return Buffer.from(value, 'utf8').toString('base64');
  return plainText(value);
}

/** A plain value as text, and anything else as JSON rather than `[object Object]`. */
export function plainText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : (JSON.stringify(value) ?? '');
}
