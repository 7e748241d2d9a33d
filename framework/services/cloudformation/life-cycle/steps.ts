/** What happens to one resource: it is begun, its type is called and asked until it is ready; done or failed. */
import { AwsError, type ResourceProgress, type ServiceName } from '../../../cloud/service';
import {
  resourceOf,
  setResource,
  type CloudFormationCall,
  type PhysicalThing,
  type ResourceAction,
  type Stack,
  type StackResource,
} from '../state';
import { creationPolicy } from '../waiting/policy';
import { failureOf, stepName } from './injected';
import { moveResource } from './events';
import { failureReason, isRetried } from './failure';
import { resourceType, typeRequest, type TypeRequest } from './request';
import { dismissed } from './leftovers';
import { nestedStackType } from './own-type-names';
import { stepLater, type ResourceStep } from './pending';
import { calledOff } from './own-types';
import { isDeletion, statuses } from './statuses';

/** What came of a step: nothing yet, or the resource is done or has failed. */
export type StepOutcome = 'under way' | 'done' | 'failed';

const durationsMs = {
  create: { label: 'time to create', low: 300, high: 1500 },
  change: { label: 'time to update', low: 300, high: 1500 },
  delete: { label: 'time to delete', low: 200, high: 1500 },
  settle: { label: 'time to settle', low: 200, high: 1200 },
};
const pollMs = 1000;
const attemptsMax = 5;

/** Begins to do something to a resource, with the event that tells of it; the type is called a little later. */
export function begin(
  call: CloudFormationCall,
  stack: Stack,
  resource: StackResource,
  action: ResourceAction,
  how: { reason?: string; changes?: Partial<StackResource>; problem?: string } = {},
): void {
  const { problem: _problem, attempts: _attempts, signalUntilMs: _until, ...rest } = resource;
  const nth = call.count(`${stepName(stack, action)} of ${resource.stackId} ${resource.logicalId}`);
  const begun = moveResource(call, stack, rest, statuses[action].begun, how.reason, {
    ...how.changes,
    turn: 'busy',
    action,
    nth,
    ...(how.problem === undefined ? {} : { problem: how.problem }),
  });
  const { label, low, high } =
    durationsMs[isDeletion(action) ? 'delete' : action === 'create' ? 'create' : 'change'];
  stepLater(call, begun, 'workOnResource', call.random(label).between(low, high));
}

/** Calls off what is under way with a resource, with the event that tells of it. */
export function cancel(call: CloudFormationCall, stack: Stack, resource: StackResource): void {
  const { action = 'create', stepId } = resource;
  if (stepId !== undefined) call.cancel(stepId);
  const isCreation = action === 'create' || action === 'discard';
  moveResource(
    call,
    stack,
    unreplaced(calledOff(call, resource)),
    isCreation ? 'CREATE_FAILED' : 'UPDATE_FAILED',
    isCreation ? 'Resource creation cancelled' : 'Resource update cancelled',
    { turn: 'failed' },
  );
}

interface UnderWay {
  stack: Stack;
  resource: StackResource;
  action: ResourceAction;
}

function underWay(call: CloudFormationCall, step: ResourceStep): UnderWay | undefined {
  const stack = call.state.stacks.get(step.stackId);
  const resource = resourceOf(call, step.stackId, step.logicalId, step.leftover);
  if (stack === undefined || resource?.turn !== 'busy' || resource.action === undefined) return undefined;
  return { stack, resource, action: resource.action };
}

/** Has the type do what was begun. */
export function workOn(call: CloudFormationCall, step: ResourceStep): StepOutcome {
  const found = underWay(call, step);
  if (found === undefined) return 'under way';
  const { stack, resource, action } = found;
  const reason = resource.problem ?? failureOf(call, stack, resource, action, 'before');
  if (reason !== undefined) return fail(call, found, reason);
  if (isDeletion(action)) return remove(call, found);
  if (action === 'create' || action === 'replace') return make(call, found);
  const target = typeRequest(call, stack, resource, resource);
  const type = resourceType(call, stack, resource);
  if (type.update === undefined || isAsItWas(stack, resource, target)) return done(call, found);
  return attempt(call, found, target, 'workOnResource', () => {
    const progress = type.update?.(target.request) ?? { done: true, physicalId: resource.physicalId ?? '' };
    goOn(call, updated(call, resource, progress), progress);
  });
}

