import { AwsError, type ServiceName } from '../../../cloud/service';
import type { CloudFormationCall } from '../state';

/** A failure whose words are CloudFormation's own and stand alone: no resource handler is behind it. */
export class PlainFailure extends AwsError {
  constructor(message: string) {
    super('GeneralServiceException', message);
  }
}

/** https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html */
const handlerErrorCodes: readonly string[] = [
  'AccessDenied',
  'AlreadyExists',
  'GeneralServiceException',
  'InternalFailure',
  'InvalidCredentials',
  'InvalidRequest',
  'NetworkFailure',
  'NotFound',
  'NotStabilized',
  'NotUpdatable',
  'ResourceConflict',
  'ServiceInternalError',
  'ServiceLimitExceeded',
  'Throttling',
];

/** Names of services in the messages of the SDK that resource handlers use. */
const sdkNames: Readonly<Record<ServiceName, string>> = {
  'application-autoscaling': 'ApplicationAutoScaling',
  cloudformation: 'CloudFormation',
  cloudtrail: 'CloudTrail',
  cloudwatch: 'CloudWatch',
  dynamodb: 'DynamoDb',
  events: 'EventBridge',
  iam: 'Iam',
  kms: 'Kms',
  lambda: 'Lambda',
  logs: 'CloudWatchLogs',
  s3: 'S3',
  secretsmanager: 'SecretsManager',
  sns: 'Sns',
  sqs: 'Sqs',
  ssm: 'Ssm',
  states: 'Sfn',
  sts: 'Sts',
  xray: 'XRay',
};

/** What resource handlers make of a service's error code; the first that fits. */
const codes: readonly [pattern: RegExp, code: string][] = [
  [/AccessDenied|AuthorizationError|UnauthorizedOperation|NotAuthorized/, 'AccessDenied'],
  [/Throttl|TooManyRequests|RequestThrottled|SlowDown|ProvisionedThroughputExceeded/, 'Throttling'],
  [/LimitExceeded|OverLimit|TooManyBuckets/, 'ServiceLimitExceeded'],
  [/AlreadyExists|AlreadyOwned|QueueNameExists|ResourceExists/, 'AlreadyExists'],
  [/NoSuch|NotFound|DoesNotExist|NonExistent/, 'NotFound'],
  [/Conflict|ResourceInUse|ConcurrentModification|OperationAborted/, 'ResourceConflict'],
  [/Validation|Invalid|Malformed|MissingParameter|Unsupported/, 'InvalidRequest'],
];

/** The HandlerErrorCode for an error of a service. */
export function handlerErrorCode(error: AwsError): string {
  if (handlerErrorCodes.includes(error.code)) return error.code;
  if ((error.status ?? 400) >= 500) return 'ServiceInternalError';
  return codes.find(([pattern]) => pattern.test(error.code))?.[1] ?? 'GeneralServiceException';
}

/** Errors after which CloudFormation calls the handler again. */
export function isRetried(error: AwsError): boolean {
  return ['Throttling', 'ServiceInternalError', 'NetworkFailure'].includes(handlerErrorCode(error));
}

/**
 * The reason that CloudFormation gives for a resource that failed (aws-behaviour.md 8.2).
 *
 * What a service refused carries the SDK's suffix; what the resource type itself refuses, under a handler error code
 * and without an HTTP status, does not.
 */
export function failureReason(
  call: CloudFormationCall,
  error: AwsError,
  asked: ServiceName | undefined,
): string {
  if (error instanceof PlainFailure) return error.message;
  const random = call.random('request token');
  const isOwn = asked === undefined || (error.status === undefined && handlerErrorCodes.includes(error.code));
  const suffix = isOwn
    ? ''
    : ` (Service: ${sdkNames[asked]}, Status Code: ${error.status ?? 400}, Request ID: ${random.uuid()})`;
  return (
    `Resource handler returned message: "${error.message}${suffix}" ` +
    `(RequestToken: ${random.uuid()}, HandlerErrorCode: ${handlerErrorCode(error)})`
  );
}
