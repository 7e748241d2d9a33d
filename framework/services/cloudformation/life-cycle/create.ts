import { AwsError, type ResourceProgress } from '../../../cloud/service';
import { isMap, own, resolve, TemplateError } from '../../../template';
import { checkProperties } from '../properties/check';
import { resourceSchema } from '../schema/load';
import {
  resourceOf,
  resourcesOf,
  setResource,
  type CloudFormationCall,
  type Stack,
  type StackResource,
} from '../state';
import { apiError, templateOf } from '../templates/source';
import { declarationOf, environmentOf } from './environment';
import { moveResource } from './events';
import { failureReason, isRetried } from './failure';
import { emulatedType, refuseUnhonoured, typeRequest } from './request';

/** The step names a resource of a stack. */
export interface ResourceStep {
  stackId: string;
  logicalId: string;
}

const startMs = { low: 300, high: 1500 };
const settleMs = { low: 200, high: 1200 };
const attemptsMax = 5;

/** How a creation goes on when a resource is done or failed; the stack's own business. */
export interface Course {
  completed(call: CloudFormationCall, stackId: string): void;
  failed(call: CloudFormationCall, stackId: string): void;
}

/** Begins every resource whose needs exist; in any order, as CloudFormation promises none. */
export function startReady(call: CloudFormationCall, stack: Stack): void {
  const resources = resourcesOf(call, stack.stackId);
  const complete = new Set(
    resources.filter(({ status }) => status === 'CREATE_COMPLETE').map(({ logicalId }) => logicalId),
  );
  const ready = resources.filter(
    ({ status, needs }) => status === undefined && needs.every((one) => complete.has(one)),
  );
  for (const resource of shuffled(call, ready)) {
    const { properties } = prepare(call, stack, resource);
    // What is wrong with the properties comes out when the resource is made; the event tells of the attempt first.
    moveResource(
      call,
      stack,
      resource,
      'CREATE_IN_PROGRESS',
      undefined,
      properties === undefined ? {} : { properties },
    );
    const { stackId, logicalId } = resource;
    call.later({
      afterMs: call.random('time to create').between(startMs.low, startMs.high),
      kind: 'createResource',
      payload: { stackId, logicalId },
    });
  }
}

/** The same things in an order that is drawn. */
export function shuffled<T>(call: CloudFormationCall, items: readonly T[]): T[] {
  const random = call.random('resource order');
  const left = [...items];
  const order: T[] = [];
  while (left.length > 0) order.push(...left.splice(random.below(left.length), 1));
  return order;
}

/** The resource that a step is about, as long as it is still being created. */
function underWay(
  call: CloudFormationCall,
  { stackId, logicalId }: ResourceStep,
): { stack: Stack; resource: StackResource } | undefined {
  const stack = call.state.stacks.get(stackId);
  const resource = resourceOf(call, stackId, logicalId);
  return stack?.operation.kind === 'create' && resource?.status === 'CREATE_IN_PROGRESS'
    ? { stack, resource }
    : undefined;
}

/** Has the type create a resource. */
export function createResource(call: CloudFormationCall, step: ResourceStep, course: Course): void {
  const found = underWay(call, step);
  if (found === undefined) return;
  const { stack } = found;
  const prepared = found.resource;
  const failure = prepared.properties === undefined ? prepare(call, stack, prepared).failure : undefined;
  if (failure !== undefined) {
    moveResource(call, stack, prepared, 'CREATE_FAILED', failure);
    return course.failed(call, stack.stackId);
  }
  const { request, asked } = typeRequest(call, stack, prepared);
  let progress: ResourceProgress;
  try {
    progress = emulatedType(call, prepared.type).create(request);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (retry(call, prepared, error, 'createResource')) return;
    moveResource(call, stack, prepared, 'CREATE_FAILED', failureReason(call, error, asked()));
    return course.failed(call, stack.stackId);
  }
  const created = moveResource(
    call,
    stack,
    prepared,
    'CREATE_IN_PROGRESS',
    'Resource creation Initiated',
    progressOf(prepared, progress),
  );
  checkLater(call, created, progress);
}

