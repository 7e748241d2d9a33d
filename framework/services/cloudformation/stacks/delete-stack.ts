import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import type { Input } from '../../../cloud/service';
import {
  cannotBeDeletedInState,
  isProtected,
  retainNotAllowed,
  tokenAlreadyExists,
  validationError,
} from '../errors';
import { breakOff } from '../life-cycle/creation';
import { moveStack } from '../life-cycle/events';
import { findStack, resourcesOf, setResource, setStack, type CloudFormationCall, type Stack } from '../state';
import { stackPrincipal } from './principal';

type DeleteStackInput = Input<CloudFormation, 'deleteStack'>;

/** Begins to delete a stack; a stack that there is not, or that is being deleted, is fine (aws-behaviour.md 8.1). */
export function deleteStack(input: DeleteStackInput, call: CloudFormationCall): object {
  const stack = findStack(call, input.StackName);
  if (stack === undefined || stack.status === 'DELETE_COMPLETE') return {};
  const { stackId, name, status, operation } = stack;
  const { RetainResources: retain = [], ClientRequestToken: token, RoleARN, DeletionMode } = input;
  if (DeletionMode === 'FORCE_DELETE_STACK' || input.DeploymentConfig !== undefined)
    call.notEmulated('cloudformation:DeleteStack with DeletionMode FORCE_DELETE_STACK or a DeploymentConfig');
  if (stack.isProtected) throw isProtected(name);
  if (status === 'DELETE_IN_PROGRESS') return {};
  if (token !== undefined && operation.token === token) throw tokenAlreadyExists(token);
  if (status.endsWith('_IN_PROGRESS') && status !== 'CREATE_IN_PROGRESS')
    throw cannotBeDeletedInState(name, status);
  checkRetained(call, stack, retain);
  const principal = stackPrincipal(call, RoleARN ?? stack.roleArn);
  if (status === 'CREATE_IN_PROGRESS') breakOff(call, stack);
  for (const resource of resourcesOf(call, stackId)) {
    const { attempts, ...rest } = resource;
    // What failed before is tried again.
    if (attempts !== undefined) setResource(call, rest, {});
  }
  const begun = setStack(call, stack, {
    principal,
    ...(RoleARN === undefined ? {} : { roleArn: RoleARN }),
    operation: {
      kind: 'delete',
      retain: [...retain],
      previous: { status, ...(stack.reason === undefined ? {} : { reason: stack.reason }) },
      ...(token === undefined ? {} : { token }),
    },
  });
  moveStack(call, begun, 'DELETE_IN_PROGRESS', 'User Initiated');
  call.later({ kind: 'beginDelete', payload: { stackId } });
  return {};
}

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
