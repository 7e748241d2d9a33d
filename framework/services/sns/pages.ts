import { pageAfter } from '../../cloud/service';
import { invalidParameter } from './errors';

const pageSize = 100;

/** A page of at most a hundred rows; an empty token is none. */
export function page<R>(rows: readonly R[], keyOf: (row: R) => string, token: string | undefined) {
  return pageAfter(rows, keyOf, {
    token: token === '' ? undefined : token,
    size: pageSize,
    refusal: () => invalidParameter('NextToken'),
  });
}
