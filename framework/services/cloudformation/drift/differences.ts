import type { PropertyDifference } from '@aws-sdk/client-cloudformation';
import { canonicalJson } from '../../../kernel';

/** How the properties that a template gives differ from what its type reads; what is not read is not compared. */
export function differencesOf(
  expected: Readonly<Record<string, unknown>>,
  actual: Readonly<Record<string, unknown>>,
): PropertyDifference[] {
  return Object.keys(expected)
    .filter((name) => Object.hasOwn(actual, name))
    .flatMap((name) => compared(`/${name}`, plain(expected[name]), plain(actual[name])));
}

/** What is compared of the actual properties, without what the template doesn't speak of. */
export function explicitOf(
  expected: Readonly<Record<string, unknown>>,
  actual: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const names = Object.keys(expected).filter((name) => actual[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, actual[name]]));
}

function compared(path: string, expected: unknown, actual: unknown): PropertyDifference[] {
  if (expected === undefined || actual === undefined) {
    if (expected === actual || isNothing(expected ?? actual)) return [];
    return [difference(path, expected, actual, expected === undefined ? 'ADD' : 'REMOVE')];
  }
  if (Array.isArray(expected) && Array.isArray(actual)) return lists(path, expected, actual);
  if (isObject(expected) && isObject(actual)) {
    return [...new Set([...Object.keys(expected), ...Object.keys(actual)])].flatMap((name) =>
      compared(`${path}/${name}`, expected[name], actual[name]),
    );
  }
  return text(expected) === text(actual) ? [] : [difference(path, expected, actual, 'NOT_EQUAL')];
}

/** What comes to the same as leaving it out: no items, or a switch that is off. */
const isNothing = (value: unknown): boolean =>
  value === 'false' || (Array.isArray(value) && value.length === 0);

const has = (items: readonly unknown[], item: unknown): boolean =>
  items.some((one) => canonicalJson(one) === canonicalJson(item));

/** Of lists, items that only one of them has; the order doesn't count. */
function lists(path: string, expected: readonly unknown[], actual: readonly unknown[]): PropertyDifference[] {
  return [
    ...expected.flatMap((item, index) =>
      has(actual, item) ? [] : [difference(`${path}/${index}`, item, undefined, 'REMOVE')],
    ),
    ...actual.flatMap((item, index) =>
      has(expected, item) ? [] : [difference(`${path}/${index}`, undefined, item, 'ADD')],
    ),
  ];
}

function difference(
  PropertyPath: string,
  expected: unknown,
  actual: unknown,
  DifferenceType: 'ADD' | 'REMOVE' | 'NOT_EQUAL',
): PropertyDifference {
  return { PropertyPath, ExpectedValue: text(expected), ActualValue: text(actual), DifferenceType };
}

/** Numbers and booleans are compared as text. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

const text = (value: unknown): string =>
  value === undefined ? 'null' : typeof value === 'string' ? value : canonicalJson(value);

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
