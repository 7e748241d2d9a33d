import { SyntaxProblem, TokenReader } from './lexer';
import { isCall, parseCall, type ParsedOperand, type ParsedPath, parsePath, Remarks } from './syntax-tree';

export type ParsedSetValue =
  | { kind: 'operand'; operand: ParsedOperand }
  | { kind: 'sum'; operator: '+' | '-'; left: ParsedOperand; right: ParsedOperand };

export type ParsedAction =
  | { kind: 'set'; path: ParsedPath; value: ParsedSetValue }
  | { kind: 'remove'; path: ParsedPath }
  | { kind: 'add' | 'delete'; path: ParsedPath; value: string };

/** `problem` is what is wrong with it whatever its names stand for. */
export type ParsedUpdate = { actions: readonly ParsedAction[]; problem: string | undefined };

type Section = 'SET' | 'REMOVE' | 'ADD' | 'DELETE';

const FUNCTIONS: ReadonlySet<string> = new Set(['if_not_exists', 'list_append']);
const DEPTH_MAX = 500;

/** Parses an UpdateExpression. */
export function parseUpdate(text: string): ParsedUpdate {
  const reader = new TokenReader(text);
  const remarks = new Remarks();
  const actions: ParsedAction[] = [];
  const seen = new Set<Section>();
  do {
    const section = parseSection(reader);
    if (seen.has(section)) remarks.repeatedSection ??= section;
    seen.add(section);
    do actions.push(parseAction(section, reader, remarks));
    while (reader.accept(','));
  } while (reader.peek().kind !== 'end');
  return { actions, problem: problemOf(remarks) };
}

function problemOf(remarks: Remarks): string | undefined {
  const repeated = remarks.repeatedSection;
  return (
    remarks.operatorsText() ??
    remarks.reservedWordText() ??
    remarks.unknownFunctionText() ??
    (repeated && `The "${repeated}" section can only be used once in an update expression;`)
  );
}

function parseSection(reader: TokenReader): Section {
  for (const section of ['SET', 'REMOVE', 'ADD', 'DELETE'] as const) {
    if (reader.acceptWord(section)) return section;
  }
  return reader.fail();
}

function parseAction(section: Section, reader: TokenReader, remarks: Remarks): ParsedAction {
  const path = parsePath(reader, remarks);
  switch (section) {
    case 'SET':
      reader.expect('=');
      return { kind: 'set', path, value: parseSetValue(reader, remarks, 0) };
    case 'REMOVE':
      return { kind: 'remove', path };
    case 'ADD':
      return { kind: 'add', path, value: parseValueName(reader) };
    default:
      return { kind: 'delete', path, value: parseValueName(reader) };
  }
}

function parseValueName(reader: TokenReader): string {
  if (reader.peek().kind !== 'value') reader.fail();
  return reader.next().text;
}

function parseSetValue(reader: TokenReader, remarks: Remarks, depth: number): ParsedSetValue {
  if (depth > DEPTH_MAX) throw new SyntaxProblem('The expression has redundant parentheses;');
  if (reader.accept('(')) {
    const inner = parseSetValue(reader, remarks, depth + 1);
    reader.expect(')');
    return inner.kind === 'sum' ? inner : parseSum(inner.operand, reader, remarks, depth);
  }
  return parseSum(parseOperand(reader, remarks, depth), reader, remarks, depth);
}

function parseSum(left: ParsedOperand, reader: TokenReader, remarks: Remarks, depth: number): ParsedSetValue {
  const operator = reader.accept('+') ? '+' : reader.accept('-') ? '-' : undefined;
  if (!operator) return { kind: 'operand', operand: left };
  remarks.operators++;
  return { kind: 'sum', operator, left, right: parseOperand(reader, remarks, depth) };
}

function parseOperand(reader: TokenReader, remarks: Remarks, depth: number): ParsedOperand {
  if (depth > DEPTH_MAX) throw new SyntaxProblem('The expression has redundant parentheses;');
  if (reader.accept('(')) {
    const operand = parseOperand(reader, remarks, depth + 1);
    reader.expect(')');
    return operand;
  }
  if (isCall(reader))
    return parseCall(reader, remarks, FUNCTIONS, () => parseOperand(reader, remarks, depth + 1));
  if (reader.peek().kind === 'value') return { kind: 'value', name: reader.next().text };
  return { kind: 'path', path: parsePath(reader, remarks) };
}
