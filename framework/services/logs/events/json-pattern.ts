/** Filter patterns for JSON messages: `{ ($.level = "ERROR" || $.status >= 500) && $.user IS NOT NULL }`. */
import { invalidParameter } from '../errors';

type Json = unknown;
type Test = (root: Json) => boolean;

interface Token {
  readonly kind: 'symbol' | 'selector' | 'text' | 'word' | 'end';
  readonly text: string;
}

const tokenPattern =
  /\s*(?:(&&|\|\||!=|>=|<=|[=<>(){}])|(\$(?:\.[\w*-]+|\[(?:\d+|\*|"[^"]*"|'[^']*')\])+)|"((?:[^"\\]|\\.)*)"|([^\s()=<>!&|{}"]+))/y;

function tokenize(pattern: string): Token[] {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < pattern.length) {
    const match = tokenPattern.exec(pattern);
    if (match === null) throw invalidPattern();
    const [, symbol, selector, text, word] = match;
    if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol });
    else if (selector !== undefined) tokens.push({ kind: 'selector', text: selector });
    else if (text !== undefined) tokens.push({ kind: 'text', text: text.replaceAll(/\\(.)/g, '$1') });
    else tokens.push({ kind: 'word', text: word ?? '' });
  }
  return tokens;
}

const invalidPattern = () => invalidParameter('Invalid filter pattern');

/** A message that is no JSON matches no such pattern. */
export function compileJsonPattern(
  pattern: string,
  notEmulated: (what: string) => never,
): (message: string) => boolean {
  const tokens = tokenize(pattern);
  if (tokens.some(({ kind, text }) => kind === 'word' && text.startsWith('%'))) {
    notEmulated('logs: a regular expression in a filter pattern');
  }
  const test = new Reader(tokens).pattern();
  return (message) => {
    let root: Json;
    try {
      root = JSON.parse(message);
    } catch {
      return false;
    }
    return test(root);
  };
}

/** Reads the tokens by descent: `||` binds weaker than `&&`. */
class Reader {
  private index = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  pattern(): Test {
    this.expect('{');
    const test = this.either();
    this.expect('}');
    if (this.peek().kind !== 'end') throw invalidPattern();
    return test;
  }

  private either(): Test {
    const tests = [this.both()];
    while (this.accept('||')) tests.push(this.both());
    return (root) => tests.some((test) => test(root));
  }

  private both(): Test {
    const tests = [this.single()];
    while (this.accept('&&')) tests.push(this.single());
    return (root) => tests.every((test) => test(root));
  }

  private single(): Test {
    if (this.accept('(')) {
      const test = this.either();
      this.expect(')');
      return test;
    }
    const selector = this.next();
    if (selector.kind !== 'selector') throw invalidPattern();
    return this.comparison(readSelector(selector.text));
  }

  private comparison(path: readonly (string | number)[]): Test {
    const operator = this.next();
    if (operator.kind === 'word') return this.wordy(operator.text, path);
    const operand = this.next();
    if (operator.kind !== 'symbol' || (operand.kind !== 'text' && operand.kind !== 'word'))
      throw invalidPattern();
    const holds = compare(operator.text, operand);
    return (root) => valuesAt(root, path).some(holds);
  }

  /** `IS NULL`, `IS TRUE`, `IS FALSE`, `EXISTS`, `NOT EXISTS`. */
  private wordy(operator: string, path: readonly (string | number)[]): Test {
    if (operator === 'EXISTS') return (root) => valuesAt(root, path).length > 0;
    const operand = this.next().text;
    if (operator === 'NOT' && operand === 'EXISTS') return (root) => valuesAt(root, path).length === 0;
    const literals: Readonly<Record<string, Json>> = { NULL: null, TRUE: true, FALSE: false };
    if (operator !== 'IS' || !Object.hasOwn(literals, operand)) throw invalidPattern();
    return (root) => valuesAt(root, path).some((value) => value === literals[operand]);
  }

  private peek(): Token {
    return this.tokens[this.index] ?? { kind: 'end', text: '' };
  }

  private next(): Token {
    const token = this.peek();
    this.index++;
    return token;
  }

  private accept(symbol: string): boolean {
    const token = this.peek();
    if (token.kind !== 'symbol' || token.text !== symbol) return false;
    this.index++;
    return true;
  }

  private expect(symbol: string): void {
    if (!this.accept(symbol)) throw invalidPattern();
  }
}

/** The steps of a selector such as `$.items[0].price`. */
export function readSelector(text: string): (string | number)[] {
  const path: (string | number)[] = [];
  for (const [, name, index, quoted] of text.matchAll(/\.([\w*-]+)|\[(\d+|\*)\]|\[["']([^"']*)["']\]/g)) {
    if (index !== undefined) path.push(index === '*' ? '*' : Number(index));
    else path.push(name ?? quoted ?? '');
  }
  return path;
}

/** The values that a path leads to: none, one, or with `*` several. */
export function valuesAt(root: Json, path: readonly (string | number)[]): Json[] {
  let values: Json[] = [root];
  for (const step of path) values = values.flatMap((value) => membersAt(value, step));
  return values;
}

function membersAt(value: Json, step: string | number): Json[] {
  if (typeof value !== 'object' || value === null) return [];
  if (step === '*') return Object.values(value);
  const member = Object.entries(value).find(([key]) => key === String(step));
  return member === undefined ? [] : [member[1]];
}

function compare(operator: string, operand: Token): (value: Json) => boolean {
  const number = operand.kind === 'word' && operand.text.trim() !== '' ? Number(operand.text) : Number.NaN;
  if (!Number.isNaN(number)) return numeric(operator, number);
  if (operator !== '=' && operator !== '!=') throw invalidPattern();
  // `*` stands for any text, with which AWS matches prefixes and address ranges.
  const parts = operand.text.split('*').map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  const pattern = new RegExp(`^${parts.join('.*')}$`, 's');
  const isEqual = (value: Json) =>
    (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') &&
    pattern.test(String(value));
  return operator === '=' ? isEqual : (value) => !isEqual(value);
}

function numeric(operator: string, operand: number): (value: Json) => boolean {
  const holds: Readonly<Record<string, (value: number) => boolean>> = {
    '=': (value) => value === operand,
    '!=': (value) => value !== operand,
    '<': (value) => value < operand,
    '<=': (value) => value <= operand,
    '>': (value) => value > operand,
    '>=': (value) => value >= operand,
  };
  const test = holds[operator];
  if (test === undefined) throw invalidPattern();
  return (value) => typeof value === 'number' && test(value);
}
