import fs from 'node:fs';
import path from 'node:path';
import { compileFunction } from 'node:vm';
import { foldersUpwards, toReal } from '../machine/paths';
import { nodeMajor } from './node-version';

const { existsSync, readFileSync } = fs;
const MODULE_SYNTAX = /^\s*(import|export)\b/m;
// Since Node 22 a file without a type is a module if it only parses as one.
const DETECTS_MODULES_SINCE = 22;

export type Format = 'module' | 'commonjs' | 'json' | 'wasm';

const BY_EXTENSION: Readonly<Record<string, Format>> = {
  '.mjs': 'module',
  '.mts': 'module',
  '.cjs': 'commonjs',
  '.cts': 'commonjs',
  '.json': 'json',
  '.wasm': 'wasm',
};

/** The format of a file by its extension, its package's `type` and, where there is none, its syntax. */
export function formatOf(virtualPath: string): Format {
  const byExtension = BY_EXTENSION[path.extname(virtualPath)];
  if (byExtension) return byExtension;
  const type = packageType(path.dirname(virtualPath));
  if (type) return type;
  return looksLikeModule(virtualPath) ? 'module' : 'commonjs';
}

/** The `type` of the nearest package.json. */
export function packageType(virtualFolder: string): 'module' | 'commonjs' | undefined {
  for (const folder of foldersUpwards(virtualFolder)) {
    if (folder.endsWith('/node_modules')) return undefined;
    const file = toReal(path.join(folder, 'package.json'));
    if (!existsSync(file)) continue;
    const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const type: unknown =
      typeof manifest === 'object' && manifest !== null ? Reflect.get(manifest, 'type') : undefined;
    return type === 'module' || type === 'commonjs' ? type : undefined;
  }
  return undefined;
}

function looksLikeModule(virtualPath: string): boolean {
  if (path.extname(virtualPath) !== '.js' || nodeMajor() < DETECTS_MODULES_SINCE) return false;
  const source = readFileSync(toReal(virtualPath), 'utf8');
  if (!MODULE_SYNTAX.test(source)) return false;
  try {
    compileFunction(source, ['exports', 'require', 'module', '__filename', '__dirname']);
    return false;
  } catch {
    return true;
  }
}
