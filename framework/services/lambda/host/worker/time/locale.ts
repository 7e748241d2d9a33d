import { type Fn, functionOf, isFn, replace } from '../patch';

const LOCALE = 'en-US';
const FORMATTERS = [
  'Collator',
  'DateTimeFormat',
  'DisplayNames',
  'DurationFormat',
  'ListFormat',
  'NumberFormat',
  'PluralRules',
  'RelativeTimeFormat',
  'Segmenter',
] as const;

/** Makes `en-US` and UTC the defaults of everything that speaks a language, whatever the host's are. */
export function patchLocale(): void {
  for (const name of FORMATTERS) {
    const Original: unknown = Reflect.get(Intl, name);
    if (isFn(Original)) replace(Intl, name, withDefaults(Original, name));
  }
  patchDateTexts();
  for (const prototype of [Number.prototype, BigInt.prototype]) defaultLocale(prototype, 'toLocaleString', 0);
  for (const name of ['toLocaleUpperCase', 'toLocaleLowerCase']) defaultLocale(String.prototype, name, 0);
  defaultLocale(String.prototype, 'localeCompare', 1);
}

function withDefaults(Original: Fn, name: string): Fn {
  const Replacement = function (this: unknown, locales?: unknown, options?: unknown): unknown {
    const args = [locales ?? LOCALE, name === 'DateTimeFormat' ? inUtc(options) : options];
    if (new.target === undefined) return Original.call(this, ...args);
    return Reflect.construct(Original, args, new.target === Replacement ? Original : new.target);
  };
  for (const key of Reflect.ownKeys(Original)) {
    const property = Object.getOwnPropertyDescriptor(Original, key);
    if (property && key !== 'length') Object.defineProperty(Replacement, key, property);
  }
  const prototype: unknown = Reflect.get(Original, 'prototype');
  if (typeof prototype === 'object' && prototype !== null) {
    Object.defineProperty(prototype, 'constructor', {
      value: Replacement,
      writable: true,
      configurable: true,
    });
  }
  return Replacement;
}

function inUtc(options: unknown): unknown {
  if (options === undefined) return { timeZone: 'UTC' };
  if (typeof options !== 'object' || options === null) return options;
  const zone: unknown = Reflect.get(options, 'timeZone');
  return zone === undefined ? { ...options, timeZone: 'UTC' } : options;
}

function patchDateTexts(): void {
  for (const name of ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString']) {
    const original = functionOf(Date.prototype, name);
    if (!original) continue;
    const replacement = function (this: unknown, locales?: unknown, options?: unknown): unknown {
      return original.call(this, locales ?? LOCALE, inUtc(options));
    };
    define(Date.prototype, name, replacement);
  }
}

function defaultLocale(prototype: object, name: string, position: number): void {
  const original = functionOf(prototype, name);
  if (!original) return;
  const replacement = function (this: unknown, ...args: unknown[]): unknown {
    while (args.length < position) args.push(undefined);
    args[position] ??= LOCALE;
    return original.call(this, ...args);
  };
  define(prototype, name, replacement);
}

function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false });
}
