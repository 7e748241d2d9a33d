/** Secrets Manager's errors, in AWS's words where they are known (aws-behaviour.md 10.6). */
import { AwsError } from '../../cloud/service';

const error = (code: string, message: string): AwsError => new AwsError(code, message, { status: 400 });

export const invalidParameter = (message: string): AwsError => error('InvalidParameterException', message);

export const invalidRequest = (message: string): AwsError => error('InvalidRequestException', message);

export const notFound = (): AwsError =>
  error('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");

export const valueNotFound = (what: string): AwsError =>
  error('ResourceNotFoundException', `Secrets Manager can't find the specified secret value for ${what}`);

export const stageMismatch = (): AwsError =>
  invalidRequest('You provided a VersionStage that is not associated to the provided VersionId.');

export const secretExists = (name: string): AwsError =>
  error('ResourceExistsException', `The operation failed because the secret ${name} already exists.`);

export const versionExists = (token: string, arn: string): AwsError =>
  error(
    'ResourceExistsException',
    `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${arn}.`,
  );

export const marked = (): AwsError =>
  invalidRequest("You can't perform this operation on the secret because it was marked for deletion.");

export const nameIsMarked = (): AwsError =>
  invalidRequest(
    "You can't create this secret because a secret with this name is already scheduled for deletion.",
  );

export const malformedPolicy = (message: string): AwsError =>
  error('MalformedPolicyDocumentException', message);

export const publicPolicy = (): AwsError =>
  error(
    'PublicPolicyException',
    'You can\'t use a resource policy that allows broad access to the secret ("Principal": "*").',
  );

export const functionRefuses = (): AwsError =>
  error(
    'AccessDeniedException',
    'Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to ' +
      'the principal secretsmanager.amazonaws.com.',
  );

export const encryptionFailure = (message: string): AwsError => error('EncryptionFailure', message);

export const decryptionFailure = (message: string): AwsError => error('DecryptionFailure', message);

export const accessDenied = (message: string): AwsError => error('AccessDeniedException', message);

export const invalidNextToken = (): AwsError =>
  error('InvalidNextTokenException', 'The NextToken value is invalid.');
