import { invalidMarker } from './errors';

/** One page of a list; the marker names its last entry. */
export function page<T>(
  all: readonly T[],
  nameOf: (entry: T) => string,
  {
    Limit,
    Marker,
    limitDefault,
  }: {
    Limit?: number | undefined;
    Marker?: string | undefined;
    limitDefault: number;
  },
): { rows: T[]; Truncated: boolean; NextMarker?: string } {
  let start = 0;
  if (Marker !== undefined) {
    const last = Buffer.from(Marker, 'base64').toString();
    start = all.findIndex((entry) => nameOf(entry) === last) + 1;
    if (start === 0) throw invalidMarker();
  }
  const rows = all.slice(start, start + (Limit ?? limitDefault));
  const last = rows.at(-1);
  if (last === undefined || start + rows.length >= all.length) return { rows, Truncated: false };
  return { rows, Truncated: true, NextMarker: Buffer.from(nameOf(last)).toString('base64') };
}
