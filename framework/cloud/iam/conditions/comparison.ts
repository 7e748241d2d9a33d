import { textOf } from '../patterns/variables';
import type { ConditionOperator } from './operator';

type Compare = (got: number, wanted: number) => boolean;

const COMPARISONS: readonly (readonly [suffix: string, isNegated: boolean, compare: Compare])[] = [
  ['Equals', false, (got, wanted) => got === wanted],
  ['NotEquals', true, (got, wanted) => got === wanted],
  ['LessThan', false, (got, wanted) => got < wanted],
  ['LessThanEquals', false, (got, wanted) => got <= wanted],
  ['GreaterThan', false, (got, wanted) => got > wanted],
  ['GreaterThanEquals', false, (got, wanted) => got >= wanted],
];

/** The six operators over anything that reads as a number; what does not read as one equals nothing. */
export const comparisonOperators = (
  prefix: string,
  read: (text: string) => number | undefined,
): ConditionOperator[] =>
  COMPARISONS.map(([suffix, isNegated, compare]) => ({
    name: `${prefix}${suffix}`,
    isNegated,
    takesVariables: false,
    isValid: (value) => read(value) !== undefined,
    prepare(value) {
      const wanted = read(textOf(value));
      return (text) => {
        const got = read(text);
        return got !== undefined && wanted !== undefined && compare(got, wanted);
      };
    },
  }));
