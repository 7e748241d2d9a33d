/** The way back of an update: what it changed is changed back, what it made is deleted in the clean-up after that. */
import {
  dropResource,
  putResource,
  resourcesOf,
  type CloudFormationCall,
  type ResourceBefore,
  type Stack,
  type StackResource,
} from '../state';
import { configured } from './configured';
import { inForce } from './diff';
import { moveResource, moveStack } from './events';
import { readyOf, shuffled } from './forward';
import { leaveOver } from './leftovers';
import { begin } from './steps';

/** Puts the stack's stable configuration back, and begins to put its resources back. */
export function beginRestore(call: CloudFormationCall, stack: Stack, reason: string): Stack {
  const { before = stack } = stack;
  const { timeoutId: _timeout, watchId: _watch, stackPolicy: _policy, ...operation } = stack.operation;
  const restored = moveStack(call, configured(stack, before), 'UPDATE_ROLLBACK_IN_PROGRESS', reason, {
    operation: { ...operation, kind: 'updateRollback', phase: 'restore', tagsBefore: stack.tags },
  });
  for (const resource of resourcesOf(call, stack.stackId)) putBack(call, resource);
  return restored;
}

/** Sorts a resource into the way back: what was changed waits its turn, what is new goes in the clean-up. */
function putBack(call: CloudFormationCall, resource: StackResource): void {
  const { turn: _turn, action: _action, isRemoved: _removed, isNew: _new, ...rest } = resource;
  const { before, status, isChanged } = rest;
  if (before === undefined) {
    if (status === undefined) dropResource(call, resource);
    else putResource(call, { ...rest, isRemoved: true });
    return;
  }
  const declared = declaredBefore(before, rest);
  putResource(call, isChanged === true ? { ...declared, turn: 'waiting' } : declared);
}

function declaredBefore(before: ResourceBefore, resource: StackResource): StackResource {
  const { metadata: _metadata, ...rest } = resource;
  const { type, needs, deletionPolicy, updateReplacePolicy, metadata } = before;
  return {
    ...rest,
    type,
    needs,
    deletionPolicy,
    updateReplacePolicy,
    ...(metadata === undefined ? {} : { metadata }),
  };
}

/** Begins to restore every resource that waits for no other; answers what is left. */
export function startRestores(call: CloudFormationCall, stack: Stack): StackResource[] {
  for (;;) {
    const resources = resourcesOf(call, stack.stackId);
    const ready = readyOf(resources);
    const skipped = shuffled(call, ready).filter((resource) => !restore(call, stack, resource));
    if (skipped.length === 0) return resources.filter(({ turn }) => turn !== undefined && turn !== 'done');
  }
}

/** Begins to restore a resource; false when it was skipped. */
function restore(call: CloudFormationCall, stack: Stack, resource: StackResource): boolean {
  const { before = resource, physicalId } = resource;
  const { properties: target = {} } = before;
  if (physicalId !== before.physicalId) leaveOver(call, resource, resource, 'Delete');
  const back = physicalId === before.physicalId ? resource : standingFor(resource, before);
  const { properties: attempted = {}, previous } = back;
  const current = previous === undefined ? attempted : inForce(previous, attempted, target);
  if (stack.operation.skip?.includes(resource.logicalId) === true) {
    const { previous: _previous, ...skipped } = back;
    moveResource(call, stack, skipped, 'UPDATE_COMPLETE', undefined, { properties: target, turn: 'done' });
    return false;
  }
  begin(call, stack, back, 'restore', { changes: { properties: target, previous: current } });
  return true;
}

/** The resource, standing again for the thing that it stood for when the stack was stable. */
function standingFor(resource: StackResource, before: StackResource | ResourceBefore): StackResource {
  const {
    physicalId: _id,
    ref: _ref,
    attributes: _attributes,
    memo: _memo,
    previous: _previous,
    ...rest
  } = resource;
  const { physicalId, ref, attributes, memo, properties = {} } = before;
  return {
    ...rest,
    properties: 'changedTo' in before ? (before.changedTo ?? properties) : properties,
    ...(physicalId === undefined ? {} : { physicalId }),
    ...(ref === undefined ? {} : { ref }),
    ...(attributes === undefined ? {} : { attributes }),
    ...(memo === undefined ? {} : { memo }),
  };
}
