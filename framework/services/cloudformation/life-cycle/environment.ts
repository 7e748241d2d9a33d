import {
  isFunction,
  isMap,
  own,
  resolve,
  TemplateError,
  type Environment,
  type ResourceReading,
  type Template,
  type Value,
  type ValueMap,
} from '../../../template';
import { modelledAttribute } from '../modelled/attribute-of';
import { unknown } from '../properties/check';
import { resourceOf, type CloudFormationCall, type Stack, type StackResource } from '../state';
import { contextOf } from '../templates/source';
import { outputElsewhere } from './output-elsewhere';
import { isCustomResource, isOwnType, nestedStackType, propertySchema } from './own-type-names';

/** A resource as its template declares it. */
export function declarationOf(template: Template, logicalId: string): ValueMap {
  const declaration = own(template.resources, logicalId);
  return isMap(declaration) ? declaration : {};
}

export function typeOf(template: Template, logicalId: string): string {
  const type = own(declarationOf(template, logicalId), 'Type');
  return typeof type === 'string' ? type : '';
}

/** The value of an export, or CloudFormation's words for one that is not there. */
function importedValue(call: CloudFormationCall, name: string): string {
  const found = call.state.exports.get(name);
  if (found === undefined) throw new TemplateError(`No export named ${name} found.`);
  return found.value;
}

/** What functions see while a stack is made: resources that exist, exports of other stacks. */
export function environmentOf(call: CloudFormationCall, stack: Stack): Environment {
  return environment(call, stack, {
    ref(logicalId) {
      const resource = resourceOf(call, stack.stackId, logicalId);
      return resource?.ref ?? resource?.physicalId;
    },
    att(logicalId, attribute) {
      const resource = resourceOf(call, stack.stackId, logicalId);
      const attributes = resource?.attributes ?? {};
      if (Object.hasOwn(attributes, attribute)) return attributes[attribute];
      if (resource !== undefined && isOwnType(resource.type)) throw ownAttributeMissing(resource, attribute);
      return modelledAttribute(call, stack, resource, attribute);
    },
    importValue: (name) => importedValue(call, name),
    stackOutput: (asked) => outputElsewhere(call, stack, asked),
  });
}

/** CloudFormation's words for what a custom resource's answer, or a nested stack's outputs, lack. */
function ownAttributeMissing({ type, stackId, logicalId }: StackResource, attribute: string): TemplateError {
  const region = stackId.split(':')[3] ?? '';
  return new TemplateError(
    isCustomResource(type)
      ? `CustomResource attribute error: Vendor response doesn't contain ${attribute} key in object ${stackId}|${logicalId} in S3 bucket cloudformation-custom-resource-storage-${region.replaceAll('-', '')}`
      : `Resource ${logicalId} does not support attribute type ${attribute} in Fn::GetAtt`,
  );
}

function environment(
  call: CloudFormationCall,
  stack: Pick<Stack, 'stackId' | 'name' | 'values' | 'conditions' | 'notificationArns'>,
  resources: ResourceReading,
): Environment {
  return {
    context: contextOf(call, stack),
    parameters: stack.values,
    conditions: stack.conditions,
    resources,
  };
}

/** What is known of a template before any of its resources exists. */
export interface Foreseen {
  /** Properties by logical id; what depends on resources is `unknown`. Absent where not even the form is known. */
  properties: Record<string, Record<string, unknown>>;
  /** Names of exports that are read, and those of them that there are not. */
  imports: string[];
  importsMissing: string[];
  /** Uses of attributes that the type does not have, in CloudFormation's words. */
  attributesMissing: string[];
}

/** What is known of a resource that other resources refer to: nothing, when it has yet to be made. */
export type Known = (
  logicalId: string,
) => Pick<StackResource, 'physicalId' | 'ref' | 'attributes'> | undefined;

/**
 * A resource's properties as far as they can be told from what is known; what can't is `unknown`. Undefined where not
 * even the form can be told.
 */
export function foreseeProperties(
  call: CloudFormationCall,
  stack: Pick<Stack, 'stackId' | 'name' | 'values' | 'conditions' | 'notificationArns'>,
  template: Template,
  logicalId: string,
  known: Known,
): Record<string, unknown> | undefined {
  const seen = environment(call, stack, {
    ref: (id) => known(id)?.ref ?? known(id)?.physicalId ?? unknown,
    att(id, attribute) {
      const attributes = known(id)?.attributes ?? {};
      return Object.hasOwn(attributes, attribute) ? attributes[attribute] : unknown;
    },
    importValue: (name) => call.state.exports.get(name)?.value ?? unknown,
    stackOutput: () => unknown,
  });
  return memberwise(template, logicalId, seen, () => undefined);
}

