/** Values of a template's properties as inputs of an API: CloudFormation takes numbers and flags as text too. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;

export const numberOf = (value: unknown): number | undefined =>
  value === undefined ? undefined : Number(value);

export const flagOf = (value: unknown): boolean | undefined =>
  value === undefined ? undefined : value === true || value === 'true';

export const recordsOf = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter(isRecord) : [];

/** JSON that a template holds as an object or as a text. */
export const jsonTextOf = (value: unknown): string | undefined =>
  value === undefined || typeof value === 'string' ? value : JSON.stringify(value);

/** A structure with its numbers and flags typed, all the way down. */
export function typedOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(typedOf);
  if (isRecord(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, typedOf(each)]));
  }
  if (value === 'true' || value === 'false') return value === 'true';
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
}

/** An input made of what a template gives, without members that are undefined; the API model checks it afterwards. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller says which input it is
export function inputOf<T extends object>(members: Readonly<Record<string, unknown>>): T {
  const plain: object = Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined),
  );
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the API model checks what a template gives
  return plain as T;
}