/** Nothing that the type would act on has changed: metadata alone. */
function isAsItWas({ tags, operation }: Stack, { type }: StackResource, { request }: TypeRequest): boolean {
  if (type === nestedStackType) return false;
  const { properties, previous } = request;
  const hasSameTags = JSON.stringify(operation.tagsBefore ?? tags) === JSON.stringify(tags);
  return hasSameTags && JSON.stringify(properties) === JSON.stringify(previous ?? properties);
}

/** What is made in place of another thing is made from nothing: it knows no previous properties. */
function make(call: CloudFormationCall, found: UnderWay): StepOutcome {
  const { stack } = found;
  const { properties = {}, previous: _replaced, ...made } = found.resource;
  const target = typeRequest(call, stack, made, { properties });
  return attempt(call, found, target, 'workOnResource', () => {
    const progress = resourceType(call, stack, found.resource).create(target.request);
    goOn(call, standing(call, found, progress), progress);
  });
}

/** The resource after its type has answered: it stands for something from the first answer on that is not pending. */
function standing(call: CloudFormationCall, found: UnderWay, progress: ResourceProgress): StackResource {
  const { resource, action } = found;
  const { memo, isPending } = progress;
  if (isPending === true) return setResource(call, resource, memo === undefined ? {} : { memo });
  const isMade = action === 'create' || action === 'replace';
  return isMade && resource.stepKind !== 'checkResource'
    ? initiated(call, found, progressOf({}, progress))
    : resource.physicalId === undefined
      ? initiated(call, found, progressOf({}, progress))
      : updated(call, resource, progress);
}

/** From now on the resource stands for what was made; what it stood for before is dismissed. */
function initiated(call: CloudFormationCall, found: UnderWay, thing: Partial<PhysicalThing>): StackResource {
  const { stack, action } = found;
  const resource = action === 'replace' ? dismissed(call, found.resource) : found.resource;
  const { physicalId: _id, ref: _ref, attributes: _attributes, memo: _memo, ...rest } = resource;
  const { previous: _previous, ...made } = rest;
  return moveResource(call, stack, made, statuses[action].begun, 'Resource creation Initiated', thing);
}

/** What an update or a check answered; another physical id means that the type has replaced the resource. */
function updated(
  call: CloudFormationCall,
  resource: StackResource,
  progress: ResourceProgress,
): StackResource {
  const { physicalId } = resource;
  const isOther = physicalId !== undefined && progress.physicalId !== physicalId;
  const { memo: _memo, ...current } = isOther ? dismissed(call, resource) : resource;
  return setResource(call, current, progressOf(isOther ? {} : resource, progress));
}

function remove(call: CloudFormationCall, found: UnderWay): StepOutcome {
  const { stack, resource } = found;
  if (resource.physicalId === undefined) return done(call, found);
  const target = typeRequest(call, stack, resource, resource);
  let isDone = false;
  const outcome = attempt(call, found, target, 'workOnResource', () => {
    const { done, waitMs = pollMs, memo } = resourceType(call, stack, resource).delete(target.request);
    isDone = done;
    if (done) return;
    const waiting = setResource(call, resource, memo === undefined ? {} : { memo });
    stepLater(call, waiting, 'workOnResource', waitMs);
  });
  return isDone ? done(call, found) : outcome;
}

/** Asks the type whether a resource that it began has become ready. */
export function check(call: CloudFormationCall, step: ResourceStep): StepOutcome {
  const found = underWay(call, step);
  if (found === undefined) return 'under way';
  const { stack, resource } = found;
  const target = typeRequest(call, stack, resource, resource);
  let progress: ResourceProgress = { done: true, physicalId: resource.physicalId ?? '' };
  const outcome = attempt(call, found, target, 'checkResource', () => {
    progress = resourceType(call, stack, resource).check?.(target.request) ?? progress;
    const checked = standing(call, found, progress);
    if (!progress.done) goOn(call, checked, progress);
  });
  if (outcome === 'failed' || !progress.done) return outcome;
  return complete(call, step);
}

