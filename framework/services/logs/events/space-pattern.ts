/** Filter patterns for messages whose fields stand between spaces: `[ip, user, ..., status = 4* || status = 5*]`. */
import { invalidParameter } from '../errors';
import type { FilterPattern } from './filter-pattern';
import { comparison, type Holds, type Operand } from './operand';

interface Field {
  readonly name: string;
  readonly holds: Holds;
}

const invalidPattern = () => invalidParameter('Invalid filter pattern');

const tokenPattern =
  /\s*(?:(&&|\|\||!=|>=|<=|[=<>()])|%((?:[^%\\]|\\.)*)%|"((?:[^"\\]|\\.)*)"|([^\s()=<>!&|"%]+))/y;

type Token = Operand | { readonly kind: 'symbol'; readonly text: string };

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < text.trimEnd().length) {
    const match = tokenPattern.exec(text);
    if (match === null) throw invalidPattern();
    const [, symbol, regex, quoted, word = ''] = match;
    if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol });
    else if (regex !== undefined) tokens.push({ kind: 'regex', text: regex });
    else if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted.replaceAll(/\\(.)/g, '$1') });
    else tokens.push({ kind: 'word', text: word });
  }
  return tokens;
}

/** Fields are texts; what reads as a number is one to a comparison with a number. */
const readNumber = (value: unknown): number | undefined => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  return Number.isNaN(number) ? undefined : number;
};

/** One field: a name, or comparisons of it; `||` binds weaker than `&&`. */
function readField(text: string): Field {
  const tokens = tokenize(text);
  const [first, ...rest] = tokens;
  if (first === undefined) return { name: '', holds: () => true };
  if (rest.length === 0 && first.kind === 'word') return { name: first.text, holds: () => true };
  const names: string[] = [];
  let index = 0;
  const isAt = (symbol: string): boolean =>
    tokens[index]?.kind === 'symbol' && tokens[index]?.text === symbol;
  const accept = (symbol: string): boolean => {
    if (!isAt(symbol)) return false;
    index++;
    return true;
  };
  const either = (): Holds => {
    const tests = [both()];
    while (accept('||')) tests.push(both());
    return (value) => tests.some((test) => test(value));
  };
  const both = (): Holds => {
    const tests = [single()];
    while (accept('&&')) tests.push(single());
    return (value) => tests.every((test) => test(value));
  };
  const single = (): Holds => {
    if (accept('(')) {
      const test = either();
      if (!accept(')')) throw invalidPattern();
      return test;
    }
    const [name, operator, operand] = tokens.slice(index, index + 3);
    index += 3;
    if (name?.kind !== 'word' || operator?.kind !== 'symbol') throw invalidPattern();
    if (operand === undefined || operand.kind === 'symbol') throw invalidPattern();
    names.push(name.text);
    return comparison(operator.text, operand, readNumber);
  };
  const holds = either();
  const [name = ''] = names;
  // Each field speaks of itself alone.
  if (index < tokens.length || names.some((other) => other !== name)) throw invalidPattern();
  return { name, holds };
}

/** Fields between commas; a comma in quotes or in a regular expression is none. */
function readFields(pattern: string): Field[] {
  if (!pattern.endsWith(']')) throw invalidPattern();
  const inside = pattern.slice(1, -1).trim();
  if (inside === '') return [];
  const parts = inside.match(/(?:"(?:[^"\\]|\\.)*"|%(?:[^%\\]|\\.)*%|[^,"%])+/g) ?? [];
  return parts.map((part) => readField(part.trim()));
}

/** The fields of a message: what stands in quotes or brackets is one. */
function fieldsOf(message: string): string[] {
  return [...message.matchAll(/"((?:[^"\\]|\\.)*)"|\[([^\]]*)\]|(\S+)/g)].map(
    ([, quoted, bracketed, word]) => quoted ?? bracketed ?? word ?? '',
  );
}

/** Fields and values side by side; `...` stands for as many as are left. Undefined where they are not as many. */
function paired(fields: readonly Field[], values: readonly string[]): [Field, string][] | undefined {
  const gap = fields.findIndex(({ name }) => name === '...');
  if (gap === -1) {
    if (fields.length !== values.length) return undefined;
    return fields.map((field, at) => [field, values[at] ?? '']);
  }
  const tail = fields.slice(gap + 1);
  if (values.length < fields.length - 1) return undefined;
  const last = values.length - tail.length;
  return [
    ...fields.slice(0, gap).map((field, at): [Field, string] => [field, values[at] ?? '']),
    ...tail.map((field, at): [Field, string] => [field, values[last + at] ?? '']),
  ];
}

export function compileSpacePattern(pattern: string): FilterPattern {
  const fields = readFields(pattern);
  // Without a field it asks for nothing.
  if (fields.length === 0) {
    return { matches: () => true, valueAt: () => undefined, extracted: () => ({}) };
  }
  const read = (message: string) => paired(fields, fieldsOf(message));
  return {
    matches: (message) => read(message)?.every(([{ holds }, value]) => holds(value)) ?? false,
    valueAt: (message, selector) => read(message)?.find(([{ name }]) => `$${name}` === selector)?.[1],
    extracted: (message) =>
      Object.fromEntries((read(message) ?? []).map(([{ name }, value]) => [`$${name}`, value])),
  };
}
