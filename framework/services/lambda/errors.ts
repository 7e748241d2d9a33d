import { AwsError } from '../../cloud/service';

const byUser = { Type: 'User' };
export const bodyBytesMax = 70_167_211;

/** Texts are AWS's: aws-behaviour.md 1.1-1.5 and 1.10. */
export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message, { status: 400, fields: byUser });
}

/** The same where AWS does not say whose fault it is. */
export function invalidParameterUntyped(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message, {
    status: 400,
    fields: { Type: undefined },
  });
}

export function validationError(value: string, member: string, constraint: string): AwsError {
  const text = `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`;
  return new AwsError('ValidationException', text, { status: 400 });
}

/** What a `FunctionName` says and what stands beside it. */
export function qualifierMismatch(): AwsError {
  return invalidParameter(
    'The derived qualifier from the function name does not match the specified qualifier.',
  );
}

export function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message, { status: 404, fields: byUser });
}

export function functionNotFound(arn: string): AwsError {
  return notFound(`Function not found: ${arn}`);
}

export function conflict(message: string): AwsError {
  return new AwsError('ResourceConflictException', message, { status: 409, fields: byUser });
}

export function functionExists(name: string): AwsError {
  return conflict(`Function already exist: ${name}`);
}

export function functionIsPending(): AwsError {
  return conflict(
    'The operation cannot be performed at this time. The function is currently in the following state: Pending',
  );
}

export function updateInProgress(arn: string): AwsError {
  return conflict(
    `The operation cannot be performed at this time. An update is in progress for resource: ${arn}`,
  );
}

export function revisionMismatch(): AwsError {
  return new AwsError(
    'PreconditionFailedException',
    'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
    { status: 412, fields: byUser },
  );
}

export function roleNotAssumable(): AwsError {
  return invalidParameter('The role defined for the function cannot be assumed by Lambda.');
}

/** The same at an invocation, where the role was good when the function was made. */
export function roleNotAssumableNow(): AwsError {
  return new AwsError(
    'AccessDeniedException',
    'The role defined for the function cannot be assumed by Lambda.',
    {
      status: 403,
    },
  );
}

export function crossAccountRole(): AwsError {
  return new AwsError('AccessDeniedException', 'Cross-account pass role is not allowed.', { status: 403 });
}

export function zipTooLarge(): AwsError {
  return new AwsError('RequestEntityTooLargeException', 'Zipped size must be smaller than 52428800 bytes', {
    status: 413,
  });
}

export type ThrottleReason =
  'ConcurrentInvocationLimitExceeded' | 'ReservedFunctionConcurrentInvocationLimitExceeded';

export function tooManyRequests(reason: ThrottleReason): AwsError {
  return new AwsError('TooManyRequestsException', 'Rate Exceeded.', {
    status: 429,
    fields: { ...byUser, Reason: reason },
  });
}

export function requestTooLarge(bytes: number, invocationType: string, limit: number): AwsError {
  return new AwsError(
    'RequestTooLargeException',
    `${bytes} byte payload is too large for the ${invocationType} invocation type (limit ${limit} bytes)`,
    { status: 413, fields: byUser },
  );
}

export function invalidRequestContent(message: string): AwsError {
  return new AwsError('InvalidRequestContentException', message, { status: 400, fields: byUser });
}

export function policyTooLong(bytes: number, limit: number): AwsError {
  return new AwsError(
    'PolicyLengthExceededException',
    `The final policy size (${bytes}) is bigger than the limit (${limit}).`,
    { status: 400, fields: byUser },
  );
}

export function codeSha256Differs(given: string, current: string): AwsError {
  return invalidParameter(
    `CodeSHA256 (${given}) is different from current CodeSHA256 in $LATEST (${current}). Please try again with the CodeSHA256 in $LATEST.`,
  );
}

export function layerVersionMissing(arn: string): AwsError {
  return notFound(`Layer version ${arn} does not exist.`);
}

export function noSuchResource(): AwsError {
  return notFound('The resource you requested does not exist.');
}

export function layerRevisionMismatch(): AwsError {
  return new AwsError(
    'PreconditionFailedException',
    'The Revision Id provided does not match the latest Revision Id. Call the GetLayerPolicy API to retrieve the latest Revision Id',
    { status: 412, fields: byUser },
  );
}

export function aliasExists(arn: string): AwsError {
  return conflict(`Alias already exists: ${arn}`);
}

export function aliasNotFound(arn: string): AwsError {
  return notFound(`Cannot find alias arn: ${arn}`);
}

export function noProvisionedConcurrency(): AwsError {
  return new AwsError(
    'ProvisionedConcurrencyConfigNotFoundException',
    'No Provisioned Concurrency Config found for this function',
    { status: 404, fields: byUser },
  );
}

/** By which UpdateAlias says it, in words of its own. */
export function aliasToChangeNotFound(arn: string): AwsError {
  return notFound(`Alias not found: ${arn}`);
}

export function tooManyTags(): AwsError {
  return invalidParameter('Number of tags exceeds resource tag limit.');
}

/** Larger than what Lambda's front takes, before anything in it is looked at. */
export function bodyTooLarge(operation: string): AwsError {
  return new AwsError(
    'RequestEntityTooLargeException',
    `Request must be smaller than ${bodyBytesMax} bytes for the ${operation} operation`,
    { status: 413 },
  );
}
