/** The words of a query. */
import { malformedQuery } from '../errors';

export interface Token {
  readonly kind: 'symbol' | 'text' | 'regex' | 'number' | 'name' | 'end';
  readonly text: string;
  /** `i` of a regular expression. */
  readonly flags?: string;
}

const space = /(?:\s+|#[^\n]*)*/y;
/** A slash begins a regular expression only where a value is expected. */
const regexPattern = /\/((?:[^/\\\n]|\\.)+)\/(i?)/y;
const tokenPattern =
  /("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|`([^`]*)`|(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w@])|(=~|!=|<=|>=|[=<>()[\],|+*/%^-])|([\w@][\w@.:-]*)/y;

const expectsValue = (before: Token | undefined): boolean =>
  before === undefined ||
  (before.kind === 'symbol' && before.text !== ')' && before.text !== ']') ||
  (before.kind === 'name' && /^(like|as|and|or|not|in|parse)$/i.test(before.text));

export function tokensOf(query: string): Token[] {
  const tokens: Token[] = [];
  let at = skipped(query, 0);
  let parses = false;
  while (at < query.length) {
    const before = tokens.at(-1);
    regexPattern.lastIndex = at;
    // `parse @message /…/` has its expression behind a field.
    const regex = expectsValue(before) || parses ? regexPattern.exec(query) : null;
    if (regex !== null) {
      const [whole, text = '', flags = ''] = regex;
      tokens.push({ kind: 'regex', text, flags });
      at = skipped(query, at + whole.length);
      continue;
    }
    tokenPattern.lastIndex = at;
    const match = tokenPattern.exec(query);
    if (match === null) throw malformedQuery(`unexpected symbol found ${query.charAt(at)} at position ${at}`);
    const [whole, text, ticked, number, symbol, name = ''] = match;
    if (text !== undefined) tokens.push({ kind: 'text', text: unquoted(text) });
    else if (ticked !== undefined) tokens.push({ kind: 'name', text: ticked });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol });
    else tokens.push({ kind: 'name', text: name });
    parses = symbol === '|' ? false : parses || name.toLowerCase() === 'parse';
    at = skipped(query, at + whole.length);
  }
  return tokens;
}

function skipped(query: string, at: number): number {
  space.lastIndex = at;
  return at + (space.exec(query)?.[0].length ?? 0);
}

const unquoted = (text: string): string => text.slice(1, -1).replaceAll(/\\(["'\\])/g, '$1');

/** Reads tokens one after the other. */
export class TokenReader {
  private index = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  peek(ahead = 0): Token {
    return this.tokens[this.index + ahead] ?? { kind: 'end', text: '' };
  }

  next(): Token {
    const token = this.peek();
    this.index++;
    return token;
  }

  isWord(word: string): boolean {
    const token = this.peek();
    return token.kind === 'name' && token.text.toLowerCase() === word;
  }

  acceptWord(word: string): boolean {
    if (!this.isWord(word)) return false;
    this.index++;
    return true;
  }

  accept(symbol: string): boolean {
    const token = this.peek();
    if (token.kind !== 'symbol' || token.text !== symbol) return false;
    this.index++;
    return true;
  }

  expect(symbol: string): void {
    if (!this.accept(symbol)) throw this.unexpected();
  }

  name(): string {
    const token = this.next();
    if (token.kind !== 'name') throw this.unexpected(token);
    return token.text;
  }

  number(): number {
    const token = this.next();
    if (token.kind !== 'number') throw this.unexpected(token);
    return Number(token.text);
  }

  unexpected(token = this.peek()): Error {
    return malformedQuery(
      token.kind === 'end' ? 'unexpected end of the query' : `unexpected symbol found ${token.text}`,
    );
  }
}
