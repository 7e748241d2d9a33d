import { type AttributeType, type AttributeValue, membersOf, typeOf } from '../items/attribute-value';
import { compareValues } from '../items/compare-values';
import type { ConditionNode } from './syntax/condition-parser';
import { type DocumentPath, pathsEqual, pathText } from './document-path';
import type { ParsedOperand, ParsedPath } from './syntax/syntax-tree';

/** What an operator or function works on: an attribute, a constant, or the size of one of them. */
export type Operand =
  | { kind: 'path'; path: DocumentPath }
  | { kind: 'value'; value: AttributeValue }
  | { kind: 'call'; name: string; args: readonly Operand[] };

/** A condition whose names and values are filled in: plain data, ready for `matches`. */
export type Condition = ConditionNode<Operand>;

/** What the paths and values of a condition stand for: the thing itself, or the message that it is not defined. */
export interface Bindings {
  path(parsed: ParsedPath): DocumentPath | string;
  value(name: string): AttributeValue | string;
}

/** What is wrong with one comparison or function; AWS reports the first that it finds in this order. */
type Findings = {
  undefinedName?: string;
  operands?: string;
  notDistinct?: string;
  operandType?: string | undefined;
};

const ARITY: { readonly [name: string]: number } = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
  size: 1,
};
const ATTRIBUTE_TYPES = new Set(['S', 'N', 'B', 'NULL', 'SS', 'BOOL', 'L', 'BS', 'NS', 'M']);
const UNSIZED_TYPES: ReadonlySet<string> = new Set(['N', 'BOOL', 'NULL']);
const ORDERED_TYPES: ReadonlySet<string> = new Set(['S', 'N', 'B']);
const MISSING: Operand = { kind: 'value', value: { NULL: true } };

/** Fills in a parsed condition, or gives the message about its first comparison that cannot be. */
export function bindCondition(
  node: ConditionNode<ParsedOperand>,
  substitutions: Bindings,
): Condition | string {
  if (node.kind === 'and' || node.kind === 'or') {
    const conditions: Condition[] = [];
    for (const part of node.conditions) {
      const bound = bindCondition(part, substitutions);
      if (typeof bound === 'string') return bound;
      conditions.push(bound);
    }
    return { kind: node.kind, conditions };
  }
  if (node.kind === 'not') {
    const condition = bindCondition(node.condition, substitutions);
    return typeof condition === 'string' ? condition : { kind: 'not', condition };
  }
  const findings: Findings = {};
  const bound = bindLeaf(node, (operand) => bindOperand(operand, substitutions, findings), findings);
  return findings.undefinedName ?? findings.operands ?? findings.notDistinct ?? findings.operandType ?? bound;
}

type Leaf<O> = Exclude<ConditionNode<O>, { kind: 'and' | 'or' | 'not' }>;

function bindLeaf(
  node: Leaf<ParsedOperand>,
  bind: (operand: ParsedOperand) => Operand,
  findings: Findings,
): Condition {
  switch (node.kind) {
    case 'compare': {
      const left = bind(node.left);
      const right = bind(node.right);
      checkDistinct(node.comparator, [left, right], findings);
      if (node.comparator !== '=' && node.comparator !== '<>')
        checkOrdered(node.comparator, [left, right], findings);
      return { kind: 'compare', comparator: node.comparator, left, right };
    }
    case 'between': {
      const value = bind(node.value);
      const lower = bind(node.lower);
      const upper = bind(node.upper);
      checkOrdered('BETWEEN', [value, lower, upper], findings);
      checkBounds(lower, upper, findings);
      return { kind: 'between', value, lower, upper };
    }
    case 'in':
      return { kind: 'in', value: bind(node.value), candidates: node.candidates.map(bind) };
    default: {
      const args = node.args.map(bind);
      checkCall(node.name, args, findings);
      return { kind: 'call', name: node.name, args };
    }
  }
}

