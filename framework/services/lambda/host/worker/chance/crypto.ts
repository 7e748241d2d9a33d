import crypto from 'node:crypto';
import { promisify } from 'node:util';
import { orderedCallback, orderedPromise } from '../completions';
import { type Fn, functionOf, isFn, replace, wrapAll } from '../patch';
import { nextTurn } from '../time/timers';
import { generateKeyPair, generatePrime } from './keys';
import { fillBytes, nextBytes, nextFraction, nextInteger, nextUuid } from './stream';

// Jobs of the thread pool: their results are right, only the order in which they end is the machine's.
const POOLED = ['pbkdf2', 'scrypt', 'hkdf', 'sign', 'verify', 'checkPrime', 'argon2'];
const POOLED_SUBTLE = [
  'decrypt',
  'deriveBits',
  'deriveKey',
  'digest',
  'encrypt',
  'exportKey',
  'importKey',
  'sign',
  'unwrapKey',
  'verify',
  'wrapKey',
];

const PUBLIC_USAGES = ['verify', 'encrypt', 'wrapKey'];

/** Draws all chance of `Math`, `node:crypto` and Web Crypto from the environment's seed. */
export function patchChance(): void {
  replace(Math, 'random', nextFraction);
  Object.defineProperty(Math, 'random', { enumerable: false });
  wrapAll(crypto, POOLED, orderedCallback);
  patchBytes();
  patchKeys();
  patchWebCrypto();
}

function patchBytes(): void {
  const { randomBytes, randomFillSync, randomInt } = crypto;
  replace(crypto, 'randomBytes', (size: number, callback?: Fn) => {
    // The original says what is wrong with a size.
    if (!Number.isInteger(size) || size < 0 || size > 2 ** 31 - 1) return randomBytes(size);
    return answer(nextBytes(size), callback);
  });
  replace(crypto, 'pseudoRandomBytes', crypto.randomBytes);
  const fill = (target: ArrayBufferView | ArrayBuffer, offset?: unknown, size?: unknown): void => {
    const whole = bytesOf(target);
    const unit = 'BYTES_PER_ELEMENT' in target ? Number(target.BYTES_PER_ELEMENT) : 1;
    const start = typeof offset === 'number' ? offset * unit : 0;
    const end = typeof size === 'number' ? start + size * unit : whole.length;
    if (start < 0 || end > whole.length || end < start) randomFillSync(Buffer.alloc(0), 1);
    fillBytes(whole.subarray(start, end));
  };
  replace(crypto, 'randomFillSync', (target: ArrayBufferView, offset?: number, size?: number) => {
    fill(target, offset, size);
    return target;
  });
  replace(crypto, 'randomFill', (target: ArrayBufferView, ...rest: unknown[]) => {
    fill(target, rest[0], rest[1]);
    return answer(target, rest.find(isFn));
  });
  replace(crypto, 'randomInt', (first: number, second?: unknown, third?: unknown) => {
    const [low, high] = typeof second === 'number' ? [first, second] : [0, first];
    const callback = [second, third].find(isFn);
    if (
      !Number.isSafeInteger(low) ||
      !Number.isSafeInteger(high) ||
      high <= low ||
      high - low > 2 ** 48 - 1
    ) {
      return randomInt(low, high);
    }
    return answer(nextInteger(low, high), callback);
  });
  replace(crypto, 'randomUUID', nextUuid);
}

function answer(value: unknown, callback: Fn | undefined): unknown {
  if (!callback) return value;
  orderedCallback((_, done) => {
    if (isFn(done)) nextTurn(() => done(null, value));
  })(undefined, callback);
  return undefined;
}

function bytesOf(target: ArrayBufferView | ArrayBuffer): Uint8Array {
  if (target instanceof ArrayBuffer) return new Uint8Array(target);
  return new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
}

function generateLater(type: string, ...rest: unknown[]): void {
  const callback = rest.find(isFn);
  const { publicKey, privateKey } = generateKeyPair(type, rest[0]);
  if (callback) nextTurn(() => callback(null, publicKey, privateKey));
}

function generateKeySync(_type: string, options: { length: number }): crypto.KeyObject {
  return crypto.createSecretKey(nextBytes(Math.floor(options.length / 8)));
}

