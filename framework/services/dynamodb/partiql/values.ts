import { AwsError } from '../../../cloud/service';
import { invalid, WERE_INVALID } from '../errors';
import {
  type AttributeMap,
  type AttributeValue,
  setAttribute,
  type WireAttributeValue,
} from '../items/attribute-value';
import { normaliseNumber } from '../items/numbers';
import { readValue } from '../items/read-value';
import { fitsDecimal } from './syntax/lexer';
import type { Expression } from './syntax/tree';

/** What a request gave for the `?` of a statement. */
export type Parameters = readonly AttributeValue[];

const UNDERFLOW =
  'Number underflow. Attempting to store a number with magnitude smaller than supported range';

/** Reads the parameters of a statement, which must be as many as it has `?`. */
export function readParameters(
  given: readonly WireAttributeValue[] | undefined,
  count: number,
): AttributeValue[] {
  const values = (given ?? []).map((wire) => {
    checkNumbers(wire);
    return readValue(wire);
  });
  if (values.length !== count) invalid("Number of parameters in request and statement don't match.");
  return values;
}

/**
 * A number in a parameter is read as a decimal whose exponent has 32 bits: what does not fit is no number, and one that
 * is near the limit comes out too small.
 */
function checkNumbers(wire: WireAttributeValue): void {
  const { N, NS = [], L = [], M = {} } = wire;
  for (const text of N === undefined ? NS : [N]) checkExponent(text);
  for (const inner of [...L, ...Object.values(M)]) checkNumbers(inner);
}

function checkExponent(text: string): void {
  const [, exponent] = /[eE]([-+]?\d+)$/.exec(text) ?? [];
  if (exponent === undefined) return;
  if (!fitsDecimal(text)) invalid(`The parameter cannot be converted to a numeric value: ${text}`);
  if (Number(exponent) === 2 ** 31 - 1) invalid(UNDERFLOW);
}

/** The value that a literal or parameter stands for; `where` is its way from the attribute that is being set. */
export function valueOf(expression: Expression, parameters: Parameters, where = 'root'): AttributeValue {
  switch (expression.kind) {
    case 'string':
      return { S: expression.text };
    case 'number':
      return { N: numberOf(expression.text, where) };
    case 'boolean':
      return { BOOL: expression.value };
    case 'null':
      return { NULL: true };
    case 'parameter':
      return parameters[expression.index] ?? { NULL: true };
    case 'list':
      return { L: expression.items.map((item, at) => valueOf(item, parameters, `${where}[${at}]`)) };
    case 'struct':
      return { M: fieldsOf(expression, parameters, (name) => `${where}.${name}`, where) };
    case 'bag':
      return setOf(expression.items.map((item, at) => valueOf(item, parameters, `${where}[${at}]`)));
    case 'missing':
      return invalid('MISSING must be compared using IS operator');
    case 'call':
      return invalid(`Unsupported data type: ${expression.name} under key ${where} at ${expression.at}`);
    case 'path':
      return invalid(
        `Unsupported data type: ${expression.path.join('.')} under key ${where} at ${expression.at}`,
      );
    default:
      return invalid(`Unsupported data type: ${expression.kind} under key ${where}`);
  }
}

/** The attributes of a struct; an item's begin at the root themselves. */
export function itemOf(expression: Expression, parameters: Parameters): AttributeMap {
  if (expression.kind !== 'struct') {
    return invalid(
      'Unsupported format in item expression. Please use struct format {...} to express item values for insert statement.',
    );
  }
  return fieldsOf(expression, parameters, () => 'root', 'root');
}

function fieldsOf(
  { fields }: Extract<Expression, { kind: 'struct' }>,
  parameters: Parameters,
  whereIs: (name: string) => string,
  where: string,
): AttributeMap {
  const attributes: AttributeMap = {};
  for (const [key, value] of fields) {
    const name =
      key.kind === 'parameter'
        ? textOf(valueOf(key, parameters))
        : key.kind === 'string'
          ? key.text
          : undefined;
    if (name === undefined) {
      return invalid(
        `Tuple keys must be of type String. Actual type: ${key.kind.toUpperCase()} under ${where}`,
      );
    }
    if (Object.hasOwn(attributes, name)) invalid(`Duplicate keys in tuple. Key: ${name} under ${where}`);
    setAttribute(attributes, name, valueOf(value, parameters, whereIs(name)));
  }
  return attributes;
}

const textOf = (value: AttributeValue): string | undefined => ('S' in value ? value.S : undefined);

function numberOf(text: string, where: string): string {
  try {
    return normaliseNumber(text);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return invalid(`${error.message} under ${where}`);
  }
}

/** A set in its literal form, `<<'a', 'b'>>`. */
function setOf(members: readonly AttributeValue[]): AttributeValue {
  if (members.length === 0) return invalid('Empty bags are not supported');
  const texts = members
    .map((member) => ('S' in member ? member.S : undefined))
    .filter((text) => text !== undefined);
  const numbers = members
    .map((member) => ('N' in member ? member.N : undefined))
    .filter((text) => text !== undefined);
  const found = texts.length === members.length ? texts : numbers;
  if (found.length !== members.length) {
    return invalid('Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags');
  }
  if (new Set(found).size < found.length) {
    invalid(`${WERE_INVALID}Input collection [${found.join(', ')}] contains duplicates.`);
  }
  return found === texts ? { SS: texts } : { NS: numbers };
}
