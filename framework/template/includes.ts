import { evaluate } from './functions/resolve';
import { nothingExists, type LoopValues } from './language-extensions';
import {
  isMap,
  own,
  placeOf,
  put,
  scalarText,
  TemplateError,
  type Path,
  type Template,
  type Value,
} from './template';

/**
 * The transform that puts a snippet from S3 where it stands:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/create-reusable-transform-function-snippets.html
 */
const include = 'AWS::Include';

/** Snippets' places depend on no condition. */
const condition = (): boolean => false;

const isInclude = (call: Value | undefined): boolean => isMap(call) && own(call, 'Name') === include;

/** The transforms at the top of a template, one or a list. */
function declared(template: Template): Value[] {
  const transform = own(template.body, 'Transform') ?? [];
  return Array.isArray(transform) ? transform : [transform];
}

/** Whether a template puts in snippets; what it is made of is known when they have been read. */
export function hasIncludes(template: Template): boolean {
  if (declared(template).some(isInclude)) return true;
  const open: Value[] = [template.body];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (Array.isArray(value)) open.push(...value);
    else if (isMap(value)) {
      if (isInclude(own(value, 'Fn::Transform'))) return true;
      open.push(...Object.values(value));
    }
  }
  return false;
}

/**
 * The body of a template with its snippets put in: each beside the members that stand with it, which win. Snippets
 * themselves include nothing. `read` answers what lies at an S3 address.
 */
export function included(
  template: Template,
  values: LoopValues,
  read: (location: string) => Value,
): Record<string, Value> {
  const environment = { ...values, conditions: {}, resources: nothingExists };
  const snippet = (call: Value, path: Path): Record<string, Value> => {
    const parameters = isMap(call) ? own(call, 'Parameters') : undefined;
    const location = isMap(parameters) ? own(parameters, 'Location') : undefined;
    const at = { template, environment, scope: 'resources' as const, path, condition };
    const address = location === undefined ? undefined : scalarText(evaluate(location, at));
    const found = address === undefined ? undefined : read(address);
    if (isMap(found)) return found;
    const words =
      address === undefined
        ? 'Missing/invalid Location parameter'
        : "The specified S3 object's content should be valid Yaml/JSON";
    throw new TemplateError(`Transform ${include} failed with: ${words}`, { place: placeOf(template, path) });
  };
  const walk = (value: Value, path: Path): Value => {
    if (Array.isArray(value)) return value.map((item, index) => walk(item, [...path, index]));
    if (!isMap(value)) return value;
    const result: Record<string, Value> = {};
    for (const [name, member] of Object.entries(value)) {
      const at = [...path, name];
      if (name !== 'Fn::Transform' || !isInclude(member)) put(result, name, walk(member, at));
      else {
        for (const [key, given] of Object.entries(snippet(member, at)))
          if (!Object.hasOwn(value, key)) put(result, key, given);
      }
    }
    return result;
  };
  const body: Record<string, Value> = {};
  const others = declared(template).filter((one) => !isInclude(one));
  for (const [name, value] of Object.entries(template.body)) {
    if (name !== 'Transform') put(body, name, walk(value, [name]));
    else if (others.length > 0) put(body, name, others);
  }
  for (const call of declared(template).filter(isInclude))
    for (const [name, value] of Object.entries(snippet(call, ['Transform'])))
      put(body, name, merged(own(body, name), value));
  return body;
}

/** Sections are put together member by member. */
function merged(there: Value | undefined, more: Value): Value {
  return isMap(there) && isMap(more) ? { ...more, ...there } : (there ?? more);
}
