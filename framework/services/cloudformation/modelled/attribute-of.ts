import { TemplateError } from '../../../template';
import { resourceSchema } from '../schema/load';
import { putResource, type CloudFormationCall, type Stack, type StackResource } from '../state';
import { attribute, propertyAt, type Described } from './attributes';
import { isReadable } from './readable-properties';

/**
 * An attribute that a type's emulation does not tell: one of its schema is made up in the right form and reported as
 * modelled only; a property that is no attribute is refused in CloudFormation's words.
 */
export function modelledAttribute(
  call: CloudFormationCall,
  stack: Pick<Stack, 'name'>,
  resource: StackResource | undefined,
  name: string,
): unknown {
  const type = resource?.type ?? 'a resource';
  const schema = resourceSchema(type);
  if (resource === undefined || schema === undefined)
    return call.notEmulated(`Fn::GetAtt ${name} of ${type}`);
  const isProperty = isReadable(type, name);
  const given = isProperty ? propertyAt(resource.properties ?? {}, name) : undefined;
  if (given !== undefined) return given;
  if (!isProperty && !(schema.a ?? []).includes(name)) {
    const words = `Requested attribute ${name} must be a readonly property in schema for ${type}.`;
    throw new TemplateError(words);
  }
  call.modelledOnly(`the attribute ${name} of ${type} ${resource.logicalId}`);
  const { accountId, region, partition, nowMs } = call;
  const { properties = {}, physicalId = '', logicalId } = resource;
  const subject: Described = {
    request: { accountId, region, partition, nowMs, stackName: stack.name, logicalId, properties },
    random: call.random(`modelled ${type}`),
    schema,
    type: type.replace(/^AWS::/, ''),
    attributes: { ...resource.attributes },
    drawn: new Map(),
    count: (label) => call.count(`modelled ${type} ${label}`),
    attribute: (one) => String(attribute(subject, one)),
    inherited: () => undefined,
    name: () => physicalId,
  };
  const value = attribute(subject, name);
  // Kept, so that it is the same whenever it is asked for.
  putResource(call, { ...resource, attributes: { ...resource.attributes, [name]: value } });
  return value;
}
