import nodeModule from 'node:module';
import { RUNTIME_MODULES } from '../machine/paths';

/** Node's `Module`, as far as it is used here. */
export interface LoadedModule {
  exports: unknown;
  filename: string;
  loaded: boolean;
  paths: string[];
  children: unknown[];
  require: (id: string) => unknown;
}

type ModuleCache = Record<string, LoadedModule | undefined>;

// What the runtime's modules export to ES modules.
const exportNames = new Map<string, string[]>();
const NO_SYMBOL = Symbol('none');
let namesKey: symbol | undefined;

/** Whether a name in Lambda is one of the runtime's own packages. */
export function isRuntimeFile(filename: string): boolean {
  return filename.startsWith(`${RUNTIME_MODULES}/`);
}

/** Remembers the names for which Node has searched so far. */
export function rememberNames(): void {
  for (const [file, loaded] of Object.entries(moduleCache())) {
    const names: unknown =
      loaded && isRuntimeFile(file) ? Reflect.get(loaded, namesSymbol(loaded)) : undefined;
    if (names instanceof Set) exportNames.set(file, [...names].map(String));
  }
}

/** The names that a module exports, if Node has searched for them in any environment of this process. */
export function namesOf(file: string): string[] | undefined {
  return exportNames.get(file);
}

/** Takes over the names that another worker has found. */
export function learnNames(file: string, names: string[]): void {
  exportNames.set(file, names);
}

/** Spares Node the search for the names of a module. */
export function giveNames(made: LoadedModule, file: string): void {
  const names = exportNames.get(file);
  if (names && namesKey) Reflect.set(made, namesKey, new Set(names));
}

/** Under which Node keeps the names that a CommonJS module exports to ES modules, once it has searched for them. */
function namesSymbol(loaded: object): symbol {
  namesKey ??= Object.getOwnPropertySymbols(loaded).find((key) => key.description === 'kModuleExportNames');
  return namesKey ?? NO_SYMBOL;
}

/** Node's cache of CommonJS modules. */
export function moduleCache(): ModuleCache {
  // Node's own object of modules by file name.
  const cache: ModuleCache = Reflect.get(nodeModule, '_cache');
  return cache;
}

/** Whether a value is a module of Node's. */
export function isLoaded(value: unknown): value is LoadedModule {
  return typeof value === 'object' && value !== null && 'exports' in value && 'children' in value;
}

/** The file of a module that asks for another one. */
export function filenameOf(parent: unknown): string | undefined {
  const filename: unknown =
    typeof parent === 'object' && parent !== null ? Reflect.get(parent, 'filename') : undefined;
  return typeof filename === 'string' ? filename : undefined;
}
