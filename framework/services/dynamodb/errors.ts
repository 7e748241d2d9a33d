import { AwsError } from '../../cloud/service';

/** How most complaints about parameters begin. */
export const WERE_INVALID = 'One or more parameter values were invalid: ';

/** Refuses a request with a `ValidationException`; the message is the one AWS sends. */
export function invalid(message: string): never {
  throw new AwsError('ValidationException', message, { status: 400 });
}

/** What is wrong with an item and its table's keys: a transaction is cancelled for it, not refused. */
export class ItemProblem extends AwsError {
  constructor(message: string) {
    super('ValidationException', message, { status: 400 });
  }
}

export function invalidItem(message: string): never {
  throw new ItemProblem(message);
}

/** What DynamoDB finds in a request before it looks at the table; `inSingleWrite` says of which else. */
export function invalidRequest(message: string): never {
  return invalid(`1 validation error detected: ${message}`);
}

/** What calls on items answer about a table that is not there, or not yet (aws-behaviour.md 3.1). */
export const resourceNotFound = (): AwsError =>
  new AwsError('ResourceNotFoundException', 'Requested resource not found', { status: 400 });

/** The same of calls about tables, which name it. */
export const tableNotFound = (name: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`, {
    status: 400,
  });

export const indexNotFound = (index: string, table: string): AwsError =>
  new AwsError(
    'ResourceNotFoundException',
    `Requested resource not found: Index ${index} for table ${table}`,
    { status: 400 },
  );

export const resourceOfArnNotFound = (arn: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Requested resource not found: ResourcArn: ${arn} not found`, {
    status: 400,
  });

export const backupTableNotFound = (name: string): AwsError =>
  new AwsError('TableNotFoundException', `Table not found: ${name}`, { status: 400 });

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_RestoreTableToPointInTime.html */
export const invalidRestoreTime = (): AwsError =>
  new AwsError(
    'InvalidRestoreTimeException',
    'An invalid restore time was specified. RestoreDateTime must be between EarliestRestorableDateTime and ' +
      'LatestRestorableDateTime.',
    { status: 400 },
  );

export const recoveryUnavailable = (name: string): AwsError =>
  new AwsError(
    'PointInTimeRecoveryUnavailableException',
    `Point in time recovery is not enabled for table '${name}'`,
    { status: 400 },
  );

export const continuousBackupsUnavailable = (name: string): AwsError =>
  new AwsError(
    'ContinuousBackupsUnavailableException',
    `Backups are being enabled for the table: ${name}. Please retry later`,
    { status: 400 },
  );

export const backupNotFound = (arn: string): AwsError =>
  new AwsError('BackupNotFoundException', `Backup not found: ${arn}`, { status: 400 });

export const backupInUse = (arn: string): AwsError =>
  new AwsError('BackupInUseException', `Backup is being created: ${arn}`, { status: 400 });

/** What restoring answers about its target (aws-behaviour.md 3.8). */
export const tableAlreadyExists = (name: string): AwsError =>
  new AwsError('TableAlreadyExistsException', `Table already exists: ${name}`, { status: 400 });

export const tableInUse = (name: string): AwsError =>
  new AwsError('TableInUseException', `Table is being created or deleted: ${name}`, { status: 400 });

export const tableExists = (name: string): AwsError =>
  new AwsError('ResourceInUseException', `Table already exists: ${name}`, { status: 400 });

export const inUse = (why: string): AwsError =>
  new AwsError('ResourceInUseException', `Attempt to change a resource which is still in use: ${why}`, {
    status: 400,
  });

export const limitExceeded = (message: string): AwsError =>
  new AwsError('LimitExceededException', message, { status: 400 });

export const CONDITION_FAILED = 'The conditional request failed';

export const conditionalCheckFailed = (item: object | undefined): AwsError =>
  new AwsError('ConditionalCheckFailedException', CONDITION_FAILED, {
    status: 400,
    ...(item === undefined ? {} : { fields: { Item: item } }),
  });

export const DUPLICATE_ITEM = 'Duplicate primary key exists in table';

export const duplicateItem = (): AwsError =>
  new AwsError('DuplicateItemException', DUPLICATE_ITEM, { status: 400 });

export interface CancellationReason {
  Code: string;
  Message?: string;
  Item?: object;
}

export const transactionCancelled = (reasons: readonly CancellationReason[]): AwsError =>
  new AwsError(
    'TransactionCanceledException',
    'Transaction cancelled, please refer cancellation reasons for specific reasons ' +
      `[${reasons.map(({ Code }) => Code).join(', ')}]`,
    { status: 400, fields: { CancellationReasons: reasons } },
  );

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export const idempotentParameterMismatch = (): AwsError =>
  new AwsError(
    'IdempotentParameterMismatchException',
    'The provided idempotency token is already in use with different request parameters',
    { status: 400 },
  );
