import { getAttArguments } from '../functions/look-ups';
import { notCollapsed, unsupportedFunction, wrongUse } from '../functions/messages';
import { intrinsicOf, isFunction, scopesOf, type Scope } from '../functions/resolve';
import { subName, subNames } from '../functions/sub';
import { resolvedMembers } from '../references';
import {
  isMap,
  notEmulated,
  own,
  placeOf,
  scalarText,
  type Path,
  type Template,
  type TemplateError,
  type Value,
} from '../template';
import { errorAt } from './structure';

const languageExtensions = ['Fn::Length', 'Fn::ToJsonString'];

/** Functions that do not exist, stand where they may not, or have arguments that no value could mend. */
export function checkFunctions(template: Template): TemplateError[] {
  const errors: TemplateError[] = [];
  for (const [id, resource] of Object.entries(template.resources)) {
    if (!isMap(resource)) continue;
    for (const member of resolvedMembers) {
      const value = own(resource, member);
      // Metadata is read by tools of all kinds; what looks like a function there may be none.
      if (value !== undefined && member !== 'Metadata')
        walk(template, value, ['Resources', id, member], 'resources', errors);
    }
  }
  for (const name of ['Outputs', 'Conditions', 'Rules'] as const) {
    const scope = name === 'Outputs' ? 'resources' : name === 'Rules' ? 'rules' : 'conditions';
    const section = own(template.body, name);
    if (section !== undefined) walk(template, section, [name], scope, errors);
  }
  return errors;
}

function walk(template: Template, value: Value, path: Path, scope: Scope, errors: TemplateError[]): void {
  if (Array.isArray(value)) {
    value.forEach((item, index) => walk(template, item, [...path, index], scope, errors));
    return;
  }
  if (!isMap(value)) return;
  const names = Object.keys(value);
  for (const [name, member] of Object.entries(value)) {
    const at = [...path, name];
    if (isFunction(name, scope) && isCall(name, names, path)) {
      const error = checkCall(template, name, names, member, at, scope);
      if (error !== undefined) errors.push(error);
    }
    walk(template, member, at, scope, errors);
  }
}

/** A lone member, or one that is a function by its `Fn::` even among others. Sections' own names are none. */
function isCall(name: string, names: string[], path: Path): boolean {
  return path.length > 1 && (names.length === 1 || name.startsWith('Fn::'));
}

function checkCall(
  template: Template,
  name: string,
  names: string[],
  argument: Value,
  at: Path,
  scope: Scope,
): TemplateError | undefined {
  if (name === 'Fn::Transform') {
    const macro = (isMap(argument) && scalarText(own(argument, 'Name'))) || 'without a Name';
    return notEmulated(
      `Fn::Transform ${macro}`,
      placeOf(template, at),
      'write out what the transform would insert',
    );
  }
  const extended =
    !languageExtensions.includes(name) || template.transforms.includes('AWS::LanguageExtensions');
  if (intrinsicOf(name) === undefined || !extended) return errorAt(template, at, unsupportedFunction(name));
  if (names.length > 1) {
    const others = names.filter((other) => other !== name).join(', ');
    return errorAt(
      template,
      at,
      unsupportedFunction(others),
      `${name} has to be the only member of its mapping`,
    );
  }
  const home = scopesOf(name);
  if (home !== undefined && !home.includes(scope)) return errorAt(template, at, notCollapsed(name));
  const words = shapeError(template, name, argument);
  return words === undefined ? undefined : errorAt(template, at, words);
}

function hasLength(argument: Value, least: number, most = least): boolean {
  return Array.isArray(argument) && argument.length >= least && argument.length <= most;
}

/** What the form of an argument alone shows to be wrong. */
function shapeError(template: Template, name: string, argument: Value): string | undefined {
  const first = Array.isArray(argument) ? argument[0] : undefined;
  switch (name) {
    case 'Ref':
      return typeof argument === 'string' ? undefined : wrongUse.ref;
    case 'Condition':
      return typeof argument === 'string' ? undefined : wrongUse.condition;
    case 'Fn::GetAtt':
      return getAttArguments(argument) === undefined ? wrongUse.getAtt : undefined;
    case 'Fn::Join':
      return hasLength(argument, 2) ? undefined : wrongUse.join;
    case 'Fn::Split':
      return hasLength(argument, 2) ? undefined : wrongUse.split;
    case 'Fn::Select':
      return hasLength(argument, 2) ? undefined : wrongUse.select;
    case 'Fn::FindInMap':
      return findInMapError(template, argument);
    case 'Fn::Sub':
      return subError(argument);
    case 'Fn::Base64':
      return Array.isArray(argument) ? wrongUse.base64 : undefined;
    case 'Fn::Cidr':
      return hasLength(argument, 2, 3) ? undefined : wrongUse.cidr;
    case 'Fn::If':
      if (typeof first !== 'string') return wrongUse.ifCondition;
      if (!hasLength(argument, 3)) return wrongUse.if;
      return Object.hasOwn(template.conditions, first)
        ? undefined
        : `Template error: unresolved condition dependency ${first} in Fn::If`;
    case 'Fn::GetStackOutput':
      return isMap(argument) && own(argument, 'StackName') && own(argument, 'OutputName')
        ? undefined
        : wrongUse.getStackOutput;
    case 'Fn::Equals':
      return hasLength(argument, 2) ? undefined : wrongUse.equals;
    case 'Fn::And':
      return hasLength(argument, 2, 10) ? undefined : wrongUse.and;
    case 'Fn::Or':
      return hasLength(argument, 2, 10) ? undefined : wrongUse.or;
    case 'Fn::Not':
      return hasLength(argument, 1) ? undefined : wrongUse.not;
    default:
      return undefined;
  }
}

function findInMapError(template: Template, argument: Value): string | undefined {
  const extended = template.transforms.includes('AWS::LanguageExtensions');
  if (!hasLength(argument, 3, extended ? 4 : 3) || !Array.isArray(argument)) return wrongUse.findInMap;
  const [map] = argument;
  if (typeof map !== 'string' || Object.hasOwn(template.mappings, map) || argument.length === 4)
    return undefined;
  return `Template error: Mapping named '${map}' is not present in the 'Mappings' section of template`;
}

function subError(argument: Value): string | undefined {
  const [text, values] = Array.isArray(argument) ? argument : [argument, {}];
  if (typeof text !== 'string' || !isMap(values) || (Array.isArray(argument) && argument.length !== 2))
    return wrongUse.sub;
  return subNames(text).every((name) => subName.test(name)) ? undefined : wrongUse.subName;
}
