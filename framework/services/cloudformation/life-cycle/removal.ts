/** Deletion: of a stack's resources, or in a clean-up of what an update or its rollback has left over. */
import {
  leftoversOf,
  putResource,
  resourcesOf,
  setResource,
  type CloudFormationCall,
  type Stack,
  type StackResource,
} from '../state';
import { moveResource } from './events';
import { shuffled } from './forward';
import { leaveOver } from './leftovers';
import { begin } from './steps';

/** How often a clean-up tries to delete something before it leaves it behind (aws-behaviour.md 8.1). */
const triesMax = 3;

/** What the present phase is to delete, and what of it is gone already. */
function doomedOf(call: CloudFormationCall, { stackId, operation }: Stack): StackResource[] {
  const resources = resourcesOf(call, stackId);
  const doomed = operation.phase === 'cleanup' ? resources.filter(({ isRemoved }) => isRemoved) : resources;
  return [...leftoversOf(call, stackId), ...doomed];
}

const isGone = ({ status, leftover }: StackResource): boolean =>
  status === 'DELETE_COMPLETE' ||
  status === 'DELETE_SKIPPED' ||
  (status === undefined && leftover === undefined);

/** Lines up all that the phase is to delete. */
export function beginRemoval(call: CloudFormationCall, stack: Stack): void {
  if (stack.operation.phase === 'remove') {
    for (const resource of resourcesOf(call, stack.stackId)) {
      const { before, physicalId } = resource;
      // An update that is not over has both: the thing that stands now, and the one that would stand again.
      if (before === undefined || before.physicalId === physicalId) continue;
      leaveOver(call, resource, before, before.deletionPolicy);
    }
  }
  for (const resource of doomedOf(call, stack)) {
    const { tries: _tries, before: _before, ...rest } = resource;
    putResource(call, { ...rest, turn: isGone(resource) ? 'done' : 'waiting' });
  }
}

/** Deletes whatever no other thing left needs; answers what is left to delete. */
export function startRemovals(call: CloudFormationCall, stack: Stack): StackResource[] {
  for (;;) {
    const left = doomedOf(call, stack).filter(({ turn }) => turn !== undefined && turn !== 'done');
    const gone = shuffled(call, readyToGo(left, stack)).filter(
      (resource) => !startRemoval(call, stack, resource),
    );
    // What takes no time may free others at once.
    if (gone.length === 0) return left;
  }
}

function readyToGo(left: readonly StackResource[], { operation }: Stack): StackResource[] {
  const leftovers = left.filter(({ leftover }) => leftover !== undefined);
  // Of a stack that goes as a whole what was replaced goes first: it may need what stands now, never the other way.
  const first = operation.phase === 'remove' && leftovers.length > 0 ? leftovers : left;
  const waiting = first.filter(({ turn }) => turn === 'waiting');
  const needed = new Set(first.flatMap(({ needs }) => needs));
  const free = waiting.filter(({ logicalId }) => !needed.has(logicalId));
  const isStuck = free.length === 0 && first.every(({ turn }) => turn === 'waiting');
  return isStuck ? waiting : free;
}

/** Begins to delete; false when there is nothing to delete, or it stays. */
function startRemoval(call: CloudFormationCall, stack: Stack, resource: StackResource): boolean {
  if (resource.physicalId === undefined) {
    moveResource(call, stack, resource, 'DELETE_COMPLETE', undefined, { turn: 'done' });
    return false;
  }
  if (isRetained(stack, resource)) {
    moveResource(call, stack, resource, 'DELETE_SKIPPED', undefined, { turn: 'done' });
    return false;
  }
  if (resource.deletionPolicy === 'Snapshot') call.modelledOnly(`The snapshot of ${resource.type}`);
  begin(call, stack, resource, 'delete', { changes: { tries: (resource.tries ?? 0) + 1 } });
  return true;
}

function isRetained({ operation }: Stack, { logicalId, deletionPolicy }: StackResource): boolean {
  const { kind, isTakenBack } = operation;
  if (operation.retain?.includes(logicalId) === true) return true;
  const isRollback = kind === 'rollback' || kind === 'updateRollback' || isTakenBack === true;
  if (deletionPolicy === 'RetainExceptOnCreate') return !isRollback;
  return deletionPolicy === 'Retain' && !(isRollback && operation.retainExceptOnCreate === true);
}

/** After a deletion failed: a clean-up tries again and then leaves it behind, a forced deletion leaves it at once. */
export function removalFailed(call: CloudFormationCall, stack: Stack, resource: StackResource): void {
  const { phase, isForced } = stack.operation;
  if (phase === 'cleanup') {
    const isLast = (resource.tries ?? 0) >= triesMax;
    setResource(call, resource, { turn: isLast ? 'done' : 'waiting' });
  } else if (isForced === true) {
    moveResource(call, stack, resource, 'DELETE_SKIPPED', undefined, { turn: 'done' });
  }
}
