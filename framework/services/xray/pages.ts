import { pageAt } from '../../cloud/service';
import { invalidRequest } from './errors';

/** One page of a list. */
export const page = <T>(all: readonly T[], token: string | undefined, size: number) =>
  pageAt(all, { token, size, refusal: () => invalidRequest('Invalid NextToken.') });
