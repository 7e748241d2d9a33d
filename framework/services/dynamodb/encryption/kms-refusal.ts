import { AwsError } from '../../../cloud/service';
import type { DynamoCall } from '../state';

/** What DynamoDB calls each of KMS's errors, and what it answers with; recorded on AWS in 2026. */
const kinds: Readonly<Record<string, { code: string; what: string; type?: string }>> = {
  AccessDeniedException: {
    code: 'AccessDeniedException',
    what: 'KMS key access denied error',
    // The exception is not in the model of KMS's older SDK, so it has the general name there.
    type: 'AWSKMSException',
  },
  DisabledException: { code: 'ValidationException', what: 'KMS key disabled error' },
  KMSInvalidStateException: { code: 'ValidationException', what: 'KMS validation error' },
  NotFoundException: { code: 'ValidationException', what: 'KMS validation error' },
};

/** Asks KMS, and puts its refusal into DynamoDB's words: KMS's own, as the SDK inside of DynamoDB prints them. */
export function askingKms<T>(call: DynamoCall, ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const kind = kinds[error.code];
    if (kind === undefined) throw error;
    const { code, what, type = error.code } = kind;
    const origin =
      `(Service: AWSKMS; Status Code: ${error.status ?? 400}; Error Code: ${error.code}; ` +
      `Request ID: ${call.random('kms request id').uuid()}; Proxy: null)`;
    throw new AwsError(
      code,
      `${what}: com.amazonaws.services.kms.model.${type}: ${error.message} ${origin}`,
      {
        status: 400,
      },
    );
  }
}
