import fs from 'node:fs';
import nodeModule, { type ResolveHookContext, createRequire, isBuiltin } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { EnvironmentSpec } from '../../contract';
import {
  LAYERS,
  RUNTIME_MODULES,
  foldersUpwards,
  mountOf,
  toReal,
  toVirtual,
  virtualText,
} from '../machine/paths';
import { packagesOf } from '../machine/mounts';
import { type Fn, functionOf, isFn, replace } from '../patch';
import { type Format, formatOf } from './formats';
import { nodeMajor } from './node-version';
import { knownResolution, runtimeFormat, runtimeSource } from './compiled';
import { isRuntimeFile, moduleCache, rememberNames } from './module-cache';
import { patchRuntimeLoader } from './runtime-modules';
import { wrapClient } from './sdk-places';
import { noteLasting } from '../reuse/lasting';

const { existsSync, readFileSync, statSync } = fs;
const TYPESCRIPT = /\.[cm]?ts$/;
// The only packages that AWS's runtime brings along; everything else must be in the function's package or a layer.
const PROVIDED = /^@(aws-sdk|smithy)\//;
const NOT_FOUND = 'MODULE_NOT_FOUND';
const ENTRY = '/var/runtime/index.mjs';

type Next = (specifier: string, context?: Partial<ResolveHookContext>) => { url: string };

// While Node searches real folders for us, our own hook stands aside.
let isResolvingReal = false;
// A real file from which Node's search finds the packages of AWS's runtime.
let anchor = ENTRY;
// Counts the environments that this thread has been; Node keeps ES modules by their URL and this.
let generation = 0;
// Modules of the runtime that stay, with the number of the first environment that had them.
let kept: ReadonlySet<string> = new Set();
let keptSince = 0;
const requiredBy = new Map<string, string>();

/**
 * Resolves and loads modules by their names in Lambda, so that stack traces, `import.meta.url` and `__filename` say
 * `/var/task/…`.
 *
 * A package comes from the function's own folders, then from layers, then, if it is part of the AWS SDK, from
 * `runtimeModules`. Packages of the surrounding project are not seen: code that forgot to pack one fails as on AWS.
 */
export function hookModules(): void {
  nodeModule.registerHooks({
    resolve(specifier, context, next) {
      if (isBuiltin(specifier) || isResolvingReal) return next(specifier, context);
      const absolute = specifier.startsWith('file:') ? fileURLToPath(specifier) : specifier;
      const parent = context.parentURL?.startsWith('file:') ? fileURLToPath(context.parentURL) : ENTRY;
      const isOurs =
        mountOf(parent) !== undefined || (path.isAbsolute(absolute) && mountOf(absolute) !== undefined);
      if (!isOurs && parent !== ENTRY) {
        noteLasting();
        return next(specifier, context);
      }
      const isRequire = context.conditions.includes('require');
      const found = resolveVirtual({ specifier: absolute, parent, isRequire, context, next });
      if (!requiredBy.has(found)) requiredBy.set(found, parent);
      const format = formatIn(found);
      // Node keeps such a module where no later environment could have its own.
      if (isRequire && format === 'module') noteLasting();
      return {
        url: pathToFileURL(found).href,
        format,
        shortCircuit: true,
        ...(!isRequire && ownAttributes(context, found)),
      };
    },
    load(url, context, next) {
      const file = url.startsWith('file:') ? fileURLToPath(url) : undefined;
      if (file === undefined || !mountOf(file)) return next(url, context);
      const format = formatIn(file);
      if (isRuntimeFile(file) && format === 'commonjs')
        return {
          format,
          source: runtimeSource(file, context.conditions.includes('import')),
          shortCircuit: true,
        };
      if (format === 'wasm') return { format, source: readFileSync(toReal(file)), shortCircuit: true };
      const text = readFileSync(toReal(file), 'utf8');
      const source = TYPESCRIPT.test(file) ? nodeModule.stripTypeScriptTypes(text) : text;
      return { format, source, shortCircuit: true };
    },
  });
  keepVirtualNames();
  patchRuntimeLoader(resolveBetweenPackages, wrapClient);
  replace(process, 'dlopen', (_: unknown, file: unknown) => {
    throw new Error(
      `STORM_NOT_EMULATED native addon ${String(file)}: its time and chance would be the machine's`,
    );
  });
}

