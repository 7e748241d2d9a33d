/** Reads a template's property values, in which numbers and booleans may stand as text. */
import type { ResourceRequest } from '../../cloud/service';

export type Properties = Readonly<Record<string, unknown>>;

const isProperties = (value: unknown): value is Properties =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const members = (value: unknown): Properties => (isProperties(value) ? value : {});

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Properties are resolved, so what should be a text and is none is given as its JSON for the API to refuse. */
export const text = (value: unknown): string | undefined =>
  value === undefined || typeof value === 'string' ? value : JSON.stringify(value);

export const number = (value: unknown): number | undefined =>
  value === undefined ? undefined : Number(value);

export const flag = (value: unknown): boolean | undefined =>
  value === undefined ? undefined : text(value) === 'true';

export const moment = (value: unknown): Date | undefined =>
  value === undefined ? undefined : new Date(text(value) ?? '');

/** One of the values that the API takes; any other is left for the API to refuse as missing. */
export const oneOf = <T extends string>(value: unknown, known: readonly T[]): T | undefined =>
  known.find((each) => each === value);

/** Without the members that are undefined. */
export function present<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept: { [K in keyof T]?: Exclude<T[K], undefined> } = {};
  for (const [name, member] of Object.entries(value))
    if (member !== undefined) Object.assign(kept, { [name]: member });
  return kept;
}

/** Says loudly which member of a property nothing here honours. */
export function only(
  value: unknown,
  known: readonly string[],
  path: string,
  request: ResourceRequest,
): Properties {
  const found = members(value);
  for (const name of Object.keys(found)) {
    if (!known.includes(name)) request.notEmulated(`AWS::S3::Bucket.${path}.${name}`);
  }
  return found;
}
