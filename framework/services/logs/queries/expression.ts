/** Expressions of queries: fields, literals, arithmetic, comparisons and functions. */
import { callFunction, isFunction } from './functions';
import type { TokenReader } from './tokens';

/** What an expression can be; undefined is a field that the event does not have. */
export type Value = string | number | boolean | undefined;

/** An event, or a row of results: values by field. */
export type Row = ReadonlyMap<string, Value>;

export interface Expression {
  /** As it was written, which names its column. */
  readonly text: string;
  readonly value: (row: Row) => Value;
}

/** A number where the value is one or reads as one. */
export function numberOf(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  return Number.isNaN(number) ? undefined : number;
}

export const textOf = (value: Value): string | undefined => (value === undefined ? undefined : String(value));

const isTrue = (value: Value): boolean => value === true || value === 'true';

function compare(operator: string, left: Value, right: Value): boolean {
  if (left === undefined || right === undefined) return operator === '!=' && left !== right;
  const [a, b] = [numberOf(left), numberOf(right)];
  const order =
    a !== undefined && b !== undefined
      ? a - b
      : textOf(left) === textOf(right)
        ? 0
        : String(left) < String(right)
          ? -1
          : 1;
  switch (operator) {
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
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

const arithmetic: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
  '^': (left, right) => left ** right,
};

function calculated(operator: string, left: Expression, right: Expression): Expression {
  const operation = arithmetic[operator];
  return {
    text: `${left.text} ${operator} ${right.text}`,
    value(row) {
      const [a, b] = [numberOf(left.value(row)), numberOf(right.value(row))];
      return a === undefined || b === undefined ? undefined : operation?.(a, b);
    },
  };
}

/** What follows `like` or `=~`: a text anywhere in the value, or a regular expression. */
function readPattern(reader: TokenReader): (text: string) => boolean {
  const token = reader.next();
  if (token.kind === 'regex') {
    const source = token.text.replace(/^\(\?i\)/, '');
    const regex = compileRegex(source, token.flags === 'i' || source !== token.text ? 'i' : '', reader);
    return (text) => regex.test(text);
  }
  if (token.kind !== 'text') throw reader.unexpected(token);
  return (text) => text.includes(token.text);
}

export function compileRegex(source: string, flags: string, reader: TokenReader): RegExp {
  try {
    return new RegExp(source, flags);
  } catch {
    throw reader.unexpected({ kind: 'regex', text: source });
  }
}

export function readExpression(reader: TokenReader): Expression {
  let left = readBoth(reader);
  while (reader.acceptWord('or')) {
    const [a, b] = [left, readBoth(reader)];
    left = { text: `${a.text} or ${b.text}`, value: (row) => isTrue(a.value(row)) || isTrue(b.value(row)) };
  }
  return left;
}

function readBoth(reader: TokenReader): Expression {
  let left = readNot(reader);
  while (reader.acceptWord('and')) {
    const [a, b] = [left, readNot(reader)];
    left = { text: `${a.text} and ${b.text}`, value: (row) => isTrue(a.value(row)) && isTrue(b.value(row)) };
  }
  return left;
}

function readNot(reader: TokenReader): Expression {
  if (!reader.acceptWord('not')) return readComparison(reader);
  const inner = readNot(reader);
  return { text: `not ${inner.text}`, value: (row) => !isTrue(inner.value(row)) };
}

function readComparison(reader: TokenReader): Expression {
  const left = readSum(reader);
  const isNegated = reader.isWord('not') && /^(like|in)$/i.test(reader.peek(1).text);
  if (isNegated) reader.next();
  if (reader.acceptWord('like') || reader.accept('=~')) {
    const matches = readPattern(reader);
    const test = (row: Row): boolean => matches(textOf(left.value(row)) ?? '');
    return { text: `${left.text} like`, value: (row) => test(row) !== isNegated };
  }
  if (reader.acceptWord('in')) return readIn(reader, left, isNegated);
  const token = reader.peek();
  if (token.kind !== 'symbol' || !/^(?:=|!=|<=|>=|<|>)$/.test(token.text)) return left;
  const operator = reader.next().text;
  const right = readSum(reader);
  return {
    text: `${left.text} ${operator} ${right.text}`,
    value: (row) => compare(operator, left.value(row), right.value(row)),
  };
}

function readIn(reader: TokenReader, left: Expression, isNegated: boolean): Expression {
  const isBracketed = reader.accept('[');
  if (!isBracketed) reader.expect('(');
  const wanted = [readSum(reader)];
  while (reader.accept(',')) wanted.push(readSum(reader));
  reader.expect(isBracketed ? ']' : ')');
  const isIn = (row: Row): boolean => wanted.some((each) => compare('=', left.value(row), each.value(row)));
  return { text: `${left.text} in`, value: (row) => isIn(row) !== isNegated };
}

function readSum(reader: TokenReader): Expression {
  let left = readProduct(reader);
  for (let token = reader.peek(); isSymbol(token, '+-'); token = reader.peek()) {
    left = calculated(reader.next().text, left, readProduct(reader));
  }
  return left;
}

function readProduct(reader: TokenReader): Expression {
  let left = readUnit(reader);
  for (let token = reader.peek(); isSymbol(token, '*/%^'); token = reader.peek()) {
    left = calculated(reader.next().text, left, readUnit(reader));
  }
  return left;
}

const isSymbol = ({ kind, text }: { kind: string; text: string }, symbols: string): boolean =>
  kind === 'symbol' && text.length === 1 && symbols.includes(text);

function readUnit(reader: TokenReader): Expression {
  if (reader.accept('(')) {
    const inner = readExpression(reader);
    reader.expect(')');
    return { text: `(${inner.text})`, value: inner.value };
  }
  if (reader.accept('-')) {
    const inner = readUnit(reader);
    return calculated('-', { text: '', value: () => 0 }, inner);
  }
  const token = reader.next();
  if (token.kind === 'text') return { text: `"${token.text}"`, value: () => token.text };
  if (token.kind === 'number') return { text: token.text, value: () => Number(token.text) };
  if (token.kind !== 'name') throw reader.unexpected(token);
  if (reader.accept('(')) return readCall(token.text, reader);
  if (token.text === 'true' || token.text === 'false') {
    return { text: token.text, value: () => token.text === 'true' };
  }
  return { text: token.text, value: (row) => row.get(token.text) };
}

/** A period such as `5m` is a name to the reader of tokens, and an argument only here. */
function readCall(name: string, reader: TokenReader): Expression {
  const given: Expression[] = [];
  while (!reader.accept(')')) {
    if (given.length > 0) reader.expect(',');
    const token = reader.peek();
    if (token.kind === 'name' && /^\d+[a-z]+$/.test(token.text)) {
      reader.next();
      given.push({ text: token.text, value: () => token.text });
    } else given.push(readExpression(reader));
  }
  const text = `${name}(${given.map((each) => each.text).join(', ')})`;
  if (!isFunction(name)) throw reader.unexpected({ kind: 'name', text });
  return {
    text,
    value: (row) =>
      callFunction(
        name,
        given.map((each) => each.value(row)),
        row,
      ),
  };
}
