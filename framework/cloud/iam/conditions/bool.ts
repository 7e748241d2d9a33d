import { textOf } from '../patterns/variables';
import type { ConditionOperator } from './operator';

/** `true` or `false`, whatever the case of its letters. */
export const boolOperators: ConditionOperator[] = [
  {
    name: 'Bool',
    isNegated: false,
    takesVariables: true,
    prepare(value) {
      const wanted = textOf(value).toLowerCase();
      const isBool = wanted === 'true' || wanted === 'false';
      return (got) => isBool && got.toLowerCase() === wanted;
    },
  },
];
