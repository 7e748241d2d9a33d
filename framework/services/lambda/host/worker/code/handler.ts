import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { TASK } from '../machine/paths';
import { type Fn, isFn } from '../patch';
import { packageType } from './formats';
import { entryLoader } from './modules';
import { nodeMajor } from './node-version';

// Since Node 24 AWS's runtime takes no callbacks and awaits whatever a handler returns.
const MODERN_SINCE = 24;
const CALLBACK_REMOVED =
  'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.';

/** An error of the runtime itself; its name is the `errorType` that Lambda reports. */
function runtimeError(name: string, message: string, stack?: string): Error {
  const error = new Error(message);
  Object.defineProperty(error, 'name', { value: `Runtime.${name}` });
  error.stack =
    stack ??
    `Runtime.${name}: ${message}${(error.stack ?? '').slice((error.stack ?? '').indexOf('\n    at '))}`;
  return error;
}

/** The error for a promise that was rejected with nobody to hear. */
export function unhandledRejection(reason: unknown): Error {
  const error = runtimeError('UnhandledPromiseRejection', String(reason));
  return Object.assign(error, { reason, promise: {} });
}

/** The handler and how to call it. */
export interface Handler {
  call: Fn;
  /** AWS's runtime up to Node 22: a callback may be called, and only promises count as return values. */
  isLegacy: boolean;
}

/**
 * Loads the function's module and finds its handler, in the order and with the errors of AWS's Node runtime.
 *
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
 */
export async function loadHandler(name: string): Promise<Handler> {
  if (name.includes('..')) {
    throw runtimeError(
      'MalformedHandlerName',
      `'${name}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const base = path.basename(name);
  const folder = name.slice(0, name.indexOf(base));
  const [, file, property] = /^([^.]*)\.(.*)$/.exec(base) ?? [];
  if (file === undefined || property === undefined) throw runtimeError('MalformedHandlerName', 'Bad handler');
  const loaded = await loadModule(folder, file);
  let found: unknown = loaded;
  for (const key of property.split('.')) {
    found =
      (typeof found === 'object' || isFn(found)) && found !== null ? Reflect.get(found, key) : undefined;
  }
  if (!found) throw runtimeError('HandlerNotFound', `${name} is undefined or not exported`);
  if (!isFn(found)) throw runtimeError('HandlerNotFound', `${name} is not a function`);
  const isLegacy = nodeMajor() < MODERN_SINCE;
  if (!isLegacy && found.length >= 3) throw runtimeError('CallbackHandlerDeprecated', CALLBACK_REMOVED);
  return { call: found, isLegacy };
}

async function loadModule(folder: string, file: string): Promise<unknown> {
  try {
    return await tryFiles(path.resolve(TASK, folder, file), file, folder);
  } catch (error) {
    if (error instanceof SyntaxError) throw runtimeError('UserCodeSyntaxError', String(error), error.stack);
    if (error instanceof Error && Reflect.get(error, 'code') === 'MODULE_NOT_FOUND') {
      throw runtimeError('ImportModuleError', String(error));
    }
    throw error;
  }
}

async function tryFiles(base: string, file: string, folder: string): Promise<unknown> {
  const load = entryLoader();
  const isModule = packageType(path.dirname(base)) === 'module';
  const hasTypeScript = nodeMajor() >= MODERN_SINCE;
  const attempts: [extension: string, isModule: boolean][] = [
    ['', false],
    ['.js', isModule],
    ['.mjs', true],
    ['.cjs', false],
    ...(hasTypeScript
      ? ([
          ['.ts', isModule],
          ['.mts', true],
          ['.cts', false],
        ] satisfies [string, boolean][])
      : []),
  ];
  for (const [extension, asModule] of attempts) {
    const target = base + extension;
    if (!fs.existsSync(target) || !fs.statSync(target).isFile()) continue;
    return asModule ? load.import(pathToFileURL(target).href) : load.require(target);
  }
  const request = folder === '' ? file : `${folder}${file}`;
  const error = new Error(`Cannot find module '${file}'\nRequire stack:\n- /var/runtime/index.mjs`);
  throw Object.assign(error, { code: 'MODULE_NOT_FOUND', request });
}

/** What handlers find as `awslambda`; streaming a response is not emulated and says so. */
export function awslambdaGlobal(): object {
  return {
    streamifyResponse: () => {
      throw new Error('STORM_NOT_EMULATED awslambda.streamifyResponse: responses are buffered');
    },
  };
}
