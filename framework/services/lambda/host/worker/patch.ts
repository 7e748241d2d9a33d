import { promisify } from 'node:util';

/** Replaces a property of a built-in, keeping its place among the enumerable ones. */
export function replace(target: object, name: PropertyKey, value: unknown): void {
  const before = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, {
    value,
    writable: true,
    configurable: true,
    enumerable: before?.enumerable ?? true,
  });
}

/** Replaces a property by one that is computed at each reading. */
export function replaceGetter(target: object, name: PropertyKey, get: () => unknown): void {
  Object.defineProperty(target, name, { get, configurable: true, enumerable: true });
}

/** A built-in function of which nothing is known but that it can be called. */
export type Fn = (this: unknown, ...args: unknown[]) => unknown;

/** The function under `name`, or undefined where this Node has none. */
export function functionOf(target: object, name: PropertyKey): Fn | undefined {
  const value: unknown = Reflect.get(target, name);
  return isFn(value) ? value : undefined;
}

/** Whether a value can be called. */
export function isFn(value: unknown): value is Fn {
  return typeof value === 'function';
}

/** Wraps each of the named functions that exist; `wrap` gets the original. */
export function wrapAll(
  target: object,
  names: readonly string[],
  wrap: (original: Fn, name: string) => Fn,
): void {
  for (const name of names) {
    const original = functionOf(target, name);
    if (!original) continue;
    const wrapped = wrap(original, name);
    // How `util.promisify` names several results is kept in a symbol of Node's own.
    for (const symbol of Object.getOwnPropertySymbols(original)) {
      const property = Object.getOwnPropertyDescriptor(original, symbol);
      if (property && symbol !== promisify.custom) Object.defineProperty(wrapped, symbol, property);
    }
    replace(target, name, wrapped);
  }
}

/** A system error as libuv's callers see it. */
export function systemError(
  message: string,
  fields: { code: string; errno: number; syscall: string } & Record<string, unknown>,
): Error {
  return Object.assign(new Error(message), fields);
}
