import { KEYWORDS, OPERATORS, TYPES } from './keywords';
import { malformed, type Token } from './lexer';
import type { StatementReader } from './reader';
import type { Expression, Path, Select } from './tree';
import { invalid } from '../../errors';
import type { Comparator } from '../../expressions/syntax/condition-parser';
import { LIST_INDEX_MAX } from '../../expressions/syntax/syntax-tree';

/** Reads a SELECT inside an expression; the statements' parser gives it. */
export type SelectParser = (reader: StatementReader) => Select;

const COMPARATORS: Readonly<Record<string, Comparator>> = {
  '=': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};
const INFIX_SYMBOLS = new Set([...Object.keys(COMPARATORS), '+', '*', '/', '%', '||']);
/** Deeper than any sensible statement, and shallow enough for the stack. */
const DEPTH_MAX = 400;

/** Parses the expressions of statements. */
export class ExpressionParser {
  readonly #reader: StatementReader;
  readonly #select: SelectParser;
  #depth = 0;

  constructor(reader: StatementReader, select: SelectParser) {
    this.#reader = reader;
    this.#select = select;
  }

  /** `a OR b AND NOT c`. */
  expression(): Expression {
    if (++this.#depth > DEPTH_MAX) malformed('');
    const parsed = this.#chain('or', () => this.#chain('and', () => this.#negation()));
    this.#depth--;
    return parsed;
  }

  #chain(word: 'and' | 'or', part: () => Expression): Expression {
    const first = part();
    if (!this.#reader.isWord(word)) return first;
    const parts = [first];
    while (this.#reader.acceptWord(word)) {
      this.#needRight();
      parts.push(part());
    }
    return { kind: word, parts };
  }

  #negation(): Expression {
    if (!this.#reader.acceptWord('not')) return this.#comparison();
    if (++this.#depth > DEPTH_MAX) malformed('');
    const part = this.#negation();
    this.#depth--;
    return { kind: 'not', part };
  }

  #comparison(): Expression {
    const reader = this.#reader;
    let left = this.#sum();
    for (;;) {
      const token = reader.peek();
      const comparator =
        token.kind === 'symbol' && Object.hasOwn(COMPARATORS, token.text)
          ? COMPARATORS[token.text]
          : undefined;
      if (comparator !== undefined) {
        reader.next();
        this.#needRight();
        left = { kind: 'compare', comparator, left, right: this.#sum() };
      } else if (reader.isWord('is')) {
        left = this.#typeTest(left);
      } else {
        const test = this.#membership(left);
        if (test === undefined) return left;
        left = test;
      }
    }
  }

  /** `IN`, `BETWEEN` and their negations. */
  #membership(value: Expression): Expression | undefined {
    const reader = this.#reader;
    const isNegated = reader.isWord('not') && (reader.isWord('in', 1) || reader.isWord('between', 1));
    if (isNegated) reader.next();
    const test = reader.acceptWord('in')
      ? this.#candidates(value)
      : reader.acceptWord('between')
        ? this.#range(value)
        : undefined;
    return test !== undefined && isNegated ? { kind: 'not', part: test } : test;
  }

  #candidates(value: Expression): Expression {
    this.#needRight();
    return { kind: 'in', value, candidates: this.#sum() };
  }

  #range(value: Expression): Expression {
    const lower = this.#sum();
    if (!this.#reader.acceptWord('and')) malformed('Expected AND after BETWEEN');
    return { kind: 'between', value, lower, upper: this.#sum() };
  }

  #typeTest(value: Expression): Expression {
    const reader = this.#reader;
    reader.next();
    const isNegated = reader.acceptWord('not');
    const token = reader.next();
    const type = token.text.toLowerCase();
    if (token.kind !== 'word' || !Object.hasOwn(TYPES, type)) malformed('Expected type name');
    // The names of two words: the second adds nothing here.
    if (type === 'double') reader.acceptWord('precision');
    if (type === 'character') reader.acceptWord('varying');
    const test: Expression = { kind: 'is', value, type };
    return isNegated ? { kind: 'not', part: test } : test;
  }

  #sum(): Expression {
    const reader = this.#reader;
    let left = this.#term();
    for (;;) {
      const { kind, text } = reader.peek();
      if (kind !== 'symbol' || !['+', '-', '*', '/', '%', '||'].includes(text)) return left;
      reader.next();
      this.#needRight();
      left = { kind: 'arithmetic', operator: text, left, right: this.#term() };
    }
  }

  #needRight(): void {
    if (this.#reader.peek().kind === 'end') malformed('Missing right-hand side expression of infix operator');
  }

  #term(): Expression {
    const reader = this.#reader;
    const token = reader.peek();
    if (token.kind === 'string' || token.kind === 'number') {
      reader.next();
      return { kind: token.kind, text: token.text };
    }
    if (token.kind === 'word' && reader.isSymbol('(', 1)) return this.#call();
    if (reader.isName()) return this.path();
    if (token.kind === 'word') return this.#constant(token.text.toLowerCase());
    if (reader.accept('?')) return { kind: 'parameter', index: reader.parameters++ };
    if (reader.accept('(')) return this.#group();
    if (reader.accept('[')) return { kind: 'list', items: this.#items(']') };
    if (reader.accept('<<')) return { kind: 'bag', items: this.#items('>>') };
    if (reader.accept('{')) return this.#struct();
    if (reader.isSymbol('-') || reader.isSymbol('+')) return this.#signed();
    return token.kind === 'symbol' && INFIX_SYMBOLS.has(token.text)
      ? malformed('Unexpected operator')
      : malformed('Unexpected term');
  }

  #constant(word: string): Expression {
    if (OPERATORS.has(word)) return malformed('Unexpected operator');
    if (!['true', 'false', 'null', 'missing'].includes(word)) return malformed('Unexpected keyword');
    this.#reader.next();
    if (word === 'null') return { kind: 'null' };
    return word === 'missing' ? { kind: 'missing' } : { kind: 'boolean', value: word === 'true' };
  }

  #signed(): Expression {
    const sign = this.#reader.next().text;
    const term = this.#term();
    if (term.kind !== 'number') {
      return { kind: 'arithmetic', operator: sign, left: { kind: 'number', text: '0' }, right: term };
    }
    return sign === '+' ? term : { kind: 'number', text: `-${term.text}` };
  }

