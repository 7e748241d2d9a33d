import { invalid } from '../../errors';

/** Where something stands in a statement, as AWS's messages write it: `line:column:length`. */
export type Position = string;

/** `word` is a bare name or keyword, `name` one in double quotes; `end` is the end of the statement. */
export interface Token {
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'symbol' | 'end';
  readonly text: string;
  readonly at: Position;
}

/** Refuses a statement that cannot be read; `detail` is AWS's word for why, nothing where a token is at fault. */
export function malformed(detail: string): never {
  return invalid(`Statement wasn't well formed, can't be processed: ${detail}`);
}

const BLANK = /(?:\s+|--[^\n]*|\/\*[^]*?\*\/)*/y;
const TOKEN =
  /([A-Za-z_$][A-Za-z0-9_$]*)|"((?:[^"]|"")*)"|'((?:[^']|'')*)'|((?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)|(<<|>>|<>|<=|>=|!=|\|\||\/(?!\*)|[-+*%=<>()[\]{},.:;?])/y;

/** Exponent and scale of a number are 32 bits wide. */
const INT_MIN = -(2 ** 31);
const INT_MAX = 2 ** 31 - 1;

/** Splits a statement into tokens, the last of which is its end. */
export function tokensOf(statement: string): Token[] {
  const tokens: Token[] = [];
  let at = afterBlank(statement, 0);
  while (at < statement.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(statement);
    if (match === null) return malformed('');
    tokens.push(tokenOf(match, positionOf(statement, at, match[0].length)));
    at = afterBlank(statement, at + match[0].length);
  }
  tokens.push({ kind: 'end', text: '', at: positionOf(statement, at, 0) });
  return tokens;
}

function tokenOf([, word, name, string, number, symbol = '']: RegExpExecArray, at: Position): Token {
  if (word !== undefined) return { kind: 'word', text: word, at };
  if (name !== undefined) return { kind: 'name', text: name.replaceAll('""', '"'), at };
  if (string !== undefined) return { kind: 'string', text: string.replaceAll("''", "'"), at };
  if (number === undefined) return { kind: 'symbol', text: symbol, at };
  if (!fitsDecimal(number)) malformed('');
  return { kind: 'number', text: number, at };
}

/** Whether a decimal number with a scale of 32 bits can hold it; its size is judged where it is used. */
export function fitsDecimal(text: string): boolean {
  const [, fraction = '', exponentText = '0'] = /^[-+]?\d*(?:\.(\d*))?(?:[eE]([-+]?\d+))?$/.exec(text) ?? [];
  const exponent = Number(exponentText);
  const scale = fraction.length - exponent;
  return exponent >= INT_MIN && exponent <= INT_MAX && scale >= INT_MIN && scale <= INT_MAX;
}

function afterBlank(statement: string, at: number): number {
  BLANK.lastIndex = at;
  const [blank = ''] = BLANK.exec(statement) ?? [];
  return at + blank.length;
}

function positionOf(statement: string, at: number, length: number): Position {
  const before = statement.slice(0, at);
  const line = before.split('\n').length;
  return `${line}:${at - before.lastIndexOf('\n')}:${length}`;
}
