import { AwsError } from '../../../cloud/service';

export type Properties = Readonly<Record<string, unknown>>;

export function isProperties(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function text(properties: Properties, name: string): string | undefined {
  const value = properties[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** A number; templates may write it as text. */
export function number(properties: Properties, name: string): number | undefined {
  const value = text(properties, name);
  return value === undefined ? undefined : Number(value);
}

/** A truth value; templates may write it as text. */
export function flag(properties: Properties, name: string): boolean | undefined {
  const value = properties[name];
  return value === undefined ? undefined : value === true || value === 'true';
}

export function record(properties: Properties, name: string): Properties | undefined {
  const value = properties[name];
  return isProperties(value) ? value : undefined;
}

export function records(properties: Properties, name: string): Properties[] {
  const value = properties[name];
  return Array.isArray(value) ? value.filter(isProperties) : [];
}

/** A property of an enumeration; CloudFormation itself refuses other values, by the resource's schema. */
export function oneOf<T extends string>(
  properties: Properties,
  name: string,
  allowed: readonly T[],
): T | undefined {
  const value = text(properties, name);
  const known = allowed.find((each) => each === value);
  if (known !== undefined || value === undefined) return known;
  throw new AwsError(
    'InvalidRequest',
    `Model validation failed (#/${name}: failed validation constraint for keyword [enum])`,
  );
}
