/** The ways out of an update, and of what it left behind: cancelled, rolled back, its rollback gone on with. */
import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import type { Operations } from '../../../cloud/service';
import { cannotBeCalled, changedStackDoesNotExist, validationError } from '../errors';
import { moveStack } from '../life-cycle/events';
import { breakOff } from '../life-cycle/operation';
import { beginRestore } from '../life-cycle/restore';
import {
  findStack,
  putResource,
  resourcesOf,
  setStack,
  type CloudFormationCall,
  type Stack,
  type StackOperation,
  type State,
} from '../state';
import { stackPrincipal } from './principal';
import { isRepeated, tokensWith } from './tokens';

function liveStack(call: CloudFormationCall, name: string): Stack {
  const stack = findStack(call, name);
  if (stack === undefined || stack.status === 'DELETE_COMPLETE') throw changedStackDoesNotExist(name);
  return stack;
}

const tokenOf = (token: string | undefined): { token?: string } => (token === undefined ? {} : { token });

export const rollingBack: Pick<
  Operations<CloudFormation, State>,
  'cancelUpdateStack' | 'continueUpdateRollback' | 'rollbackStack'
> = {
  cancelUpdateStack({ StackName, ClientRequestToken: token }, call) {
    const stack = liveStack(call, StackName);
    if (isRepeated(stack, 'CancelUpdateStack', token)) return {};
    if (stack.status !== 'UPDATE_IN_PROGRESS') throw cannotBeCalled('CancelUpdateStack');
    const { isRollbackDisabled: _disabled, ...operation } = stack.operation;
    const cancelled = setStack(call, stack, {
      ...tokensWith(stack, 'CancelUpdateStack', token),
      operation: { ...operation, ...tokenOf(token) },
    });
    breakOff(call, cancelled, 'Stack update cancelled');
    return {};
  },

  continueUpdateRollback({ StackName, ResourcesToSkip = [], RoleARN, ClientRequestToken: token }, call) {
    const stack = liveStack(call, StackName);
    if (isRepeated(stack, 'ContinueUpdateRollback', token)) return {};
    if (stack.status !== 'UPDATE_ROLLBACK_FAILED') throw cannotBeCalled('RollbackUpdatedStack');
    checkSkipped(call, stack, ResourcesToSkip);
    const { stackId } = stack;
    for (const resource of resourcesOf(call, stackId)) {
      if (resource.turn === 'failed') putResource(call, { ...resource, turn: 'waiting' });
    }
    const { tagsBefore } = stack.operation;
    const operation: StackOperation = {
      kind: 'updateRollback',
      phase: 'restore',
      skip: [...ResourcesToSkip],
      ...(tagsBefore === undefined ? {} : { tagsBefore }),
      ...tokenOf(token),
    };
    moveStack(call, stack, 'UPDATE_ROLLBACK_IN_PROGRESS', 'User Initiated', {
      principal: stackPrincipal(call, RoleARN ?? stack.roleArn),
      ...(RoleARN === undefined ? {} : { roleArn: RoleARN }),
      ...tokensWith(stack, 'ContinueUpdateRollback', token),
      operation,
    });
    call.later({ kind: 'goOnRestoring', payload: { stackId } });
    return {};
  },

  rollbackStack({ StackName, RoleARN, ClientRequestToken: token, RetainExceptOnCreate = false }, call) {
    const stack = liveStack(call, StackName);
    const { stackId } = stack;
    if (isRepeated(stack, 'RollbackStack', token)) return { StackId: stackId };
    if (stack.status !== 'CREATE_FAILED' && stack.status !== 'UPDATE_FAILED')
      throw cannotBeCalled('RollbackStack');
    const principal = stackPrincipal(call, RoleARN ?? stack.roleArn);
    const taken: Stack = {
      ...stack,
      principal,
      ...(RoleARN === undefined ? {} : { roleArn: RoleARN }),
      ...tokensWith(stack, 'RollbackStack', token),
      operation: {
        kind: 'update',
        phase: 'restore',
        retainExceptOnCreate: RetainExceptOnCreate,
        ...tokenOf(token),
      },
    };
    if (stack.before === undefined) {
      // There is no stable state to go back to: the stack goes (aws-behaviour.md 8.1).
      const operation: StackOperation = { ...taken.operation, kind: 'delete', phase: 'remove' };
      moveStack(call, taken, 'DELETE_IN_PROGRESS', 'User Initiated', { operation });
      call.later({ kind: 'beginDelete', payload: { stackId } });
    } else {
      beginRestore(call, taken, 'User Initiated');
      call.later({ kind: 'goOnRestoring', payload: { stackId } });
    }
    return { StackId: stackId };
  },
};

/** Only what failed to be rolled back may be skipped (aws-behaviour.md 8.1). */
function checkSkipped(call: CloudFormationCall, { stackId }: Stack, skip: readonly string[]): void {
  const known = new Map(resourcesOf(call, stackId).map((resource) => [resource.logicalId, resource]));
  const missing = skip.filter((logicalId) => !known.has(logicalId.split('.')[0] ?? ''));
  if (missing.length > 0)
    throw validationError(`Resources to skip [${missing.join(', ')}] do not exist in the stack.`);
  // `Nested.LogicalId` names a resource of a nested stack, which the nested stack's own rollback skips.
  const fine = skip.filter((logicalId) => known.get(logicalId.split('.')[0] ?? '')?.turn !== 'failed');
  if (fine.length > 0)
    throw validationError(
      `Resources to skip [${fine.join(', ')}] are not in the UPDATE_FAILED state; only resources that failed to roll back can be skipped.`,
    );
}
