import { KEYWORDS } from './keywords';
import { tokensOf, type Token } from './lexer';

const END: Token = { kind: 'end', text: '', at: '1:1:0' };

/** Walks over the tokens of one statement. */
export class StatementReader {
  readonly #tokens: readonly Token[];
  #at = 0;
  /** How many `?` were read. */
  parameters = 0;

  constructor(statement: string) {
    this.#tokens = tokensOf(statement);
  }

  peek(ahead = 0): Token {
    return this.#tokens[this.#at + ahead] ?? END;
  }

  next(): Token {
    const token = this.peek();
    this.#at++;
    return token;
  }

  isSymbol(symbol: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'symbol' && token.text === symbol;
  }

  isWord(word: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'word' && token.text.toLowerCase() === word;
  }

  /** Whether that symbol comes next; if so it is read. */
  accept(symbol: string): boolean {
    if (!this.isSymbol(symbol)) return false;
    this.#at++;
    return true;
  }

  /** Whether that keyword, in any case, comes next; if so it is read. */
  acceptWord(word: string): boolean {
    if (!this.isWord(word)) return false;
    this.#at++;
    return true;
  }

  /** Whether a name comes next: one in quotes, or a bare word that is no keyword. */
  isName(): boolean {
    const token = this.peek();
    return token.kind === 'name' || (token.kind === 'word' && !KEYWORDS.has(token.text.toLowerCase()));
  }
}
