import { AwsError } from '../../../cloud/service';
import {
  resourceOf,
  resourcesOf,
  setResource,
  type CloudFormationCall,
  type Stack,
  type StackResource,
} from '../state';
import { shuffled, type ResourceStep } from './create';
import { moveResource, moveStack } from './events';
import { failureReason, isRetried } from './failure';
import { importersOf, withdrawExports } from './outputs';
import { emulatedType, typeRequest } from './request';
import type { StackStep } from './creation';

const deleteMs = { low: 200, high: 1500 };
const pollMs = 1000;
const attemptsMax = 5;

function deleting(call: CloudFormationCall, stackId: string): Stack | undefined {
  const stack = call.state.stacks.get(stackId);
  return stack?.operation.kind === 'delete' || stack?.operation.kind === 'rollback' ? stack : undefined;
}

/** First step of DeleteStack: an export that is in use stops it before anything is deleted (aws-behaviour.md 8.6). */
export function beginDelete({ stackId }: StackStep, call: CloudFormationCall): void {
  const stack = deleting(call, stackId);
  if (stack === undefined) return;
  for (const { exportName } of stack.outputs) {
    const importers = exportName === undefined ? [] : importersOf(call, exportName);
    if (importers.length === 0) continue;
    const reason = `Delete canceled. Cannot delete export ${exportName} as it is in use by ${importers.join(' and ')}.`;
    moveStack(call, stack, stack.operation.previous?.status ?? 'CREATE_COMPLETE', reason);
    return;
  }
  startDeletes(call, stack);
}

const isGone = ({ status }: StackResource): boolean =>
  status === undefined || status === 'DELETE_COMPLETE' || status === 'DELETE_SKIPPED';

/** Deletes every resource that no other left in the stack needs; ends the operation when none is left to do. */
export function startDeletes(call: CloudFormationCall, stack: Stack): void {
  for (let isChanged = true; isChanged;) {
    isChanged = false;
    const left = resourcesOf(call, stack.stackId).filter((resource) => !isGone(resource));
    const needed = new Set(left.flatMap(({ needs }) => needs));
    const ready = left.filter(
      ({ logicalId, status, attempts }) =>
        !needed.has(logicalId) &&
        status !== 'DELETE_IN_PROGRESS' &&
        !(status === 'DELETE_FAILED' && attempts !== undefined),
    );
    // What takes no time may free others at once.
    for (const resource of shuffled(call, ready)) isChanged = startDelete(call, stack, resource) || isChanged;
  }
  const left = resourcesOf(call, stack.stackId).filter((resource) => !isGone(resource));
  if (left.some(({ status }) => status === 'DELETE_IN_PROGRESS')) return;
  finish(call, stack, left);
}

/** Answers whether the resource is out of the way already. */
function startDelete(call: CloudFormationCall, stack: Stack, resource: StackResource): boolean {
  const { stackId, logicalId, physicalId } = resource;
  if (physicalId === undefined) {
    moveResource(call, stack, resource, 'DELETE_COMPLETE');
    return true;
  }
  if (isRetained(stack, resource)) {
    moveResource(call, stack, resource, 'DELETE_SKIPPED');
    return true;
  }
  moveResource(call, stack, resource, 'DELETE_IN_PROGRESS', undefined, { attempts: 0 });
  call.later({
    afterMs: call.random('time to delete').between(deleteMs.low, deleteMs.high),
    kind: 'deleteResource',
    payload: { stackId, logicalId },
  });
  return false;
}

function isRetained({ operation, retainExceptOnCreate }: Stack, resource: StackResource): boolean {
  if (operation.retain?.includes(resource.logicalId) === true) return true;
  const isRollback = operation.kind === 'rollback';
  if (resource.deletionPolicy === 'RetainExceptOnCreate') return !isRollback;
  return resource.deletionPolicy === 'Retain' && !(isRollback && retainExceptOnCreate);
}

/** Has the type delete a resource. */
export function deleteResource({ stackId, logicalId }: ResourceStep, call: CloudFormationCall): void {
  const stack = deleting(call, stackId);
  const resource = resourceOf(call, stackId, logicalId);
  if (stack === undefined || resource?.status !== 'DELETE_IN_PROGRESS') return;
  const { request, asked } = typeRequest(call, stack, resource);
  try {
    const { done, waitMs = pollMs, memo } = emulatedType(call, resource.type).delete(request);
    if (!done) {
      setResource(call, resource, memo === undefined ? {} : { memo });
      call.later({ afterMs: waitMs, kind: 'deleteResource', payload: { stackId, logicalId } });
      return;
    }
    const { attempts: _attempts, ...deleted } = resource;
    moveResource(call, stack, deleted, 'DELETE_COMPLETE');
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (retry(call, resource, error)) return;
    moveResource(call, stack, resource, 'DELETE_FAILED', failureReason(call, error, asked()));
  }
  startDeletes(call, stack);
}

function retry(call: CloudFormationCall, resource: StackResource, error: AwsError): boolean {
  const attempts = (resource.attempts ?? 0) + 1;
  if (!isRetried(error) || attempts > attemptsMax) return false;
  const { stackId, logicalId } = setResource(call, resource, { attempts });
  call.later({ afterMs: 1000 * 2 ** attempts, kind: 'deleteResource', payload: { stackId, logicalId } });
  return true;
}

function finish(call: CloudFormationCall, stack: Stack, left: readonly StackResource[]): void {
  const failed = left.filter(({ status }) => status === 'DELETE_FAILED').map(({ logicalId }) => logicalId);
  const isRollback = stack.operation.kind === 'rollback';
  if (failed.length > 0) {
    const reason = `The following resource(s) failed to delete: [${failed.join(', ')}]. `;
    moveStack(call, stack, isRollback ? 'ROLLBACK_FAILED' : 'DELETE_FAILED', reason);
    return;
  }
  if (isRollback) {
    moveStack(call, stack, 'ROLLBACK_COMPLETE');
    return;
  }
  withdrawExports(call, stack);
  moveStack(call, stack, 'DELETE_COMPLETE', undefined, { deletedMs: call.nowMs });
  call.state.live.delete(stack.name);
}
