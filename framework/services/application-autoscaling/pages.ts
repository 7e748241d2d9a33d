import { invalidNextToken } from './errors';

/** One page of a list; the token names the place after its last entry. */
export function page<T>(
  all: readonly T[],
  { NextToken, MaxResults = 50 }: { NextToken?: string | undefined; MaxResults?: number | undefined },
): { rows: T[]; token: { NextToken?: string } } {
  const start = NextToken === undefined ? 0 : Number(Buffer.from(NextToken, 'base64').toString());
  if (!Number.isInteger(start) || start < 0 || start > all.length) throw invalidNextToken();
  const end = start + MaxResults;
  const token = end < all.length ? { NextToken: Buffer.from(String(end)).toString('base64') } : {};
  return { rows: all.slice(start, end), token };
}
