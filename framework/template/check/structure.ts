import {
  isMap,
  own,
  placeOf,
  pointer,
  scalarText,
  TemplateError,
  type Path,
  type Template,
  type Value,
  type ValueMap,
} from '../template';

/**
 * Top-level members a template may have:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
 */
const topLevel = [
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Rules',
  'Mappings',
  'Conditions',
  'Transform',
  'Resources',
  'Outputs',
  'Hooks',
];

const maps = ['Metadata', 'Parameters', 'Rules', 'Mappings', 'Conditions', 'Resources', 'Outputs'];

/** Quotas on members of one template (aws-behaviour.md 8.3). */
const countMax = { Resources: 500, Parameters: 200, Outputs: 200, Mappings: 200 } as const;

const resourceMembers = [
  'Type',
  'Properties',
  'DependsOn',
  'Condition',
  'Metadata',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  'UpdatePolicy',
  'CreationPolicy',
  'Description',
  'Version',
];

const policies = {
  DeletionPolicy: ['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot'],
  UpdateReplacePolicy: ['Delete', 'Retain', 'Snapshot'],
} as const;

const nameMax = 255;
const descriptionBytesMax = 1024;

/** What the template's own form breaks, section by section, without looking into functions. */
export function checkStructure(template: Template): TemplateError[] {
  return [
    ...checkNulls(template, template.body, []),
    ...checkTopLevel(template),
    ...checkCounts(template),
    ...Object.entries(template.mappings).flatMap(([name, mapping]) => checkMapping(template, name, mapping)),
    ...Object.entries(template.resources).flatMap(([id, resource]) => checkResource(template, id, resource)),
    ...Object.entries(template.outputs).flatMap(([name, output]) => checkOutput(template, name, output)),
    ...checkUniqueNames(template),
  ];
}

/** An error at a path. */
export function errorAt(template: Template, path: Path, awsMessage: string, hint?: string): TemplateError {
  const place = placeOf(template, path);
  return new TemplateError(awsMessage, hint === undefined ? { place } : { place, hint });
}

/** CloudFormation prints the way into a resource's properties as `/Resources/X/Type/…`, so we do. */
function checkNulls(template: Template, value: Value, path: Path): TemplateError[] {
  if (value === null) {
    const shown = path[0] === 'Resources' && path[2] === 'Properties' ? path.with(2, 'Type') : path;
    return [errorAt(template, path, `[${pointer(shown)}] 'null' values are not allowed in templates`)];
  }
  if (Array.isArray(value))
    return value.flatMap((item, index) => checkNulls(template, item, [...path, index]));
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => checkNulls(template, member, [...path, name]));
}

function checkTopLevel(template: Template): TemplateError[] {
  const { body } = template;
  const errors: TemplateError[] = [];
  const unknown = Object.keys(body).filter((name) => !topLevel.includes(name));
  if (unknown[0] !== undefined) {
    errors.push(
      errorAt(template, [unknown[0]], `Invalid template property or properties [${unknown.join(', ')}]`),
    );
  }
  const version = own(body, 'AWSTemplateFormatVersion');
  if (version !== undefined && version !== '2010-09-09') {
    const words = 'Template format error: unsupported value for AWSTemplateFormatVersion.';
    errors.push(errorAt(template, ['AWSTemplateFormatVersion'], words, 'the only version is "2010-09-09"'));
  }
  const description = own(body, 'Description');
  if (description !== undefined && typeof description !== 'string') {
    errors.push(errorAt(template, ['Description'], 'Template format error: Description must be a string.'));
  } else if (Buffer.byteLength(description ?? '') > descriptionBytesMax) {
    const words = `Template format error: 'Description' length is greater than ${descriptionBytesMax}.`;
    errors.push(errorAt(template, ['Description'], words));
  }
  for (const name of maps) {
    const section = own(body, name);
    if (section === undefined || section === null || isMap(section)) continue;
    errors.push(
      errorAt(
        template,
        [name],
        'Template format error: unsupported structure.',
        `${name} has to be a mapping`,
      ),
    );
  }
  if (Object.keys(template.resources).length === 0) {
    const words = 'Template format error: At least one Resources member must be defined.';
    errors.push(errorAt(template, ['Resources'], words));
  }
  return errors;
}

function checkCounts(template: Template): TemplateError[] {
  return Object.entries(countMax).flatMap(([section, most]) => {
    const members = own(template.body, section);
    const count = isMap(members) ? Object.keys(members).length : 0;
    if (count <= most) return [];
    const words = `Template format error: Number of ${section.toLowerCase()}, ${count}, is greater than maximum allowed, ${most}`;
    return [errorAt(template, [section], words)];
  });
}

