import { AwsError } from '../../cloud/service';

/** Texts are AWS's (aws-behaviour.md 5). */
const refused = (code: string, status: number, message: string): AwsError =>
  new AwsError(code, message, { status });

export const invalidParameter = (what: string): AwsError =>
  refused('InvalidParameter', 400, `Invalid parameter: ${what}`);

/** Without 'Invalid parameter' before it, as other emulators have it; not confirmed on AWS. */
export const invalidFifoName = (): AwsError =>
  refused(
    'InvalidParameter',
    400,
    'Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, ' +
      'numbers, underscores, and hyphens, and must be between 1 and 256 characters long.',
  );

/** What is wrong with a message attribute has a code of its own. */
export const invalidValue = (message: string): AwsError => refused('ParameterValueInvalid', 400, message);

export const arnTooShort = (parameter: string, elements: number): AwsError =>
  invalidParameter(`${parameter} Reason: An ARN must have at least 6 elements, not ${elements}`);

/** What is wrong with a phone or its settings is said without 'Invalid parameter' before it. */
export const invalidSms = (message: string): AwsError => refused('InvalidParameter', 400, message);

export const invalidToken = (): AwsError => refused('InvalidParameter', 400, 'Invalid token');

export const nullAttributes = (): AwsError =>
  refused(
    'ValidationError',
    400,
    "1 validation error detected: Value null at 'attributes' failed to satisfy constraint: Member must not be null",
  );

export const applicationNotFound = (): AwsError =>
  refused('NotFound', 404, 'PlatformApplication does not exist');

export const endpointNotFound = (): AwsError => refused('NotFound', 404, 'Endpoint does not exist');

export const endpointDisabled = (): AwsError => refused('EndpointDisabled', 400, 'Endpoint is disabled');

export const topicNotFound = (): AwsError => refused('NotFound', 404, 'Topic does not exist');

export const subscriptionNotFound = (): AwsError => refused('NotFound', 404, 'Subscription does not exist');

export const resourceNotFound = (): AwsError => refused('ResourceNotFound', 404, 'Resource does not exist');

export const tooManyTags = (): AwsError =>
  refused('TagLimitExceeded', 400, 'Could not complete request: tag quota of per resource exceeded');

export const emptyBatch = (): AwsError =>
  refused('EmptyBatchRequest', 400, "The batch request doesn't contain any entries.");

export const tooManyEntries = (): AwsError =>
  refused('TooManyEntriesInBatchRequest', 400, 'The batch request contains more entries than permissible.');

export const entryIdsNotDistinct = (): AwsError =>
  refused('BatchEntryIdsNotDistinct', 400, 'Two or more batch entries in the request have the same Id.');

export const invalidEntryId = (): AwsError =>
  refused(
    'InvalidBatchEntryId',
    400,
    "The Id of a batch entry in a batch request doesn't abide by the specification.",
  );

export const batchTooLong = (): AwsError =>
  refused('BatchRequestTooLong', 400, 'The length of all the messages put together is more than the limit.');