/** What a resource is made of: its properties, resolved and checked, or why they won't do. */
type Preparation =
  { properties: Record<string, unknown>; failure?: undefined } | { properties?: undefined; failure: string };

function prepare(call: CloudFormationCall, stack: Stack, resource: StackResource): Preparation {
  const { logicalId, type } = resource;
  const template = templateOf(call, stack);
  const declared = own(declarationOf(template, logicalId), 'Properties') ?? {};
  try {
    const path = ['Resources', logicalId, 'Properties'];
    const resolved = resolve(template, declared, environmentOf(call, stack), path);
    const given = isMap(resolved) ? resolved : {};
    const schema = resourceSchema(type);
    const checked =
      schema === undefined ? { properties: given, violations: [] } : checkProperties(schema, given);
    if (checked.violations.length > 0) {
      const violations = checked.violations.join('\n');
      return {
        failure: `Properties validation failed for resource ${logicalId} with message:\n${violations}`,
      };
    }
    refuseUnhonoured(call, type, checked.properties);
    return { properties: checked.properties };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    if (error.code !== 'ValidationError') throw apiError(error);
    return { failure: error.awsMessage };
  }
}

/** Asks again later where CloudFormation does; answers whether it will. */
function retry(call: CloudFormationCall, resource: StackResource, error: AwsError, kind: string): boolean {
  const attempts = (resource.attempts ?? 0) + 1;
  if (!isRetried(error) || attempts > attemptsMax) return false;
  const { stackId, logicalId } = setResource(call, resource, { attempts });
  call.later({ afterMs: 1000 * 2 ** attempts, kind, payload: { stackId, logicalId } });
  return true;
}

function progressOf(resource: StackResource, progress: ResourceProgress): Partial<StackResource> {
  const { physicalId, attributes, ref, memo } = progress;
  return {
    physicalId,
    attributes: { ...resource.attributes, ...attributes },
    ...(ref === undefined ? {} : { ref }),
    ...(memo === undefined ? {} : { memo }),
  };
}

function checkLater(call: CloudFormationCall, resource: StackResource, progress: ResourceProgress): void {
  const { stackId, logicalId } = resource;
  call.later({
    afterMs: progress.waitMs ?? call.random('time to settle').between(settleMs.low, settleMs.high),
    kind: progress.done ? 'completeResource' : 'checkResource',
    payload: { stackId, logicalId },
  });
}

/** Asks the type whether a resource that it began has become ready. */
export function checkResource(call: CloudFormationCall, step: ResourceStep, course: Course): void {
  const found = underWay(call, step);
  if (found === undefined) return;
  const { stack, resource } = found;
  const type = emulatedType(call, resource.type);
  const { request, asked } = typeRequest(call, stack, resource);
  try {
    const progress = type.check?.(request) ?? { done: true, physicalId: resource.physicalId ?? '' };
    const checked = setResource(call, resource, progressOf(resource, progress));
    if (progress.done) complete(call, stack, checked, course);
    else checkLater(call, checked, progress);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (retry(call, resource, error, 'checkResource')) return;
    moveResource(call, stack, resource, 'CREATE_FAILED', failureReason(call, error, asked()));
    course.failed(call, stack.stackId);
  }
}

/** A resource has come to rest. */
export function completeResource(call: CloudFormationCall, step: ResourceStep, course: Course): void {
  const found = underWay(call, step);
  if (found !== undefined) complete(call, found.stack, found.resource, course);
}

function complete(call: CloudFormationCall, stack: Stack, resource: StackResource, course: Course): void {
  moveResource(call, stack, resource, 'CREATE_COMPLETE');
  course.completed(call, stack.stackId);
}
