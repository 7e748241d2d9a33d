import { invalidParameter } from './errors';

const pageSize = 100;

/** A page of at most a hundred rows, in the order of their keys; the token names the last row of the page before. */
export function page<R>(
  rows: readonly R[],
  keyOf: (row: R) => string,
  token: string | undefined,
): { rows: R[]; nextToken: { NextToken?: string } } {
  const after = token === undefined || token === '' ? '' : Buffer.from(token, 'base64url').toString();
  if (token !== undefined && token !== '' && after === '') throw invalidParameter('NextToken');
  const sorted = rows
    .map((row) => ({ row, key: keyOf(row) }))
    .filter(({ key }) => key > after)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const taken = sorted.slice(0, pageSize);
  const last = taken.at(-1);
  const isLast = last === undefined || taken.length === sorted.length;
  return {
    rows: taken.map(({ row }) => row),
    nextToken: isLast ? {} : { NextToken: Buffer.from(last.key).toString('base64url') },
  };
}
