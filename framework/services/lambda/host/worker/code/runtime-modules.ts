import nodeModule, { createRequire } from 'node:module';
import path from 'node:path';
import { type Fn, functionOf, isFn, replace } from '../patch';
import { compiledFrom } from './compiled';
import {
  type LoadedModule,
  filenameOf,
  giveNames,
  isLoaded,
  isRuntimeFile,
  moduleCache,
} from './module-cache';

// Modules whose code has begun to run; others in Node's cache were only looked at for their names.
const begun = new WeakSet<object>();
let afterLoad: (loaded: unknown, filename: string) => void = () => {};

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

/**
 * Evaluates modules of the runtime that an earlier environment on this thread has loaded, in the same order.
 *
 * They run under the same patches as ever. Their code must not depend on what an environment is given, though: when
 * it drew from chance, read the clock, a variable that differs, or set something going, the caller drops them.
 */
export function preloadRuntime(files: readonly string[]): void {
  for (const file of files) loadRuntimeModule(file, undefined);
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
  giveNames(made, file);
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
