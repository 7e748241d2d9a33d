/** What a parent has its nested stacks do, beside what the API lets anybody do. */
import type { ResourceRequest } from '../../../cloud/service';
import { moveStack } from '../life-cycle/events';
import { PlainFailure } from '../life-cycle/failure';
import { abandon } from '../life-cycle/operation';
import { beginRestore } from '../life-cycle/restore';
import { configure, type Configured } from '../stacks/configuration';
import { beginCreation, newStackId } from '../stacks/create-stack';
import { beginUpdate, changesAnything, refuseOtherTypes } from '../stacks/update-stack';
import { putResource, resourcesOf, type CloudFormationCall, type Stack, type StackOperation } from '../state';
import { readingTemplate, textAt } from '../templates/source';
import { executed, executing } from '../change-sets/find';
import { nestedRequest } from './request';

/** Resources of a stack and of all that are nested in it, in one operation (CloudFormation quotas). */
const resourcesMax = 2500;

export function createNested(call: CloudFormationCall, parent: Stack, request: ResourceRequest): Stack {
  const { properties, logicalId } = request;
  const { place, ...reviewed } = reviewedPlace(call, parent, request);
  const { configuration, declared } = configuredBy(call, parent, request, place);
  const minutes = Number(properties['TimeoutInMinutes'] ?? 0);
  const child: Stack = {
    ...place,
    ...configuration,
    status: 'CREATE_IN_PROGRESS',
    createdMs: call.nowMs,
    principal: parent.principal,
    ...(parent.roleArn === undefined ? {} : { roleArn: parent.roleArn }),
    // Its parent deletes it when it fails, if anything of the parent's creation is to be taken back.
    onFailure: 'DO_NOTHING',
    retainExceptOnCreate: parent.retainExceptOnCreate,
    ...(minutes === 0 ? {} : { timeoutMinutes: minutes }),
    isProtected: false,
    nestedIn: { stackId: parent.stackId, logicalId, rootId: parent.nestedIn?.rootId ?? parent.stackId },
    ...reviewed.changeSet,
    operation: {
      ...ordered(parent),
      ...reviewed.operation,
      kind: 'create',
      phase: 'forward',
      isRollbackDisabled: true,
    },
  };
  request.made?.(child.stackId);
  beginCreation(call, child, declared);
  return child;
}

/** Where a nested stack is made: where its change set put it under review, if it had one. */
function reviewedPlace(
  call: CloudFormationCall,
  parent: Stack,
  request: ResourceRequest,
): ReturnType<typeof executedWith> & { place: { stackId: string; name: string } } {
  const executed = executedWith(call, parent, request.logicalId);
  if (executed.place !== undefined) return { ...executed, place: executed.place };
  const name = request.generatedName(128);
  return { ...executed, place: { stackId: newStackId(call, name), name } };
}

/** What the nested stack's own change set says, where its parent executes one. */
function executedWith(
  call: CloudFormationCall,
  parent: Stack,
  logicalId: string,
): {
  place?: { stackId: string; name: string };
  changeSet: Pick<Stack, 'changeSetId'>;
  operation: Pick<StackOperation, 'nestedChangeSets'>;
} {
  const changeSet = executing(call, parent.operation.nestedChangeSets?.[logicalId]);
  if (changeSet === undefined) return { changeSet: {}, operation: {} };
  const { id, stackId, stackName: name, nested } = changeSet;
  return {
    place: { stackId, name },
    changeSet: { changeSetId: id },
    operation: nested === undefined ? {} : { nestedChangeSets: nested },
  };
}

const ordered = ({ operation: { token, retainExceptOnCreate } }: Stack): Partial<StackOperation> => ({
  isNested: true,
  ...(token === undefined ? {} : { token }),
  ...(retainExceptOnCreate === undefined ? {} : { retainExceptOnCreate }),
});

function configuredBy(
  call: CloudFormationCall,
  parent: Stack,
  { properties }: ResourceRequest,
  place: { stackId: string; name: string },
  previous?: Stack,
): Configured {
  const { url, input } = nestedRequest(parent, properties);
  const text = textAt(call, url, parent.principal);
  const configured = readingTemplate(() => configure(call, input, text, place, previous));
  const rootId = parent.nestedIn?.rootId ?? parent.stackId;
  const root = call.state.stacks.get(rootId) ?? parent;
  const operation = `nested resources of ${rootId} since ${root.updatedMs ?? root.createdMs}`;
  const isOverLimit = Object.keys(configured.declared).some(() => call.count(operation) > resourcesMax);
  if (isOverLimit)
    throw new PlainFailure(
      `Limit exceeded: the nested stacks of an operation may have ${resourcesMax} resources.`,
    );
  return configured;
}

