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

export const crossAccountFunction = (): AwsError =>
  refused(
    'AccessDeniedException',
    'Cross-account lambda invocation passing is not allowed. You must use DestinationPolicies to create cross ' +
      'account lambda triggers.',
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

export const malformedQuery = (message: string): AwsError => refused('MalformedQueryException', message);

export const queryNotFound = (id: string): AwsError =>
  refused('ResourceNotFoundException', `Query ${id} does not exist.`);

/** The text repeats what one service of AWS told another. */
export const groupOfQueryNotFound = (name: string, accountId: string, requestId: string): AwsError =>
  refused(
    'ResourceNotFoundException',
    `Log group '${name}' does not exist for account ID '${accountId}' (Service: AWSLogs; Status Code: 400; ` +
      `Error Code: ResourceNotFoundException; Request ID: ${requestId}; Proxy: null)`,
  );

export const recordNotFound = (): AwsError =>
  invalidParameter('The specified log record pointer is invalid.');

export const definitionNotFound = (): AwsError =>
  refused('ResourceNotFoundException', 'The specified query definition does not exist.');

export const exportTaskNotFound = (): AwsError =>
  refused('ResourceNotFoundException', 'The specified export task does not exist.');

export const exportTaskEnded = (): AwsError =>
  refused('InvalidOperationException', 'The specified export task has already finished.');

export const destinationNotFound = (): AwsError =>
  refused('ResourceNotFoundException', 'The specified destination does not exist.');

export const deliveryDestinationNotFound = (): AwsError =>
  refused('ResourceNotFoundException', 'Requested Delivery Destination does not exist in this account.');

export const deliverySourceNotFound = (): AwsError =>
  refused('ResourceNotFoundException', 'Requested Delivery Source does not exist in this account.');

export const deliveryNotFound = (): AwsError =>
  refused('ResourceNotFoundException', 'Requested Delivery does not exist in this account.');

export const noDeliveryPolicy = (): AwsError =>
  refused('ResourceNotFoundException', 'Unable to find policy for requested Delivery Destination.');

export const unknownLogSource = (): AwsError =>
  refused('ResourceNotFoundException', 'Cannot access provided service.');

export const deliveryConflict = (): AwsError =>
  refused('ConflictException', 'Delivery already exists or is in use by another resource.');

export const deliveryValidation = (message: string): AwsError => refused('ValidationException', message);

export const groupIsProtected = (): AwsError =>
  refused('ValidationException', 'The log group cannot be deleted because deletion protection is enabled.');
