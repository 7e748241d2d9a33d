/** Filter patterns for JSON messages: `{ ($.level = "ERROR" || $.status >= 500) && $.user IS NOT NULL }`. */
import { invalidParameter } from '../errors';
import type { FilterPattern } from './filter-pattern';
import { comparison } from './operand';

type Json = unknown;
type Test = (root: Json) => boolean;

interface Token {
  readonly kind: 'symbol' | 'selector' | 'text' | 'word' | 'regex' | 'end';
  readonly text: string;
}

const tokenPattern =
  /\s*(?:(&&|\|\||!=|>=|<=|[=<>(){}])|(\$(?:\.[\w*-]+|\[(?:\d+|\*|"[^"]*"|'[^']*')\])+)|"((?:[^"\\]|\\.)*)"|%((?:[^%\\]|\\.)*)%|([^\s()=<>!&|{}"]+))/y;

function tokenize(pattern: string): Token[] {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < pattern.length) {
    const match = tokenPattern.exec(pattern);
    if (match === null) throw invalidPattern();
    const [, symbol, selector, text, regex, word] = match;
    if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol });
    else if (selector !== undefined) tokens.push({ kind: 'selector', text: selector });
    else if (text !== undefined) tokens.push({ kind: 'text', text: text.replaceAll(/\\(.)/g, '$1') });
    else if (regex !== undefined) tokens.push({ kind: 'regex', text: regex });
    else tokens.push({ kind: 'word', text: word ?? '' });
  }
  return tokens;
}

const invalidPattern = () => invalidParameter('Invalid filter pattern');

function valueAt(message: string, selector: string): unknown {
  const root = parsed(message);
  return root === undefined ? undefined : valuesAt(root.value, readSelector(selector))[0];
}

/** A message that is no JSON matches no such pattern. */
export function compileJsonPattern(pattern: string): FilterPattern {
  const tokens = tokenize(pattern);
  const test = new Reader(tokens).pattern();
  const selectors = tokens.filter(({ kind }) => kind === 'selector').map(({ text }) => text);
  return {
    matches(message) {
      const root = parsed(message);
      return root !== undefined && test(root.value);
    },
    valueAt,
    extracted: (message) =>
      Object.fromEntries(
        selectors.flatMap((selector) => {
          const value = valueAt(message, selector);
          if (value === undefined || value === null) return [];
          return [[selector, typeof value === 'string' ? value : JSON.stringify(value)]];
        }),
      ),
  };
}

function parsed(message: string): { readonly value: Json } | undefined {
  try {
    return { value: JSON.parse(message) };
  } catch {
    return undefined;
  }
}

/** Only numbers are numbers in JSON. */
const readNumber = (value: Json): number | undefined => (typeof value === 'number' ? value : undefined);

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
    const { kind, text } = operand;
    if (operator.kind !== 'symbol' || (kind !== 'text' && kind !== 'word' && kind !== 'regex'))
      throw invalidPattern();
    const holds = comparison(operator.text, { kind, text }, readNumber);
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
function readSelector(text: string): (string | number)[] {
  const path: (string | number)[] = [];
  for (const [, name, index, quoted] of text.matchAll(/\.([\w*-]+)|\[(\d+|\*)\]|\[["']([^"']*)["']\]/g)) {
    if (index !== undefined) path.push(index === '*' ? '*' : Number(index));
    else path.push(name ?? quoted ?? '');
  }
  return path;
}

/** The values that a path leads to: none, one, or with `*` several. */
function valuesAt(root: Json, path: readonly (string | number)[]): Json[] {
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
