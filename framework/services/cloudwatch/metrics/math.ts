/**
 * Metric math: arithmetic, comparisons, and a few functions, over numbers and time series.
 *
 * A series has one place per period, all of the same grid; a place without data gives none in the result either.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
import { validationError } from '../errors';
import {
  callFunction,
  combine,
  isFunction,
  isSeries,
  type Grid,
  type Operator,
  type Value,
  type Values,
} from './math-functions';

/** What an expression takes its metrics from: their values on its grid. */
type LookUp = (id: string) => Values;

export type Expression = (lookUp: LookUp, grid: Grid) => Value;

const operators: readonly Readonly<Record<string, Operator>>[] = [
  { '||': (a, b) => Number(a !== 0 || b !== 0), OR: (a, b) => Number(a !== 0 || b !== 0) },
  { '&&': (a, b) => Number(a !== 0 && b !== 0), AND: (a, b) => Number(a !== 0 && b !== 0) },
  {
    '==': (a, b) => Number(a === b),
    '!=': (a, b) => Number(a !== b),
    '<=': (a, b) => Number(a <= b),
    '>=': (a, b) => Number(a >= b),
    '<': (a, b) => Number(a < b),
    '>': (a, b) => Number(a > b),
  },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  { '*': (a, b) => a * b, '/': (a, b) => (b === 0 ? undefined : a / b) },
  { '^': (a, b) => a ** b },
];

const token = /\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([a-zA-Z_]\w*)|(\|\||&&|==|!=|<=|>=|[-+*/^<>()[\],]))/y;

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (text.slice(token.lastIndex).trim() !== '') {
    const match = token.exec(text);
    if (match === null) throw invalidExpression(text);
    tokens.push(match[0].trim());
  }
  return tokens;
}

const invalidExpression = (text: string) =>
  validationError(`Invalid metrics list: error in expression '${text}'`);

/** Reads an expression; `notEmulated` is called for functions that are not here. */
export function parseExpression(
  text: string,
  ids: readonly string[],
  notEmulated: (what: string) => never,
): Expression {
  const tokens = tokenize(text);
  const reader = new Reader(tokens, ids, text, notEmulated);
  const expression = reader.level(0);
  if (!reader.isAtEnd()) throw invalidExpression(text);
  return expression;
}

class Reader {
  private index = 0;

  constructor(
    private readonly tokens: readonly string[],
    private readonly ids: readonly string[],
    private readonly text: string,
    private readonly notEmulated: (what: string) => never,
  ) {}

  isAtEnd(): boolean {
    return this.index === this.tokens.length;
  }

  level(depth: number): Expression {
    const row = operators[depth];
    if (row === undefined) return this.single();
    let left = this.level(depth + 1);
    for (;;) {
      const next = this.tokens[this.index] ?? '';
      const operator = Object.hasOwn(row, next) ? row[next] : undefined;
      if (operator === undefined) return left;
      this.index++;
      const [a, b] = [left, this.level(depth + 1)];
      left = (lookUp, grid) => combine(a(lookUp, grid), b(lookUp, grid), operator);
    }
  }

  private single(): Expression {
    const next = this.tokens[this.index++] ?? '';
    if (next === '-') {
      const negated = this.single();
      return (lookUp, grid) => combine(0, negated(lookUp, grid), (a, b) => a - b);
    }
    if (next === '(') return this.closed(this.level(0), ')');
    if (next === '[') return this.list();
    if (/^\d/.test(next)) return () => Number(next);
    if (this.tokens[this.index] === '(') return this.called(next);
    if (next === 'REPEAT') return () => [[]];
    if (!this.ids.includes(next)) throw invalidExpression(this.text);
    return (lookUp) => lookUp(next);
  }

  private list(): Expression {
    const members = this.separated(']');
    return (lookUp, grid) =>
      members.map((member) => {
        const value = member(lookUp, grid);
        return typeof value === 'number'
          ? Array.from({ length: grid.length }, () => value)
          : isSeries(value)
            ? value
            : [];
      });
  }

  private called(name: string): Expression {
    this.index++;
    const members = this.separated(')');
    const metricIds = this.ids.filter((id) => id.startsWith('m'));
    if (name === 'METRICS') return (lookUp) => metricIds.map(lookUp);
    if (!isFunction(name)) return this.notEmulated(`cloudwatch: the metric math function ${name}`);
    return (lookUp, grid) =>
      callFunction(
        name,
        members.map((member) => member(lookUp, grid)),
        grid,
      );
  }

  private separated(end: string): Expression[] {
    const members: Expression[] = [];
    if (this.tokens[this.index] === end) {
      this.index++;
      return members;
    }
    for (;;) {
      members.push(this.level(0));
      const next = this.tokens[this.index++];
      if (next === end) return members;
      if (next !== ',') throw invalidExpression(this.text);
    }
  }

  private closed(expression: Expression, end: string): Expression {
    if (this.tokens[this.index++] !== end) throw invalidExpression(this.text);
    return expression;
  }
}
