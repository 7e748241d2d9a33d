/** The pending step of a resource: put off, or taken at once when what it waits for has come. */
import { resourceOf, setResource, type CloudFormationCall, type StackResource } from '../state';
import { isDeletion } from './statuses';

/** The step names a resource of a stack, or what is left over of one. */
export interface ResourceStep {
  stackId: string;
  logicalId: string;
  leftover?: string;
}

/** Puts off the next step; a resource has one pending step at most. */
export function stepLater(
  call: CloudFormationCall,
  resource: StackResource,
  kind: string,
  afterMs: number,
): void {
  const { stackId, logicalId, leftover } = resource;
  const payload = { stackId, logicalId, ...(leftover === undefined ? {} : { leftover }) };
  setResource(call, resource, { stepId: call.later({ afterMs, kind, payload }), stepKind: kind });
}

/**
 * Looks at a waiting resource at once, instead of when its time is over: for types whose answer comes from outside
 * (a signal, a custom resource's response, a nested stack).
 */
export function wake(call: CloudFormationCall, stackId: string, logicalId: string, leftover?: string): void {
  const resource = resourceOf(call, stackId, logicalId, leftover);
  if (resource?.turn !== 'busy' || resource.action === undefined) return;
  const kind = isDeletion(resource.action) ? 'workOnResource' : 'checkResource';
  const isSignalled = resource.stepKind === 'completeResource' && resource.signalUntilMs !== undefined;
  // What has yet to be asked for is not to be looked at.
  if (resource.stepKind !== kind && !isSignalled) return;
  if (resource.stepId !== undefined) call.cancel(resource.stepId);
  stepLater(call, resource, isSignalled ? 'completeResource' : kind, 0);
}
