import { AwsError, pageAfter } from '../../cloud/service';

const refusal = (): AwsError =>
  new AwsError('InvalidNextToken', 'The next token specified is invalid.', { status: 400 });

/** A page of rows in the order of their keys. */
export const page = <R>(
  rows: readonly R[],
  keyOf: (row: R) => string,
  token: string | undefined,
  size: number,
) => pageAfter(rows, keyOf, { token, size, refusal });
