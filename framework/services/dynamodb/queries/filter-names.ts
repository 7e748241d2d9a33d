import type { Condition, Operand } from '../expressions/condition';
import type { DocumentPath } from '../expressions/document-path';

/** All document paths that a condition looks at. */
export function conditionPaths(condition: Condition): DocumentPath[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.conditions.flatMap(conditionPaths);
    case 'not':
      return conditionPaths(condition.condition);
    case 'compare':
      return operandPaths([condition.left, condition.right]);
    case 'between':
      return operandPaths([condition.value, condition.lower, condition.upper]);
    case 'in':
      return operandPaths([condition.value, ...condition.candidates]);
    default:
      return operandPaths(condition.args);
  }
}

function operandPaths(operands: readonly Operand[]): DocumentPath[] {
  return operands.flatMap((operand) => {
    if (operand.kind === 'path') return [operand.path];
    return operand.kind === 'call' ? operandPaths(operand.args) : [];
  });
}
