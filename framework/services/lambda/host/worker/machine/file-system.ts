import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import { promisify } from 'node:util';
import { orderedCallback, orderedPromise } from '../completions';
import { nextInteger } from '../chance/stream';
import { writeRaw } from '../logs';
import { type Fn, functionOf, isFn, replace, systemError, wrapAll } from '../patch';
import { stampResult, touch } from './file-times';
import { absolutePath, mountBehind, toReal, toVirtual, virtualText } from './paths';

const EROFS = -30;
const READS = [
  'access',
  'exists',
  'lstat',
  'opendir',
  'readFile',
  'readdir',
  'readlink',
  'realpath',
  'stat',
  'statfs',
];
const WRITES = [
  'appendFile',
  'chmod',
  'chown',
  'lchmod',
  'lchown',
  'lutimes',
  'mkdir',
  'rm',
  'rmdir',
  'truncate',
  'unlink',
  'utimes',
  'writeFile',
];
const PAIRS = ['copyFile', 'cp', 'link', 'rename'];
const DESCRIPTORS = [
  'read',
  'readv',
  'writev',
  'fstat',
  'ftruncate',
  'fsync',
  'fdatasync',
  'futimes',
  'fchmod',
  'close',
];
const SUFFIX = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** How a function gives back its outcome. */
type Style = 'sync' | 'callback' | 'promise';

/**
 * Shows `/var/task`, `/opt` and `/tmp` to everything in `node:fs`, and refuses writes anywhere but in `/tmp`.
 *
 * The refusal is Lambda's own (`EROFS`), and keeps a function under test from touching this machine.
 */
export function patchFileSystem(): void {
  for (const style of ['sync', 'callback', 'promise'] as const) {
    const target = style === 'promise' ? fsPromises : fs;
    const named = (names: readonly string[]): string[] =>
      names
        .map((name) => (style === 'sync' ? `${name}Sync` : name))
        .filter((name) => functionOf(target, name));
    wrapAll(target, named(READS), (original, name) => onPath(ordered(original, style), name, style, 'read'));
    wrapAll(target, named(WRITES), (original, name) =>
      onPath(ordered(original, style), name, style, 'write'),
    );
    wrapAll(target, named(['open']), (original, name) =>
      onPath(ordered(original, style), name, style, 'open'),
    );
    wrapAll(target, named(PAIRS), (original, name) => onPair(ordered(original, style), name, style));
    wrapAll(target, named(['symlink']), (original, name) => onLink(ordered(original, style), name, style));
    wrapAll(target, named(['mkdtemp']), () => makeTemporary(target, style));
  }
  patchDescriptors();
}

function ordered(original: Fn, style: Style): Fn {
  if (style === 'sync') return original;
  return style === 'callback' ? orderedCallback(original) : orderedPromise(original);
}

/** Which of the accesses to a path change something. */
function isWrite(access: 'read' | 'write' | 'open', args: unknown[]): boolean {
  if (access !== 'open') return access === 'write';
  const flags = args[1];
  if (typeof flags === 'number')
    return (flags & (fs.constants.O_WRONLY | fs.constants.O_RDWR | fs.constants.O_CREAT)) !== 0;
  return typeof flags === 'string' && flags !== 'r' && flags !== 'rs' && flags !== 'sr';
}

function onPath(original: Fn, name: string, style: Style, access: 'read' | 'write' | 'open'): Fn {
  const wrapped = function (this: unknown, ...args: unknown[]): unknown {
    const given = absolutePath(args[0]);
    if (given === undefined) return original.apply(this, args);
    const real = toReal(given);
    if (isWrite(access, args)) {
      const refusal = refuse(real, given, name);
      if (refusal) return fail(refusal, args, style);
      touch(real);
    }
    return settle(original, this, [real, ...args.slice(1)], style, (value) => stampResult(name, value, real));
  };
  // It alone hands its callback no error.
  if (name === 'exists')
    replace(wrapped, promisify.custom, async (file: unknown) => fs.existsSync(String(file)));
  if (name.startsWith('realpath')) replace(wrapped, 'native', wrapped);
  return wrapped;
}

function onPair(original: Fn, name: string, style: Style): Fn {
  return function (this: unknown, ...args: unknown[]): unknown {
    const [from, to] = [absolutePath(args[0]), absolutePath(args[1])];
    if (from === undefined || to === undefined) return original.apply(this, args);
    const [realFrom, realTo] = [toReal(from), toReal(to)];
    const movesFrom = name.startsWith('rename') ? refuse(realFrom, from, name) : undefined;
    const refusal = movesFrom ?? refuse(realTo, to, name);
    if (refusal) return fail(refusal, args, style);
    touch(realTo);
    return settle(original, this, [realFrom, realTo, ...args.slice(2)], style);
  };
}

