import { isMap, notEmulated, own, placeOf, scalarText, type Value } from '../template';
import { wrongUse } from './messages';
import type { Call, Intrinsic, Resolved } from './resolve';

/** The functions that read something: parameters, resources, mappings, zones, other stacks. */
export const lookUps: Record<string, Intrinsic> = {
  Ref(argument, call) {
    return typeof argument === 'string' ? reference(argument, call) : call.fail(wrongUse.ref);
  },

  'Fn::GetAtt'(argument, call) {
    const [logicalId, attribute] = getAttArguments(argument) ?? call.fail(wrongUse.getAtt);
    const name = scalarText(call.evaluate(attribute, 1));
    if (name === undefined || name === '') return call.fail(wrongUse.getAtt);
    return attributeOf(logicalId, name, call);
  },

  'Fn::FindInMap'(argument, call) {
    if (!Array.isArray(argument) || argument.length < 3 || argument.length > 4)
      return call.fail(wrongUse.findInMap);
    const names = argument.slice(0, 3).map((part, index) => scalarText(call.evaluate(part, index)));
    const [map, key, attribute] = names;
    if (map === undefined || key === undefined || attribute === undefined)
      return call.fail(wrongUse.findInMap);
    const found = mapped(call.template.mappings, map, key, attribute);
    if (found !== undefined) return found;
    const options = argument[3];
    const fallback = isMap(options) ? own(options, 'DefaultValue') : undefined;
    if (fallback !== undefined) return call.evaluate(fallback, 3, 'DefaultValue');
    if (own(call.template.mappings, map) === undefined) {
      return call.fail(
        `Template error: Mapping named '${map}' is not present in the 'Mappings' section of template`,
      );
    }
    return call.fail(`Template error: Unable to get mapping for ${map}::${key}::${attribute}`);
  },

  'Fn::GetAZs'(argument, call) {
    const region = scalarText(call.evaluate(argument));
    if (region === undefined) return call.fail(wrongUse.getAZs);
    const { context } = call.environment;
    return [...context.zonesOf(region === '' ? context.region : region)];
  },

  'Fn::ImportValue'(argument, call) {
    const name = scalarText(call.evaluate(argument));
    return name === undefined
      ? call.fail(wrongUse.importValue)
      : call.environment.resources.importValue(name);
  },

  'Fn::GetStackOutput'(argument, call) {
    if (!isMap(argument)) return call.fail(wrongUse.getStackOutput);
    const member = (name: string): string | undefined =>
      scalarText(call.evaluate(own(argument, name) ?? '', name));
    const [stackName, outputName] = [member('StackName'), member('OutputName')];
    if (!stackName || !outputName) return call.fail(wrongUse.getStackOutput);
    const [region, roleArn] = [member('Region'), member('RoleArn')];
    return call.environment.resources.stackOutput({
      stackName,
      outputName,
      ...(region ? { region } : {}),
      ...(roleArn ? { roleArn } : {}),
    });
  },

  'Fn::Transform'(argument, call) {
    const name = isMap(argument) ? scalarText(own(argument, 'Name')) : undefined;
    const place = placeOf(call.template, call.path);
    throw notEmulated(
      `Fn::Transform ${name ?? 'without a Name'}`,
      place,
      'write out what the transform would insert',
    );
  },
};

/** The two arguments of `Fn::GetAtt`, also written as one text; the logical id is never computed. */
export function getAttArguments(argument: Value): [logicalId: string, attribute: Value] | undefined {
  const dot = typeof argument === 'string' ? argument.indexOf('.') : -1;
  const parts =
    typeof argument === 'string' && dot > 0 ? [argument.slice(0, dot), argument.slice(dot + 1)] : argument;
  if (!Array.isArray(parts) || parts.length !== 2) return undefined;
  const [logicalId, attribute] = parts;
  if (typeof logicalId !== 'string' || logicalId === '' || attribute === '' || attribute === undefined)
    return undefined;
  return [logicalId, attribute];
}

/** What `${name}` of an `Fn::Sub` stands for outside the function's own map. */
export function lookUpText(name: string, call: Call): Resolved {
  const dot = name.indexOf('.');
  if (dot === -1) return reference(name, call);
  return attributeOf(name.slice(0, dot), name.slice(dot + 1), call);
}

function mapped(
  mappings: Call['template']['mappings'],
  map: string,
  key: string,
  attribute: string,
): Resolved {
  const keys = own(mappings, map);
  const attributes = isMap(keys) ? own(keys, key) : undefined;
  return isMap(attributes) ? own(attributes, attribute) : undefined;
}

function reference(name: string, call: Call): Resolved {
  if (name.startsWith('AWS::')) return pseudoParameter(name, call);
  const { parameters, resources } = call.environment;
  if (Object.hasOwn(parameters, name)) return parameters[name];
  const value =
    call.scope === 'resources' && own(call.template.resources, name) ? resources.ref(name) : undefined;
  return value ?? unresolved(name, call);
}

function attributeOf(logicalId: string, attribute: string, call: Call): Resolved {
  if (call.scope !== 'resources' || !own(call.template.resources, logicalId))
    return unresolved(logicalId, call);
  const value = call.environment.resources.att(logicalId, attribute);
  return isValue(value) ? value : unresolved(`${logicalId}.${attribute}`, call);
}

function isValue(value: unknown): value is Value {
  return (
    value !== undefined &&
    typeof value !== 'function' &&
    typeof value !== 'symbol' &&
    typeof value !== 'bigint'
  );
}

function unresolved(name: string, call: Call): never {
  if (call.scope === 'conditions') {
    call.fail(
      `Template format error: Unresolved dependencies [${name}]. Cannot reference resources in the Conditions block of the template`,
    );
  }
  const block = call.path[0] === 'Outputs' ? 'Outputs' : 'Resources';
  call.fail(
    `Template format error: Unresolved resource dependencies [${name}] in the ${block} block of the template`,
  );
}

function pseudoParameter(name: string, call: Call): Resolved {
  const { context } = call.environment;
  switch (name) {
    case 'AWS::AccountId':
      return context.accountId;
    case 'AWS::NoValue':
      return undefined;
    case 'AWS::NotificationARNs':
      return [...context.notificationArns];
    case 'AWS::Partition':
      return context.partition;
    case 'AWS::Region':
      return context.region;
    case 'AWS::StackId':
      return context.stackId;
    case 'AWS::StackName':
      return context.stackName;
    case 'AWS::URLSuffix':
      return context.urlSuffix;
    default:
      return unresolved(name, call);
  }
}

/**
 * The pseudo parameters:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
 */
export const pseudoParameters: readonly string[] = [
  'AWS::AccountId',
  'AWS::NoValue',
  'AWS::NotificationARNs',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
];
