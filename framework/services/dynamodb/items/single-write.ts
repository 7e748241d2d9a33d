import { AwsError } from '../../../cloud/service';
import { invalidRequest } from '../errors';

/** Complaints about a request's expressions that stand on their own, without the table. */
const early = [
  /^Value provided in ExpressionAttribute(Names|Values) unused in expressions: /,
  /^ExpressionAttributeValues must not be empty$/,
  /^Invalid UpdateExpression: The expression can not be empty;$/,
  /^Invalid UpdateExpression: Two document paths overlap with each other;/,
  /^Invalid UpdateExpression: The "\w+" section can only be used once/,
];

const emptySet = /One or more parameter values were invalid: An (string|number) set {2}may not be empty/;

/**
 * Reads a write of PutItem, UpdateItem or DeleteItem. What is wrong with its expressions begins there as a model's
 * check does; batches and transactions say the same without that (verified on AWS by moto 5.2.5's tests).
 */
export function inSingleWrite<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'ValidationException') throw error;
    const [empty] = emptySet.exec(error.message) ?? [];
    if (empty !== undefined) return invalidRequest(empty);
    if (early.some((pattern) => pattern.test(error.message))) return invalidRequest(error.message);
    throw error;
  }
}
