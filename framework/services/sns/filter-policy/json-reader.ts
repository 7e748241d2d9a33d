/** Reads JSON token by token and says where it stands, because AWS's complaints about filter policies do. */

export type Token =
  | 'object'
  | 'object end'
  | 'array'
  | 'array end'
  | 'name'
  | 'string'
  | 'number'
  | 'true'
  | 'false'
  | 'null'
  | 'end';

export interface JsonReader {
  /** Of the token at hand: a name, a number, or a string, which is read to its end by this. */
  text(): string;
  next(): Token;
  /** ` at [Source: ...]`, of where the reader stands now: behind what it has read so far. */
  place(): string;
}

/** What can't be read as JSON, in the words of the parser that AWS uses, without the place. */
export class JsonProblem extends Error {}

const valueNames = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const shownMax = 500;
const whitespace = ' \t\n\r';
const literals = ['true', 'false', 'null'] as const;

const unexpected = (character: string, expected: string): JsonProblem =>
  new JsonProblem(`Unexpected character ('${character}' (code ${character.charCodeAt(0)})): ${expected}`);

/** The source as it is quoted in complaints: its first five hundred characters. */
function quoted(source: string): string {
  const rest = source.length - shownMax;
  return rest > 0 ? `"${source.slice(0, shownMax)}"[truncated ${rest} chars]` : `"${source}"`;
}

interface Cursor {
  at: number;
  /** Where the string at hand begins, while it has not been read. */
  unread?: number | undefined;
  text: string;
  /** The value after a name is looked at together with the name. */
  following?: { token: Token; text: string } | undefined;
  readonly open: { kind: 'object' | 'array'; hasEntries: boolean }[];
}

function skipWhitespace(source: string, cursor: Cursor): void {
  while (whitespace.includes(source.charAt(cursor.at)) && cursor.at < source.length) cursor.at++;
}

/** The next character that is no whitespace, read. */
function significant(source: string, cursor: Cursor): string {
  skipWhitespace(source, cursor);
  const character = source.charAt(cursor.at);
  if (character === '') {
    const { kind } = cursor.open.at(-1) ?? { kind: 'object' };
    const name = kind === 'object' ? 'Object' : 'Array';
    throw new JsonProblem(`Unexpected end-of-input: expected close marker for ${name}`);
  }
  cursor.at++;
  return character;
}

/** Reads a string whose opening quote has been read. */
function readString(source: string, cursor: Cursor, from: number): string {
  let end = from;
  while (end < source.length && source.charAt(end) !== '"') end += source.charAt(end) === '\\' ? 2 : 1;
  if (end >= source.length) {
    cursor.at = source.length;
    throw new JsonProblem('Unexpected end-of-input in VALUE_STRING');
  }
  cursor.at = end + 1;
  try {
    const text: unknown = JSON.parse(source.slice(from - 1, end + 1));
    return String(text);
  } catch {
    throw new JsonProblem('Unrecognized character escape');
  }
}

function finishString(source: string, cursor: Cursor): void {
  const { unread } = cursor;
  if (unread === undefined) return;
  cursor.unread = undefined;
  cursor.text = readString(source, cursor, unread);
}

function readNumber(source: string, cursor: Cursor, first: string): Token {
  const rest = source.slice(cursor.at - 1);
  const [number] = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/.exec(rest) ?? [];
  if (number === undefined) throw unexpected(first, 'was expecting a number');
  cursor.at += number.length - 1;
  cursor.text = number;
  return 'number';
}

function readValue(source: string, cursor: Cursor, first: string): Token {
  if (first === '{' || first === '[') {
    const kind = first === '{' ? 'object' : 'array';
    cursor.open.push({ kind, hasEntries: false });
    cursor.text = first;
    return kind;
  }
  if (first === '"') {
    cursor.unread = cursor.at;
    return 'string';
  }
  if (/[-\d]/.test(first)) return readNumber(source, cursor, first);
  const [word = ''] = /^[\w$]*/.exec(source.slice(cursor.at - 1)) ?? [];
  const literal = literals.find((each) => each === word);
  if (literal === undefined && word === '') throw unexpected(first, `expected a valid value ${valueNames}`);
  cursor.at += word.length - 1;
  if (literal === undefined)
    throw new JsonProblem(`Unrecognized token '${word}': was expecting ${valueNames}`);
  cursor.text = literal;
  return literal;
}

function readName(source: string, cursor: Cursor, first: string): Token {
  if (first !== '"') throw unexpected(first, 'was expecting double-quote to start field name');
  const name = readString(source, cursor, cursor.at);
  const colon = significant(source, cursor);
  if (colon !== ':') throw unexpected(colon, 'was expecting a colon to separate field name and value');
  const token = readValue(source, cursor, significant(source, cursor));
  cursor.following = { token, text: cursor.text };
  cursor.text = name;
  return 'name';
}

function close(cursor: Cursor, mark: string): Token {
  cursor.open.pop();
  cursor.text = mark;
  return mark === '}' ? 'object end' : 'array end';
}

function nextToken(source: string, cursor: Cursor): Token {
  const { following, open } = cursor;
  if (following !== undefined) {
    cursor.following = undefined;
    cursor.text = following.text;
    return following.token;
  }
  finishString(source, cursor);
  const inside = open.at(-1);
  if (inside === undefined) {
    skipWhitespace(source, cursor);
    if (cursor.at >= source.length) return 'end';
    return readValue(source, cursor, significant(source, cursor));
  }
  let first = significant(source, cursor);
  const mark = inside.kind === 'object' ? '}' : ']';
  if (first === mark) return close(cursor, mark);
  if (inside.hasEntries) {
    const entries = inside.kind === 'object' ? 'Object' : 'Array';
    if (first !== ',') throw unexpected(first, `was expecting comma to separate ${entries} entries`);
    first = significant(source, cursor);
  }
  inside.hasEntries = true;
  return inside.kind === 'object' ? readName(source, cursor, first) : readValue(source, cursor, first);
}

export function jsonReader(source: string): JsonReader {
  const cursor: Cursor = { at: 0, text: '', open: [] };
  return {
    next: () => nextToken(source, cursor),
    text() {
      // At a name, the string that may be unread is already the value behind it.
      if (cursor.following === undefined) finishString(source, cursor);
      return cursor.text;
    },
    place() {
      const lines = source.slice(0, cursor.at).split('\n');
      const column = (lines.at(-1) ?? '').length + 1;
      return `\n at [Source: (String)${quoted(source)}; line: ${lines.length}, column: ${column}]`;
    },
  };
}
