import { pageAt } from '../../cloud/service';
import { invalidNextToken } from './errors';

interface Asked {
  NextToken?: string | undefined;
  MaxResults?: number | undefined;
}

/** One page of a list. */
export const page = <T>(all: readonly T[], { NextToken, MaxResults = 50 }: Asked) =>
  pageAt(all, { token: NextToken, size: MaxResults, refusal: invalidNextToken });
