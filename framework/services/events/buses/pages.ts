import { pageAt } from '../../../cloud/service';
import { validation } from '../errors';

interface Asked {
  NextToken?: string | undefined;
  Limit?: number | undefined;
}

/** One page of a list. */
export const page = <T>(all: readonly T[], { NextToken, Limit = 100 }: Asked) =>
  pageAt(all, { token: NextToken, size: Limit, refusal: () => validation('NextToken is not valid.') });
