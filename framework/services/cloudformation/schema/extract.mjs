// Writes the resource types of CloudFormation as compact JSON, one file for each service namespace, out of the
// database in @aws-cdk/aws-service-spec. Run it from the repository's root after that package was updated:
//   node framework/services/cloudformation/schema/extract.mjs
import { createRequire } from 'node:module';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const { loadAwsServiceSpecSync } = require('@aws-cdk/aws-service-spec');
const { version } = require('@aws-cdk/aws-service-spec/package.json');
const folder = dirname(fileURLToPath(import.meta.url));
const database = loadAwsServiceSpecSync();

const scalars = {
  string: 's',
  number: 'n',
  integer: 'i',
  boolean: 'b',
  json: 'j',
  'date-time': 's',
  tag: 't',
};

/** A type as file.ts describes it; definitions that it needs are put into `definitions`. */
function typeOf(type, definitions, names) {
  if (type.type === 'string' && type.allowedValues?.length > 0) return { e: type.allowedValues };
  if (type.type === 'array') return { l: typeOf(type.element, definitions, names) };
  if (type.type === 'map') return { m: typeOf(type.element, definitions, names) };
  if (type.type === 'union') return { u: type.types.map((one) => typeOf(one, definitions, names)) };
  if (type.type === 'ref') return { d: definitionOf(type.reference.$ref, definitions, names) };
  const scalar = scalars[type.type];
  if (scalar === undefined) throw new Error(`Unknown type ${JSON.stringify(type)}`);
  return scalar;
}

function definitionOf(id, definitions, names) {
  const known = names.get(id);
  if (known !== undefined) return known;
  const definition = database.get('typeDefinition', id);
  const taken = new Set(names.values());
  let { name } = definition;
  for (let number = 2; taken.has(name); number++) name = `${definition.name}${number}`;
  names.set(id, name);
  definitions[name] = {};
  Object.assign(definitions[name], shapeOf(definition.properties, definitions, names));
  return name;
}

function sorted(object) {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function shapeOf(properties, definitions, names) {
  const p = {};
  const r = [];
  const x = [];
  const y = [];
  for (const [name, property] of Object.entries(sorted(properties))) {
    p[name] = typeOf(property.type, definitions, names);
    if (property.required) r.push(name);
    if (property.causesReplacement === 'yes') x.push(name);
    if (property.causesReplacement === 'maybe') y.push(name);
  }
  return {
    p,
    ...(r.length > 0 ? { r } : {}),
    ...(x.length > 0 ? { x } : {}),
    ...(y.length > 0 ? { y } : {}),
  };
}

function resourceOf(resource) {
  const d = {};
  const names = new Map();
  const shape = shapeOf(resource.properties, d, names);
  const attributes = sorted(resource.attributes);
  const a = Object.keys(attributes);
  // Objects among attributes are told by their members, which are attributes of their own.
  const typed = Object.entries(attributes).map(([name, { type }]) => [
    name,
    type.type === 'ref' ? 'j' : type.type === 'array' ? { l: 'j' } : typeOf(type, d, names),
  ]);
  const w = Object.fromEntries(typed.filter(([, type]) => type !== 's'));
  const { primaryIdentifier: k, cfnRefIdentifier: f, arnTemplate: n, tagInformation } = resource;
  const g = tagInformation?.tagPropertyName;
  return {
    ...shape,
    ...(a.length > 0 ? { a } : {}),
    ...(Object.keys(w).length > 0 ? { w } : {}),
    ...(k ? { k } : {}),
    ...(f ? { f } : {}),
    ...(n ? { n } : {}),
    ...(g && Object.hasOwn(shape.p, g) ? { g } : {}),
    ...(Object.keys(d).length > 0 ? { d: sorted(d) } : {}),
  };
}

for (const file of readdirSync(folder)) if (file.endsWith('.json')) rmSync(join(folder, file));
const namespaces = {};
for (const resource of database.all('resource')) {
  // Types of a transform (AWS::Serverless) never reach a stack.
  if (resource.cloudFormationTransform !== undefined) continue;
  const [vendor, service, name] = resource.cloudFormationType.split('::');
  if (vendor !== 'AWS' || name === undefined) continue;
  namespaces[service] ??= {};
  namespaces[service][name] = resourceOf(resource);
}
for (const [service, resources] of Object.entries(namespaces)) {
  writeFileSync(join(folder, `${service}.json`), `${JSON.stringify(sorted(resources))}\n`);
}
const index = Object.fromEntries(
  Object.entries(sorted(namespaces)).map(([service, resources]) => [service, Object.keys(sorted(resources))]),
);
const source = `@aws-cdk/aws-service-spec ${version}`;
writeFileSync(join(folder, 'index.json'), `${JSON.stringify({ source, types: index })}\n`);
