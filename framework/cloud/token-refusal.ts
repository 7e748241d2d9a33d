import { AwsError } from './error';
import type { Exchange } from './exchange';

type Wording = { code: string; status: number; message: string };
type Tokens = { invalid: Wording; expired: Wording };

const invalid = 'The security token included in the request is invalid.';
const expired = 'The security token included in the request is expired';

/** Of services that speak the query protocol, IAM and STS among them (aws-behaviour.md 9.3). */
const query: Tokens = {
  invalid: { code: 'InvalidClientTokenId', status: 403, message: invalid },
  expired: { code: 'ExpiredToken', status: 403, message: expired },
};

const json: Tokens = {
  invalid: { code: 'UnrecognizedClientException', status: 400, message: invalid },
  expired: { code: 'ExpiredTokenException', status: 400, message: expired },
};

const restJson: Tokens = {
  invalid: { ...json.invalid, status: 403 },
  expired: { ...json.expired, status: 403 },
};

const s3: Tokens = {
  invalid: {
    code: 'InvalidAccessKeyId',
    status: 403,
    message: 'The AWS Access Key Id you provided does not exist in our records.',
  },
  expired: { code: 'ExpiredToken', status: 400, message: 'The provided token has expired.' },
};

/** Credentials that nobody issued, or whose user or role is gone; in the words of IAM and STS. */
export const tokenIsInvalid = (): AwsError => refused(query.invalid);

/** A refusal of credentials in the words of the service that was called; any other error as it is. */
export function inServiceWords(error: AwsError, { serviceName, protocol }: Exchange): AwsError {
  const kind =
    error.code === query.invalid.code ? 'invalid' : error.code === query.expired.code ? 'expired' : undefined;
  if (kind === undefined || protocol === undefined || protocol === 'awsQuery') return error;
  if (serviceName === 's3') return refused(s3[kind]);
  return refused(protocol === 'restJson1' ? restJson[kind] : json[kind]);
}

const refused = ({ code, status, message }: Wording): AwsError => new AwsError(code, message, { status });
