import fs from 'node:fs';
import nodeModule, { createRequire } from 'node:module';
import path from 'node:path';
import { Script, constants } from 'node:vm';
import { type Shelf, addToShelf, readShelf } from '../../shelf';
import { RUNTIME_MODULES, toReal } from '../machine/paths';
import { type Fn, functionOf, isFn, replace } from '../patch';
import type { Format } from './formats';
import { nodeMajor } from './node-version';

const { readFileSync, statSync } = fs;
const FORMATS: readonly Format[] = ['module', 'commonjs', 'json', 'wasm'];
const WRAPPER = '(function (exports, require, module, __filename, __dirname) { ';

interface Compiled {
  script: Script;
  source: string;
  stamp: string;
  isShelved: boolean;
}

interface Shelved {
  stamp: string;
  source: Buffer;
  isLatin: boolean;
  code: Buffer;
}

/** What a shelf entry says about its bytes: for each file its source and its compiled code, one after the other. */
interface Contents {
  root: string;
  files: { file: string; stamp: string; isLatin: boolean; sourceBytes: number; codeBytes: number }[];
  resolutions: [key: string, file: string][];
}

interface LoadedModule {
  exports: unknown;
  filename: string;
  loaded: boolean;
  paths: string[];
  children: unknown[];
  require: (id: string) => unknown;
}

type ModuleCache = Record<string, LoadedModule | undefined>;

const compiled = new Map<string, Compiled>();
const shelved = new Map<string, Shelved>();
const resolutions = new Map<string, string>();
let unshelvedResolutions: [string, string][] = [];
// Modules whose code has begun to run; others in Node's cache were only looked at for their names.
const begun = new WeakSet<object>();
// The modules of the runtime that the function's own code asked for while it loaded.
const roots: string[] = [];
const exportNames = new Map<string, unknown[]>();
const NO_SYMBOL = Symbol('none');
let namesKey: symbol | undefined;
let isLoadingHandler = false;
let afterLoad: (loaded: unknown, filename: string) => void = () => {};

/** Whether a name in Lambda is one of the runtime's own packages. */
export function isRuntimeFile(filename: string): boolean {
  return filename.startsWith(`${RUNTIME_MODULES}/`);
}

/** Learns what earlier workers of this process have found out about the packages that lie in `root`. */
export function learnFromShelf(shelf: Shelf, root: string): void {
  for (const { text, bytes } of readShelf(shelf)) {
    // Written by `leaveOnShelf` of the same program: the shape is ours.
    const contents: Contents = JSON.parse(text);
    if (contents.root !== root) continue;
    let at = 0;
    for (const { file, stamp, isLatin, sourceBytes, codeBytes } of contents.files) {
      const source = bytes.subarray(at, at + sourceBytes);
      const code = bytes.subarray(at + sourceBytes, at + sourceBytes + codeBytes);
      shelved.set(file, { stamp, isLatin, source, code });
      at += sourceBytes + codeBytes;
    }
    for (const [key, file] of contents.resolutions) resolutions.set(key, file);
  }
}

/** Leaves behind what this worker had to find out itself, with all functions compiled that ran so far. */
export function leaveOnShelf(shelf: Shelf, root: string): void {
  const parts: Uint8Array[] = [];
  const files: Contents['files'] = [];
  for (const [file, known] of compiled) {
    if (known.isShelved) continue;
    known.isShelved = true;
    const { stamp, source } = known;
    const isLatin = Buffer.byteLength(source) === source.length;
    const sourceBytes = Buffer.from(source, isLatin ? 'latin1' : 'utf8');
    const code = known.script.createCachedData();
    files.push({ file, stamp, isLatin, sourceBytes: sourceBytes.length, codeBytes: code.length });
    parts.push(sourceBytes, code);
  }
  if (files.length === 0 && unshelvedResolutions.length === 0) return;
  const contents: Contents = { root, files, resolutions: unshelvedResolutions };
  unshelvedResolutions = [];
  addToShelf(shelf, JSON.stringify(contents), parts);
}

/** Where a request of a runtime's package leads; asked once per process for each folder. */
export function knownResolution(key: string, resolve: () => string): string {
  const known = resolutions.get(key);
  if (known !== undefined) return known;
  const found = resolve();
  resolutions.set(key, found);
  unshelvedResolutions.push([key, found]);
  return found;
}

/** The format of a runtime's module: one for each of their folders. */
export function runtimeFormat(file: string, find: () => Format): Format {
  const { dir, ext } = path.parse(file);
  const found = knownResolution(`format ${nodeMajor()} ${dir} ${ext}`, find);
  return FORMATS.find((format) => format === found) ?? find();
}

/** The text of a runtime's module. */
export function runtimeSource(file: string): string {
  return compiledFrom(file).source;
}

