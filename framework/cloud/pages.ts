export interface Page<T> {
  rows: T[];
  /** Spread into an answer: absent on the last page. */
  token: { NextToken?: string };
}

interface Wanted {
  token: string | undefined;
  size: number;
  /** What the service says of a token that it never gave. */
  refusal: () => Error;
}

/** One page of a list that has an order of its own; the token says where the next one begins. */
export function pageAt<T>(all: readonly T[], { token, size, refusal }: Wanted): Page<T> {
  const start = token === undefined ? 0 : Number(Buffer.from(token, 'base64url').toString() || Number.NaN);
  if (!Number.isInteger(start) || start < 0 || start > all.length) throw refusal();
  const end = start + size;
  return { rows: all.slice(start, end), token: end < all.length ? { NextToken: encoded(String(end)) } : {} };
}

/**
 * One page of rows in the order of their keys; the token names the last row of the page before, so that rows which
 * come and go meanwhile shift nothing.
 */
export function pageAfter<T>(
  all: readonly T[],
  keyOf: (row: T) => string,
  { token, size, refusal }: Wanted,
): Page<T> {
  const after = token === undefined ? '' : Buffer.from(token, 'base64url').toString();
  if (token !== undefined && after === '') throw refusal();
  const left = all
    .map((row) => ({ row, key: keyOf(row) }))
    .filter(({ key }) => key > after)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const taken = left.slice(0, size);
  const last = taken.at(-1);
  return {
    rows: taken.map(({ row }) => row),
    token: last === undefined || taken.length === left.length ? {} : { NextToken: encoded(last.key) },
  };
}

const encoded = (text: string): string => Buffer.from(text).toString('base64url');
