import { pseudoParameters } from '../functions/look-ups';
import { dependsOn, references, referencesOfResource, type Reference } from '../references';
import { isMap, own, type Path, type Template, type TemplateError, type Value } from '../template';
import { errorAt } from './structure';

/** Names that stand for nothing: references, `DependsOn`, conditions. */
export function checkNames(template: Template): TemplateError[] {
  return [
    ...checkConditionNames(template),
    ...checkConditionReferences(template),
    ...checkDependsOn(template),
    ...unresolved(
      template,
      'Resources',
      Object.keys(template.resources).flatMap((id) => referencesOfResource(template, id)),
    ),
    ...unresolved(template, 'Outputs', references(template.outputs, ['Outputs'])),
    ...checkImports(template),
  ];
}

/**
 * CloudFormation names all that are missing in a block at once; the place is the first one's. Of resources that only
 * `Fn::GetAtt` names it tells the first, where resources ask for them.
 */
function unresolved(template: Template, block: string, found: Reference[]): TemplateError[] {
  const missing = found.filter((reference) => !isKnown(template, reference));
  const [attribute] = missing;
  if (attribute !== undefined && block === 'Resources' && missing.every(({ by }) => by === 'Fn::GetAtt')) {
    const words = `Template error: instance of Fn::GetAtt references undefined resource ${attribute.name}`;
    return [errorAt(template, attribute.path, words, hintFor(template, attribute.name))];
  }
  const [first] = missing;
  if (first === undefined) return [];
  const names = [...new Set(missing.map((reference) => reference.name))];
  const words = `Template format error: Unresolved resource dependencies [${names.join(', ')}] in the ${block} block of the template`;
  return [errorAt(template, first.path, words, hintFor(template, first.name))];
}

function hintFor(template: Template, missing: string): string {
  const [near] = Object.keys({ ...template.resources, ...template.parameters }).filter(
    (name) => name.toLowerCase() === missing.toLowerCase(),
  );
  return near === undefined ? `nothing in the template is called ${missing}` : `did you mean ${near}?`;
}

function isKnown(template: Template, reference: Reference): boolean {
  if (Object.hasOwn(template.resources, reference.name)) return true;
  if (reference.attribute !== undefined || reference.by === 'Fn::GetAtt' || reference.by === 'DependsOn')
    return false;
  return Object.hasOwn(template.parameters, reference.name) || pseudoParameters.includes(reference.name);
}

/** Conditions and rules see parameters only. */
function checkConditionReferences(template: Template): TemplateError[] {
  const names = [...pseudoParameters, ...Object.keys(template.parameters)];
  const foreign = references(template.conditions, ['Conditions']).filter((one) => !names.includes(one.name));
  const [first] = foreign;
  if (first === undefined) return [];
  const shown = [...new Set(foreign.map((reference) => reference.name))].join(', ');
  const words = `Template format error: Unresolved dependencies [${shown}]. Cannot reference resources in the Conditions block of the template`;
  return [errorAt(template, first.path, words)];
}

function checkConditionNames(template: Template): TemplateError[] {
  const errors: TemplateError[] = [];
  const check = (name: Value | undefined, path: Path, block: string): void => {
    if (typeof name !== 'string' || Object.hasOwn(template.conditions, name)) return;
    const words = `Template format error: Unresolved condition dependency ${name} in the ${block} block of the template`;
    errors.push(errorAt(template, path, words));
  };
  for (const [path, name] of conditionsUsed(template.conditions, ['Conditions']))
    check(name, path, 'Conditions');
  for (const block of ['Resources', 'Outputs'] as const) {
    const section = block === 'Resources' ? template.resources : template.outputs;
    for (const [id, member] of Object.entries(section)) {
      if (isMap(member)) check(own(member, 'Condition'), [block, id, 'Condition'], block);
    }
  }
  return errors;
}

function conditionsUsed(value: Value, path: Path): [path: Path, name: Value][] {
  if (Array.isArray(value)) return value.flatMap((item, index) => conditionsUsed(item, [...path, index]));
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([name, member]): [Path, Value][] => {
    const at = [...path, name];
    return name === 'Condition' && path.length > 1 ? [[at, member]] : conditionsUsed(member, at);
  });
}

function checkDependsOn(template: Template): TemplateError[] {
  return Object.entries(template.resources).flatMap(([id, resource]) => {
    const value = isMap(resource) ? own(resource, 'DependsOn') : undefined;
    const path = ['Resources', id, 'DependsOn'];
    const count = value === undefined ? 0 : Array.isArray(value) ? value.length : 1;
    if (dependsOn(value, path).length === count) return [];
    return [errorAt(template, path, 'Template format error: Every DependsOn value must be a string.')];
  });
}

/** The name of an import is settled before any resource exists. */
function checkImports(template: Template): TemplateError[] {
  const errors: TemplateError[] = [];
  const visit = (value: Value, path: Path): void => {
    if (Array.isArray(value)) value.forEach((item, index) => visit(item, [...path, index]));
    if (!isMap(value)) return;
    for (const [name, member] of Object.entries(value)) {
      const at = [...path, name];
      visit(member, at);
      const late = references(member, at).some((reference) =>
        Object.hasOwn(template.resources, reference.name),
      );
      if (name !== 'Fn::ImportValue' || !late) continue;
      const words =
        'Template error: the attribute in Fn::ImportValue must not depend on any resources, imported values, or Fn::GetAZs';
      errors.push(errorAt(template, at, words));
    }
  };
  visit(template.resources, ['Resources']);
  visit(template.outputs, ['Outputs']);
  return errors;
}