function patchKeys(): void {
  replace(crypto, 'generateKeyPairSync', generateKeyPair);
  replace(generateLater, promisify.custom, async (type: string, options?: unknown) =>
    generateKeyPair(type, options),
  );
  replace(crypto, 'generateKeyPair', generateLater);
  replace(crypto, 'generateKeySync', generateKeySync);
  replace(crypto, 'generateKey', (type: string, options: { length: number }, callback: Fn) => {
    answer(generateKeySync(type, options), callback);
  });
  replace(crypto, 'generatePrimeSync', (size: number, options?: unknown) => primeOf(size, options));
  replace(crypto, 'generatePrime', (size: number, ...rest: unknown[]) => {
    answer(primeOf(size, rest[0]), rest.find(isFn));
  });
  const { ECDH } = crypto;
  const publicKey = functionOf(ECDH.prototype, 'getPublicKey');
  const setPrivateKey = functionOf(ECDH.prototype, 'setPrivateKey');
  replace(ECDH.prototype, 'generateKeys', function (this: unknown, ...args: unknown[]) {
    for (;;) {
      try {
        // 32 bytes are below the order of the larger curves too: a key of less strength, which no test can tell.
        setPrivateKey?.call(this, nextBytes(32));
        break;
      } catch {
        // Out of the curve's range: the next draw.
      }
    }
    return publicKey?.call(this, ...args);
  });
}

function primeOf(size: number, options: unknown): unknown {
  const prime = generatePrime(size);
  const isBig = typeof options === 'object' && options !== null && Reflect.get(options, 'bigint') === true;
  if (isBig) return prime;
  const bytes = Buffer.from(prime.toString(16).padStart(Math.ceil(size / 8) * 2, '0'), 'hex');
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
}

function patchWebCrypto(): void {
  const web = globalThis.crypto;
  const prototype: unknown = Object.getPrototypeOf(web);
  const target = typeof prototype === 'object' && prototype !== null ? prototype : web;
  const getRandomValues = functionOf(target, 'getRandomValues');
  const fillValues = function (this: unknown, values: unknown): unknown {
    if (!ArrayBuffer.isView(values) || values.byteLength > 65_536) return getRandomValues?.call(web, values);
    fillBytes(bytesOf(values));
    return values;
  };
  replace(target, 'getRandomValues', fillValues);
  replace(target, 'randomUUID', nextUuid);
  const { subtle } = web;
  const subtlePrototype: unknown = Object.getPrototypeOf(subtle);
  if (typeof subtlePrototype !== 'object' || subtlePrototype === null) return;
  wrapAll(subtlePrototype, POOLED_SUBTLE, orderedPromise);
  replace(subtlePrototype, 'generateKey', generateWebKey);
}

/** Web Crypto keys, made by `node:crypto` from the seed and then imported. */
async function generateWebKey(algorithm: unknown, extractable: unknown, usages: unknown): Promise<unknown> {
  const { subtle } = globalThis.crypto;
  const importKey = functionOf(subtle, 'importKey');
  if (!importKey || !Array.isArray(usages)) throw new TypeError('Web Crypto wants a list of usages');
  const named: Record<string, unknown> =
    typeof algorithm === 'string' ? { name: algorithm } : Object(algorithm);
  const name = String(named['name']).toUpperCase();
  if (name.startsWith('AES') || name === 'HMAC') {
    const bits = Number(named['length'] ?? (name === 'HMAC' ? hmacBits(named['hash']) : 256));
    return importKey.call(subtle, 'raw', nextBytes(bits / 8), algorithm, extractable, usages);
  }
  const type = name.startsWith('RSA') ? 'rsa' : name.startsWith('EC') ? 'ec' : name.toLowerCase();
  const { publicKey, privateKey } = generateKeyPair(type, {
    ...named,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  });
  const publicUsages = usages.filter((usage) => PUBLIC_USAGES.includes(String(usage)));
  const privateUsages = usages.filter((usage) => !PUBLIC_USAGES.includes(String(usage)));
  return {
    publicKey: await importKey.call(subtle, 'spki', publicKey, algorithm, true, publicUsages),
    privateKey: await importKey.call(subtle, 'pkcs8', privateKey, algorithm, extractable, privateUsages),
  };
}

function hmacBits(hash: unknown): number {
  const name = typeof hash === 'string' ? hash : String(Reflect.get(Object(hash), 'name'));
  return ['SHA-384', 'SHA-512'].includes(name.toUpperCase()) ? 1024 : 512;
}
