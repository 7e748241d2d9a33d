import {
  type AttributeMap,
  type AttributeType,
  type AttributeValue,
  base64Of,
  type Item,
  setAttribute,
  type WireAttributeValue,
} from './attribute-value';
import { normaliseNumber } from './numbers';
import { invalid } from '../errors';

/** The attribute itself is level 1, so 31 maps around a string are the deepest that AWS takes. */
const LEVELS_MAX = 32;
const WERE_INVALID = 'One or more parameter values were invalid: ';
const NO_TYPE = 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes';
const SEVERAL_TYPES =
  'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes';

type Reader = (wire: WireAttributeValue, level: number) => AttributeValue | undefined;

/** One reader per type; undefined means that the value does not have that member. */
const READERS: Readonly<Record<AttributeType, Reader>> = {
  S: ({ S }) => (S === undefined ? undefined : { S }),
  N: ({ N }) => (N === undefined ? undefined : { N: normaliseNumber(N) }),
  B: ({ B }) => (B === undefined ? undefined : { B: base64Of(B) }),
  SS: ({ SS }) => (SS === undefined ? undefined : { SS: readStringSet(SS) }),
  NS: ({ NS }) => (NS === undefined ? undefined : { NS: readNumberSet(NS) }),
  BS: ({ BS }) => (BS === undefined ? undefined : { BS: readBinarySet(BS) }),
  M: ({ M }, level) => (M === undefined ? undefined : { M: readAttributes(M, level + 1) }),
  L: ({ L }, level) => (L === undefined ? undefined : { L: L.map((element) => readAt(element, level + 1)) }),
  BOOL: ({ BOOL }) => (BOOL === undefined ? undefined : { BOOL }),
  // AWS stores `NULL: false` as true; older versions of the service refused it.
  NULL: ({ NULL }) => (NULL === undefined ? undefined : { NULL: true }),
};

/**
 * The value that the codec decoded, as plain data; refuses what AWS refuses, with its messages
 * (aws-behaviour.md 3.9).
 */
export function readValue(wire: WireAttributeValue): AttributeValue {
  return readAt(wire, 1);
}

/** The item or key that the codec decoded, as plain data. */
export function readItem(wire: { [name: string]: WireAttributeValue }): Item {
  return readAttributes(wire, 1);
}

function readAttributes(wire: { [name: string]: WireAttributeValue }, level: number): AttributeMap {
  const attributes: AttributeMap = {};
  for (const name of Object.keys(wire)) {
    const value = wire[name];
    if (value) setAttribute(attributes, name, readAt(value, level));
  }
  return attributes;
}

function readAt(wire: WireAttributeValue, level: number): AttributeValue {
  if (level > LEVELS_MAX) {
    return invalid(
      'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
    );
  }
  let found: AttributeValue | undefined;
  let several = false;
  for (const member of Object.keys(wire)) {
    const read = isAttributeType(member) ? READERS[member](wire, level) : undefined;
    if (!read) continue;
    several ||= found !== undefined;
    found = read;
  }
  if (!found) return invalid(NO_TYPE);
  // What is wrong with one of the values is reported before there being several.
  return several ? invalid(SEVERAL_TYPES) : found;
}

function isAttributeType(member: string): member is AttributeType {
  return Object.hasOwn(READERS, member);
}

function readStringSet(texts: readonly string[]): string[] {
  if (texts.length === 0) return invalid(`${WERE_INVALID}An string set  may not be empty`);
  if (hasDuplicates(texts)) {
    return invalid(`${WERE_INVALID}Input collection [${texts.join(', ')}] contains duplicates.`);
  }
  return [...texts];
}

function readNumberSet(texts: readonly string[]): string[] {
  if (texts.length === 0) return invalid(`${WERE_INVALID}An number set  may not be empty`);
  const numbers = texts.map(normaliseNumber);
  return hasDuplicates(numbers) ? invalid('Input collection contains duplicates') : numbers;
}

function readBinarySet(binaries: readonly Uint8Array[]): string[] {
  if (binaries.length === 0) return invalid(`${WERE_INVALID}Binary sets should not be empty`);
  const texts = binaries.map(base64Of);
  if (hasDuplicates(texts)) {
    return invalid(`${WERE_INVALID}Input collection [${texts.join(', ')}]of type BS contains duplicates.`);
  }
  return texts;
}

function hasDuplicates(texts: readonly string[]): boolean {
  return new Set(texts).size !== texts.length;
}
