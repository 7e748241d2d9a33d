import { getAttArguments } from './functions/look-ups';
import { subNames } from './functions/sub';
import { isMap, own, type Path, type Template, type Value } from './template';

/** A branch of an `Fn::If` that a value stands in. */
export interface Branch {
  condition: string;
  /** Whether the value counts when the condition holds, or when it does not. */
  when: boolean;
}

/** A name that a value uses: of a parameter, a pseudo parameter or a resource. */
export interface Reference {
  name: string;
  attribute?: string;
  by: 'Ref' | 'Fn::GetAtt' | 'Fn::Sub' | 'DependsOn';
  path: Path;
  /** Outermost first; empty when the reference always counts. */
  branches: readonly Branch[];
}

/** Every name that a value refers to, in the order of the text. */
export function references(value: Value, path: Path, branches: readonly Branch[] = []): Reference[] {
  if (Array.isArray(value))
    return value.flatMap((item, index) => references(item, [...path, index], branches));
  if (!isMap(value)) return [];
  const [name, ...others] = Object.keys(value);
  const argument = name === undefined ? undefined : own(value, name);
  if (name !== undefined && argument !== undefined && others.length === 0) {
    const found = ofFunction(name, argument, [...path, name], branches);
    if (found !== undefined) return found;
  }
  return Object.entries(value).flatMap(([key, member]) => references(member, [...path, key], branches));
}

function ofFunction(
  name: string,
  argument: Value,
  path: Path,
  branches: readonly Branch[],
): Reference[] | undefined {
  if (name === 'Ref')
    return typeof argument === 'string' ? [{ name: argument, by: 'Ref', path, branches }] : [];
  if (name === 'Fn::Sub') return ofSub(argument, path, branches);
  if (name === 'Fn::GetAtt') {
    const [logicalId, attribute] = getAttArguments(argument) ?? [];
    if (logicalId === undefined || attribute === undefined) return [];
    const reference: Reference = { name: logicalId, by: 'Fn::GetAtt', path, branches };
    if (typeof attribute === 'string') return [{ ...reference, attribute }];
    return [reference, ...references(attribute, [...path, 1], branches)];
  }
  if (name !== 'Fn::If' || !Array.isArray(argument)) return undefined;
  const [condition, ...sides] = argument;
  if (typeof condition !== 'string') return undefined;
  return sides.flatMap((side, index) =>
    references(side, [...path, index + 1], [...branches, { condition, when: index === 0 }]),
  );
}

function ofSub(argument: Value, path: Path, branches: readonly Branch[]): Reference[] {
  const [text, values] = Array.isArray(argument) ? argument : [argument];
  const given = isMap(values) ? values : {};
  const found: Reference[] = [];
  for (const name of typeof text === 'string' ? subNames(text) : []) {
    if (own(given, name) !== undefined) continue;
    const dot = name.indexOf('.');
    const reference: Reference = {
      name: dot === -1 ? name : name.slice(0, dot),
      by: 'Fn::Sub',
      path,
      branches,
    };
    found.push(dot === -1 ? reference : { ...reference, attribute: name.slice(dot + 1) });
  }
  for (const [name, value] of Object.entries(given))
    found.push(...references(value, [...path, 1, name], branches));
  return found;
}

/** The members of a resource in which functions are resolved. */
export const resolvedMembers = ['Properties', 'Metadata', 'CreationPolicy', 'UpdatePolicy'] as const;

/** All that a resource refers to, `DependsOn` included. */
export function referencesOfResource(template: Template, logicalId: string): Reference[] {
  const resource = own(template.resources, logicalId);
  if (!isMap(resource)) return [];
  const path = ['Resources', logicalId];
  const found = resolvedMembers.flatMap((member) => {
    const value = own(resource, member);
    return value === undefined ? [] : references(value, [...path, member]);
  });
  for (const [name, place] of dependsOn(own(resource, 'DependsOn'), [...path, 'DependsOn'])) {
    found.push({ name, by: 'DependsOn', path: place, branches: [] });
  }
  return found;
}

/** The logical ids of a `DependsOn`, one or a list, each with its path. */
export function dependsOn(value: Value | undefined, path: Path): [name: string, path: Path][] {
  if (typeof value === 'string') return [[value, path]];
  if (!Array.isArray(value)) return [];
  return value.flatMap((name, index): [string, Path][] =>
    typeof name === 'string' ? [[name, [...path, index]]] : [],
  );
}
