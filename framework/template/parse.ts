import { isMap, own, placeOf, TemplateError, type Template, type Value, type ValueMap } from './template';
import { readJson } from './text/json';
import { bytesMax, Lines, type Source } from './text/source';
import { readYaml, type Aliases } from './text/yaml';

/**
 * Reads a template, YAML with all short tags or JSON, and keeps the line and column of every member.
 *
 * Only the text's form is checked here; `checkTemplate` says what is wrong with its meaning. YAML aliases are
 * refused as CloudFormation does; a command that stands for `aws cloudformation package` passes `'expand'`.
 */
export function parseTemplate(text: string, file: string, aliases: Aliases = 'refuse'): Template {
  const lines = new Lines(text, file);
  if (Buffer.byteLength(text) > bytesMax) {
    throw new TemplateError(`Template may not exceed ${bytesMax} bytes in size.`, { place: lines.place(0) });
  }
  const content = text.startsWith('\ufeff') ? ` ${text.slice(1)}` : text;
  const json = content.trimStart().startsWith('{');
  const source = json ? readJson(content, lines) : readYaml(content, file, aliases);
  return templateOf(file, source);
}

/** Reads a piece of a template, which stands for nothing by itself. */
export function parseSnippet(text: string, file: string): Value {
  const lines = new Lines(text, file);
  const json = text.trimStart().startsWith('{');
  return (json ? readJson(text, lines) : readYaml(text, file, 'refuse')).value;
}

/** The model over a body that is already plain data; a program's body may have no places and literals. */
export function templateOf(file: string, source: Source): Template {
  const body = source.value;
  const at = { file, places: source.places };
  if (!isMap(body)) {
    throw new TemplateError('Template format error: unsupported structure.', { place: placeOf(at, []) });
  }
  const description = own(body, 'Description');
  return {
    file,
    body,
    description: typeof description === 'string' ? description : undefined,
    metadata: section(body, 'Metadata'),
    parameters: section(body, 'Parameters'),
    mappings: section(body, 'Mappings'),
    conditions: section(body, 'Conditions'),
    rules: section(body, 'Rules'),
    resources: section(body, 'Resources'),
    outputs: section(body, 'Outputs'),
    transforms: transformNames(own(body, 'Transform')),
    places: source.places,
    literals: source.literals,
  };
}

function section(body: ValueMap, name: string): ValueMap {
  const members = own(body, name);
  return isMap(members) ? members : {};
}

/** `Transform` is a name, a list of names, or `{ Name, Parameters }` in either. */
function transformNames(value: Value | undefined): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(transformNames);
  const name = isMap(value) ? own(value, 'Name') : value;
  return [typeof name === 'string' ? name : JSON.stringify(name ?? value)];
}
