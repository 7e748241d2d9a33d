import { invalid } from '../errors';
import { pathProblem, pathsEqual } from '../expressions/document-path';
import type { Update, UpdateAction, UpdateOperand } from '../expressions/update';
import { type AttributeType, typeOf } from '../items/attribute-value';
import type { Expression, UpdateClause } from './syntax/tree';
import { type Parameters, valueOf } from './values';

const SETS: readonly AttributeType[] = ['SS', 'NS', 'BS'];

/** The SET and REMOVE clauses of an UPDATE, checked as an UpdateExpression is. */
export function updateOf(clauses: readonly UpdateClause[], parameters: Parameters): Update {
  const actions = clauses.map((clause) => actionOf(clause, parameters));
  const problem = pathProblem(actions.map(({ path }) => path));
  if (problem !== undefined) invalid(problem);
  return { actions, legacy: false };
}

function actionOf(clause: UpdateClause, parameters: Parameters): UpdateAction {
  const { path } = clause.path;
  if (clause.kind === 'remove') return { kind: 'remove', path };
  const { value } = clause;
  if (value.kind === 'call' && (value.name === 'set_add' || value.name === 'set_delete')) {
    return setAction(path, value, parameters);
  }
  return { kind: 'set', path, value: operandOf(value, parameters) };
}

/** `SET a = set_add(a, <<…>>)`: ADD and DELETE of an UpdateExpression. */
function setAction(
  path: readonly (string | number)[],
  { name, args, at }: Extract<Expression, { kind: 'call' }>,
  parameters: Parameters,
): UpdateAction {
  const shown = name.toUpperCase();
  const [target, members] = args;
  if (args.length !== 2 || target === undefined || members === undefined) {
    return invalid(`${shown} must have exactly two arguments at ${at}`);
  }
  if (target.kind !== 'path' || !pathsEqual(target.path, path)) {
    return invalid(`The first argument to ${shown} must equal the assignment value at ${at}`);
  }
  const isValue = members.kind !== 'path' && members.kind !== 'call' && members.kind !== 'arithmetic';
  const value = isValue ? valueOf(members, parameters) : undefined;
  if (value === undefined || !SETS.includes(typeOf(value))) {
    return invalid(`The second argument to ${shown} must be a value with type SET at ${target.at}`);
  }
  return { kind: name === 'set_add' ? 'add' : 'delete', path, value };
}

function operandOf(expression: Expression, parameters: Parameters): UpdateOperand {
  if (expression.kind === 'path') return { kind: 'path', path: expression.path };
  if (expression.kind === 'arithmetic') return sumOf(expression, parameters);
  if (expression.kind === 'is' || expression.kind === 'compare') {
    return invalid(
      expression.kind === 'is'
        ? 'IS operator is not supported in update expressions'
        : `Unsupported operator in Update Expression. Operator: ${expression.comparator}`,
    );
  }
  if (expression.kind !== 'call') return { kind: 'value', value: valueOf(expression, parameters) };
  const { name, args, at } = expression;
  if (name !== 'list_append') return invalid(`Unrecognized function: ${name} at ${at}`);
  const [first, second] = args.map((arg) => operandOf(arg, parameters));
  if (args.length !== 2 || first === undefined || second === undefined) {
    return invalid(
      'Incorrect number of operands for operator or function; ' +
        `operator or function: list_append, number of operands: ${args.length}`,
    );
  }
  for (const operand of [first, second]) checkType(name, operand, 'L');
  return { kind: 'list_append', first, second };
}

function sumOf(
  { operator, left, right }: Extract<Expression, { kind: 'arithmetic' }>,
  parameters: Parameters,
): UpdateOperand {
  if (operator !== '+' && operator !== '-') {
    return invalid(`Unsupported operator in Update Expression. Operator: ${operator}`);
  }
  const operands = { left: operandOf(left, parameters), right: operandOf(right, parameters) };
  for (const operand of [operands.left, operands.right]) checkType(operator, operand, 'N');
  return { kind: 'sum', operator, ...operands };
}

function checkType(name: string, operand: UpdateOperand, wanted: AttributeType): void {
  if (operand.kind !== 'value' || typeOf(operand.value) === wanted) return;
  invalid(
    `Incorrect operand type for operator or function; operator or function: ${name}, ` +
      `operand type: ${typeOf(operand.value)}`,
  );
}
