/**
 * Metric math: arithmetic, comparisons, and a few functions, over numbers and time series.
 *
 * A series has one place per period, all of the same grid; a place without data gives none in the result either.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
import { validationError } from '../errors';

export type Values = readonly (number | undefined)[];
type Value = number | Values | readonly Values[];
export type Expression = (lookUp: (id: string) => Values, length: number) => Value;

const isSeriesList = (value: Value): value is readonly Values[] =>
  typeof value !== 'number' && Array.isArray(value[0]);

const isSeries = (value: Value): value is Values => typeof value !== 'number' && !isSeriesList(value);

type Operator = (a: number, b: number) => number | undefined;

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

function combine(a: Value, b: Value, operator: Operator): Value {
  if (isSeriesList(a)) return a.map((each) => combine(each, b, operator)).filter(isSeries);
  if (isSeriesList(b)) return b.map((each) => combine(a, each, operator)).filter(isSeries);
  if (typeof a === 'number' && typeof b === 'number') return operator(a, b) ?? [];
  const length = typeof a === 'number' ? (typeof b === 'number' ? 0 : b.length) : a.length;
  return Array.from({ length }, (_, index) => {
    const left = typeof a === 'number' ? a : a[index];
    const right = typeof b === 'number' ? b : b[index];
    return left === undefined || right === undefined ? undefined : operator(left, right);
  });
}

const present = (values: Values): number[] => values.filter((value) => value !== undefined);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Of a list of series place by place, of one series over all its places. */
const over =
  (fold: (values: number[]) => number) =>
  ([value = 0]: Value[]): Value => {
    if (typeof value === 'number') return value;
    if (!isSeriesList(value)) return present(value).length === 0 ? [] : fold(present(value));
    return (value[0] ?? []).map((_, index) => {
      const values = present(value.map((series) => series[index]));
      return values.length === 0 ? undefined : fold(values);
    });
  };

const eachValue =
  (map: (value: number) => number) =>
  ([value = 0]: Value[]): Value =>
    combine(value, 0, map);

function valueAt(value: Value | undefined, index: number): number | undefined {
  if (value === undefined || typeof value === 'number') return value;
  return isSeries(value) ? value[index] : undefined;
}

const functions: Readonly<Record<string, (values: Value[], length: number) => Value>> = {
  SUM: over(sum),
  AVG: over((values) => sum(values) / values.length),
  MIN: over((values) => Math.min(...values)),
  MAX: over((values) => Math.max(...values)),
  ABS: eachValue(Math.abs),
  CEIL: eachValue(Math.ceil),
  FLOOR: eachValue(Math.floor),
  IF([condition = 0, then = 0, otherwise], length) {
    return Array.from({ length }, (_, index) => {
      const holds = valueAt(condition, index);
      return holds === undefined ? undefined : valueAt(holds === 0 ? otherwise : then, index);
    });
  },
  FILL([value = 0, filler = 0], length) {
    if (typeof value === 'number') return value;
    if (isSeriesList(value)) return value.map((series) => fill(series, filler, length));
    return fill(value, filler, length);
  },
};

/** `REPEAT` is the empty list of series: it puts the last value. */
function fill(values: Values, filler: Value, length: number): Values {
  let last: number | undefined;
  return Array.from({ length }, (_, index) => {
    const fallback = typeof filler === 'number' ? filler : last;
    last = values[index] ?? fallback;
    return last;
  });
}

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
      left = (lookUp, length) => combine(a(lookUp, length), b(lookUp, length), operator);
    }
  }

  private single(): Expression {
    const next = this.tokens[this.index++] ?? '';
    if (next === '-') {
      const negated = this.single();
      return (lookUp, length) => combine(0, negated(lookUp, length), (a, b) => a - b);
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
    return (lookUp, length) =>
      members.map((member) => {
        const value = member(lookUp, length);
        return typeof value === 'number' ? Array.from({ length }, () => value) : isSeries(value) ? value : [];
      });
  }

  private called(name: string): Expression {
    this.index++;
    const members = this.separated(')');
    const metricIds = this.ids.filter((id) => id.startsWith('m'));
    if (name === 'METRICS') return (lookUp) => metricIds.map(lookUp);
    const apply = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (apply === undefined) return this.notEmulated(`cloudwatch: the metric math function ${name}`);
    return (lookUp, length) =>
      apply(
        members.map((member) => member(lookUp, length)),
        length,
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

/** A result as a series: a number is the same at each place. */
export function asSeries(value: Value, length: number): Values {
  if (typeof value === 'number') return Array.from({ length }, () => value);
  return isSeriesList(value) ? (value[0] ?? []) : value;
}
