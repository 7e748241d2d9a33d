/** Types that are CloudFormation's own: they live in this service's state and wait for what comes from outside. */
import type { ResourceType } from '../../../cloud/service';
import { customResource, reopened } from '../custom-resources/type';
import { nestedStack } from '../nested/type';
import { breakOffNested } from '../nested/break-off';
import type { CloudFormationCall, Stack, StackResource } from '../state';
import { waitCondition } from '../waiting/condition';
import { waitHandle } from '../waiting/handle';
import { isCustomResource, nestedStackType, waitConditionType, waitHandleType } from './own-type-names';

export function ownType(
  call: CloudFormationCall,
  stack: Stack,
  resource: StackResource,
): ResourceType | undefined {
  const { type } = resource;
  if (isCustomResource(type)) return customResource(call, stack, resource);
  if (type === nestedStackType) return nestedStack(call, stack, resource);
  if (type === waitConditionType) return waitCondition(call, stack);
  return type === waitHandleType ? waitHandle(call) : undefined;
}

/** What is left of a resource whose making or changing is called off: what is on its way outside is not called back. */
export function calledOff(call: CloudFormationCall, resource: StackResource): StackResource {
  if (isCustomResource(resource.type)) return reopened(call, resource);
  if (resource.type === nestedStackType) breakOffNested(call, resource);
  return resource;
}
