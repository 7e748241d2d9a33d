import { canonicalJson } from '../../../kernel';
import type { ResourceType } from '../../../cloud/service';
import { unknown } from '../properties/check';

type Properties = Readonly<Record<string, unknown>>;

/** A property that differs between what is and what is wanted. */
export interface PropertyChange {
  name: string;
  /** What the change asks for if the values are as they seem; a value that isn't known yet may come out equal. */
  requiresRecreation: 'Never' | 'Conditionally' | 'Always';
  /** Whether the wanted value is known before other resources exist. */
  isKnown: boolean;
}

/**
 * The properties that differ, in the order of the wanted ones and then of those that are taken away.
 *
 * The order of members doesn't count, that of lists does.
 */
export function changedProperties(
  type: Pick<ResourceType, 'replaceOn' | 'update'>,
  before: Properties,
  after: Properties,
): PropertyChange[] {
  const names = [...new Set([...Object.keys(after), ...Object.keys(before)])];
  return names.flatMap((name): PropertyChange[] => {
    const wanted = text(after[name]);
    if (wanted === text(before[name])) return [];
    const isKnown = !wanted.includes(unknownText);
    const replaces = type.update === undefined || replacesOn(type.replaceOn, name, before, after);
    return [
      { name, requiresRecreation: !replaces ? 'Never' : isKnown ? 'Always' : 'Conditionally', isKnown },
    ];
  });
}

/** As JSON shows it. */
const unknownText = JSON.stringify(unknown).slice(1, -1);

const text = (value: unknown): string => (value === undefined ? '' : canonicalJson(value));

/** `A` stands for the whole property, `A/B` for the member of an object. */
function replacesOn(
  replaceOn: readonly string[],
  name: string,
  before: Properties,
  after: Properties,
): boolean {
  return replaceOn.some((path) => {
    const [first = '', ...rest] = path.split('/');
    return first === name && text(at(before[name], rest)) !== text(at(after[name], rest));
  });
}

function at(value: unknown, path: readonly string[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => at(item, path));
  return isObject(value) ? at(value[name], rest) : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/**
 * What to tell a type that was in force, when an attempt to change that may or may not have taken effect has failed:
 * each property as it is not wanted, wherever that is uncertain, so that the type sets it for certain.
 */
export function inForce(
  before: Properties,
  attempted: Properties,
  wanted: Properties,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(attempted)])) {
    const value = text(attempted[name]) === text(wanted[name]) ? before[name] : attempted[name];
    if (value !== undefined) result[name] = value;
  }
  return result;
}

/**
 * The name that a custom-named resource would share with its replacement: a property that replaces the resource,
 * that names it, and that has not changed.
 */
export function sharedName(
  type: Pick<ResourceType, 'replaceOn'>,
  physicalId: string,
  before: Properties,
  after: Properties,
): string | undefined {
  for (const name of type.replaceOn) {
    const value = after[name];
    if (typeof value !== 'string' || value === '' || value !== before[name]) continue;
    const isName =
      physicalId === value || physicalId.endsWith(`/${value}`) || physicalId.endsWith(`:${value}`);
    if (isName && name.endsWith('Name')) return value;
  }
  return undefined;
}