/** Becomes the module system of one environment: nothing that an earlier one on this thread has loaded is left. */
export function startModules(spec: EnvironmentSpec): void {
  const packages = packagesOf(spec.runtimeModules);
  anchor = path.join(packages === undefined ? spec.runtimeModules : path.dirname(packages), 'index.js');
}

/** Drops all modules that an environment has loaded, but for those of the runtime in `but`. */
export function forgetModules(but: ReadonlySet<string> = new Set()): void {
  rememberNames();
  generation++;
  if (but.size === 0) keptSince = generation;
  kept = but;
  isResolvingReal = false;
  requiredBy.clear();
  const cache = moduleCache();
  for (const file of Object.keys(cache)) if (!but.has(file)) Reflect.deleteProperty(cache, file);
}

/**
 * Import attributes that set the modules of an environment apart from those of earlier ones on this thread.
 *
 * Node keeps ES modules by URL and `type`, and takes the attributes from the resolving hook; the URL, which code can
 * see, stays as it is. The first environment needs none, and so shares a module between `import` and `require`.
 */
function ownAttributes(
  { importAttributes }: ResolveHookContext,
  file: string,
): { importAttributes?: Record<string, string> } {
  const own = kept.has(file) ? keptSince : generation;
  if (own === 0) return {};
  return { importAttributes: { type: `${importAttributes['type'] ?? ''}#${own}` } };
}

function formatIn(file: string): Format {
  return isRuntimeFile(file) ? runtimeFormat(file, () => formatOf(file)) : formatOf(file);
}

/** Where a CommonJS module of a runtime's package finds another one; undefined where Node must see to it. */
function resolveBetweenPackages(specifier: string, parent: string): string | undefined {
  if (isBuiltin(specifier) || isResolvingReal) return undefined;
  const key = resolutionKey(specifier, parent, true);
  const found = knownResolution(key, () => resolveReal({ specifier, parent, isRequire: true }));
  if (!isRuntimeFile(found) || formatIn(found) !== 'commonjs') return undefined;
  if (!requiredBy.has(found)) requiredBy.set(found, parent);
  return found;
}

function resolutionKey(specifier: string, parent: string, isRequire: boolean): string {
  return [isRequire ? 'require' : 'import', path.dirname(parent), specifier].join(' ');
}

/** Node resolves a CommonJS module that was imported a second time, without hooks. */
function keepVirtualNames(): void {
  const resolveFilename = functionOf(nodeModule, '_resolveFilename');
  if (!resolveFilename) return;
  replace(nodeModule, '_resolveFilename', function (this: unknown, ...args: unknown[]) {
    const [request] = args;
    if (typeof request === 'string' && mountOf(request) && isFile(toReal(request))) return request;
    return resolveFilename.apply(this, args);
  } satisfies Fn);
}

interface Request {
  specifier: string;
  parent: string;
  isRequire: boolean;
  /** Of an `import`: what Node would do next. */
  context?: ResolveHookContext;
  next?: Next;
}

function resolveVirtual(request: Request): string {
  const { specifier, parent, isRequire } = request;
  if (isRuntimeFile(parent))
    return knownResolution(resolutionKey(specifier, parent, isRequire), () => resolveReal(request));
  return resolveReal(request);
}

