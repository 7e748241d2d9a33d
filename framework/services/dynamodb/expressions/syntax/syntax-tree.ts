import { SyntaxProblem, type TokenReader } from './lexer';
import { isReservedWord } from './reserved-words';

/** A path as written: bare names, `#placeholders` and list indexes. */
export type ParsedPath = readonly (string | number)[];

export type ParsedOperand =
  | { kind: 'path'; path: ParsedPath }
  | { kind: 'value'; name: string }
  | { kind: 'call'; name: string; args: readonly ParsedOperand[] };

/** The operators and functions of an expression are limited in number (aws-behaviour.md 3.2). */
const OPERATORS_MAX = 300;

/**
 * What is wrong with an expression that has the right syntax, whatever its names and values stand for. AWS reports one
 * thing, by kind and not by place, so the first of each kind is kept while parsing.
 */
export class Remarks {
  operators = 0;
  redundantParentheses = false;
  unknownFunction: string | undefined;
  misusedFunction: string | undefined;
  reservedWord: string | undefined;
  repeatedSection: string | undefined;

  unknownFunctionText(): string | undefined {
    return this.unknownFunction && `Invalid function name; function: ${this.unknownFunction}`;
  }

  misusedFunctionText(): string | undefined {
    if (!this.misusedFunction) return undefined;
    return `The function is not allowed to be used this way in an expression; function: ${this.misusedFunction}`;
  }

  reservedWordText(): string | undefined {
    return (
      this.reservedWord && `Attribute name is a reserved keyword; reserved keyword: ${this.reservedWord}`
    );
  }

  operatorsText(): string | undefined {
    if (this.operators <= OPERATORS_MAX) return undefined;
    return `The expression contains too many operators; operator count: ${OPERATORS_MAX + 1}`;
  }
}

/** Reads `name`, `#name`, `name.name[3]` … */
export function parsePath(reader: TokenReader, remarks: Remarks): ParsedPath {
  const path: (string | number)[] = [parsePathName(reader, remarks)];
  for (;;) {
    if (reader.accept('.')) {
      path.push(parsePathName(reader, remarks));
    } else if (reader.accept('[')) {
      if (reader.peek().kind !== 'index') reader.fail();
      path.push(listIndex(reader.next().text));
      reader.expect(']');
    } else {
      return path;
    }
  }
}

/** Indexes of lists are 32 bits wide. */
export const LIST_INDEX_MAX = 2 ** 31 - 1;

function listIndex(text: string): number {
  if (Number(text) <= LIST_INDEX_MAX) return Number(text);
  throw new SyntaxProblem(`List index is not within the allowable range; index: [${text}]`);
}

function parsePathName(reader: TokenReader, remarks: Remarks): string {
  const token = reader.peek();
  if (token.kind !== 'word' && token.kind !== 'name') return reader.fail();
  reader.next();
  if (token.kind === 'word' && isReservedWord(token.text)) remarks.reservedWord ??= token.text;
  return token.text;
}

/** Whether a function call comes next. */
export function isCall(reader: TokenReader): boolean {
  return reader.peek().kind === 'word' && reader.peek(1).text === '(' && reader.peek(1).kind === 'symbol';
}

/** Reads `name(operand, …)`; `known` are the functions that this kind of expression has. */
export function parseCall(
  reader: TokenReader,
  remarks: Remarks,
  known: ReadonlySet<string>,
  parseArgument: () => ParsedOperand,
): { kind: 'call'; name: string; args: readonly ParsedOperand[] } {
  const name = reader.next().text;
  if (!known.has(name)) remarks.unknownFunction ??= name;
  remarks.operators++;
  reader.expect('(');
  const args = [parseArgument()];
  while (reader.accept(',')) args.push(parseArgument());
  reader.expect(')');
  return { kind: 'call', name, args };
}
