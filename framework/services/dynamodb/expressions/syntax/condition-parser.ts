import { SyntaxProblem, TokenReader } from './lexer';
import { isCall, parseCall, type ParsedOperand, parsePath, Remarks } from './syntax-tree';

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

/** A condition over operands of type `O`: as parsed, or with its names and values filled in. */
export type ConditionNode<O> =
  | { kind: 'and'; conditions: readonly ConditionNode<O>[] }
  | { kind: 'or'; conditions: readonly ConditionNode<O>[] }
  | { kind: 'not'; condition: ConditionNode<O> }
  | { kind: 'compare'; comparator: Comparator; left: O; right: O }
  | { kind: 'between'; value: O; lower: O; upper: O }
  | { kind: 'in'; value: O; candidates: readonly O[] }
  | { kind: 'call'; name: string; args: readonly O[] };

/** `problem` is what is wrong with it whatever its names stand for; parentheses do not matter in a key condition. */
export type ParsedCondition = {
  root: ConditionNode<ParsedOperand>;
  redundantParentheses: boolean;
  problem: string | undefined;
};

type Operand = { kind: 'operand'; operand: ParsedOperand };
type Parsed = ConditionNode<ParsedOperand> | Operand;

const FUNCTIONS: ReadonlySet<string> = new Set([
  'attribute_exists',
  'attribute_not_exists',
  'attribute_type',
  'begins_with',
  'contains',
  'size',
]);
const CANDIDATES_MAX = 100;
/** Deeper than any sensible expression of 4 KB, and shallow enough for the stack. */
const DEPTH_MAX = 500;

/** Parses a ConditionExpression, FilterExpression or KeyConditionExpression. */
export function parseCondition(text: string): ParsedCondition {
  const parser = new ConditionParser(text);
  return parser.parse();
}

class ConditionParser {
  readonly #reader: TokenReader;
  readonly #remarks = new Remarks();
  #tooManyCandidates: string | undefined;
  #depth = 0;
  #lastGroup = { start: -1, end: -1 };

  constructor(text: string) {
    this.#reader = new TokenReader(text);
  }

  parse(): ParsedCondition {
    const root = this.#condition(this.#alternatives(false));
    this.#reader.expectEnd();
    const remarks = this.#remarks;
    const problem =
      remarks.operatorsText() ??
      this.#tooManyCandidates ??
      remarks.unknownFunctionText() ??
      remarks.misusedFunctionText() ??
      remarks.reservedWordText();
    return { root, redundantParentheses: remarks.redundantParentheses, problem };
  }