/** Begins to update a nested stack; false when nothing of it changes. */
export function updateNested(
  call: CloudFormationCall,
  parent: Stack,
  child: Stack,
  request: ResourceRequest,
): boolean {
  const { status, operation } = child;
  const isStuck = status.endsWith('_IN_PROGRESS') && operation.phase !== 'held';
  if (isStuck || status === 'UPDATE_ROLLBACK_FAILED' || status === 'DELETE_COMPLETE')
    throw new PlainFailure(`Stack:${child.stackId} is in ${status} state and can not be updated.`);
  const next = configuredBy(call, parent, request, child, child);
  refuseOtherTypes(call, child.stackId, next.declared);
  const { changeSet, operation: reviewed } = executedWith(call, parent, request.logicalId);
  if (!changesAnything(call, child, next)) {
    executed(call, child.stackId, true);
    return false;
  }
  const { isRollbackDisabled = false } = parent.operation;
  beginUpdate(call, child, next, {
    principal: parent.principal,
    ...changeSet,
    operation: { ...ordered(parent), ...reviewed, kind: 'update', phase: 'forward', isRollbackDisabled },
  });
  return true;
}

/** Has a nested stack taken back what its parent's update did to it; false when there is nothing to take back. */
export function beginNestedRestore(
  call: CloudFormationCall,
  parent: Stack,
  child: Stack,
  logicalId: string,
): boolean {
  const { status, operation, stackId } = child;
  if (operation.isNested !== true) return false;
  if (operation.phase === 'restore') return true;
  const isUpdated = operation.kind === 'update' && operation.phase === 'held';
  if (isUpdated || status === 'UPDATE_FAILED') {
    beginRestore(call, child, '');
    call.later({ kind: 'goOnRestoring', payload: { stackId } });
    return true;
  }
  if (status !== 'UPDATE_ROLLBACK_FAILED') return false;
  if (parent.operation.skip === undefined)
    throw new PlainFailure(
      `Embedded stack ${stackId} was not successfully updated. Currently in ${status} with reason: ${child.reason ?? ''}`,
    );
  for (const resource of resourcesOf(call, stackId))
    if (resource.turn === 'failed') putResource(call, { ...resource, turn: 'waiting' });
  const mine = `${logicalId}.`;
  const skip = parent.operation.skip
    .filter((one) => one.startsWith(mine))
    .map((one) => one.slice(mine.length));
  const { tagsBefore } = operation;
  moveStack(call, child, 'UPDATE_ROLLBACK_IN_PROGRESS', undefined, {
    principal: parent.principal,
    operation: {
      ...ordered(parent),
      kind: 'updateRollback',
      phase: 'restore',
      skip,
      ...(tagsBefore === undefined ? {} : { tagsBefore }),
    },
  });
  call.later({ kind: 'goOnRestoring', payload: { stackId } });
  return true;
}

/** Begins to delete a nested stack, unless it is being deleted or has something else to end first. */
export function beginNestedDeletion(call: CloudFormationCall, parent: Stack, child: Stack): void {
  const { status, operation, stackId, reason } = child;
  const isHeld = operation.phase === 'held';
  if (status.endsWith('_IN_PROGRESS') && status !== 'CREATE_IN_PROGRESS' && !isHeld) return;
  if (status === 'CREATE_IN_PROGRESS') abandon(call, child);
  const { kind, isForced } = parent.operation;
  moveStack(call, child, 'DELETE_IN_PROGRESS', undefined, {
    principal: parent.principal,
    operation: {
      ...ordered(parent),
      kind: 'delete',
      phase: 'remove',
      isForced: isForced ?? false,
      isTakenBack: kind === 'rollback' || kind === 'updateRollback',
      previous: { status, ...(reason === undefined ? {} : { reason }) },
    },
  });
  call.later({ kind: 'beginDelete', payload: { stackId } });
}
