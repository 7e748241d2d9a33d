import { validation } from '../errors';

export function page<T>(
  all: readonly T[],
  { NextToken, Limit = 100 }: { NextToken?: string | undefined; Limit?: number | undefined },
): { rows: T[]; token: { NextToken?: string } } {
  const start = NextToken === undefined ? 0 : Number(Buffer.from(NextToken, 'base64').toString());
  if (!Number.isInteger(start) || start < 0 || start > all.length)
    throw validation('NextToken is not valid.');
  const end = start + Limit;
  const token = end < all.length ? { NextToken: Buffer.from(String(end)).toString('base64') } : {};
  return { rows: all.slice(start, end), token };
}
