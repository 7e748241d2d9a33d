import { type AttributeValue, typeOf } from '../items/attribute-value';
import { encodeCompositeKey, encodeKey, KEY_END, KEY_SEPARATOR } from '../items/key-encoding';
import {
  isComposite,
  keyAttributes,
  type KeySchema,
  partitionAttributes,
  refuseEmpty,
  sortAttributes,
} from '../items/key-schema';
import { invalid } from '../errors';
import type { Condition, Operand } from './condition';
import type { Comparator } from './syntax/condition-parser';

/** A comparison in the words of the legacy parameters, which key conditions are judged in. */
export type ComparisonOperator =
  | 'EQ'
  | 'NE'
  | 'LE'
  | 'LT'
  | 'GE'
  | 'GT'
  | 'NOT_NULL'
  | 'NULL'
  | 'CONTAINS'
  | 'NOT_CONTAINS'
  | 'BEGINS_WITH'
  | 'IN'
  | 'BETWEEN';

/** A condition on one attribute: what a KeyConditionExpression consists of, and KeyConditions says outright. */
export type AttributeCondition = {
  name: string;
  operator: ComparisonOperator;
  values: readonly AttributeValue[];
};

export type SortCondition = {
  operator: 'EQ' | 'LT' | 'LE' | 'GT' | 'GE' | 'BEGINS_WITH' | 'BETWEEN';
  values: readonly AttributeValue[];
};

/**
 * Which items a Query reads: those of one partition, or of a range in it. In a key of several sort attributes, the
 * first ones may be `fixed`, and the condition is on the one that follows.
 */
export type KeyCondition = {
  partitions: readonly AttributeValue[];
  fixed: readonly AttributeValue[];
  sort?: SortCondition;
};

