import { AwsError } from '../../cloud/service';

type Fields = Record<string, string | number>;

/** A refusal; `fields` become elements of the error document. */
export const refusal = (status: number, code: string, message: string, fields: Fields = {}): AwsError =>
  new AwsError(code, message, { status, fields });
