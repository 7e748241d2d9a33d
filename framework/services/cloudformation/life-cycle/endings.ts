/** How phases end: what the stack comes to, or the phase that follows. */
import type { StackStatus } from '@aws-sdk/client-cloudformation';
import { TemplateError } from '../../../template';
import {
  dropResource,
  leftoversOf,
  putResource,
  resourcesOf,
  setStack,
  type CloudFormationCall,
  type Stack,
  type StackResource,
} from '../state';
import { apiError } from '../templates/source';
import { dropChangeSets, executed } from '../change-sets/find';
import { moveStack } from './events';
import { heldChildren, isFamilyCleaning, tellParent } from '../nested/family';
import { leaveOver } from './leftovers';
import { settleOutputs, withdrawExports } from './outputs';
import { beginRemoval } from './removal';
import { beginRestore } from './restore';
import { stopWatching } from './watching';

const successes: readonly StackStatus[] = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'IMPORT_COMPLETE'];

/** Moves a stack to a status and to the phase that goes with it. */
export function enter(
  call: CloudFormationCall,
  stack: Stack,
  status: StackStatus,
  operation: Partial<Stack['operation']>,
  reason?: string,
): Stack {
  const entered = moveStack(call, stack, status, reason, { operation: { ...stack.operation, ...operation } });
  if (operation.phase === 'done') executed(call, stack.stackId, successes.includes(status));
  if (operation.phase === 'done' || operation.phase === 'held') tellParent(call, entered);
  return entered;
}

/** Calls off what was to end or watch the operation. */
export function stopTimer(call: CloudFormationCall, stack: Stack): void {
  const { timeoutId } = stack.operation;
  if (timeoutId !== undefined) call.cancel(timeoutId);
  stopWatching(call, stack);
}

/** The outputs are settled, which may still fail the operation. */
export function settle(call: CloudFormationCall, stack: Stack): Stack | undefined {
  try {
    const outputs = settleOutputs(call, stack);
    stopTimer(call, stack);
    const settled = setStack(call, stack, { outputs });
    if (stack.operation.kind === 'update') return beginCleanup(call, settled);
    enter(call, setStack(call, settled, { isStable: true }), 'CREATE_COMPLETE', { phase: 'done' });
    for (const resource of resourcesOf(call, stack.stackId)) putResource(call, atRest(resource));
    return undefined;
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    if (error.code !== 'ValidationError') throw apiError(error);
    return endInFailure(call, stack, error.awsMessage);
  }
}

/** What becomes of a stack whose creation or update failed is up to OnFailure and DisableRollback. */
export function endInFailure(call: CloudFormationCall, stack: Stack, reason: string): Stack | undefined {
  stopTimer(call, stack);
  const { timeoutId: _over, watchId: _watch, ...operation } = stack.operation;
  const stopped = { ...stack, operation: { ...operation, problem: `${reason} ` } };
  const isCreation = operation.kind === 'create';
  if (operation.isRollbackDisabled === true) {
    enter(call, stopped, isCreation ? 'CREATE_FAILED' : 'UPDATE_FAILED', { phase: 'done' }, `${reason} `);
    return undefined;
  }
  if (!isCreation) {
    const restoring = beginRestore(call, stopped, reason === '' ? reason : `${reason} `);
    tellParent(call, restoring);
    return restoring;
  }
  const isDeleted = stack.onFailure === 'DELETE';
  const status: StackStatus = isDeleted ? 'DELETE_IN_PROGRESS' : 'ROLLBACK_IN_PROGRESS';
  const requested = isDeleted ? 'Delete requested by user.' : 'Rollback requested by user.';
  const kind = isDeleted ? 'delete' : 'rollback';
  const back = enter(call, stopped, status, { kind, phase: 'remove' }, `${reason} ${requested}`);
  beginRemoval(call, back);
  return back;
}

/** What was replaced or taken out, or what a rollback takes back, is deleted last; a nested stack waits for that. */
export function beginCleanup(call: CloudFormationCall, stack: Stack): Stack | undefined {
  const isRollback = stack.operation.kind === 'updateRollback';
  const status = isRollback
    ? 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'
    : 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
  if (stack.operation.isNested === true && stack.operation.phase !== 'held') {
    enter(call, stack, status, { phase: 'held' });
    return undefined;
  }
  const { isNested: _nested, ...operation } = stack.operation;
  const cleaning = release(call, { ...stack, operation }, status);
  for (const resource of isRollback ? [] : resourcesOf(call, stack.stackId)) {
    const { before, physicalId, isRemoved, deletionPolicy, updateReplacePolicy } = resource;
    if (before === undefined || before.physicalId === physicalId) continue;
    leaveOver(call, resource, before, isRemoved === true ? deletionPolicy : updateReplacePolicy);
  }
  beginRemoval(call, cleaning);
  return cleaning;
}

/** Enters the clean-up, of which a stack that was held has told already; nested stacks begin theirs by that. */
function release(call: CloudFormationCall, stack: Stack, status: StackStatus): Stack {
  const cleaning =
    stack.operation.phase === 'held'
      ? setStack(call, stack, { operation: { ...stack.operation, phase: 'cleanup' } })
      : enter(call, stack, status, { phase: 'cleanup' });
  for (const child of heldChildren(call, stack)) {
    beginCleanup(call, child);
    call.later({ kind: 'goOnCleaning', payload: { stackId: child.stackId } });
  }
  return cleaning;
}

export function finishCleanup(call: CloudFormationCall, stack: Stack): void {
  if (isFamilyCleaning(call, stack)) return;
  for (const leftover of leftoversOf(call, stack.stackId)) dropResource(call, leftover);
  for (const resource of resourcesOf(call, stack.stackId)) {
    if (resource.isRemoved === true) dropResource(call, resource);
    else putResource(call, atRest(resource));
  }
  const { before: _before, ...stable } = stack;
  const isRollback = stack.operation.kind === 'updateRollback';
  enter(call, { ...stable, isStable: true }, isRollback ? 'UPDATE_ROLLBACK_COMPLETE' : 'UPDATE_COMPLETE', {
    phase: 'done',
  });
}

/** A resource of a stack with which nothing is being done. */
function atRest(resource: StackResource): StackResource {
  const {
    turn: _turn,
    action: _action,
    before: _before,
    isNew: _new,
    isChanged: _changed,
    nth: _nth,
    ...rest
  } = resource;
  const { previous: _previous, stepId: _step, ...still } = rest;
  return still;
}

export function finishRemoval(call: CloudFormationCall, stack: Stack): void {
  const { stackId, operation } = stack;
  const isRollback = operation.kind === 'rollback';
  const things = [...resourcesOf(call, stackId), ...leftoversOf(call, stackId)];
  const names = [
    ...new Set(things.filter(({ turn }) => turn === 'failed').map(({ logicalId }) => logicalId)),
  ];
  if (names.length > 0) {
    const reason = `The following resource(s) failed to delete: [${names.join(', ')}]. `;
    enter(call, stack, isRollback ? 'ROLLBACK_FAILED' : 'DELETE_FAILED', { phase: 'done' }, reason);
    return;
  }
  for (const leftover of leftoversOf(call, stackId)) dropResource(call, leftover);
  if (isRollback) {
    enter(call, stack, 'ROLLBACK_COMPLETE', { phase: 'done' });
    return;
  }
  withdrawExports(call, stack);
  enter(call, { ...stack, deletedMs: call.nowMs }, 'DELETE_COMPLETE', { phase: 'done' });
  call.state.live.delete(stack.name);
  dropChangeSets(call, stackId);
}
