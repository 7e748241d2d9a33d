import { validationError } from './errors';

interface PageRequest {
  Marker?: string | undefined;
  MaxItems?: number | undefined;
}

interface Page<T> {
  items: T[];
  IsTruncated: boolean;
  Marker?: string;
}

const itemsMaxDefault = 100;

/** One page of a list that has an order; the marker names the last item that was handed out. */
export function page<T>(
  items: Iterable<T>,
  nameOf: (item: T) => string,
  { Marker, MaxItems }: PageRequest,
): Page<T> {
  const all = [...items];
  const limit = MaxItems ?? itemsMaxDefault;
  const start = Marker === undefined ? 0 : all.findIndex((item) => markerOf(nameOf(item)) === Marker) + 1;
  if (Marker !== undefined && start === 0) throw validationError('Invalid Marker.');
  const taken = all.slice(start, start + limit);
  const last = taken.at(-1);
  if (last === undefined || start + limit >= all.length) return { items: taken, IsTruncated: false };
  return { items: taken, IsTruncated: true, Marker: markerOf(nameOf(last)) };
}

const markerOf = (name: string): string => Buffer.from(name).toString('base64url');

/** Whether a path lies under the prefix that a list was asked for. */
export const isUnder = (path: string, prefix: string | undefined): boolean => path.startsWith(prefix ?? '/');
