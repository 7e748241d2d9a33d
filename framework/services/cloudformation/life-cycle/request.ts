import type { ResourceRequest, ResourceType, ServiceName } from '../../../cloud/service';
import { resourceSchema } from '../schema/load';
import type { CloudFormationCall, Stack, StackResource } from '../state';
import { physicalName } from './physical-names';

/** A request to a resource type, and which service it asked last: failures name that service. */
export interface TypeRequest {
  request: ResourceRequest;
  asked: () => ServiceName | undefined;
}

/** What a resource type is handed; it calls services as the stack's principal. */
export function typeRequest(call: CloudFormationCall, stack: Stack, resource: StackResource): TypeRequest {
  let asked: ServiceName | undefined;
  const request: ResourceRequest = {
    logicalId: resource.logicalId,
    type: resource.type,
    stackName: stack.name,
    stackId: stack.stackId,
    accountId: call.accountId,
    region: call.region,
    partition: call.partition,
    nowMs: call.nowMs,
    properties: resource.properties ?? {},
    ...(resource.physicalId === undefined ? {} : { physicalId: resource.physicalId }),
    ...(resource.memo === undefined ? {} : { memo: resource.memo }),
    tags: {
      ...stack.tags,
      'aws:cloudformation:stack-name': stack.name,
      'aws:cloudformation:stack-id': stack.stackId,
      'aws:cloudformation:logical-id': resource.logicalId,
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
  return { request, asked: () => asked };
}

/** The emulated type; that it is one was seen before the stack began. */
export function emulatedType(call: CloudFormationCall, type: string): ResourceType {
  return call.resourceTypes.get(type) ?? call.notEmulated(`The resource type ${type}`);
}

/** Refuses properties of a resource that AWS would honour and its emulation would not. */
export function refuseUnhonoured(
  call: CloudFormationCall,
  type: string,
  properties: Readonly<Record<string, unknown>>,
): void {
  const { properties: honoured } = emulatedType(call, type);
  const known = resourceSchema(type)?.p ?? {};
  const name = Object.keys(properties).find((one) => Object.hasOwn(known, one) && !honoured.includes(one));
  if (name !== undefined) call.notEmulated(`${type}.${name}`);
  if (JSON.stringify(properties).includes('{{resolve:')) {
    call.notEmulated(`A dynamic reference ({{resolve:...}}) in a property of ${type}`);
  }
}
