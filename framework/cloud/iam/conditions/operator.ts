import type { Matcher, Piece } from '../patterns/glob';

/** One condition operator. A negated one states the plain test; who evaluates it turns the answer round. */
export interface ConditionOperator {
  /** As written in policies, without `ForAllValues:` and `IfExists`. */
  name: string;
  isNegated: boolean;
  /** Whether its values may hold policy variables (IAM user guide, "Variables"). */
  takesVariables: boolean;
  /** Tells a value that AWS refuses to store. */
  isValid?: (value: string) => boolean;
  /** Prepares a value of the policy for comparison with values of requests. */
  prepare: (value: readonly Piece[]) => Matcher;
}

/** The operator and its negation: they differ in the name and the turn only. */
export const withNegation = (operator: ConditionOperator, negatedName: string): ConditionOperator[] => [
  operator,
  { ...operator, name: negatedName, isNegated: true },
];