function checkMapping(template: Template, name: string, mapping: Value): TemplateError[] {
  const path = ['Mappings', name];
  if (!isMap(mapping))
    return [errorAt(template, path, `Template format error: Every Mappings member ${name} must be a map`)];
  return Object.entries(mapping).flatMap(([key, attributes]) => {
    if (isMap(attributes)) return [];
    const words = `Template format error: Every Mappings member ${key} must be a map`;
    return [errorAt(template, [...path, key], words)];
  });
}

function checkResource(template: Template, id: string, resource: Value): TemplateError[] {
  const path = ['Resources', id];
  if (id.startsWith('Fn::')) {
    const words = `Template format error: [${pointer(path)}] resource definition is malformed`;
    return [errorAt(template, path, words, 'Fn::ForEach needs `Transform: AWS::LanguageExtensions`')];
  }
  const errors = checkName(
    template,
    path,
    id,
    `Template format error: Resource name ${id} is non alphanumeric.`,
  );
  if (!isMap(resource)) {
    return [
      ...errors,
      errorAt(template, path, 'Template format error: Any Resources member must be an object.'),
    ];
  }
  const type = own(resource, 'Type');
  if (typeof type !== 'string') {
    const words = `Template format error: [${pointer(path)}] Every Resources object must contain a Type member.`;
    errors.push(errorAt(template, path, words));
  } else if (!/^[A-Za-z0-9]+(?:::[A-Za-z0-9_@-]+)+$/.test(type)) {
    errors.push(
      errorAt(template, [...path, 'Type'], `Template format error: Unrecognized resource types: [${type}]`),
    );
  }
  for (const name of Object.keys(resource)) {
    if (resourceMembers.includes(name)) continue;
    errors.push(errorAt(template, [...path, name], `Invalid template resource property '${name}'`));
  }
  const properties = own(resource, 'Properties');
  if (properties !== undefined && !isMap(properties)) {
    const words = `Template format error: [${pointer([...path, 'Properties'])}] resource definition is malformed`;
    errors.push(errorAt(template, [...path, 'Properties'], words));
  }
  return [...errors, ...checkPolicies(template, path, resource)];
}

function checkPolicies(template: Template, path: Path, resource: ValueMap): TemplateError[] {
  return Object.entries(policies).flatMap(([name, allowed]) => {
    const policy = own(resource, name);
    if (policy === undefined || (isMap(policy) && template.transforms.includes('AWS::LanguageExtensions')))
      return [];
    const text = scalarText(policy);
    if (text !== undefined && allowed.some((one) => one === text)) return [];
    const words = `Template error: Unrecognized ${name} ${text ?? JSON.stringify(policy)} for resource ${path[1]}`;
    return [errorAt(template, [...path, name], words, `${name} is one of ${allowed.join(', ')}`)];
  });
}

function checkOutput(template: Template, name: string, output: Value): TemplateError[] {
  const path = ['Outputs', name];
  const errors = checkName(
    template,
    path,
    name,
    `Template format error: Outputs name '${name}' is non alphanumeric.`,
  );
  if (!isMap(output) || own(output, 'Value') === undefined) {
    return [
      ...errors,
      errorAt(template, path, 'Template format error: Every Outputs member must contain a Value object'),
    ];
  }
  const exported = own(output, 'Export');
  if (exported === undefined) return errors;
  const exportName = isMap(exported) ? own(exported, 'Name') : undefined;
  if (isMap(exportName) || (typeof exportName === 'string' && /^[A-Za-z0-9:-]+$/.test(exportName)))
    return errors;
  const words =
    `Template format error: Output ${name} is malformed. The Name field of every Export member must be specified and ` +
    'consist only of alphanumeric characters, colons, or hyphens.';
  return [...errors, errorAt(template, [...path, 'Export'], words)];
}

/** Logical names are letters and digits only; the words are the section's own. */
export function checkName(template: Template, path: Path, name: string, awsMessage: string): TemplateError[] {
  if (/^[A-Za-z0-9]+$/.test(name) && name.length <= nameMax) return [];
  const hint =
    name.length > nameMax ? `names have at most ${nameMax} characters` : 'use letters and digits only';
  return [errorAt(template, path, awsMessage, hint)];
}

function checkUniqueNames(template: Template): TemplateError[] {
  const common = Object.keys(template.resources).filter((id) => Object.hasOwn(template.parameters, id));
  if (common[0] === undefined) return [];
  const words = `Template error: all resources and parameters must have unique names. Common name(s):[${common.join(', ')}]`;
  return [errorAt(template, ['Resources', common[0]], words)];
}
