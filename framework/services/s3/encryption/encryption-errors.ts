import type { AwsError, Principal } from '../../../cloud/service';
import { refusal } from '../refusal';

/** Refusals of keys that clients bring along. */
export const invalidEncryptionAlgorithm = (algorithm: string): AwsError =>
  refusal(
    400,
    'InvalidEncryptionAlgorithmError',
    'The Encryption request you specified is not valid. Supported value: AES256.',
    { ArgumentName: 'x-amz-server-side-encryption', ArgumentValue: algorithm },
  );
export const wrongCustomerKey = (): AwsError =>
  refusal(
    403,
    'AccessDenied',
    'Requests specifying Server Side Encryption with Customer provided keys must provide the correct secret key.',
  );
export const customerKeysBlocked = (
  resource: string,
  { principal, partition }: { principal: Principal; partition: string },
): AwsError =>
  refusal(
    403,
    'AccessDenied',
    `User: ${principal.arn} is not authorized to perform: s3:PutObject on resource: "arn:${partition}:s3:::${resource}" because this bucket has blocked upload requests that specify Server Side Encryption with Customer provided keys (SSE-C). Please specify a different server-side encryption type`,
  );
