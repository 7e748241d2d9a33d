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

/** What AWS publishes of a resource type; undefined for a type that AWS does not have. */
export function resourceSchema(type: string): FileResource | undefined {
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
