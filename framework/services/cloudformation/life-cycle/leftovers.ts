/** Physical things that no resource stands for any more: an update's clean-up deletes them. */
import { canonicalJson } from '../../../kernel';
import {
  putResource,
  setResource,
  type CloudFormationCall,
  type Declared,
  type PhysicalThing,
  type StackResource,
} from '../state';

/**
 * The resource, about to stand for another thing. The thing that it stood for when the stack was stable is what a
 * rollback goes back to; one that came in between is left over.
 */
export function dismissed(call: CloudFormationCall, resource: StackResource): StackResource {
  const { before, physicalId, properties = {}, previous } = resource;
  if (before === undefined || before.physicalId !== physicalId) {
    leaveOver(call, resource, resource, 'Delete');
    return resource;
  }
  const inForce = previous ?? properties;
  if (canonicalJson(inForce) === canonicalJson(before.properties ?? {})) return resource;
  return setResource(call, resource, { before: { ...before, changedTo: inForce } });
}

/** Has a thing deleted in the next clean-up, or kept, as the policy says. */
export function leaveOver(
  call: CloudFormationCall,
  { stackId, logicalId }: StackResource,
  {
    physicalId,
    ref,
    attributes,
    properties,
    memo,
    type,
    needs,
  }: PhysicalThing & Pick<Declared, 'type' | 'needs'>,
  deletionPolicy: Declared['deletionPolicy'],
): void {
  if (physicalId === undefined) return;
  putResource(call, {
    stackId,
    logicalId,
    type,
    needs,
    deletionPolicy,
    updateReplacePolicy: 'Delete',
    physicalId,
    ...(ref === undefined ? {} : { ref }),
    ...(attributes === undefined ? {} : { attributes }),
    ...(properties === undefined ? {} : { properties }),
    ...(memo === undefined ? {} : { memo }),
    leftover: String(call.count(`leftovers of ${stackId}`)).padStart(6, '0'),
    changedMs: call.nowMs,
  });
}
