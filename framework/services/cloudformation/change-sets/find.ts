import { AwsError } from '../../../cloud/service';
import { changedStackDoesNotExist, validationError } from '../errors';
import { findStack, key, type CloudFormationCall } from '../state';
import type { ChangeSet } from './state';

export const changeSetNotFound = (name: string): AwsError =>
  new AwsError('ChangeSetNotFound', `ChangeSet [${name}] does not exist`, { status: 404 });

/** The change sets of a stack, by name. */
export function changeSetsOf(call: CloudFormationCall, stackId: string): ChangeSet[] {
  return [...call.state.changeSets.prefix(`${stackId}\u0000`)].map(([, changeSet]) => changeSet);
}

/** A change set by its ARN, or by its name and its stack's name or ARN. */
export function findChangeSet(
  call: CloudFormationCall,
  nameOrId: string,
  stackName: string | undefined,
): ChangeSet {
  const found = nameOrId.startsWith('arn:')
    ? [...call.state.changeSets.values()].find(({ id }) => id === nameOrId)
    : call.state.changeSets.get(key(stackIdOf(call, stackName), nameOrId));
  if (found === undefined) throw changeSetNotFound(nameOrId);
  return found;
}

function stackIdOf(call: CloudFormationCall, stackName: string | undefined): string {
  if (stackName === undefined)
    throw validationError('StackName must be specified if ChangeSetName is not specified as an ARN.');
  const stack = findStack(call, stackName);
  if (stack === undefined || stack.status === 'DELETE_COMPLETE') throw changedStackDoesNotExist(stackName);
  return stack.stackId;
}

export function putChangeSet(call: CloudFormationCall, changeSet: ChangeSet): ChangeSet {
  call.state.changeSets.set(key(changeSet.stackId, changeSet.name), changeSet);
  return changeSet;
}

/** The stack has changed otherwise: what was worked out for it as it was holds no more. */
export function outdateChangeSets(call: CloudFormationCall, stackId: string): void {
  for (const changeSet of changeSetsOf(call, stackId)) {
    if (changeSet.executionStatus === 'AVAILABLE')
      putChangeSet(call, { ...changeSet, executionStatus: 'OBSOLETE' });
  }
}

/** Takes a stack's change sets away, but for one. */
export function dropChangeSets(call: CloudFormationCall, stackId: string, but?: string): void {
  for (const { id, name } of changeSetsOf(call, stackId))
    if (id !== but) call.state.changeSets.delete(key(stackId, name));
}

/** The operation that a change set began is over. */
export function executed(call: CloudFormationCall, stackId: string, isSuccess: boolean): void {
  for (const changeSet of changeSetsOf(call, stackId)) {
    if (changeSet.executionStatus !== 'EXECUTE_IN_PROGRESS') continue;
    putChangeSet(call, {
      ...changeSet,
      executionStatus: isSuccess ? 'EXECUTE_COMPLETE' : 'EXECUTE_FAILED',
    });
  }
}
