import type { Condition, Operand } from '../expressions/condition';
import type { SortCondition } from '../expressions/key-condition';
import { invalid } from '../errors';
import { type AttributeValue, type Item, setAttribute, typeOf } from '../items/attribute-value';
import { valuesEqual } from '../items/compare-values';
import { keyAttributes, type KeySchema, refuseEmpty } from '../items/key-schema';

/** The parts of a condition that must all hold. */
export const partsOf = (condition: Condition | undefined): readonly Condition[] =>
  condition === undefined
    ? []
    : condition.kind === 'and'
      ? condition.conditions.flatMap(partsOf)
      : [condition];

export function joined(parts: readonly Condition[]): Condition | undefined {
  const [first] = parts;
  return parts.length > 1 ? { kind: 'and', conditions: parts } : first;
}

const isAttribute = (operand: Operand | undefined, name: string): boolean =>
  operand?.kind === 'path' && operand.path.length === 1 && operand.path[0] === name;

/** The value that a condition wants an attribute to have; undefined where it says something else. */
export function equalityOn(condition: Condition, name: string): AttributeValue | undefined {
  const values = valuesOn(condition, name);
  return values?.length === 1 ? values[0] : undefined;
}

/** The values that a condition wants an attribute to have one of. */
export function valuesOn(condition: Condition, name: string): readonly AttributeValue[] | undefined {
  if (condition.kind === 'compare' && condition.comparator === '=') {
    const { left, right } = condition;
    if (isAttribute(left, name) && right.kind === 'value') return [right.value];
    if (isAttribute(right, name) && left.kind === 'value') return [left.value];
  }
  if (condition.kind !== 'in' || !isAttribute(condition.value, name)) return undefined;
  const values = condition.candidates.map((each) => (each.kind === 'value' ? each.value : undefined));
  return values.every((value) => value !== undefined) ? values : undefined;
}

/** The range of sort keys that a condition names, where it names one. */
export function rangeOn(condition: Condition, name: string): SortCondition | undefined {
  const operators = { '=': 'EQ', '<': 'LT', '<=': 'LE', '>': 'GT', '>=': 'GE' } as const;
  const mirrored = { '=': 'EQ', '<': 'GT', '<=': 'GE', '>': 'LT', '>=': 'LE' } as const;
  if (condition.kind === 'compare' && condition.comparator !== '<>') {
    const { comparator, left, right } = condition;
    if (isAttribute(left, name) && right.kind === 'value') {
      return { operator: operators[comparator], values: [right.value] };
    }
    if (isAttribute(right, name) && left.kind === 'value') {
      return { operator: mirrored[comparator], values: [left.value] };
    }
  }
  if (condition.kind === 'between' && isAttribute(condition.value, name)) {
    const { lower, upper } = condition;
    if (lower.kind !== 'value' || upper.kind !== 'value') return undefined;
    return { operator: 'BETWEEN', values: [lower.value, upper.value] };
  }
  if (condition.kind === 'call' && condition.name === 'begins_with' && isAttribute(condition.args[0], name)) {
    const [, prefix] = condition.args;
    return prefix?.kind === 'value' ? { operator: 'BEGINS_WITH', values: [prefix.value] } : undefined;
  }
  return undefined;
}

/** The key that a write's WHERE names, and what else it asks for. */
export function writtenKey(
  condition: Condition | undefined,
  schema: KeySchema,
  lacking = 'Where clause does not contain a mandatory equality on all key attributes',
): { key: Item; rest: Condition | undefined } {
  const rest: Condition[] = [];
  const key: Item = {};
  for (const part of partsOf(condition)) {
    const attribute = keyAttributes(schema).find(({ name }) => equalityOn(part, name) !== undefined);
    const value = attribute && equalityOn(part, attribute.name);
    if (attribute === undefined || value === undefined) {
      rest.push(part);
      continue;
    }
    const known = Object.hasOwn(key, attribute.name) ? key[attribute.name] : undefined;
    if (known !== undefined && !valuesEqual(known, value)) {
      invalid(
        `Multiple conditions on same key ${attribute.name}. Only single item Update/Insert/Delete are supported`,
      );
    }
    setAttribute(key, attribute.name, value);
  }
  if (Object.keys(key).length < keyAttributes(schema).length) {
    invalid(lacking);
  }
  checkKeyTypes(key, schema);
  return { key, rest: joined(rest) };
}

export function checkKeyTypes(item: Item, schema: KeySchema): void {
  for (const { name, type } of keyAttributes(schema)) {
    const value = Object.hasOwn(item, name) ? item[name] : undefined;
    if (value === undefined) return invalid(`Key attribute should be present in the item: Key ${name}`);
    if (typeOf(value) !== type) {
      invalid(`Key attribute's data type should match its data type in table's schema: Key ${name}`);
    }
    refuseEmpty(value, name);
  }
}
