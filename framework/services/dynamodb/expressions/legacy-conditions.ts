import type { Condition as WireCondition, ExpectedAttributeValue } from '@aws-sdk/client-dynamodb';
import { type AttributeType, type AttributeValue, typeOf } from '../items/attribute-value';
import { compareValues } from '../items/compare-values';
import { readValue } from '../items/read-value';
import { invalid } from '../errors';
import type { Condition, Operand } from './condition';
import type { AttributeCondition, ComparisonOperator } from './key-condition';

const WERE_INVALID = 'One or more parameter values were invalid: ';
const SCALARS: readonly AttributeType[] = ['S', 'N', 'B'];

/** How many values a legacy operator takes, and in the filters of which types. */
const OPERATORS: {
  readonly [operator in ComparisonOperator]: { min: number; max: number; types?: readonly AttributeType[] };
} = {
  EQ: { min: 1, max: 1 },
  NE: { min: 1, max: 1 },
  LE: { min: 1, max: 1, types: SCALARS },
  LT: { min: 1, max: 1, types: SCALARS },
  GE: { min: 1, max: 1, types: SCALARS },
  GT: { min: 1, max: 1, types: SCALARS },
  CONTAINS: { min: 1, max: 1, types: SCALARS },
  NOT_CONTAINS: { min: 1, max: 1, types: SCALARS },
  BEGINS_WITH: { min: 1, max: 1, types: ['S', 'B'] },
  IN: { min: 1, max: Infinity, types: SCALARS },
  BETWEEN: { min: 2, max: 2, types: SCALARS },
  NULL: { min: 0, max: 0 },
  NOT_NULL: { min: 0, max: 0 },
};
/** KeyConditions, QueryFilter or ScanFilter as checked conditions, in the order of the request. */
export function readLegacyConditions(
  conditions: { [name: string]: WireCondition } | undefined,
): AttributeCondition[] {
  return Object.entries(conditions ?? {}).map(
    ([name, { ComparisonOperator: operator, AttributeValueList }]) => {
      if (!operator)
        return invalid(`${WERE_INVALID}ComparisonOperator must be specified for Attribute: ${name}`);
      const values = (AttributeValueList ?? []).map(readValue);
      checkValueCount(operator, values.length);
      checkSameType(values);
      const { types } = OPERATORS[operator];
      const wrong = types && values.map(typeOf).find((type) => !types.includes(type));
      if (wrong) {
        invalid(
          `${WERE_INVALID}ComparisonOperator ${operator} is not valid for ${wrong} AttributeValue type`,
        );
      }
      checkBounds(operator, values);
      return { name, operator, values };
    },
  );
}

/** QueryFilter or ScanFilter as the condition of a FilterExpression. */
export function legacyFilter(
  conditions: { [name: string]: WireCondition } | undefined,
  conditionalOperator: 'AND' | 'OR' | undefined,
): Condition | undefined {
  return joined(readLegacyConditions(conditions).map(conditionOf), conditionalOperator);
}

/** Expected as the condition of a ConditionExpression. */
export function legacyExpected(
  expected: { [name: string]: ExpectedAttributeValue } | undefined,
  conditionalOperator: 'AND' | 'OR' | undefined,
): Condition | undefined {
  const conditions = Object.entries(expected ?? {}).map(([name, value]) => readExpected(name, value));
  return joined(conditions.map(conditionOf), conditionalOperator);
}

function readExpected(name: string, expected: ExpectedAttributeValue): AttributeCondition {
  const { Value, Exists, ComparisonOperator: operator, AttributeValueList } = expected;
  if (AttributeValueList && Value) {
    return invalid(
      `${WERE_INVALID}Value and AttributeValueList cannot be used together for Attribute: ${name}`,
    );
  }
  if (!operator) return readExists(name, expected);
  if (Exists !== undefined) {
    return invalid(
      `${WERE_INVALID}Exists and ComparisonOperator cannot be used together for Attribute: ${name}`,
    );
  }
  if (operator !== 'NULL' && operator !== 'NOT_NULL' && !AttributeValueList && !Value) {
    return invalid(
      `${WERE_INVALID}Value or AttributeValueList must be used with ComparisonOperator: ${operator} for Attribute: ${name}`,
    );
  }
  const wires = AttributeValueList ?? (Value ? [Value] : []);
  checkValueCount(operator, wires.length);
  const values = wires.map(readValue);
  checkSameType(values);
  checkBounds(operator, values);
  return { name, operator, values };
}

