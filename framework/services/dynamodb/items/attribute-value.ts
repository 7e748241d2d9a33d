import type { AttributeValue as WireAttributeValue } from '@aws-sdk/client-dynamodb';

/**
 * A DynamoDB value as plain JSON data, so that tables can live in state: binary is base64 text, numbers are in the
 * normal form of `numbers.ts`.
 */
export type AttributeValue =
  | { S: string }
  | { N: string }
  | { B: string }
  | { SS: string[] }
  | { NS: string[] }
  | { BS: string[] }
  | { M: AttributeMap }
  | { L: AttributeValue[] }
  | { BOOL: boolean }
  | { NULL: true };

/** The attributes of an item, or of a map inside one. Read it with `attributeOf`: names are the user's. */
export type AttributeMap = { [name: string]: AttributeValue };
export type Item = AttributeMap;
export type AttributeType = 'S' | 'N' | 'B' | 'SS' | 'NS' | 'BS' | 'M' | 'L' | 'BOOL' | 'NULL';
export type { WireAttributeValue };

/** What one value holds, whatever its type; absent members are undefined. */
type AnyAttributeValue = {
  S?: string;
  N?: string;
  B?: string;
  SS?: string[];
  NS?: string[];
  BS?: string[];
  M?: AttributeMap;
  L?: AttributeValue[];
  BOOL?: boolean;
  NULL?: true;
};

/** The same value with every member optional, for code that looks for one type. */
export function membersOf(value: AttributeValue): AnyAttributeValue {
  return value;
}

/** The type descriptor of a value, such as `S` or `NS`. */
export function typeOf(value: AttributeValue): AttributeType {
  if ('S' in value) return 'S';
  if ('N' in value) return 'N';
  if ('M' in value) return 'M';
  if ('L' in value) return 'L';
  if ('BOOL' in value) return 'BOOL';
  if ('B' in value) return 'B';
  if ('SS' in value) return 'SS';
  if ('NS' in value) return 'NS';
  if ('BS' in value) return 'BS';
  return 'NULL';
}

/** The attribute of that name, undefined when there is none – also for names such as `constructor`. */
export function attributeOf(attributes: AttributeMap, name: string): AttributeValue | undefined {
  return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
}

/** Sets an attribute, as an own property even when its name is `__proto__`. */
export function setAttribute<T>(attributes: { [name: string]: T }, name: string, value: T): void {
  if (name === '__proto__') {
    Object.defineProperty(attributes, name, { value, writable: true, enumerable: true, configurable: true });
  } else {
    attributes[name] = value;
  }
}

/** A deep copy of a value, safe to change. */
export function cloneValue(value: AttributeValue): AttributeValue {
  const { M, L, SS, NS, BS } = membersOf(value);
  if (M) return { M: cloneAttributes(M) };
  if (L) return { L: L.map(cloneValue) };
  if (SS) return { SS: [...SS] };
  if (NS) return { NS: [...NS] };
  if (BS) return { BS: [...BS] };
  return value;
}

/** A deep copy of a map's or item's attributes. */
export function cloneAttributes(attributes: AttributeMap): AttributeMap {
  const copy: AttributeMap = {};
  for (const name of Object.keys(attributes)) {
    const value = attributes[name];
    if (value) setAttribute(copy, name, cloneValue(value));
  }
  return copy;
}

/** The value as the codec sends it: binary as bytes. */
export function toWire(value: AttributeValue): WireAttributeValue {
  if ('B' in value) return { B: bytesOf(value.B) };
  if ('BS' in value) return { BS: value.BS.map(bytesOf) };
  if ('M' in value) return { M: toWireItem(value.M) };
  if ('L' in value) return { L: value.L.map(toWire) };
  return value;
}

/** An item as the codec sends it. */
export function toWireItem(item: Item): { [name: string]: WireAttributeValue } {
  const wire: { [name: string]: WireAttributeValue } = {};
  for (const name of Object.keys(item)) {
    const value = item[name];
    if (value) setAttribute(wire, name, toWire(value));
  }
  return wire;
}

/** The bytes of base64 text. */
export function bytesOf(base64: string): Buffer {
  return Buffer.from(base64, 'base64');
}

/** Base64 text of bytes. */
export function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
