/** Policies and messages as fields under dotted paths, which is how AWS compares them. */
import type { FilterPolicy } from '../state';
import { isRecord } from './check';

/** What a policy asks of one path. */
export interface Field {
  readonly path: string;
  readonly rules: readonly unknown[];
}

/** A plain value of a message. */
export interface Leaf {
  readonly value: unknown;
  /** Which element of each array above it the value lies in, by the array's path in the message. */
  readonly elements: ReadonlyMap<string, number>;
}

const joined = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

/** A policy without its `$or`: the sets of fields of which one must match. */
export function fieldSets(policy: FilterPolicy, path = ''): Field[][] {
  let sets: Field[][] = [[]];
  for (const [name, value] of Object.entries(policy)) {
    const choices = choicesOf(name, value, path);
    sets = sets.flatMap((set) => choices.map((choice) => [...set, ...choice]));
  }
  return sets;
}

function choicesOf(name: string, value: unknown, path: string): Field[][] {
  if (name === '$or' && Array.isArray(value)) {
    return value.flatMap((branch) => (isRecord(branch) ? fieldSets(branch, path) : []));
  }
  if (isRecord(value)) return fieldSets(value, joined(path, name));
  return [[{ path: joined(path, name), rules: Array.isArray(value) ? value : [] }]];
}

/** The plain values of a message by their paths; arrays are no step of a path. */
export function leavesOf(message: unknown): ReadonlyMap<string, readonly Leaf[]> {
  const leaves = new Map<string, Leaf[]>();
  const collect = (value: unknown, path: string, place: string, elements: Leaf['elements']): void => {
    if (Array.isArray(value)) {
      value.forEach((element, index) =>
        collect(element, path, `${place}[${index}]`, new Map([...elements, [place, index]])),
      );
    } else if (isRecord(value)) {
      for (const [name, inner] of Object.entries(value)) {
        collect(inner, joined(path, name), `${place}.${name}`, elements);
      }
    } else {
      leaves.set(path, [...(leaves.get(path) ?? []), { value, elements }]);
    }
  };
  collect(message, '', '', new Map());
  return leaves;
}

/** Two leaves lie in the same element of every array that holds both. */
export function areTogether(one: Leaf['elements'], other: Leaf['elements']): boolean {
  for (const [array, index] of one) {
    const otherIndex = other.get(array);
    if (otherIndex !== undefined && otherIndex !== index) return false;
  }
  return true;
}
