import { compileGlob } from '../patterns/glob';
import { textOf } from '../patterns/variables';
import { withNegation, type ConditionOperator } from './operator';

const plain = { isNegated: false, takesVariables: true };

/** Only `StringLike` knows wildcards; to the others `*` is a star. */
export const stringOperators: ConditionOperator[] = [
  ...withNegation(
    {
      ...plain,
      name: 'StringEquals',
      prepare(value) {
        const wanted = textOf(value);
        return (got) => got === wanted;
      },
    },
    'StringNotEquals',
  ),
  ...withNegation(
    {
      ...plain,
      name: 'StringEqualsIgnoreCase',
      prepare(value) {
        const wanted = textOf(value).toLowerCase();
        return (got) => got.toLowerCase() === wanted;
      },
    },
    'StringNotEqualsIgnoreCase',
  ),
  ...withNegation({ ...plain, name: 'StringLike', prepare: compileGlob }, 'StringNotLike'),
];
