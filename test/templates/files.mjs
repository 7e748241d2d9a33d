// The templates of a folder, each with its parameters and why it is not eligible, if it isn't.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join, relative, sep } from 'node:path';
import { parseDocument } from 'yaml';

const extensions = ['.yaml', '.yml', '.json', '.template', '.cfn'];

/** What is read of a file at most; a template has at most 1 MB. */
const bytesMax = 2_000_000;

/** Everything below `folder` that is a template, in the order of the paths. */
export function templatesBelow(folder) {
  const files = filesBelow(folder).map((file) => ({ file, path: relative(folder, file) }));
  const templates = files.flatMap(({ file, path }) => {
    const body = bodyOf(file);
    return body === undefined ? [] : [{ file, path, body }];
  });
  const nested = new Set(templates.flatMap(({ file }) => nestedAssets(file)));
  return templates.map(({ file, path, body }) => ({
    file,
    path,
    name: stackName(path),
    kind: kindOf(body),
    parameters: isMap(body.Parameters) ? body.Parameters : {},
    mapped: mappedParameters(body),
    attributes: attributesUsed(body),
    skip: nested.has(file) ? 'deployed as part of the template that nests it' : reasonToSkip(body),
  }));
}

/** Keys of the mapping that a parameter's value is looked up in, by parameter. */
function mappedParameters(body) {
  const mappings = isMap(body.Mappings) ? body.Mappings : {};
  const found = {};
  walk(body, (value) => {
    const [map, key] = Array.isArray(value) ? value : [];
    const name = isMap(key) ? key.Ref : key;
    if (typeof map !== 'string' || typeof name !== 'string' || !isMap(mappings[map])) return;
    if (isMap(body.Parameters) && name in body.Parameters) found[name] ??= Object.keys(mappings[map]);
  });
  return found;
}

/** Attributes that a template reads, by logical id: `{ Lookup: ['VpcId'] }`. Short tags stand there as plain values. */
function attributesUsed(body) {
  const ids = isMap(body.Resources) ? Object.keys(body.Resources) : [];
  const found = {};
  const add = (id, attribute) => {
    if (ids.includes(id) && typeof attribute === 'string') (found[id] ??= new Set()).add(attribute);
  };
  walk(body, (value) => {
    if (Array.isArray(value) && value.length === 2) add(value[0], value[1]);
    if (typeof value !== 'string') return;
    for (const [, id, attribute] of value.matchAll(/(?:^|\$\{)(\w+)\.([\w.]+)(?:\}|$)/g)) add(id, attribute);
  });
  return Object.fromEntries(Object.entries(found).map(([id, names]) => [id, [...names]]));
}

function walk(value, visit) {
  visit(value);
  if (Array.isArray(value)) for (const one of value) walk(one, visit);
  else if (isMap(value)) for (const one of Object.values(value)) walk(one, visit);
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory())
        return entry.name === 'node_modules' || entry.name.startsWith('asset.') ? [] : filesBelow(path);
      return extensions.includes(extname(entry.name)) ? [path] : [];
    });
}

/** The parsed file, when it looks like a template: it has a version or resources with types. */
function bodyOf(file) {
  const text = readFileSync(file, 'utf8');
  if (text.length > bytesMax) return undefined;
  let body;
  try {
    const document = parseDocument(text, { logLevel: 'silent', uniqueKeys: false });
    body = document.toJS({ maxAliasCount: 100 });
  } catch {
    return undefined;
  }
  if (!isMap(body)) return undefined;
  if (typeof body.AWSTemplateFormatVersion === 'string' || body.AWSTemplateFormatVersion instanceof Date)
    return body;
  const resources = isMap(body.Resources) ? Object.values(body.Resources) : [];
  const isTemplate = resources.some(
    (resource) => isMap(resource) && /^[A-Za-z0-9]+::/.test(String(resource.Type)),
  );
  return isTemplate ? body : undefined;
}

export const isMap = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Short and in lower case, so that names that templates make of it are names of buckets too. */
function stackName(path) {
  const words = basename(path).startsWith('template.')
    ? dirname(path)
    : path.replace(/(\.template)?\.\w+$/, '');
  const name = words
    .split(sep)
    .at(-1)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[-0-9]+|-$/g, '');
  return `try-${name}`.slice(0, 20).replace(/-$/, '');
}

function kindOf(body) {
  const isCdk = isMap(body.Parameters) && isMap(body.Parameters.BootstrapVersion);
  return isCdk || JSON.stringify(body).includes('"aws:cdk:path"') ? 'CDK' : 'plain';
}

function reasonToSkip(body) {
  const transforms = [body.Transform ?? []].flat().map((one) => (isMap(one) ? one.Name : one));
  const foreign = transforms.filter((one) => one !== 'AWS::LanguageExtensions');
  if (foreign.length > 0) return `transform ${foreign.join(', ')}`;
  const macro = macroIn(body);
  if (macro !== undefined) return `macro ${macro}`;
  return isMap(body.Resources) && Object.keys(body.Resources).length > 0 ? undefined : 'no resources';
}

/** The name of a macro that Fn::Transform calls somewhere. */
function macroIn(value) {
  if (Array.isArray(value)) return value.map(macroIn).find((one) => one !== undefined);
  if (!isMap(value)) return undefined;
  const call = value['Fn::Transform'];
  if (call !== undefined) return isMap(call) ? String(call.Name) : 'without a name';
  return Object.values(value)
    .map(macroIn)
    .find((one) => one !== undefined);
}

/** Templates that the CDK publishes as assets of another one. */
function nestedAssets(file) {
  return assetsOf(file)
    .map(({ source }) => source)
    .filter((source) => source !== file && source.endsWith('.template.json'));
}

/** What the CDK would publish before it deploys this template: `{ source, packaging, bucket, key }`. */
export function assetsOf(file, place = { accountId: '', region: '' }) {
  const list = file.replace(/\.template\.json$/, '.assets.json');
  if (list === file) return [];
  let files;
  try {
    ({ files = {} } = JSON.parse(readFileSync(list, 'utf8')));
  } catch {
    return [];
  }
  return Object.values(files).flatMap(({ source, destinations }) =>
    Object.values(destinations).map(({ bucketName, objectKey }) => ({
      source: join(dirname(file), source.path ?? ''),
      packaging: source.packaging,
      bucket: filled(bucketName, place),
      key: filled(objectKey, place),
    })),
  );
}

function filled(text, { accountId, region }) {
  return text
    .replaceAll('${AWS::AccountId}', accountId)
    .replaceAll('${AWS::Region}', region)
    .replaceAll('${AWS::Partition}', 'aws');
}
