import type { ResourceRequest, ResourceType, ServiceName } from '../../../cloud/service';
import { modelledInstead } from '../modelled/instead';
import { modelledType } from '../modelled/type';
import { revealed } from '../properties/dynamic-references';
import { tellUnhonoured } from '../properties/unhonoured';
import type { CloudFormationCall, PhysicalThing, Stack, StackResource } from '../state';
import { isOwnType } from './own-type-names';
import { ownType } from './own-types';
import { physicalName } from './physical-names';

/** A request to a resource type, and what is known of it when it fails half way. */
export interface TypeRequest {
  request: ResourceRequest;
  /** Which service it asked last: failures name that service. */
  asked: () => ServiceName | undefined;
  /** The id of what it has made so far. */
  made: () => string | undefined;
}

/** What a resource type is handed; it calls services as the stack's principal. */
export function typeRequest(
  call: CloudFormationCall,
  stack: Stack,
  resource: StackResource,
  thing: PhysicalThing,
): TypeRequest {
  let asked: ServiceName | undefined;
  let made: string | undefined;
  const { tagsBefore } = stack.operation;
  const request: ResourceRequest = {
    logicalId: resource.logicalId,
    type: resource.type,
    stackName: stack.name,
    stackId: stack.stackId,
    accountId: call.accountId,
    region: call.region,
    partition: call.partition,
    nowMs: call.nowMs,
    get properties() {
      return revealed(call, stack, thing.properties ?? {});
    },
    ...(resource.previous === undefined ? {} : { previous: resource.previous }),
    ...(thing.physicalId === undefined ? {} : { physicalId: thing.physicalId }),
    ...(thing.memo === undefined ? {} : { memo: thing.memo }),
    tags: { ...stack.tags, ...ownTags(stack, resource) },
    previousTags: { ...(tagsBefore ?? stack.tags), ...ownTags(stack, resource) },
    made(physicalId) {
      made = physicalId;
    },
    aws(service) {
      asked = service;
      return call.ask(service, { as: stack.principal });
    },
    generatedName: (lengthMax, options) =>
      physicalName(call, stack.name, resource.logicalId, lengthMax, options),
    notEmulated: (what) => call.notEmulated(what),
    modelledOnly: (what) => call.modelledOnly(what),
  };
  return { request, asked: () => asked, made: () => made };
}

function ownTags(stack: Stack, resource: StackResource): Record<string, string> {
  return {
    'aws:cloudformation:stack-name': stack.name,
    'aws:cloudformation:stack-id': stack.stackId,
    'aws:cloudformation:logical-id': resource.logicalId,
  };
}

/** What makes, changes and deletes a resource. */
export function resourceType(call: CloudFormationCall, stack: Stack, resource: StackResource): ResourceType {
  return (
    modelledInstead(call, resource) ?? ownType(call, stack, resource) ?? emulatedType(call, resource.type)
  );
}

/** The emulated type, or the modelled one; that there is one was seen before the stack began. */
function emulatedType(call: CloudFormationCall, type: string): ResourceType {
  return (
    call.resourceTypes.get(type) ?? modelledType(call, type) ?? call.notEmulated(`The resource type ${type}`)
  );
}

/** Refuses properties of a resource that its emulation would get wrong, and tells of those that it only keeps. */
export function refuseUnhonoured(
  call: CloudFormationCall,
  type: string,
  properties: Readonly<Record<string, unknown>>,
): void {
  if (isOwnType(type)) return;
  tellUnhonoured(call, type, emulatedType(call, type).properties, properties);
}