function bindOperand(operand: ParsedOperand, substitutions: Bindings, findings: Findings): Operand {
  if (operand.kind === 'call') {
    const args = operand.args.map((arg) => bindOperand(arg, substitutions, findings));
    checkCall(operand.name, args, findings);
    return { kind: 'call', name: operand.name, args };
  }
  if (operand.kind === 'path') {
    const path = substitutions.path(operand.path);
    if (typeof path !== 'string') return { kind: 'path', path };
    findings.undefinedName ??= path;
    return MISSING;
  }
  const value = substitutions.value(operand.name);
  if (typeof value !== 'string') return { kind: 'value', value };
  findings.undefinedName ??= value;
  return MISSING;
}

function checkCall(name: string, args: readonly Operand[], findings: Findings): void {
  if (args.length !== ARITY[name]) {
    findings.operands ??=
      'Incorrect number of operands for operator or function; ' +
      `operator or function: ${name}, number of operands: ${args.length}`;
    return;
  }
  checkDistinct(name, args, findings);
  findings.operandType ??= operandTypeProblem(name, args);
}

function operandTypeProblem(name: string, args: readonly Operand[]): string | undefined {
  const types = args.map(knownType);
  switch (name) {
    case 'attribute_exists':
    case 'attribute_not_exists':
      if (args[0]?.kind === 'path') return undefined;
      return `Operator or function requires a document path; operator or function: ${name}`;
    case 'begins_with': {
      const wrong = types.find((type) => type !== undefined && type !== 'S' && type !== 'B');
      return wrong && wrongType(name, wrong);
    }
    case 'size':
      return types[0] && UNSIZED_TYPES.has(types[0]) ? wrongType(name, types[0]) : undefined;
    case 'attribute_type':
      return attributeTypeProblem(name, args[1]);
    default:
      return undefined;
  }
}

function attributeTypeProblem(name: string, wanted: Operand | undefined): string | undefined {
  const type = wanted && knownType(wanted);
  if (type !== 'S') return wrongType(name, type ?? '{NS,SS,L,BS,N,M,B,BOOL,NULL,S}');
  const text = wanted?.kind === 'value' ? membersOf(wanted.value).S : undefined;
  if (text !== undefined && ATTRIBUTE_TYPES.has(text)) return undefined;
  return `Invalid attribute type name found; type: ${text}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`;
}

function wrongType(name: string, type: string): string {
  return `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`;
}

function checkDistinct(name: string, operands: readonly Operand[], findings: Findings): void {
  const [first, second] = operands;
  if (operands.length !== 2 || first?.kind !== 'path' || second?.kind !== 'path') return;
  if (!pathsEqual(first.path, second.path)) return;
  findings.notDistinct ??=
    'The first operand must be distinct from the remaining operands for this operator or function; ' +
    `operator: ${name}, first operand: ${pathText(first.path)}`;
}

function checkOrdered(name: string, operands: readonly Operand[], findings: Findings): void {
  const wrong = operands.map(knownType).find((type) => type !== undefined && !ORDERED_TYPES.has(type));
  if (wrong) findings.operandType ??= wrongType(name, wrong);
}

function checkBounds(lower: Operand, upper: Operand, findings: Findings): void {
  if (lower.kind !== 'value' || upper.kind !== 'value') return;
  const order = compareValues(lower.value, upper.value);
  if (order !== undefined && order <= 0) return;
  const what =
    typeOf(lower.value) === typeOf(upper.value)
      ? 'requires upper bound to be greater than or equal to lower bound'
      : 'requires same data type for lower and upper bounds';
  findings.operandType ??=
    `The BETWEEN operator ${what}; lower bound operand: AttributeValue: ${valueText(lower.value)}, ` +
    `upper bound operand: AttributeValue: ${valueText(upper.value)}`;
}

/** The type of an operand where the expression alone tells: a constant's, or a size's. */
function knownType(operand: Operand): AttributeType | undefined {
  if (operand.kind === 'value') return typeOf(operand.value);
  return operand.kind === 'call' && operand.name === 'size' ? 'N' : undefined;
}

function valueText(value: AttributeValue): string {
  const { S, N, B } = membersOf(value);
  return `{${typeOf(value)}:${S ?? N ?? B ?? ''}}`;
}
