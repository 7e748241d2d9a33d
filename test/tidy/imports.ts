/** Who may import whom, as data; what is not here is not allowed. */
import { isBuiltin } from 'node:module';
import type { Import, Source } from './source';

interface Folder {
  /** Folders and files of ours, from `framework/`; its own folder is always allowed. */
  ours: readonly string[];
  /** Node's modules, without `node:`. */
  builtIns?: readonly string[];
  packages?: readonly string[];
  /** Packages whose types alone are used. */
  types?: readonly string[];
}

const service: Folder = {
  ours: ['kernel', 'template', 'cloud/service'],
  builtIns: ['crypto'],
  types: ['@aws-sdk/*', '@smithy/*'],
};

/** By folder or file below `framework/`; the longest that fits counts. */
export const importTable: { readonly [folder: string]: Folder } = {
  kernel: { ours: [], builtIns: ['crypto', 'timers', 'timers/promises', 'util', 'zlib'] },
  template: { ours: ['kernel'], builtIns: ['fs', 'path', 'zlib'], packages: ['yaml', 'fflate'] },
  cloud: { ours: ['kernel'], builtIns: ['crypto'], types: ['@aws-sdk/*'] },
  'cloud/protocols': {
    ours: ['kernel', 'cloud'],
    builtIns: ['crypto', 'zlib'],
    packages: ['@smithy/core/cbor', 'fast-xml-parser'],
    types: ['@aws-sdk/*'],
  },
  'cloud/models': { ours: ['kernel', 'cloud'], builtIns: ['fs', 'path'] },
  'services/*': service,
  'services/cloudtrail': { ...service, builtIns: ['crypto', 'zlib'] },
  'services/logs': { ...service, builtIns: ['crypto', 'zlib'] },
  'services/s3': { ...service, builtIns: ['crypto', 'zlib'] },
  'services/lambda': { ...service, packages: ['fflate'] },
  'services/index': { ours: ['services', 'cloud/service'] },
  'services/cloudformation/schema': { ...service, builtIns: ['fs', 'path'] },
  'services/lambda/host': {
    ours: ['kernel', 'cloud/service', 'services/lambda'],
    builtIns: ['*'],
    types: ['@types/*'],
  },
  faults: { ours: ['kernel', 'cloud/service'] },
  properties: { ours: ['kernel'] },
  rules: { ours: ['kernel', 'template'] },
  backends: {
    ours: ['kernel', 'template', 'cloud', 'services/index', 'services/lambda/host', 'faults', 'version'],
    builtIns: ['async_hooks', 'fs', 'http', 'https', 'os', 'path', 'stream'],
    packages: ['@aws-sdk/client-*', 'fflate', 'testcontainers', '@testcontainers/localstack'],
    types: ['@smithy/*', '@aws-sdk/*'],
  },
  scenario: {
    ours: ['kernel', 'template', 'cloud', 'services', 'faults', 'properties', 'backends', 'version'],
    builtIns: ['fs', 'os', 'path', 'crypto'],
  },
  'scenario/generated': { ours: ['kernel', 'properties'], packages: ['fast-check'] },
  verify: {
    ours: [
      'kernel',
      'template',
      'cloud',
      'services',
      'faults',
      'properties',
      'rules',
      'backends',
      'scenario',
    ],
    builtIns: ['fs', 'path'],
  },
  report: { ours: ['kernel'] },
  cli: {
    ours: [
      'kernel',
      'template',
      'faults',
      'properties',
      'rules',
      'backends',
      'scenario',
      'verify',
      'report',
      'index',
      'version',
      'services/lambda/host/environment',
    ],
    builtIns: ['child_process', 'fs', 'module', 'net', 'path', 'vm'],
    packages: ['commander', 'esbuild', 'picocolors'],
  },
  index: { ours: ['kernel', 'backends', 'faults', 'properties', 'scenario', 'rules', 'verify', 'report'] },
  program: { ours: ['cli', 'faults', 'index', 'scenario'] },
  version: { ours: [] },
};

/** What a source imports against the table. */
export function importProblems(source: Source): string[] {
  const key = keyOf(source.path);
  const folder = key === undefined ? undefined : importTable[key];
  if (key === undefined || folder === undefined)
    return [`${source.path}:1 lies in no folder of the import table; add it there`];
  return source.imports.flatMap((one) => {
    const hint = problemOf(one, key, folder, source.path);
    return hint === undefined ? [] : [`${source.path}:${one.line} imports ${one.specifier}; ${hint}`];
  });
}

/** The row of the table that speaks for a path. */
export function keyOf(path: string): string | undefined {
  const below = path.replace(/^framework\//, '').replace(/\.ts$/, '');
  return Object.keys(importTable)
    .filter((key) => matches(below, key))
    .toSorted((a, b) => b.length - a.length)[0];
}

function problemOf(one: Import, key: string, folder: Folder, path: string): string | undefined {
  if (one.file !== undefined) {
    const below = one.file.replace(/^framework\//, '').replace(/\.ts$/, '');
    const own =
      key === 'services/*'
        ? below.startsWith(`${path.split('/').slice(1, 3).join('/')}/`)
        : matches(below, key);
    if (own || folder.ours.some((allowed) => matches(below, allowed))) return undefined;
    if (key.startsWith('services/') && below.startsWith('services/'))
      return 'call the other service through call.ask()';
    return `${key} may import ${folder.ours.join(', ') || 'nothing of ours'}`;
  }
  const name = one.specifier.replace(/^node:/, '');
  if (isBuiltin(one.specifier)) {
    const { builtIns = [] } = folder;
    if (!one.specifier.startsWith('node:')) return `write node:${name}`;
    return fits(name, builtIns)
      ? undefined
      : `${key} may use ${builtIns.map((allowed) => `node:${allowed}`).join(', ') || 'none of Node’s modules'}`;
  }
  const { packages = [], types = [] } = folder;
  if (fits(name, packages) || (one.isTypeOnly && fits(name, types))) return undefined;
  return fits(name, types) ? 'use `import type`' : `${key} may use ${packages.join(', ') || 'no packages'}`;
}

function matches(below: string, key: string): boolean {
  if (key.endsWith('/*')) return below.startsWith(key.slice(0, -1)) && below.split('/').length > 2;
  return below === key || below.startsWith(`${key}/`);
}

function fits(name: string, allowed: readonly string[]): boolean {
  return allowed.some((one) =>
    one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : name === one || name.startsWith(`${one}/`),
  );
}
