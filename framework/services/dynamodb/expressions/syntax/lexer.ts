/**
 * `word` is a bare name or keyword, `name` a `#placeholder`, `value` a `:placeholder`; `end` is the end of
 * the text.
 */
export type TokenKind = 'word' | 'name' | 'value' | 'index' | 'symbol' | 'end';
export type Token = { kind: TokenKind; text: string; start: number; end: number };

const TOKEN =
  /[ \t\r\n]*(?:([A-Za-z][A-Za-z0-9_]*)|(#[A-Za-z0-9_]+)|(:[A-Za-z0-9_]+)|([0-9]+)|(<>|<=|>=|[^ \t\r\n]))/uy;

/** Splits an expression into tokens, the last of which is the end. Any text can be split; the parsers judge it. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    const end = TOKEN.lastIndex;
    const [, word, name, value, index, symbol] = match;
    if (word !== undefined) tokens.push({ kind: 'word', text: word, start: end - word.length, end });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name, start: end - name.length, end });
    else if (value !== undefined) tokens.push({ kind: 'value', text: value, start: end - value.length, end });
    else if (index !== undefined) tokens.push({ kind: 'index', text: index, start: end - index.length, end });
    else if (symbol !== undefined)
      tokens.push({ kind: 'symbol', text: symbol, start: end - symbol.length, end });
  }
  tokens.push({ kind: 'end', text: '<EOF>', start: text.length, end: text.length });
  return tokens;
}

const END: Token = { kind: 'end', text: '<EOF>', start: 0, end: 0 };

/** Why a text is no expression, in AWS's words, which follow `Invalid <parameter>: `. */
export class SyntaxProblem extends Error {
  override readonly name = 'SyntaxProblem';
}

/** Walks over the tokens of one expression, and words its syntax errors. */
export class TokenReader {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokensOf(text);
  }

  /** The token to come, or the one `ahead` places after it. */
  peek(ahead = 0): Token {
    return this.#tokens[this.#at + ahead] ?? this.#tokens.at(-1) ?? END;
  }

  next(): Token {
    const token = this.peek();
    this.#at++;
    return token;
  }

  /** Whether that symbol comes next; if so it is read. */
  accept(symbol: string): boolean {
    const token = this.peek();
    if (token.kind !== 'symbol' || token.text !== symbol) return false;
    this.#at++;
    return true;
  }

  /** Whether that keyword, in any case, comes next; if so it is read. */
  acceptWord(keyword: string): boolean {
    const token = this.peek();
    if (token.kind !== 'word' || token.text.toUpperCase() !== keyword) return false;
    this.#at++;
    return true;
  }

  expect(symbol: string): void {
    if (!this.accept(symbol)) this.fail();
  }

  expectEnd(): void {
    if (this.peek().kind !== 'end') this.fail();
  }

  /** Refuses the token to come. What stands near it is the text from the token before to the one after. */
  fail(): never {
    const token = this.peek();
    const from = this.#tokens[this.#at - 1]?.start ?? 0;
    const near = this.#text.slice(from, this.peek(1).end);
    throw new SyntaxProblem(`Syntax error; token: "${token.text}", near: "${near}"`);
  }
}
