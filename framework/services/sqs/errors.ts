import { AwsError } from '../../cloud/service';

/** A parameter's value is refused; texts are AWS's (aws-behaviour.md 4.1-4.5). */
export const invalidParameterValue = (message: string): AwsError =>
  new AwsError('InvalidParameterValue', message, { status: 400 });

/** The form that most refused parameters take. */
export const invalidValue = (value: string | number, parameter: string, reason: string): AwsError =>
  invalidParameterValue(`Value ${value} for parameter ${parameter} is invalid. Reason: ${reason}`);

export const missingParameter = (parameter: string): AwsError =>
  new AwsError('MissingParameter', `The request must contain the parameter ${parameter}.`, { status: 400 });

export const invalidAttributeName = (message: string): AwsError =>
  new AwsError('InvalidAttributeName', message, { status: 400 });

export const unknownAttribute = (name: string): AwsError =>
  invalidAttributeName(`Unknown Attribute ${name}.`);

export const invalidAttributeValue = (parameter: string, reason?: string): AwsError =>
  new AwsError(
    'InvalidAttributeValue',
    `Invalid value for the parameter ${parameter}.${reason === undefined ? '' : ` Reason: ${reason}`}`,
    { status: 400 },
  );

const kmsCodes: Readonly<Record<string, string>> = {
  AccessDeniedException: 'KmsAccessDenied',
  DisabledException: 'KmsDisabled',
  InvalidKeyUsageException: 'KmsInvalidKeyUsage',
  KMSInvalidStateException: 'KmsInvalidState',
  NotFoundException: 'KmsNotFound',
  ThrottlingException: 'KmsThrottled',
};

/** What KMS refused, in SQS's codes and KMS's words; what has no code of its own is as KMS says it. */
export const kmsRefused = (error: AwsError): AwsError => {
  const code = kmsCodes[error.code];
  return code === undefined ? error : new AwsError(code, error.message, { status: 400 });
};

export const queueDoesNotExist = (): AwsError =>
  new AwsError('QueueDoesNotExist', 'The specified queue does not exist.', { status: 400 });

export const queueNameExists = (attribute: string): AwsError =>
  new AwsError(
    'QueueNameExists',
    `A queue already exists with the same name and a different value for attribute ${attribute}`,
    { status: 400 },
  );

export const queueDeletedRecently = (): AwsError =>
  new AwsError(
    'QueueDeletedRecently',
    'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
    { status: 400 },
  );

export const purgeInProgress = (queueName: string): AwsError =>
  new AwsError(
    'PurgeQueueInProgress',
    `Only one PurgeQueue operation on ${queueName} is allowed every 60 seconds.`,
    { status: 403 },
  );

export const invalidAddress = (url: string): AwsError =>
  new AwsError('InvalidAddress', `The address ${url} is not valid for this endpoint.`, { status: 404 });

export const accessToResourceDenied = (url: string): AwsError =>
  new AwsError('AccessDenied', `Access to the resource ${url} is denied.`, { status: 403 });

export const receiptHandleIsInvalid = (handle: string): AwsError =>
  new AwsError(
    'ReceiptHandleIsInvalid',
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
    { status: 404 },
  );

export const forbiddenCharacters =
  'Invalid characters found. Valid unicode characters are ' +
  '#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF';

export const invalidMessageContents = (): AwsError =>
  new AwsError('InvalidMessageContents', forbiddenCharacters, { status: 400 });

export const unsupportedOperation = (message: string): AwsError =>
  new AwsError('UnsupportedOperation', message, { status: 400 });

export const overLimit = (message: string): AwsError => new AwsError('OverLimit', message, { status: 403 });

export const emptyBatchRequest = (entryType: string): AwsError =>
  new AwsError('EmptyBatchRequest', `There should be at least one ${entryType} in the request.`, {
    status: 400,
  });

export const tooManyEntries = (sent: number): AwsError =>
  new AwsError(
    'TooManyEntriesInBatchRequest',
    `Maximum number of entries per request are 10. You have sent ${sent}.`,
    { status: 400 },
  );

export const batchRequestTooLong = (bytesMax: number, sent: number): AwsError =>
  new AwsError(
    'BatchRequestTooLong',
    `Batch requests cannot be longer than ${bytesMax} bytes. You have sent ${sent} bytes.`,
    { status: 400 },
  );

export const invalidBatchEntryId = (): AwsError =>
  new AwsError(
    'InvalidBatchEntryId',
    'A batch entry id can only contain alphanumeric characters, hyphens and underscores. ' +
      'It can be at most 80 letters long.',
    { status: 400 },
  );

export const batchEntryIdsNotDistinct = (id: string): AwsError =>
  new AwsError('BatchEntryIdsNotDistinct', `Id ${id} repeated.`, { status: 400 });

export const moveResourceNotFound = (parameter: string): AwsError =>
  new AwsError(
    'ResourceNotFoundException',
    `The resource that you specified for the ${parameter} parameter doesn't exist.`,
    { status: 404 },
  );

export const moveTaskNotFound = (): AwsError =>
  new AwsError('ResourceNotFoundException', 'Task does not exist.', { status: 404 });
