import { sha256 } from './blobs';

/** Plain data: what state, pending work and the trace are made of. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** JSON text with object keys in order, so that equal data gives equal text; bytes are told by size and SHA-256. */
export function canonicalJson(value: unknown): string {
  return textOf(value) ?? 'null';
}

/** Written piece by piece: ordering a copy first, for JSON.stringify, takes several times as long. */
function textOf(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'number':
      return Number.isFinite(value) ? String(value) : 'null';
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      if (Array.isArray(value)) return listText(value);
      if (value instanceof Uint8Array) return `{"bytes":${value.length},"sha256":"${sha256(value)}"}`;
      return value instanceof Date ? quoted(value.toISOString()) : objectText(value);
    case 'bigint':
      throw new TypeError('A big integer is no plain data');
    case 'undefined':
    case 'function':
    case 'symbol':
      return undefined;
  }
}

function listText(list: readonly unknown[]): string {
  let text = '[';
  for (let at = 0; at < list.length; at++) text += `${at === 0 ? '' : ','}${textOf(list[at]) ?? 'null'}`;
  return `${text}]`;
}

function objectText(value: object): string {
  let text = '{';
  for (const key of keysInOrder(value)) {
    const written = textOf(Reflect.get(value, key));
    if (written !== undefined) text += `${text.length === 1 ? '' : ','}${quoted(key)}:${written}`;
  }
  return `${text}}`;
}

const fewKeys = 24;

/** By code units; those that are numbers come first and by their value, as in every object of JavaScript. */
function keysInOrder(value: object): string[] {
  const keys = Object.keys(value);
  if (keys.length > fewKeys) return withNumbers(keys);
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at] ?? '';
    if (key < ':' && key >= '0') return withNumbers(keys);
    // Few keys, mostly in order: sorting them by the library's means costs more than writing the text.
    let to = at;
    for (; to > 0 && (keys[to - 1] ?? '') > key; to--) keys[to] = keys[to - 1] ?? '';
    keys[to] = key;
  }
  return keys;
}

function withNumbers(keys: string[]): string[] {
  const inOrder: Record<string, true> = Object.create(null);
  for (const key of keys.sort()) inOrder[key] = true;
  return Object.keys(inOrder);
}

// What JSON writes in another way than as it is.
// oxlint-disable-next-line no-control-regex -- just these characters are escaped
const special = /["\\\u0000-\u001f\ud800-\udfff]/;

function quoted(text: string): string {
  return special.test(text) ? JSON.stringify(text) : `"${text}"`;
}