/** A resource has come to rest. */
export function complete(call: CloudFormationCall, step: ResourceStep): StepOutcome {
  const found = underWay(call, step);
  return found === undefined ? 'under way' : done(call, found);
}

/** Runs what calls services; what they refuse becomes the resource's failure, or is tried again where AWS does. */
function attempt(
  call: CloudFormationCall,
  found: UnderWay,
  { asked, made }: { asked: () => ServiceName | undefined; made: () => string | undefined },
  kind: string,
  act: () => void,
): StepOutcome {
  try {
    act();
    return 'under way';
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { resource } = found;
    const physicalId = made();
    const attempts = (resource.attempts ?? 0) + 1;
    if (physicalId === undefined && isRetried(error) && attempts <= attemptsMax) {
      stepLater(call, { ...resource, attempts }, kind, 1000 * 2 ** attempts);
      return 'under way';
    }
    const reason = failureReason(call, error, asked());
    if (physicalId === undefined) return fail(call, found, reason);
    return fail(call, { ...found, resource: initiated(call, found, { physicalId }) }, reason);
  }
}

function progressOf(thing: PhysicalThing, progress: ResourceProgress): Partial<PhysicalThing> {
  const { physicalId, attributes, ref, memo } = progress;
  return {
    physicalId,
    attributes: { ...(progress.hasOnlyTheseAttributes === true ? {} : thing.attributes), ...attributes },
    ...(ref === undefined ? {} : { ref }),
    ...(memo === undefined ? {} : { memo }),
  };
}

/** Waits until the resource is ready: as long as the type says, or a little. */
function goOn(call: CloudFormationCall, resource: StackResource, progress: ResourceProgress): void {
  const { label, low, high } = durationsMs.settle;
  stepLater(
    call,
    resource,
    progress.done ? 'completeResource' : 'checkResource',
    progress.waitMs ?? call.random(label).between(low, high),
  );
}

/** Whether a resource that was made has still to wait for signals, or has waited in vain. */
function signalled(call: CloudFormationCall, found: UnderWay): StepOutcome | undefined {
  const { stack, resource, action } = found;
  const policy = action === 'create' ? creationPolicy(call, stack, resource) : { kind: 'met' as const };
  if (policy.kind === 'broken') return fail(call, found, policy.reason);
  if (policy.kind === 'met') return undefined;
  const { untilMs } = policy;
  stepLater(call, { ...resource, signalUntilMs: untilMs }, 'completeResource', untilMs - call.nowMs);
  return 'under way';
}

function done(call: CloudFormationCall, found: UnderWay): StepOutcome {
  const { stack, resource, action } = found;
  const waiting = signalled(call, found);
  if (waiting !== undefined) return waiting;
  const reason = failureOf(call, stack, resource, action, 'after');
  if (reason !== undefined) return fail(call, found, reason);
  const {
    stepId: _step,
    attempts: _attempts,
    previous: _previous,
    signalUntilMs: _until,
    ...rest
  } = resource;
  if (action !== 'discard') {
    moveResource(call, stack, rest, statuses[action].done, undefined, { turn: 'done' });
    return 'done';
  }
  const {
    physicalId: _id,
    ref: _ref,
    attributes: _attributes,
    memo: _memo,
    properties: _made,
    ...empty
  } = rest;
  const { turn: _turn, ...told } = moveResource(call, stack, rest, 'DELETE_COMPLETE');
  setResource(call, { ...empty, status: told.status ?? 'DELETE_COMPLETE' }, { turn: 'waiting' });
  return 'done';
}

function fail(call: CloudFormationCall, found: UnderWay, reason: string): StepOutcome {
  const { stack, resource, action } = found;
  const { stepId: _step, problem: _problem, signalUntilMs: _until, ...rest } = resource;
  moveResource(call, stack, unreplaced(rest), statuses[action].failed, reason, { turn: 'failed' });
  return 'failed';
}

/** A resource whose replacement was not made is made of what it was made of before. */
function unreplaced(resource: StackResource): StackResource {
  const { previous, ...rest } = resource;
  return resource.action === 'replace' && previous !== undefined
    ? { ...rest, properties: previous }
    : resource;
}
