import { invalidRequest } from './errors';

/** One page of a list; the token is where the next one begins. */
export function page<T>(
  all: readonly T[],
  NextToken: string | undefined,
  max: number,
): { rows: T[]; token: { NextToken?: string } } {
  const start = NextToken === undefined ? 0 : Number(Buffer.from(NextToken, 'base64').toString());
  if (!Number.isInteger(start) || start < 0 || start > all.length) throw invalidRequest('Invalid NextToken.');
  const end = start + max;
  const token = end < all.length ? { NextToken: Buffer.from(String(end)).toString('base64') } : {};
  return { rows: all.slice(start, end), token };
}
