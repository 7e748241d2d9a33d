import { validationError } from '../errors';

/** One page of a list; the token says where the next begins. */
export function page<T>(
  items: readonly T[],
  token: string | undefined,
  size: number,
): { items: T[]; next: { NextToken: string } | Record<string, never> } {
  const start = token === undefined ? 0 : Number(/^stormproof-([0-9]+)$/.exec(token)?.[1] ?? Number.NaN);
  if (Number.isNaN(start)) throw validationError('Invalid pagination token.');
  const end = start + size;
  return {
    items: items.slice(start, end),
    next: end < items.length ? { NextToken: `stormproof-${end}` } : {},
  };
}
