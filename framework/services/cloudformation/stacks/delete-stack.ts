import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import type { Input } from '../../../cloud/service';
import { cannotBeDeletedInState, isProtected, retainNotAllowed, validationError } from '../errors';
import { moveStack } from '../life-cycle/events';
import { abandon } from '../life-cycle/operation';
import { findStack, resourcesOf, type CloudFormationCall, type Stack } from '../state';
import { stackPrincipal } from './principal';
import { isRepeated, tokensWith } from './tokens';

type DeleteStackInput = Input<CloudFormation, 'deleteStack'>;

/** Begins to delete a stack; a stack that there is not, or that is being deleted, is fine (aws-behaviour.md 8.1). */
export function deleteStack(input: DeleteStackInput, call: CloudFormationCall): object {
  const stack = findStack(call, input.StackName);
  if (stack === undefined || stack.status === 'DELETE_COMPLETE') return {};
  const { stackId, name, status } = stack;
  const { RetainResources: retain = [], ClientRequestToken: token, RoleARN } = input;
  const isForced = input.DeletionMode === 'FORCE_DELETE_STACK';
  if (input.DeploymentConfig !== undefined)
    call.notEmulated('cloudformation:DeleteStack with DeploymentConfig');
  if (stack.isProtected) throw isProtected(name);
  // A token counts for one attempt: after a deletion failed, the next one needs another token.
  if (isRepeated(stack, 'DeleteStack', token) || status === 'DELETE_IN_PROGRESS') return {};
  if (status.endsWith('_IN_PROGRESS') && status !== 'CREATE_IN_PROGRESS' && status !== 'REVIEW_IN_PROGRESS')
    throw cannotBeDeletedInState(name, status);
  checkRetained(call, stack, retain);
  if (isForced && status !== 'DELETE_FAILED') throw forceNotAllowed(stackId);
  const principal = stackPrincipal(call, RoleARN ?? stack.roleArn);
  if (status === 'CREATE_IN_PROGRESS') abandon(call, stack);
  const operation: Stack['operation'] = {
    kind: 'delete',
    phase: 'remove',
    retain: [...retain],
    isForced,
    previous: { status, ...(stack.reason === undefined ? {} : { reason: stack.reason }) },
    ...(token === undefined ? {} : { token }),
  };
  moveStack(call, stack, 'DELETE_IN_PROGRESS', 'User Initiated', {
    principal,
    ...(RoleARN === undefined ? {} : { roleArn: RoleARN }),
    ...tokensWith(stack, 'DeleteStack', token),
    operation,
  });
  call.later({ kind: 'beginDelete', payload: { stackId } });
  return {};
}

const forceNotAllowed = (stackId: string): Error =>
  validationError(
    `Invalid operation on stack [${stackId}]. When you delete a stack, specify deletion mode FORCE_DELETE_STACK only when the stack is in the DELETE_FAILED state.`,
  );

function checkRetained(call: CloudFormationCall, stack: Stack, retain: readonly string[]): void {
  if (retain.length === 0) return;
  if (stack.status !== 'DELETE_FAILED') throw retainNotAllowed(stack.stackId);
  const known = resourcesOf(call, stack.stackId);
  const missing = retain.filter((logicalId) => !known.some((resource) => resource.logicalId === logicalId));
  if (missing.length > 0) {
    throw validationError(
      `The specified resources to retain must be in a valid state. Resources [${missing.join(', ')}] do not exist.`,
    );
  }
}
