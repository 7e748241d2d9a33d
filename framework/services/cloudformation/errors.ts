/** CloudFormation's errors, in its own words (aws-behaviour.md 8.3). */
import { AwsError } from '../../cloud/service';

export const validationError = (message: string): AwsError =>
  new AwsError('ValidationError', message, { status: 400 });

/** The form in which the API's front door reports a member that its model refuses. */
export const constraintViolated = (value: string, member: string, constraint: string): AwsError =>
  validationError(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`,
  );

export const stackAlreadyExists = (name: string): AwsError =>
  new AwsError('AlreadyExistsException', `Stack [${name}] already exists`, { status: 400 });

/** Of the describing operations. */
export const stackWithIdDoesNotExist = (name: string): AwsError =>
  validationError(`Stack with id ${name} does not exist`);

/** Of the changing operations and of resources. */
export const stackDoesNotExist = (name: string): AwsError =>
  validationError(`Stack '${name}' does not exist`);

export const resourceDoesNotExist = (logicalId: string, stackName: string): AwsError =>
  validationError(`Resource ${logicalId} does not exist for stack ${stackName}`);

export const insufficientCapabilities = (capabilities: readonly string[]): AwsError =>
  new AwsError('InsufficientCapabilitiesException', `Requires capabilities : [${capabilities.join(', ')}]`, {
    status: 400,
  });

export const tokenAlreadyExists = (token: string): AwsError =>
  new AwsError('TokenAlreadyExistsException', `A client request token already exists: ${token}`, {
    status: 400,
  });

export const roleCannotBeAssumed = (roleArn: string): AwsError =>
  validationError(`Role ${roleArn} is invalid or cannot be assumed`);

export const cannotBeDeletedInState = (name: string, status: string): AwsError =>
  validationError(`Stack [${name}] cannot be deleted while in status ${status}`);

export const isProtected = (name: string): AwsError =>
  validationError(`Stack [${name}] cannot be deleted while TerminationProtection is enabled`);

export const retainNotAllowed = (stackId: string): AwsError =>
  validationError(
    `Invalid operation on stack [${stackId}]. When you delete a stack, specify which resources to retain only when the stack is in the DELETE_FAILED state.`,
  );

export const cannotBeUpdated = (stackId: string, status: string): AwsError =>
  validationError(`Stack:${stackId} is in ${status} state and can not be updated.`);

/** Of a stack that a failed operation without rollback has left behind. */
export const needsDisableRollback = (status: string): AwsError =>
  validationError(
    `This stack is currently in a non-terminal [${status}] state. To update the stack from this state, please use the disable-rollback parameter with update-stack API. To rollback to the last known good state, use the rollback-stack API`,
  );

/** Of operations that only some states know. */
export const cannotBeCalled = (operation: string): AwsError =>
  validationError(`${operation} cannot be called from current stack status`);

export const noUpdates = (): AwsError => validationError('No updates are to be performed.');

export const changedStackDoesNotExist = (name: string): AwsError =>
  validationError(`Stack [${name}] does not exist`);
