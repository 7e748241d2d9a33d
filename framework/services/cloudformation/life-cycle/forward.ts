/** The way forward of a creation or an update: resources are made and changed, each after those that it needs. */
import { canonicalJson } from '../../../kernel';
import { resourceSchema } from '../schema/load';
import { resourcesOf, setResource, type CloudFormationCall, type Stack, type StackResource } from '../state';
import { changedProperties, inForce, sharedName } from './diff';
import { prepare } from './prepare';
import { nestedStackType } from './own-type-names';
import { resourceType } from './request';
import { denial } from './stack-policy';
import { begin, cancel } from './steps';

/** The same things in an order that is drawn. */
export function shuffled<T>(call: CloudFormationCall, items: readonly T[]): T[] {
  const random = call.random('resource order');
  const left = [...items];
  const order: T[] = [];
  while (left.length > 0) order.push(...left.splice(random.below(left.length), 1));
  return order;
}

/** Resources of the present phase that wait, and all of whose needs are met or no part of it. */
export function readyOf(resources: readonly StackResource[]): StackResource[] {
  const open = new Set(
    resources.filter(({ turn }) => turn !== undefined && turn !== 'done').map(({ logicalId }) => logicalId),
  );
  return resources.filter(({ turn, needs }) => turn === 'waiting' && !needs.some((one) => open.has(one)));
}

/** Begins every resource whose needs are met, in any order, as CloudFormation promises none; answers what is left. */
export function startReady(call: CloudFormationCall, stack: Stack): StackResource[] {
  for (;;) {
    const resources = resourcesOf(call, stack.stackId);
    const ready = readyOf(resources);
    // What needs no change is done at once and may free others.
    const settled = shuffled(call, ready).filter((resource) => !start(call, stack, resource));
    if (settled.length === 0) return resources.filter(({ turn }) => turn !== undefined && turn !== 'done');
  }
}

/** Begins what is to be done to a resource; false when there is nothing to do. */
function start(call: CloudFormationCall, stack: Stack, resource: StackResource): boolean {
  const { physicalId, status } = resource;
  if (physicalId === undefined) {
    startCreation(call, stack, resource);
    return true;
  }
  if (status === 'CREATE_FAILED' || status === 'DELETE_FAILED') {
    // What never came to be is deleted before it is tried again.
    begin(call, stack, resource, 'discard');
    return true;
  }
  return startUpdate(call, stack, resource);
}

function startCreation(call: CloudFormationCall, stack: Stack, resource: StackResource): void {
  const { properties, failure } = prepare(call, stack, resource);
  begin(call, stack, resource, 'create', {
    ...(properties === undefined ? {} : { changes: { properties } }),
    ...(failure === undefined ? {} : { problem: failure }),
  });
}

const replacing = 'Requested update requires the creation of a new physical resource; hence creating one.';

function startUpdate(call: CloudFormationCall, stack: Stack, resource: StackResource): boolean {
  const { properties, failure } = prepare(call, stack, resource);
  if (properties === undefined) {
    begin(call, stack, resource, 'update', { problem: failure, changes: { isChanged: true } });
    return true;
  }
  const { properties: attempted = {}, previous, physicalId = '' } = resource;
  const current = previous === undefined ? attempted : inForce(previous, attempted, properties);
  const type = resourceType(call, stack, resource);
  const changed = changedProperties(type, current, properties);
  const isReplaced = changed.some(({ requiresRecreation }) => requiresRecreation !== 'Never');
  if (changed.length === 0 && !isTouched(stack, resource)) {
    setResource(call, resource, { turn: 'done' });
    return false;
  }
  const changes = { properties, previous: current, isChanged: true };
  const name = isReplaced ? sharedName(type, physicalId, current, properties) : undefined;
  const problem =
    denial(stack, resource, isReplaced ? 'Update:Replace' : 'Update:Modify') ??
    (name === undefined
      ? undefined
      : `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${name} and update the stack again.`);
  begin(call, stack, resource, isReplaced ? 'replace' : 'update', {
    changes,
    ...(isReplaced ? { reason: replacing } : {}),
    ...(problem === undefined ? {} : { problem }),
  });
  return true;
}

/** Whether a resource whose properties are as they were is updated all the same. */
function isTouched(stack: Stack, { type, metadata, before, status }: StackResource): boolean {
  // The template of a nested stack may have changed where it lies.
  if (status === 'UPDATE_FAILED' || type === nestedStackType) return true;
  if (before !== undefined && before.metadata !== metadata) return true;
  const { tagsBefore = stack.tags } = stack.operation;
  return isTaggable(type) && canonicalJson(tagsBefore) !== canonicalJson(stack.tags);
}

/** Whether the stack's tags are handed on to resources of a type. */
export function isTaggable(type: string): boolean {
  const schema = resourceSchema(type);
  return schema !== undefined && (schema.g !== undefined || Object.hasOwn(schema.p, 'Tags'));
}

/** Calls off whatever is under way. */
export function cancelUnderWay(call: CloudFormationCall, stack: Stack): void {
  for (const resource of resourcesOf(call, stack.stackId)) {
    if (resource.turn === 'busy') cancel(call, stack, resource);
  }
}

/** CloudFormation's words for the resources of this phase that failed. */
export function failedResources(call: CloudFormationCall, stackId: string): string {
  const failed = resourcesOf(call, stackId).filter(({ turn }) => turn === 'failed');
  return (['create', 'update', 'delete'] as const)
    .map((verb) => {
      const status = `${verb.toUpperCase()}_FAILED`;
      const names = failed.filter((resource) => resource.status === status).map(({ logicalId }) => logicalId);
      return names.length === 0
        ? undefined
        : `The following resource(s) failed to ${verb}: [${names.join(', ')}].`;
    })
    .filter((part) => part !== undefined)
    .join(' ');
}