function resolveReal(request: Request): string {
  const { specifier, parent, isRequire } = request;
  const isPackage = !/^(\.{0,2}\/|\.{1,2}$|#)/.test(specifier);
  const from = isPackage ? folderWith(packageName(specifier), request) : toReal(parent);
  if (from === undefined) throw notFound(request);
  try {
    const resolve = (): string =>
      toVirtual(resolveFrom(from, path.isAbsolute(specifier) ? toReal(specifier) : specifier, request));
    return from === anchor ? knownResolution(resolutionKey(specifier, ENTRY, isRequire), resolve) : resolve();
  } catch (error) {
    throw inLambdaWords(error, request);
  }
}

/** Lets Node itself resolve, as seen from a real file. */
function resolveFrom(realParent: string, specifier: string, { context, next }: Request): string {
  if (!context || !next || context.conditions.includes('require')) {
    isResolvingReal = true;
    try {
      return createRequire(realParent).resolve(specifier);
    } finally {
      isResolvingReal = false;
    }
  }
  return fileURLToPath(next(specifier, { ...context, parentURL: pathToFileURL(realParent).href }).url);
}

/** A real file from which Node's search finds a package, or undefined where Lambda would not find it. */
function folderWith(name: string, { parent }: Request): string | undefined {
  if (mountOf(parent)?.at === RUNTIME_MODULES) return toReal(parent);
  for (const folder of foldersUpwards(path.dirname(parent))) {
    if (existsSync(toReal(path.join(folder, 'node_modules', name)))) return toReal(parent);
  }
  // A package that refers to itself by name.
  if (ownName(parent) === name) return toReal(parent);
  for (const folder of [`nodejs/node${nodeMajor()}`, 'nodejs']) {
    const layer = path.join(LAYERS, folder);
    if (mountOf(layer) && existsSync(toReal(path.join(layer, 'node_modules', name)))) {
      return toReal(path.join(layer, 'index.js'));
    }
  }
  return PROVIDED.test(`${name}/`) ? anchor : undefined;
}

function ownName(parent: string): unknown {
  for (const folder of foldersUpwards(path.dirname(parent))) {
    const file = toReal(path.join(folder, 'package.json'));
    if (!existsSync(file)) continue;
    const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof manifest === 'object' && manifest !== null ? Reflect.get(manifest, 'name') : undefined;
  }
  return undefined;
}

function packageName(specifier: string): string {
  const [scope = '', name = ''] = specifier.split('/');
  return scope.startsWith('@') ? `${scope}/${name}` : scope;
}

function notFound({ specifier, parent, isRequire }: Request): Error {
  if (!isRequire) {
    const error = new Error(`Cannot find package '${packageName(specifier)}' imported from ${parent}`);
    return Object.assign(error, { code: 'ERR_MODULE_NOT_FOUND' });
  }
  const requireStack = [parent];
  for (
    let file = requiredBy.get(parent);
    file !== undefined && !requireStack.includes(file);
    file = requiredBy.get(file)
  ) {
    requireStack.push(file);
  }
  const message = `Cannot find module '${toVirtual(specifier)}'\nRequire stack:\n- ${requireStack.join('\n- ')}`;
  return Object.assign(new Error(message), { code: NOT_FOUND, requireStack });
}

function inLambdaWords(error: unknown, request: Request): unknown {
  if (!(error instanceof Error)) return error;
  if (request.isRequire && Reflect.get(error, 'code') === NOT_FOUND) return notFound(request);
  error.message = virtualText(error.message);
  if (typeof error.stack === 'string') error.stack = virtualText(error.stack);
  const url: unknown = Reflect.get(error, 'url');
  if (typeof url === 'string') Reflect.set(error, 'url', virtualText(url));
  return error;
}

function isFile(real: string): boolean {
  return statSync(real, { throwIfNoEntry: false })?.isFile() === true;
}

/** `require` and `import` as AWS's runtime uses them to load the handler. */
export function entryLoader(): { require: NodeJS.Require; import: (url: string) => Promise<unknown> } {
  const load: unknown = entryImport();
  if (!isFn(load)) throw new TypeError('There is no dynamic import');
  return {
    require: createRequire(ENTRY),
    import: async (url) => load(url),
  };
}

function entryImport(): unknown {
  // The prelude is compiled with the default loader for its dynamic imports.
  return (url: string) => import(url);
}