function compiledFrom(file: string): Compiled {
  const known = compiled.get(file);
  if (known) return known;
  const real = toReal(file);
  const { mtimeMs, size } = statSync(real);
  const stamp = `${mtimeMs} ${size}`;
  const earlier = shelved.get(file);
  const isKnown = earlier?.stamp === stamp;
  const source = isKnown
    ? earlier.source.toString(earlier.isLatin ? 'latin1' : 'utf8')
    : readFileSync(real, 'utf8');
  const script = new Script(`${WRAPPER}${source}\n})`, {
    filename: file,
    // Columns of the first line count from the source, as with Node's own way to compile a module.
    columnOffset: -WRAPPER.length,
    ...(isKnown && { cachedData: Buffer.from(earlier.code) }),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const made = { script, source, stamp, isShelved: isKnown && script.cachedDataRejected !== true };
  compiled.set(file, made);
  return made;
}

/**
 * Loads the CommonJS modules of the runtime's packages from code that was compiled before.
 *
 * What they see is what Node's loader gives them; what is saved is the search for each `require` between them and the
 * compilation. `resolve` says where a request leads, or undefined where Node must see to it.
 */
export function patchRuntimeLoader(
  resolve: (request: string, parent: string) => string | undefined,
  onLoad: typeof afterLoad,
): void {
  afterLoad = onLoad;
  const load = functionOf(nodeModule, '_load');
  const compile = functionOf(nodeModule.prototype, '_compile');
  if (!load || !compile) return;
  replace(nodeModule, '_load', function (this: unknown, ...args: unknown[]) {
    const [request, parent] = args;
    const from = filenameOf(parent);
    if (typeof request === 'string' && from !== undefined && isRuntimeFile(from)) {
      const file = resolve(request, from);
      const found = file === undefined ? undefined : loadRuntimeModule(file, parent);
      if (found) return found.exports;
    }
    return load.apply(this, args);
  } satisfies Fn);
  replace(nodeModule.prototype, '_compile', function (this: unknown, ...args: unknown[]) {
    const [, filename, format] = args;
    if (typeof filename !== 'string' || format === 'module' || !isRuntimeFile(filename) || !isLoaded(this))
      return compile.apply(this, args);
    return run(this, filename);
  } satisfies Fn);
}

/** Remembers, for `preloadRuntime`, what the environment that is about to be forgotten has loaded of the runtime. */
export function rememberRuntime(): void {
  for (const [file, loaded] of Object.entries(moduleCache())) {
    const names: unknown = loaded && isRuntimeFile(file) ? Reflect.get(loaded, namesSymbol(loaded)) : undefined;
    if (names instanceof Set) exportNames.set(file, [...names]);
  }
}

/**
 * Evaluates the modules that the last environment on this thread asked for while it loaded, in the same order.
 *
 * They run under the same patches as ever. Their code must not depend on what an environment is given, though: when
 * it drew from chance, read the clock, a variable that differs, or set something going, the caller drops them.
 */
export function preloadRuntime(): void {
  for (const file of roots) loadRuntimeModule(file, undefined);
}

/** From now on it is known what the environment's own modules ask for. */
export function startRuntime(): void {
  roots.length = 0;
  isLoadingHandler = true;
}

/** What is asked for from now on is asked for by an invocation. */
export function endLoading(): void {
  isLoadingHandler = false;
}

/** Notes that the function's own code asks for a module of the runtime. */
export function noteRoot(file: string): void {
  if (isLoadingHandler && !roots.includes(file)) roots.push(file);
}

/** Under which Node keeps the names that a CommonJS module exports to ES modules, once it has searched for them. */
function namesSymbol(loaded: object): symbol {
  namesKey ??= Object.getOwnPropertySymbols(loaded).find((key) => key.description === 'kModuleExportNames');
  return namesKey ?? NO_SYMBOL;
}

function loadRuntimeModule(file: string, parent: unknown): LoadedModule | undefined {
  const cache = moduleCache();
  const known = cache[file];
  if (known) {
    if (!known.loaded && !begun.has(known)) return undefined;
    if (isLoaded(parent) && !parent.children.includes(known)) parent.children.push(known);
    return known;
  }
  const made: unknown = Reflect.construct(nodeModule, [file, parent]);
  if (!isLoaded(made)) return undefined;
  made.filename = file;
  made.paths = nodeModulePaths(path.dirname(file));
  const names = exportNames.get(file);
  if (names && namesKey) Reflect.set(made, namesKey, new Set(names));
  cache[file] = made;
  try {
    run(made, file);
  } catch (error) {
    Reflect.deleteProperty(cache, file);
    throw error;
  }
  made.loaded = true;
  afterLoad(made, file);
  return made;
}

function run(made: LoadedModule, file: string): unknown {
  const wrapper: unknown = compiledFrom(file).script.runInThisContext();
  begun.add(made);
  return isFn(wrapper)
    ? wrapper.call(made.exports, made.exports, requireOf(made), made, file, path.dirname(file))
    : undefined;
}

function requireOf(made: LoadedModule): object {
  const require = (id: string): unknown => made.require(id);
  return Object.assign(require, {
    resolve: (...args: unknown[]) => {
      const { resolve } = createRequire(made.filename);
      return functionOf({ resolve }, 'resolve')?.(...args);
    },
    main: process.mainModule,
    extensions: Reflect.get(nodeModule, '_extensions'),
    cache: moduleCache(),
  });
}

function nodeModulePaths(folder: string): string[] {
  const paths: unknown = functionOf(nodeModule, '_nodeModulePaths')?.call(nodeModule, folder);
  return Array.isArray(paths) ? paths.map(String) : [];
}

/** Node's cache of CommonJS modules. */
export function moduleCache(): ModuleCache {
  // Node's own object of modules by file name.
  const cache: ModuleCache = Reflect.get(nodeModule, '_cache');
  return cache;
}

function isLoaded(value: unknown): value is LoadedModule {
  return typeof value === 'object' && value !== null && 'exports' in value && 'children' in value;
}

function filenameOf(parent: unknown): string | undefined {
  const filename: unknown =
    typeof parent === 'object' && parent !== null ? Reflect.get(parent, 'filename') : undefined;
  return typeof filename === 'string' ? filename : undefined;
}
