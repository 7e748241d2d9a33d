import {
  attributeOf,
  type AttributeValue,
  bytesOf,
  type Item,
  membersOf,
  typeOf,
} from '../items/attribute-value';
import { compareValues, valuesEqual } from '../items/compare-values';
import { binarySize, utf8Size } from '../items/item-size';
import type { Condition, Operand } from './condition';
import type { Comparator } from './syntax/condition-parser';
import { valueAt } from './document-path';

/**
 * Whether an item satisfies a condition; an item that does not exist is `{}`.
 *
 * A comparison with an attribute that is not there is false, but for `<>`, which is true: even of two missing ones.
 */
export function matches(condition: Condition, item: Item): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.conditions.every((part) => matches(part, item));
    case 'or':
      return condition.conditions.some((part) => matches(part, item));
    case 'not':
      return !matches(condition.condition, item);
    case 'compare':
      return compares(condition.comparator, valueOf(condition.left, item), valueOf(condition.right, item));
    case 'between': {
      const value = valueOf(condition.value, item);
      return (
        compares('>=', value, valueOf(condition.lower, item)) &&
        compares('<=', value, valueOf(condition.upper, item))
      );
    }
    case 'in': {
      const value = valueOf(condition.value, item);
      return condition.candidates.some((candidate) => compares('=', value, valueOf(candidate, item)));
    }
    default:
      return holds(condition.name, condition.args, item);
  }
}

/** What an operand stands for in an item, undefined when there is nothing. */
function valueOf(operand: Operand, item: Item): AttributeValue | undefined {
  if (operand.kind === 'value') return operand.value;
  if (operand.kind === 'path') return pathValue(operand.path, item);
  const [argument] = operand.args;
  const value = argument && valueOf(argument, item);
  const size = value && sizeOf(value);
  return size === undefined ? undefined : { N: String(size) };
}

function pathValue(path: readonly (string | number)[], item: Item): AttributeValue | undefined {
  const [name] = path;
  return path.length === 1 && typeof name === 'string' ? attributeOf(item, name) : valueAt(item, path);
}

function compares(
  comparator: Comparator,
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
): boolean {
  if (!left || !right) return comparator === '<>';
  if (comparator === '=') return valuesEqual(left, right);
  if (comparator === '<>') return !valuesEqual(left, right);
  const order = compareValues(left, right);
  if (order === undefined) return false;
  switch (comparator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    default:
      return order >= 0;
  }
}

function holds(name: string, args: readonly Operand[], item: Item): boolean {
  const [first, second] = args;
  const value = first && valueOf(first, item);
  if (name === 'attribute_exists') return value !== undefined;
  if (name === 'attribute_not_exists') return value === undefined;
  const operand = second && valueOf(second, item);
  if (!value || !operand) return false;
  if (name === 'attribute_type') return typeOf(value) === membersOf(operand).S;
  if (name === 'begins_with') return beginsWith(value, operand);
  return contains(value, operand);
}

function beginsWith(value: AttributeValue, prefix: AttributeValue): boolean {
  const text = membersOf(value);
  const start = membersOf(prefix);
  if (text.S !== undefined && start.S !== undefined) return text.S.startsWith(start.S);
  if (text.B === undefined || start.B === undefined) return false;
  const bytes = bytesOf(start.B);
  return bytes.equals(bytesOf(text.B).subarray(0, bytes.length));
}

/** A part of a string or binary, a member of a set, or an element of a list. */
function contains(value: AttributeValue, operand: AttributeValue): boolean {
  const { S, B, SS, NS, BS, L } = membersOf(value);
  const part = membersOf(operand);
  if (S !== undefined) return part.S !== undefined && S.includes(part.S);
  if (B !== undefined) return part.B !== undefined && bytesOf(B).includes(bytesOf(part.B));
  if (SS) return part.S !== undefined && SS.includes(part.S);
  if (NS) return part.N !== undefined && NS.includes(part.N);
  if (BS) return part.B !== undefined && BS.includes(part.B);
  return L?.some((element) => valuesEqual(element, operand)) ?? false;
}

/** The bytes of a string or binary, the members of a set or document; undefined for what has no size. */
function sizeOf(value: AttributeValue): number | undefined {
  const { S, B, SS, NS, BS, L, M } = membersOf(value);
  if (S !== undefined) return utf8Size(S);
  if (B !== undefined) return binarySize(B);
  return (SS ?? NS ?? BS ?? L)?.length ?? (M && Object.keys(M).length);
}
