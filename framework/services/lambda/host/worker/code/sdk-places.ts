import nodeModule from 'node:module';
import { placed } from '../network/place';
import { type Fn, functionOf, replace } from '../patch';

// Where the AWS SDK keeps the class from which all its clients are made, now and in earlier versions.
const CLIENT_FILE = /\/@smithy\/(core\/.*\/client|smithy-client\/dist-cjs)\/index\.js$/;

/**
 * Remembers the line that called `client.send`.
 *
 * The SDK's middleware chains promises by hand in places, where V8's asynchronous stack ends; so the line is kept in
 * the asynchronous context from `send` on. The SDK itself stays as it is.
 */
export function rememberSends(): void {
  const { prototype } = nodeModule;
  const load = functionOf(prototype, 'load');
  if (!load) return;
  replace(prototype, 'load', function (this: unknown, filename: unknown, ...rest: unknown[]) {
    const result = load.call(this, filename, ...rest);
    if (typeof filename === 'string') wrapClient(this, filename);
    return result;
  } satisfies Fn);
}

/** Sees to a module that has just been loaded. */
export function wrapClient(loaded: unknown, filename: string): void {
  if (CLIENT_FILE.test(filename)) wrapSend(loaded);
}

function wrapSend(loaded: unknown): void {
  const exported = field(loaded, 'exports');
  const prototype = field(field(exported, 'Client'), 'prototype');
  if (typeof prototype !== 'object' || prototype === null) return;
  const send = functionOf(prototype, 'send');
  if (!send) return;
  replace(prototype, 'send', function (this: unknown, ...args: unknown[]) {
    return placed(() => send.apply(this, args));
  } satisfies Fn);
}

function field(of: unknown, name: string): unknown {
  return (typeof of === 'object' || typeof of === 'function') && of !== null
    ? Reflect.get(of, name)
    : undefined;
}