/** Whether a value is one call of a function: all of a resource's properties may be an `Fn::If`. */
function isCall(value: Value | undefined): value is ValueMap {
  const names = isMap(value) ? Object.keys(value) : [];
  return names.length === 1 && isFunction(names[0] ?? '', 'resources');
}

/** Resolves each property of a resource by itself. */
function memberwise(
  template: Template,
  logicalId: string,
  seen: Environment,
  about: (name: string) => void,
): Record<string, unknown> | undefined {
  const declared = own(declarationOf(template, logicalId), 'Properties');
  const members: Record<string, unknown> = {};
  let isKnown = true;
  about('');
  const properties = isCall(declared)
    ? attempt(() => resolve(template, declared, seen, ['Resources', logicalId, 'Properties']))
    : declared;
  if (properties === failed) return undefined;
  for (const [name, value] of Object.entries(isMap(properties) ? properties : {})) {
    about(name);
    const path = ['Resources', logicalId, 'Properties', name];
    const resolved = attempt(() => resolve(template, value, seen, path));
    if (resolved === failed) isKnown = false;
    else if (resolved !== undefined) members[name] = resolved;
  }
  return isKnown ? members : undefined;
}

/** Resolves all that can be resolved before resources exist. */
export function foresee(
  call: CloudFormationCall,
  stack: Pick<Stack, 'stackId' | 'name' | 'values' | 'conditions' | 'notificationArns'>,
  template: Template,
  logicalIds: readonly string[],
): Foreseen {
  const foreseen: Foreseen = { properties: {}, imports: [], importsMissing: [], attributesMissing: [] };
  let section = '';
  const seen = environment(call, stack, {
    ref: () => unknown,
    att(logicalId, attribute) {
      const type = typeOf(template, logicalId);
      if (!hasAttribute(type, attribute)) {
        foreseen.attributesMissing.push(
          `[Error] /${section}/Fn::GetAtt: Resource type ${type} does not support attribute {${attribute}}.`,
        );
      }
      return unknown;
    },
    importValue(name) {
      if (!foreseen.imports.includes(name)) foreseen.imports.push(name);
      const found = call.state.exports.get(name);
      if (found === undefined && !foreseen.importsMissing.includes(name)) foreseen.importsMissing.push(name);
      return found?.value ?? unknown;
    },
    stackOutput: () => unknown,
  });
  for (const logicalId of logicalIds) {
    const members = memberwise(template, logicalId, seen, (name) => {
      section = `Resources/${logicalId}/Properties${name === '' ? '' : '/'}${name}`;
    });
    if (members !== undefined) foreseen.properties[logicalId] = members;
  }
  for (const [name, output] of activeOutputs(stack.conditions, template)) {
    section = `Outputs/${name}/Value`;
    attempt(() => resolve(template, output, seen, ['Outputs', name]));
  }
  return foreseen;
}

const failed = Symbol('not resolvable yet');

/** A function may refuse what is not known yet; whether it is wrong shows when its resource is made. */
function attempt<T>(run: () => T): T | typeof failed {
  try {
    return run();
  } catch (error) {
    if (error instanceof TemplateError && error.code === 'ValidationError') return failed;
    throw error;
  }
}

/** Whether AWS's schema of the type has the attribute; properties can be read too where the type's schema says so. */
function hasAttribute(type: string, attribute: string): boolean {
  const schema = propertySchema(type);
  if (schema === undefined) return true;
  if (type === nestedStackType) return attribute.startsWith('Outputs.');
  const [first = ''] = attribute.split('.');
  return (schema.a ?? []).includes(attribute) || Object.hasOwn(schema.p, first);
}

/** The outputs whose condition holds. */
export function activeOutputs(conditions: Record<string, boolean>, template: Template): [string, ValueMap][] {
  return Object.entries(template.outputs).flatMap(([name, output]): [string, ValueMap][] => {
    if (!isMap(output)) return [];
    const condition = own(output, 'Condition');
    return typeof condition === 'string' && conditions[condition] !== true ? [] : [[name, output]];
  });
}
