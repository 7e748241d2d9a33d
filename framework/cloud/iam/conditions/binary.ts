import { textOf } from '../patterns/variables';
import type { ConditionOperator } from './operator';

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Byte for byte; policy and request both hold base 64, and how they pad it makes no difference. */
export const binaryOperators: ConditionOperator[] = [
  {
    name: 'BinaryEquals',
    isNegated: false,
    takesVariables: false,
    isValid: (value) => BASE64.test(value),
    prepare(value) {
      const wanted = Buffer.from(textOf(value), 'base64');
      return (got) => BASE64.test(got) && wanted.equals(Buffer.from(got, 'base64'));
    },
  },
];
