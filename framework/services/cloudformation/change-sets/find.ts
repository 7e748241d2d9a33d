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
    ? changeSetById(call, nameOrId)
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
  for (const changeSet of changeSetsOf(call, stackId))
    if (changeSet.id !== but) {
      discardNested(call, changeSet);
      call.state.changeSets.delete(key(stackId, changeSet.name));
    }
}

/** Takes the change sets of nested stacks away, and the stacks that are there for them alone. */
export function discardNested(call: CloudFormationCall, { nested = {} }: ChangeSet): void {
  for (const changeSet of Object.values(nested).map((id) => changeSetById(call, id))) {
    if (changeSet === undefined) continue;
    discardNested(call, changeSet);
    call.state.changeSets.delete(key(changeSet.stackId, changeSet.name));
    const stack = call.state.stacks.get(changeSet.stackId);
    if (stack?.status !== 'REVIEW_IN_PROGRESS') continue;
    call.state.live.delete(stack.name);
    call.state.stacks.delete(stack.stackId);
  }
}

function changeSetById(call: CloudFormationCall, id: string): ChangeSet | undefined {
  return [...call.state.changeSets.values()].find((changeSet) => changeSet.id === id);
}

/** A nested stack's change set, which is being executed from now on. */
export function executing(call: CloudFormationCall, id: string | undefined): ChangeSet | undefined {
  const changeSet = id === undefined ? undefined : changeSetById(call, id);
  return changeSet === undefined
    ? undefined
    : putChangeSet(call, { ...changeSet, executionStatus: 'EXECUTE_IN_PROGRESS' });
}

/** A nested stack's change set lives and dies with that of the outermost stack. */
export const ofParent = (id: string, what: 'executed' | 'deleted'): AwsError =>
  validationError(
    `ChangeSet [${id}] belongs to a nested stack and can only be ${what} with the change set of its root stack.`,
  );

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
