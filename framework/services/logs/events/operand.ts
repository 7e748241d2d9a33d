/** What JSON and space-delimited patterns compare values with: numbers, texts with `*`, regular expressions. */
import { invalidParameter } from '../errors';
import { compilePatternRegex } from './pattern-regex';

export interface Operand {
  readonly kind: 'text' | 'word' | 'regex';
  readonly text: string;
}

/** What stands for a comparison, applied to a value of a message. */
export type Holds = (value: unknown) => boolean;

const invalidPattern = () => invalidParameter('Invalid filter pattern');

const numbers: Readonly<Record<string, (value: number, operand: number) => boolean>> = {
  '=': (value, operand) => value === operand,
  '!=': (value, operand) => value !== operand,
  '<': (value, operand) => value < operand,
  '<=': (value, operand) => value <= operand,
  '>': (value, operand) => value > operand,
  '>=': (value, operand) => value >= operand,
};

/** A comparison; `readNumber` says which values are numbers to it. */
export function comparison(
  operator: string,
  operand: Operand,
  readNumber: (value: unknown) => number | undefined,
): Holds {
  const number = operand.kind === 'word' && operand.text.trim() !== '' ? Number(operand.text) : Number.NaN;
  if (!Number.isNaN(number)) {
    const holds = numbers[operator];
    if (holds === undefined) throw invalidPattern();
    return (value) => {
      const read = readNumber(value);
      return read !== undefined && holds(read, number);
    };
  }
  if (operator !== '=' && operator !== '!=') throw invalidPattern();
  const pattern = operand.kind === 'regex' ? compilePatternRegex(operand.text) : glob(operand.text);
  const isEqual: Holds = (value) =>
    (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') &&
    pattern.test(String(value));
  return operator === '=' ? isEqual : (value) => !isEqual(value);
}

/** `*` stands for any text, with which AWS matches prefixes and address ranges. */
function glob(text: string): RegExp {
  const parts = text.split('*').map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}