function onLink(original: Fn, name: string, style: Style): Fn {
  return function (this: unknown, ...args: unknown[]): unknown {
    const at = absolutePath(args[1]);
    if (at === undefined) return original.apply(this, args);
    const refusal = refuse(toReal(at), at, name);
    if (refusal) return fail(refusal, args, style);
    const target = typeof args[0] === 'string' && args[0].startsWith('/') ? toReal(args[0]) : args[0];
    return settle(original, this, [target, toReal(at), ...args.slice(2)], style);
  };
}

/** `mkdtemp` draws its letters from the machine, so the name is made here. */
function makeTemporary(target: object, style: Style): Fn {
  const makeFolder = functionOf(target, style === 'sync' ? 'mkdirSync' : 'mkdir');
  return function (prefix, ...rest) {
    let folder = absolutePath(prefix) ?? '';
    if (String(prefix).endsWith('/')) folder += '/';
    for (let letter = 0; letter < 6; letter++) folder += SUFFIX.charAt(nextInteger(0, SUFFIX.length));
    const done = rest.find(isFn);
    if (style !== 'callback') {
      const made = makeFolder?.(folder);
      return made instanceof Promise ? made.then(() => folder) : folder;
    }
    return makeFolder?.(folder, (error: unknown) => done?.(error, folder));
  };
}

function refuse(real: string, given: string, name: string): Error | undefined {
  if (mountBehind(real)?.isWritable === true || given === '/dev/null') return undefined;
  const syscall = name.replace(/Sync$/, '').replace(/^(writeFile|appendFile)$/, 'open');
  return systemError(`EROFS: read-only file system, ${syscall} '${given}'`, {
    errno: EROFS,
    code: 'EROFS',
    syscall,
    path: given,
  });
}

function fail(error: Error, args: unknown[], style: Style): unknown {
  if (style === 'sync') throw error;
  if (style === 'promise') return Promise.reject(error);
  const done = args.findLast(isFn);
  process.nextTick(() => done?.(error));
  return undefined;
}

/** Calls the original with real paths and gives its outcome, or its error, the names of Lambda again. */
function settle(
  original: Fn,
  self: unknown,
  args: unknown[],
  style: Style,
  turn: (value: unknown) => unknown = same,
): unknown {
  if (style === 'sync') {
    try {
      return turn(original.apply(self, args));
    } catch (error) {
      throw named(error);
    }
  }
  if (style === 'promise') {
    const outcome = original.apply(self, args);
    return outcome instanceof Promise
      ? outcome.then(turn, (error: unknown) => {
          throw named(error);
        })
      : outcome;
  }
  const done = args.at(-1);
  if (isFn(done))
    args[args.length - 1] = (first: unknown, ...rest: unknown[]) => done(named(first), ...rest.map(turn));
  return original.apply(self, args);
}

function same(value: unknown): unknown {
  return value;
}

function named(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  error.message = virtualText(error.message);
  if (typeof error.stack === 'string') error.stack = virtualText(error.stack);
  for (const key of ['path', 'dest']) {
    const value: unknown = Reflect.get(error, key);
    if (typeof value === 'string') Reflect.set(error, key, toVirtual(value));
  }
  return error;
}

/** Bytes written to the standard streams are log lines. */
function toLog(fd: unknown, data: unknown): number | undefined {
  if (fd !== 1 && fd !== 2) return undefined;
  const text = typeof data === 'string' ? data : ArrayBuffer.isView(data) ? textOf(data) : String(data);
  writeRaw(text);
  return Buffer.byteLength(text);
}

function patchDescriptors(): void {
  const { write, writeSync } = fs;
  const realWriteSync: unknown = writeSync;
  const realWrite: unknown = write;
  if (!isFn(realWriteSync) || !isFn(realWrite)) return;
  const orderedWrite = orderedCallback(realWrite);
  replace(
    fs,
    'writeSync',
    (fd: unknown, data: unknown, ...rest: unknown[]) => toLog(fd, data) ?? realWriteSync(fd, data, ...rest),
  );
  replace(fs, 'write', (fd: unknown, data: unknown, ...rest: unknown[]) => {
    const bytes = toLog(fd, data);
    if (bytes === undefined) return orderedWrite(fd, data, ...rest);
    const done = rest.findLast(isFn);
    process.nextTick(() => done?.(null, bytes, data));
    return undefined;
  });
  wrapAll(fs, DESCRIPTORS, (original, name) => {
    const inOrder = orderedCallback(original);
    return function (this: unknown, ...args: unknown[]): unknown {
      const done = args.at(-1);
      if (name === 'fstat' && isFn(done)) {
        args[args.length - 1] = (error: unknown, stats: unknown) =>
          done(error, stampResult(name, stats, undefined));
      }
      return inOrder.apply(this, args);
    };
  });
  wrapAll(
    fs,
    ['fstatSync'],
    (original, name) =>
      (...args) =>
        stampResult(name, original(...args), undefined),
  );
}

function textOf(view: ArrayBufferView): string {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString();
}
