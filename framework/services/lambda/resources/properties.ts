import { AwsError } from '../../../cloud/service';

export type Properties = Readonly<Record<string, unknown>>;

/** A property as text; templates may write numbers and booleans where the API takes text. */
export function text(properties: Properties, name: string): string | undefined {
  const value = properties[name];
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

/** A property as a number; templates may write it as text. */
export function number(properties: Properties, name: string): number | undefined {
  const value = text(properties, name);
  return value === undefined ? undefined : Number(value);
}

/** A property that is true or false; templates may write it as text. */
export function flag(properties: Properties, name: string): boolean | undefined {
  const value = text(properties, name);
  return value === undefined ? undefined : value === 'true';
}

/** A property that holds properties. */
export function record(properties: Properties, name: string): Properties | undefined {
  const value = properties[name];
  return isProperties(value) ? value : undefined;
}

/** A property that lists texts. */
export function texts(properties: Properties, name: string): string[] | undefined {
  const value = properties[name];
  return Array.isArray(value) ? value.map(String) : undefined;
}

export function isProperties(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A property that is one of an enumeration; CloudFormation itself refuses other values, by the resource's schema. */
export function oneOf<T extends string>(
  properties: Properties,
  name: string,
  allowed: readonly T[],
): T | undefined {
  const value = text(properties, name);
  return value === undefined ? undefined : allowedValue(value, name, allowed);
}

/** A property that lists values of an enumeration. */
export function someOf<T extends string>(
  properties: Properties,
  name: string,
  allowed: readonly T[],
): T[] | undefined {
  return texts(properties, name)?.map((value, index) => allowedValue(value, `${name}/${index}`, allowed));
}

function allowedValue<T extends string>(value: string, path: string, allowed: readonly T[]): T {
  const known = allowed.find((each) => each === value);
  if (known !== undefined) return known;
  throw new AwsError(
    'InvalidRequest',
    `Model validation failed (#/${path}: failed validation constraint for keyword [enum])`,
  );
}

/** Does something to what may be gone already. */
export function ignoreMissing(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'ResourceNotFoundException') throw error;
  }
}