  /** A parenthesis around an expression, or a list of them. */
  #group(): Expression {
    const first = this.expression();
    if (this.#reader.accept(')')) return first;
    if (!this.#reader.accept(',')) return malformed('Expected )');
    return { kind: 'list', items: [first, ...this.#items(')')] };
  }

  #items(end: string): Expression[] {
    const items: Expression[] = [];
    if (this.#reader.accept(end)) return items;
    do items.push(this.expression());
    while (this.#reader.accept(','));
    if (!this.#reader.accept(end)) malformed(`Expected ${end}`);
    return items;
  }

  #struct(): Expression {
    const fields: [Expression, Expression][] = [];
    if (this.#reader.accept('}')) return { kind: 'struct', fields };
    do {
      const name = this.expression();
      if (!this.#reader.accept(':')) malformed('Expected :');
      fields.push([name, this.expression()]);
    } while (this.#reader.accept(','));
    if (!this.#reader.accept('}')) malformed('Expected }');
    return { kind: 'struct', fields };
  }

  #call(): Expression {
    const { text, at } = this.#reader.next();
    const name = text.toLowerCase();
    this.#reader.next();
    if (this.#reader.isWord('select')) {
      const select = this.#select(this.#reader);
      if (!this.#reader.accept(')')) malformed('Expected )');
      return { kind: 'call', name, at, args: [{ kind: 'select', select }] };
    }
    if (this.#reader.accept('*')) {
      if (!this.#reader.accept(')')) malformed('Expected )');
      return { kind: 'call', name, at, args: [] };
    }
    return { kind: 'call', name, at, args: this.#items(')') };
  }

  /** `name.name[3]."name"`. */
  path(): Path {
    const reader = this.#reader;
    if (!reader.isName()) malformed('Expected identifier for simple path');
    const { text, at } = reader.next();
    const path: (string | number)[] = [text];
    for (;;) {
      if (reader.accept('.')) {
        path.push(this.#pathName());
      } else if (reader.accept('[')) {
        const sign = reader.accept('-') ? '-' : '';
        const token = reader.next();
        if (token.kind === 'string' && sign === '') path.push(token.text);
        else if (token.kind === 'number' && /^\d+$/.test(token.text)) path.push(listIndex(sign, token));
        else malformed('Invalid path component');
        if (!reader.accept(']')) malformed('Expected ]');
      } else {
        return { kind: 'path', path, at };
      }
    }
  }

  #pathName(): string {
    const token = this.#reader.next();
    const isKeyword = token.kind === 'word' && KEYWORDS.has(token.text.toLowerCase());
    if (isKeyword || (token.kind !== 'word' && token.kind !== 'name'))
      malformed('Invalid path dot component');
    return token.text;
  }
}

/** An index of a list as written; one below nothing or beyond 32 bits is refused. */
function listIndex(sign: '' | '-', { text, at }: Token): number {
  const index = Number(text);
  if (index > LIST_INDEX_MAX || (sign === '-' && index > 0)) {
    invalid(`List index is not within the allowable range; index: [${sign}${text}] at ${at}`);
  }
  return index;
}
