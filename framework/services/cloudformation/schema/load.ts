import { basename, join } from 'node:path';
import type { FileResource } from './file';

// Beside this file in the sources; in the built program the files lie in schema/ beside the bundle.
const folder = basename(__dirname) === 'schema' ? __dirname : join(__dirname, 'schema');

/** Read once, when first asked for; what the files say never changes. */
const read = new Map<string, Readonly<Record<string, FileResource>>>();
let index: Readonly<Record<string, readonly string[]>> | undefined;

function namesOf(service: string): readonly string[] {
  // Written by extract.mjs, so its form is known.
  const file: { types: Record<string, string[]> } =
    index === undefined ? require(join(folder, 'index.json')) : { types: index };
  index = file.types;
  return Object.hasOwn(index, service) ? (index[service] ?? []) : [];
}

/** The CDK's note of what made a template: AWS takes it and publishes nothing of it. */
const cdkMetadata: FileResource = { p: { Analytics: 's' } };

/** What AWS publishes of a resource type; undefined for a type that AWS does not have. */
export function resourceSchema(type: string): FileResource | undefined {
  if (type === 'AWS::CDK::Metadata') return cdkMetadata;
  const [vendor, service = '', name = ''] = type.split('::');
  if (vendor !== 'AWS' || !namesOf(service).includes(name)) return undefined;
  let types = read.get(service);
  if (types === undefined) {
    const file: Readonly<Record<string, FileResource>> = require(join(folder, `${service}.json`));
    read.set(service, file);
    types = file;
  }
  return types[name];
}
