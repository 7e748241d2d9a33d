/** Jobs of Node's thread pool: while one is under way, the realm's code has more to do. */
import crypto, { webcrypto } from 'node:crypto';
import { types } from 'node:util';
import zlib from 'node:zlib';

/** The process does not list these by itself, so they are counted. */
let poolJobs = 0;

export function poolJobsUnderWay(): number {
  return poolJobs;
}

const subtlePrototype: object = Object.getPrototypeOf(webcrypto.subtle);

/** Functions whose work the thread pool does, with a callback or a promise. */
const poolFunctions: readonly (readonly [object, readonly string[]])[] = [
  [
    zlib,
    [
      'gzip',
      'gunzip',
      'deflate',
      'inflate',
      'deflateRaw',
      'inflateRaw',
      'unzip',
      'brotliCompress',
      'brotliDecompress',
      'zstdCompress',
      'zstdDecompress',
    ],
  ],
  [
    crypto,
    [
      'pbkdf2',
      'scrypt',
      'hkdf',
      'randomBytes',
      'randomFill',
      'randomInt',
      'generateKeyPair',
      'generateKey',
      'generatePrime',
      'checkPrime',
      'sign',
      'verify',
    ],
  ],
  [
    subtlePrototype,
    [
      'digest',
      'sign',
      'verify',
      'encrypt',
      'decrypt',
      'deriveBits',
      'deriveKey',
      'importKey',
      'exportKey',
      'generateKey',
      'wrapKey',
      'unwrapKey',
    ],
  ],
];

/** Counts them from now on; `replace` puts a function in the place of Node's. */
export function countPoolJobs(replace: (target: object, key: string, value: unknown) => void): void {
  for (const [target, names] of poolFunctions) {
    for (const name of names) {
      const original: unknown = Reflect.get(target, name);
      if (typeof original === 'function') replace(target, name, counted(original));
    }
  }
}

/** The function, counted as a job from its call until its callback or promise. */
function counted(original: Parameters<typeof Reflect.apply>[0]): object {
  function job(this: unknown, ...args: unknown[]): unknown {
    const done = () => void poolJobs--;
    const last = args.at(-1);
    const isCalledBack = typeof last === 'function';
    if (isCalledBack) {
      args[args.length - 1] = (...results: unknown[]) => {
        done();
        Reflect.apply(last, undefined, results);
      };
    }
    poolJobs++;
    try {
      const result: unknown = Reflect.apply(original, this, args);
      // Under a test runner Node's own promises are of another realm, so that `instanceof` does not know them.
      if (types.isPromise(result)) void result.then(done, done);
      else if (!isCalledBack) done();
      return result;
    } catch (error) {
      done();
      throw error;
    }
  }
  // By a symbol of its own Node tells `promisify` which results there are.
  for (const symbol of Object.getOwnPropertySymbols(original))
    Object.defineProperty(job, symbol, Object.getOwnPropertyDescriptor(original, symbol) ?? {});
  return job;
}