const OPERATORS: { readonly [comparator in Exclude<Comparator, '<>'>]: SortCondition['operator'] } = {
  '=': 'EQ',
  '<': 'LT',
  '<=': 'LE',
  '>': 'GT',
  '>=': 'GE',
};
const REVERSED: { readonly [comparator in Exclude<Comparator, '<>'>]: Exclude<Comparator, '<>'> } = {
  '=': '=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

/** The conditions that a KeyConditionExpression consists of; refuses what a key condition may not contain. */
export function keyConditionsOf(condition: Condition): AttributeCondition[] {
  const conditions: AttributeCondition[] = [];
  collect(condition, conditions);
  return conditions;
}

function collect(condition: Condition, conditions: AttributeCondition[]): void {
  switch (condition.kind) {
    case 'and':
      for (const part of condition.conditions) collect(part, conditions);
      return;
    case 'or':
    case 'not':
    case 'in':
      return invalid(`Invalid operator used in KeyConditionExpression: ${condition.kind.toUpperCase()}`);
    case 'compare':
      if (condition.comparator === '<>')
        return invalid('Invalid operator used in KeyConditionExpression: <>');
      return add(comparison(condition.comparator, condition.left, condition.right), conditions);
    case 'between':
      requireKeyFirst('BETWEEN', condition.value);
      return add(
        attributeCondition('BETWEEN', [condition.value, condition.lower, condition.upper]),
        conditions,
      );
    default:
      if (condition.name !== 'begins_with') {
        return invalid(`Invalid operator used in KeyConditionExpression: ${condition.name}`);
      }
      requireKeyFirst(condition.name, condition.args[0]);
      return add(attributeCondition('BEGINS_WITH', condition.args), conditions);
  }
}

function add(condition: AttributeCondition, conditions: AttributeCondition[]): void {
  if (conditions.some(({ name }) => name === condition.name)) {
    invalid(
      'Invalid KeyConditionExpression: KeyConditionExpressions must only contain one condition per key',
    );
  }
  conditions.push(condition);
}

function requireKeyFirst(operator: string, operand: Operand | undefined): void {
  if (operand?.kind === 'path') return;
  if (operand?.kind === 'call') invalid('KeyConditionExpressions cannot contain nested operations');
  invalid(
    `Invalid condition in KeyConditionExpression: ${operator} operator must have the key attribute as its first operand`,
  );
}

function comparison(
  comparator: Exclude<Comparator, '<>'>,
  left: Operand,
  right: Operand,
): AttributeCondition {
  if (left.kind === 'value' && right.kind === 'path') {
    return attributeCondition(OPERATORS[REVERSED[comparator]], [right, left]);
  }
  return attributeCondition(OPERATORS[comparator], [left, right]);
}

function attributeCondition(
  operator: SortCondition['operator'],
  operands: readonly Operand[],
): AttributeCondition {
  let name: string | number | undefined;
  const values: AttributeValue[] = [];
  for (const operand of operands) {
    if (operand.kind === 'call') return invalid('KeyConditionExpressions cannot contain nested operations');
    if (operand.kind === 'value') {
      values.push(operand.value);
      continue;
    }
    if (name !== undefined) {
      return invalid(
        'Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition',
      );
    }
    if (operand.path.length > 1) {
      return invalid('KeyConditionExpressions cannot have conditions on nested attributes');
    }
    name = operand.path[0];
  }
  if (typeof name !== 'string') {
    return invalid('Invalid condition in KeyConditionExpression: No key attribute specified');
  }
  return { name, operator, values };
}

/** Checks conditions against the key of the queried table or index (aws-behaviour.md 3.9, "Query:"). */
export function keyConditionFor(conditions: readonly AttributeCondition[], schema: KeySchema): KeyCondition {
  const attributes = keyAttributes(schema);
  const partitions = partitionAttributes(schema);
  if (conditions.length > Math.max(2, attributes.length)) {
    invalid(
      `The number of query conditions (${conditions.length}) exceeds the number of key attributes defined ` +
        `in the schema (${attributes.length})`,
    );
  }
  if (!schema.sort && conditions.length > partitions.length) invalid('Query key condition not supported');
  for (const attribute of attributes) {
    const isPartition = partitions.includes(attribute);
    const condition = conditions.find(({ name }) => name === attribute.name);
    if (!condition) {
      if (isPartition || (conditions.length > 1 && !isComposite(schema)))
        invalid(`Query condition missed key schema element: ${attribute.name}`);
      continue;
    }
    if (!isIndexable(condition.operator)) {
      invalid('Attempted conditional constraint is not an indexable operation');
    }
    if (condition.values.some((value) => typeOf(value) !== attribute.type)) {
      invalid(
        'One or more parameter values were invalid: Condition parameter type does not match schema type',
      );
    }
    if (isPartition && condition.operator !== 'EQ') invalid('Query key condition not supported');
    if (condition.operator !== 'BEGINS_WITH')
      for (const value of condition.values) refuseEmpty(value, attribute.name);
  }
  return assembled(conditions, schema);
}

function assembled(conditions: readonly AttributeCondition[], schema: KeySchema): KeyCondition {
  const partitions = partitionAttributes(schema).map(({ name }) => {
    const value = conditions.find((condition) => condition.name === name)?.values[0];
    return value ?? invalid(`Query condition missed key schema element: ${name}`);
  });
  const sorts = sortAttributes(schema).map(({ name }) =>
    conditions.find((condition) => condition.name === name),
  );
  const last = sorts.findLastIndex((condition) => condition !== undefined);
  const before = sorts.slice(0, Math.max(last, 0));
  refuseGaps(schema, before, sorts[last]);
  const fixed = before.flatMap((condition) => condition?.values ?? []);
  const sort = sorts[last];
  if (!sort || !isIndexable(sort.operator)) return { partitions, fixed };
  return { partitions, fixed, sort: { operator: sort.operator, values: sort.values } };
}

/** Sort attributes are conditioned from the first on, and only the last of them by a range. */
function refuseGaps(
  schema: KeySchema,
  before: readonly (AttributeCondition | undefined)[],
  last: AttributeCondition | undefined,
): void {
  const lacking = sortAttributes(schema).filter(
    (_, at) => at < before.length && before[at]?.operator !== 'EQ',
  );
  if (lacking.length === 0 || last === undefined) return;
  invalid(
    `RANGE key attributes ${lacking.map(({ name }) => name).join(', ')} must have equality conditions specified ` +
      `in the query because a condition is present on key attribute ${last.name}`,
  );
}

function isIndexable(operator: ComparisonOperator): operator is SortCondition['operator'] {
  return ['EQ', 'LT', 'LE', 'GT', 'GE', 'BEGINS_WITH', 'BETWEEN'].includes(operator);
}

/** The encoded keys (`encodeCompositeKey`) that satisfy a key condition: from `from` up to, but not with, `to`. */
export function keyRange({ partitions, fixed, sort }: KeyCondition): { from: string; to: string } {
  const prefix = encodeCompositeKey([...partitions, ...fixed]);
  const [low, high] = sort?.values ?? [];
  if (!sort || !low) return { from: prefix, to: prefix + KEY_END };
  const start = prefix + encodeKey(low);
  const value = start + KEY_SEPARATOR;
  switch (sort.operator) {
    case 'EQ':
      return { from: value, to: value + KEY_END };
    case 'LT':
      return { from: prefix, to: value };
    case 'LE':
      return { from: prefix, to: value + KEY_END };
    case 'GT':
      return { from: value + KEY_END, to: prefix + KEY_END };
    case 'GE':
      return { from: value, to: prefix + KEY_END };
    case 'BEGINS_WITH':
      return { from: start, to: start + KEY_END };
    default:
      return { from: value, to: prefix + encodeKey(high ?? low) + KEY_SEPARATOR + KEY_END };
  }
}
