import { AwsError } from '../../cloud/service';

/** Texts as recorded on AWS (aws-behaviour.md 10.3). */
const refused = (code: string, message: string): AwsError => new AwsError(code, message, { status: 400 });

export const groupExists = (): AwsError =>
  refused('ResourceAlreadyExistsException', 'The specified log group already exists');

export const streamExists = (): AwsError =>
  refused('ResourceAlreadyExistsException', 'The specified log stream already exists');

export const groupNotFound = (): AwsError =>
  refused('ResourceNotFoundException', 'The specified log group does not exist.');

export const streamNotFound = (): AwsError =>
  refused('ResourceNotFoundException', 'The specified log stream does not exist.');

export const filterNotFound = (): AwsError =>
  refused('ResourceNotFoundException', 'The specified metric filter does not exist.');

export const subscriptionNotFound = (): AwsError =>
  refused('ResourceNotFoundException', 'The specified subscription filter does not exist.');

export const subscriptionLimit = (): AwsError =>
  refused('LimitExceededException', 'Resource limit exceeded.');

export const functionRefuses = (): AwsError =>
  invalidParameter(
    'Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.',
  );

export const policyNotFound = (name: string): AwsError =>
  refused('ResourceNotFoundException', `Policy with name [${name}] does not exist.`);

export const policyLimit = (): AwsError => refused('LimitExceededException', 'Resource limit exceeded.');

export const resourceNotFound = (): AwsError =>
  refused('ResourceNotFoundException', 'The specified resource does not exist.');

export const invalidParameter = (message: string): AwsError => refused('InvalidParameterException', message);

/** Whatever KMS said: no such key, none that Logs may use, none that is enabled. */
export const keyNotAllowed = (groupArn: string): AwsError =>
  refused(
    'AccessDeniedException',
    `The specified KMS key does not exist or is not allowed to be used with LogGroup '${groupArn}'`,
  );

export const invalidToken = (): AwsError => invalidParameter('The specified nextToken is invalid.');

export const groupNamedTwice = (): AwsError =>
  refused('ValidationException', 'LogGroup name and LogGroup ARN are mutually exclusive parameters.');

export const groupNotNamed = (): AwsError =>
  invalidParameter('Either logGroupName or logGroupIdentifier is required.');
