import { AwsError } from '../../cloud/service';

/** STS's errors; texts are AWS's (aws-behaviour.md 9.3). */
export const validationError = (message: string): AwsError =>
  new AwsError('ValidationError', message, { status: 400 });

export const accessDenied = (message: string): AwsError =>
  new AwsError('AccessDenied', message, { status: 403 });

/** The same words for a role that does not exist as for one that the caller may not take on. */
export const mayNotAssume = (caller: string, roleArn: string): AwsError =>
  accessDenied(`User: ${caller} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`);

export const durationTooLong = (): AwsError =>
  validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');

export const chainedTooLong = (): AwsError =>
  validationError(
    'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
  );

export const invalidArn = (arn: string): AwsError => validationError(`${arn} is invalid`);

export const invalidParameterValue = (message: string): AwsError =>
  new AwsError('InvalidParameterValue', message, { status: 400 });

export const malformedPolicyDocument = (message: string): AwsError =>
  new AwsError('MalformedPolicyDocument', message, { status: 400 });

export const packedPolicyTooLarge = (message: string): AwsError =>
  new AwsError('PackedPolicyTooLarge', message, { status: 400 });

export const invalidIdentityToken = (message: string): AwsError =>
  new AwsError('InvalidIdentityToken', message, { status: 400 });

export const identityTokenExpired = (message: string): AwsError =>
  new AwsError('ExpiredTokenException', message, { status: 400 });

/** The same words for a role that does not exist as for one that does not trust the provider. */
export const notFederated = (action: string): AwsError =>
  accessDenied(`Not authorized to perform sts:${action}`);

export const tokenExpired = (): AwsError =>
  new AwsError('ExpiredToken', 'The security token included in the request is expired', { status: 403 });