  /** `a OR b`. Directly after a parenthesis a bare operand may stand instead, as in `(a) = :b`. */
  #alternatives(operandAllowed: boolean): Parsed {
    return this.#chain('OR', 'or', operandAllowed, (allowed) =>
      this.#chain('AND', 'and', allowed, (bareAllowed) => this.#negation(bareAllowed)),
    );
  }

  #chain(
    keyword: string,
    kind: 'and' | 'or',
    operandAllowed: boolean,
    part: (allowed: boolean) => Parsed,
  ): Parsed {
    const first = part(operandAllowed);
    if (first.kind === 'operand' || !this.#reader.acceptWord(keyword)) return first;
    const conditions = [this.#condition(first)];
    do {
      this.#remarks.operators++;
      conditions.push(this.#condition(part(false)));
    } while (this.#reader.acceptWord(keyword));
    return { kind, conditions };
  }

  #negation(operandAllowed: boolean): Parsed {
    if (!isKeyword(this.#reader, 'NOT')) return this.#comparison(operandAllowed);
    this.#reader.next();
    this.#remarks.operators++;
    return this.#deeper(() => ({ kind: 'not', condition: this.#condition(this.#negation(false)) }));
  }

  #comparison(operandAllowed: boolean): Parsed {
    const left = this.#term();
    if (left.kind !== 'operand' && left.kind !== 'call') return left;
    const operand: ParsedOperand = left.kind === 'operand' ? left.operand : left;
    const token = this.#reader.peek();
    const comparator = token.kind === 'symbol' ? comparatorOf(token.text) : undefined;
    if (comparator) {
      this.#reader.next();
      const right = this.#operand();
      this.#operatorOver([operand, right]);
      return { kind: 'compare', comparator, left: operand, right };
    }
    if (this.#reader.acceptWord('BETWEEN')) return this.#range(operand);
    if (this.#reader.acceptWord('IN')) return this.#candidates(operand);
    if (left.kind === 'call' || (operandAllowed && token.kind === 'symbol' && token.text === ')'))
      return left;
    return this.#reader.fail();
  }

  #range(value: ParsedOperand): Parsed {
    const lower = this.#operand();
    if (!this.#reader.acceptWord('AND')) this.#reader.fail();
    const upper = this.#operand();
    this.#operatorOver([value, lower, upper]);
    return { kind: 'between', value, lower, upper };
  }

  #candidates(value: ParsedOperand): Parsed {
    this.#reader.expect('(');
    const candidates = [this.#operand()];
    while (this.#reader.accept(',')) candidates.push(this.#operand());
    this.#reader.expect(')');
    if (candidates.length > CANDIDATES_MAX) {
      this.#tooManyCandidates ??= `The IN operator is provided with too many operands; number of operands: ${candidates.length}`;
    }
    this.#operatorOver([value, ...candidates]);
    return { kind: 'in', value, candidates };
  }

  /** A parenthesis around a condition or an operand, or an operand. */
  #term(): Parsed {
    if (this.#startsGroup()) return this.#group(() => this.#alternatives(true));
    return this.#bareOperand();
  }

  #operand(): ParsedOperand {
    if (this.#startsGroup()) return this.#group(() => this.#operand());
    return this.#plainOperand();
  }

  #startsGroup(): boolean {
    const token = this.#reader.peek();
    return token.kind === 'symbol' && token.text === '(';
  }

  /** A parenthesis that holds nothing but another one is redundant; `((a) AND b)` is not. */
  #group<T>(parse: () => T): T {
    const opened = this.#reader.next().start;
    const inner = this.#reader.peek().start;
    const content = this.#deeper(parse);
    const contentEnd = this.#reader.peek(-1).end;
    this.#reader.expect(')');
    if (this.#lastGroup.start === inner && this.#lastGroup.end === contentEnd)
      this.#remarks.redundantParentheses = true;
    this.#lastGroup = { start: opened, end: this.#reader.peek(-1).end };
    return content;
  }

  #bareOperand(): Parsed {
    const operand = this.#plainOperand();
    return operand.kind === 'call' ? operand : { kind: 'operand', operand };
  }

  #plainOperand(): ParsedOperand {
    if (isCall(this.#reader)) {
      const call = parseCall(this.#reader, this.#remarks, FUNCTIONS, () =>
        this.#deeper(() => this.#operand()),
      );
      this.#argumentsOf(call.args);
      return call;
    }
    const token = this.#reader.peek();
    if (token.kind === 'value') return { kind: 'value', name: this.#reader.next().text };
    return { kind: 'path', path: parsePath(this.#reader, this.#remarks) };
  }

  /** Only `size` gives a value that an operator or function can use … */
  #argumentsOf(operands: readonly ParsedOperand[]): void {
    for (const operand of operands) {
      if (operand.kind === 'call' && operand.name !== 'size') this.#remarks.misusedFunction ??= operand.name;
    }
  }

  #operatorOver(operands: readonly ParsedOperand[]): void {
    this.#remarks.operators++;
    this.#argumentsOf(operands);
  }

  /** … and every function but `size` is a condition. */
  #condition(parsed: Parsed): ConditionNode<ParsedOperand> {
    if (parsed.kind === 'operand') return this.#reader.fail();
    if (parsed.kind === 'call' && parsed.name === 'size') this.#remarks.misusedFunction ??= parsed.name;
    return parsed;
  }

  #deeper<T>(parse: () => T): T {
    if (++this.#depth > DEPTH_MAX) throw new SyntaxProblem('The expression has redundant parentheses;');
    const result = parse();
    this.#depth--;
    return result;
  }
}

function isKeyword(reader: TokenReader, keyword: string): boolean {
  const token = reader.peek();
  return token.kind === 'word' && token.text.toUpperCase() === keyword;
}

function comparatorOf(text: string): Comparator | undefined {
  switch (text) {
    case '=':
    case '<>':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return text;
    default:
      return undefined;
  }
}
