import { pageAt } from '../../../cloud/service';
import { validationError } from '../errors';

/** One page of a list. */
export function page<T>(all: readonly T[], token: string | undefined, size: number) {
  const { rows, token: next } = pageAt(all, {
    token,
    size,
    refusal: () => validationError('Invalid pagination token.'),
  });
  return { items: rows, next };
}
