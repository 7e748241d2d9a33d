import { AwsError } from '../../cloud/service';

/** A page of rows in the order of their keys; the token names the last row of the page before. */
export function page<R>(
  rows: readonly R[],
  keyOf: (row: R) => string,
  token: string | undefined,
  size: number,
): { rows: R[]; nextToken: { NextToken?: string } } {
  const after = token === undefined ? '' : Buffer.from(token, 'base64url').toString();
  if (token !== undefined && after === '') {
    throw new AwsError('InvalidNextToken', 'The next token specified is invalid.', { status: 400 });
  }
  const sorted = rows
    .map((row) => ({ row, key: keyOf(row) }))
    .filter(({ key }) => key > after)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const taken = sorted.slice(0, size);
  const last = taken.at(-1);
  const isLast = last === undefined || taken.length === sorted.length;
  return {
    rows: taken.map(({ row }) => row),
    nextToken: isLast ? {} : { NextToken: Buffer.from(last.key).toString('base64url') },
  };
}
