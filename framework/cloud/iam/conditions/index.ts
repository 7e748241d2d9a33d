import { arnOperators } from './arn';
import { binaryOperators } from './binary';
import { boolOperators } from './bool';
import { dateOperators } from './date';
import { ipAddressOperators } from './ip-address';
import { numericOperators } from './numeric';
import type { ConditionOperator } from './operator';
import { stringOperators } from './string';

const OPERATORS: ReadonlyMap<string, ConditionOperator> = new Map(
  [
    ...stringOperators,
    ...numericOperators,
    ...dateOperators,
    ...boolOperators,
    ...binaryOperators,
    ...ipAddressOperators,
    ...arnOperators,
  ].map((operator) => [operator.name, operator]),
);

/** An operator as a policy uses it. */
export interface OperatorUse {
  /** Undefined is `Null`: it asks whether the key is there, and compares nothing. */
  operator?: ConditionOperator;
  /** Whether all values of the request must pass (`ForAllValues:`), or any one of them. */
  quantifier?: 'all' | 'any';
  isIfExists: boolean;
}

const WRITTEN = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/;

/** Reads an operator as written in a policy; undefined where AWS knows no such operator. */
export function readOperator(written: string): OperatorUse | undefined {
  const [, prefix, name = '', suffix] = WRITTEN.exec(written) ?? [];
  const isIfExists = suffix !== undefined;
  if (name === 'Null') return prefix === undefined && !isIfExists ? { isIfExists } : undefined;
  const operator = OPERATORS.get(name);
  if (operator === undefined) return undefined;
  if (prefix === undefined) return { operator, isIfExists };
  return { operator, isIfExists, quantifier: prefix === 'ForAllValues' ? 'all' : 'any' };
}

/** The names of all operators that compare, for tests that go through each of them. */
export const operatorNames = (): string[] => [...OPERATORS.keys()];
