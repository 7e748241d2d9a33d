import { bindCondition, type Condition } from '../expressions/condition';
import type { ConditionNode } from '../expressions/syntax/condition-parser';
import type { ParsedOperand } from '../expressions/syntax/syntax-tree';
import { invalid } from '../errors';
import type { AttributeValue } from '../items/attribute-value';
import { TYPES } from './syntax/keywords';
import type { Expression } from './syntax/tree';
import { type Parameters, valueOf } from './values';

type Node = ConditionNode<ParsedOperand>;

const FUNCTIONS = ['attribute_exists', 'attribute_not_exists', 'attribute_type', 'begins_with', 'contains'];
const NOT_BOOLEAN = 'WHERE clause must contain an expression that resolves to a boolean';
const NO_CANDIDATES =
  'IN operator must have a left hand argument of type Variable Reference and right hand argument of type Seq ' +
  'with at least one member';

/** A WHERE clause as a condition, checked as those of expressions are. */
export function conditionOf(where: Expression, parameters: Parameters): Condition {
  const binder = new ConditionBinder(parameters);
  const bound = bindCondition(binder.node(where), {
    path: (path) => path,
    value: (name) => binder.values[Number(name)] ?? { NULL: true },
  });
  return typeof bound === 'string' ? invalid(bound) : bound;
}

/** Turns a statement's expressions into those of a ConditionExpression, with its values numbered. */
class ConditionBinder {
  readonly values: AttributeValue[] = [];
  readonly #parameters: Parameters;

  constructor(parameters: Parameters) {
    this.#parameters = parameters;
  }

  node(expression: Expression): Node {
    switch (expression.kind) {
      case 'and':
      case 'or':
        return { kind: expression.kind, conditions: expression.parts.map((part) => this.node(part)) };
      case 'not':
        return { kind: 'not', condition: this.node(expression.part) };
      case 'compare':
        return this.#comparison(expression);
      case 'between': {
        const { value, lower, upper } = expression;
        return {
          kind: 'between',
          value: this.#operand(value),
          lower: this.#operand(lower),
          upper: this.#operand(upper),
        };
      }
      case 'in':
        return this.#membership(expression);
      case 'is':
        return this.#typeTest(expression);
      case 'call':
        return this.#call(expression);
      default:
        return invalid(NOT_BOOLEAN);
    }
  }

  /** A condition may be compared with a truth value. */
  #comparison(expression: Extract<Expression, { kind: 'compare' }>): Node {
    const { comparator, left, right } = expression;
    for (const [test, wanted] of [
      [left, right],
      [right, left],
    ] as const) {
      if (test.kind !== 'call' || !FUNCTIONS.includes(test.name) || wanted.kind !== 'boolean') continue;
      const holds = wanted.value === (comparator === '=');
      const condition = this.#call(test);
      return holds ? condition : { kind: 'not', condition };
    }
    return { kind: 'compare', comparator, left: this.#operand(left), right: this.#operand(right) };
  }

  #membership({ value, candidates }: Extract<Expression, { kind: 'in' }>): Node {
    if (value.kind !== 'path') invalid(NO_CANDIDATES);
    const given =
      candidates.kind === 'list' || candidates.kind === 'bag'
        ? candidates.items.map((item) => this.#operand(item))
        : this.#given(valueOf(candidates, this.#parameters));
    if (given.length === 0) invalid(NO_CANDIDATES);
    return { kind: 'in', value: this.#operand(value), candidates: given };
  }

  #given(value: AttributeValue): ParsedOperand[] {
    if (!('L' in value)) return [this.#kept(value)];
    return value.L.map((item) => this.#kept(item));
  }

  #typeTest({ value, type }: Extract<Expression, { kind: 'is' }>): Node {
    if (value.kind !== 'path') {
      return invalid('The left hand side argument to IS must be a Variable Reference, Literal, or Path');
    }
    const wanted = TYPES[type];
    if (wanted === undefined) {
      return invalid(
        `Unsupported data type for IS operator: ${type.toUpperCase()}. Supported data types are ` +
          '[MISSING, NULL, BOOLEAN, BLOB, STRING, NUMERIC, STRUCT, TUPLE, LIST]',
      );
    }
    const path = this.#operand(value);
    if (wanted === 'MISSING') return { kind: 'call', name: 'attribute_not_exists', args: [path] };
    return { kind: 'call', name: 'attribute_type', args: [path, this.#kept({ S: wanted })] };
  }

  #call({ name, args, at }: Extract<Expression, { kind: 'call' }>): Node {
    if (name === 'exists' && args[0]?.kind === 'select') {
      return invalid('EXISTS can only be used in ExecuteTransaction write requests.');
    }
    if (name === 'size') return invalid(NOT_BOOLEAN);
    if (!FUNCTIONS.includes(name)) return invalid(`Unrecognized function: ${name} at ${at}`);
    return { kind: 'call', name, args: args.map((arg) => this.#operand(arg)) };
  }

  #operand(expression: Expression): ParsedOperand {
    if (expression.kind === 'path') return { kind: 'path', path: expression.path };
    if (expression.kind === 'call') {
      const { name, args, at } = expression;
      if (name !== 'size') return invalid(`Unrecognized function: ${name} at ${at}`);
      return { kind: 'call', name, args: args.map((arg) => this.#operand(arg)) };
    }
    if (expression.kind === 'arithmetic') {
      return invalid(`Unsupported operator in Condition Expression. Operator: ${expression.operator}`);
    }
    return this.#kept(valueOf(expression, this.#parameters));
  }

  #kept(value: AttributeValue): ParsedOperand {
    return { kind: 'value', name: String(this.values.push(value) - 1) };
  }
}