/** Without an operator: the attribute has that value, or with `Exists: false` it is not there. */
function readExists(
  name: string,
  { Value, Exists, AttributeValueList }: ExpectedAttributeValue,
): AttributeCondition {
  if (AttributeValueList) {
    return invalid(
      `${WERE_INVALID}AttributeValueList can only be used with a ComparisonOperator for Attribute: ${name}`,
    );
  }
  if (Exists === false) {
    if (Value)
      return invalid(`${WERE_INVALID}Value cannot be used when Exists is false for Attribute: ${name}`);
    return { name, operator: 'NULL', values: [] };
  }
  if (!Value) {
    return invalid(
      `${WERE_INVALID}Value must be provided when Exists is ${Exists ?? 'null'} for Attribute: ${name}`,
    );
  }
  return { name, operator: 'EQ', values: [readValue(Value)] };
}

function joined(conditions: Condition[], operator: 'AND' | 'OR' | undefined): Condition | undefined {
  const [first] = conditions;
  if (operator && !first) return invalid('ConditionalOperator cannot be used without Filter or Expected');
  if (operator && conditions.length === 1) {
    return invalid('ConditionalOperator can only be used when Filter or Expected has two or more elements');
  }
  if (!first || conditions.length === 1) return first;
  return operator === 'OR' ? { kind: 'or', conditions } : { kind: 'and', conditions };
}

function conditionOf({ name, operator, values }: AttributeCondition): Condition {
  const path: Operand = { kind: 'path', path: [name] };
  const operands = values.map((value): Operand => ({ kind: 'value', value }));
  const [left, right] = operands;
  if (operator === 'NULL') return { kind: 'call', name: 'attribute_not_exists', args: [path] };
  if (operator === 'NOT_NULL' || !left) return { kind: 'call', name: 'attribute_exists', args: [path] };
  switch (operator) {
    case 'EQ':
      return { kind: 'compare', comparator: '=', left: path, right: left };
    case 'NE':
      return { kind: 'compare', comparator: '<>', left: path, right: left };
    case 'LT':
      return { kind: 'compare', comparator: '<', left: path, right: left };
    case 'LE':
      return { kind: 'compare', comparator: '<=', left: path, right: left };
    case 'GT':
      return { kind: 'compare', comparator: '>', left: path, right: left };
    case 'GE':
      return { kind: 'compare', comparator: '>=', left: path, right: left };
    case 'IN':
      return { kind: 'in', value: path, candidates: operands };
    case 'BETWEEN':
      return { kind: 'between', value: path, lower: left, upper: right ?? left };
    case 'BEGINS_WITH':
      return { kind: 'call', name: 'begins_with', args: [path, left] };
    case 'CONTAINS':
      return { kind: 'call', name: 'contains', args: [path, left] };
    default:
      return { kind: 'not', condition: { kind: 'call', name: 'contains', args: [path, left] } };
  }
}

function checkValueCount(operator: ComparisonOperator, count: number): void {
  const { min, max } = OPERATORS[operator];
  if (count < min || count > max) {
    invalid(`${WERE_INVALID}Invalid number of argument(s) for the ${operator} ComparisonOperator`);
  }
}

function checkSameType(values: readonly AttributeValue[]): void {
  if (new Set(values.map(typeOf)).size > 1) {
    invalid(`${WERE_INVALID}AttributeValues inside AttributeValueList must be of same type`);
  }
}

function checkBounds(operator: ComparisonOperator, [lower, upper]: readonly AttributeValue[]): void {
  if (operator === 'BETWEEN' && lower && upper && (compareValues(lower, upper) ?? 0) > 0) {
    invalid(
      'The BETWEEN condition was provided a range where the lower bound is greater than the upper bound',
    );
  }
}
