/**
 * Checks filter policies in AWS's words (aws-behaviour.md 5.5).
 *
 * AWS appends to most texts where in the source its parser stood; that is left out here.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html
 */
import { invalidParameter } from '../errors';
import type { FilterPolicy } from '../state';

export type FilterPolicyScope = 'MessageAttributes' | 'MessageBody';

const keysMax = 5;
const combinationsMax = 150;
const bytesMax = 256 * 1024;
const numberMax = 1_000_000_000;

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads and checks a policy; `prefix` is what AWS puts before its complaint, which differs by operation. */
export function readFilterPolicy(text: string, scope: FilterPolicyScope, prefix: string): FilterPolicy {
  const refuse = (why: string) => invalidParameter(`${prefix}FilterPolicy: ${why}`);
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    throw refuse('failed to parse JSON.');
  }
  if (!isRecord(policy)) throw refuse('failed to parse JSON. Filter policy must be an object');
  if (Buffer.byteLength(text) > bytesMax) throw refuse('Filter policy is too long');
  if (scope === 'MessageAttributes' && Object.entries(policy).some(isNested)) {
    throw invalidParameter(
      `${prefix}Filter policy scope MessageAttributes does not support nested filter policy`,
    );
  }
  const problem = problemOf(policy);
  if (problem !== undefined) throw refuse(problem);
  const { keys, combinations } = extent(policy, 1);
  if (keys > keysMax) throw refuse(`Filter policy can not have more than ${keysMax} keys`);
  if (combinations > combinationsMax) throw refuse('Filter policy is too complex');
  return policy;
}

const isNested = ([key, value]: [string, unknown]): boolean => key !== '$or' && isRecord(value);

/** Keys of leaves, and the product of their numbers of values; a nested key counts as many times as it is deep. */
function extent(policy: FilterPolicy, depth: number): { keys: number; combinations: number } {
  let keys = 0;
  let combinations = 1;
  for (const [key, value] of Object.entries(policy)) {
    if (key === '$or' && Array.isArray(value)) {
      const branches = value.filter(isRecord).map((branch) => extent(branch, depth));
      keys += branches.reduce((sum, branch) => sum + branch.keys, 0);
      combinations *= branches.reduce((sum, branch) => sum + branch.combinations, 0);
    } else if (isRecord(value)) {
      const inner = extent(value, depth + 1);
      keys += inner.keys;
      combinations *= inner.combinations;
    } else if (Array.isArray(value)) {
      keys += 1;
      combinations *= value.length * depth;
    }
  }
  return { keys, combinations };
}

function problemOf(policy: FilterPolicy): string | undefined {
  for (const [key, value] of Object.entries(policy)) {
    const problem = key === '$or' ? problemOfAlternatives(value) : problemOfKey(key, value);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** `$or` is an operator where it holds two objects or more. */
function problemOfAlternatives(value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length < 2 || !value.every(isRecord)) {
    return '"$or" must be an array of at least two objects';
  }
  return value.map(problemOf).find((problem) => problem !== undefined);
}

function problemOfKey(key: string, value: unknown): string | undefined {
  if (isRecord(value)) {
    return Object.keys(value).length === 0 ? 'Empty objects are not allowed' : problemOf(value);
  }
  if (!Array.isArray(value)) return `"${key}" must be an object or an array`;
  if (value.length === 0) return 'Empty arrays are not allowed';
  return value.map(problemOfRule).find((problem) => problem !== undefined);
}

function problemOfRule(rule: unknown): string | undefined {
  if (Array.isArray(rule)) return 'Match value must be String, number, true, false, or null';
  if (typeof rule === 'number') return problemOfNumber(rule);
  if (!isRecord(rule)) return undefined;
  const [entry, ...more] = Object.entries(rule);
  if (entry === undefined || more.length > 0) return 'Only one key allowed in match expression';
  const [operator, operand] = entry;
  const check = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  return check === undefined ? `Unrecognized match type ${operator}` : check(operand);
}

const problemOfNumber = (value: number): string | undefined =>
  Math.abs(value) > numberMax ? 'Value must be between -1.0E9 and 1.0E9, inclusive' : undefined;

const textOperand =
  (operator: string) =>
  (operand: unknown): string | undefined => {
    if (typeof operand !== 'string') return `${operator} match pattern must be a string`;
    return operand === '' ? 'Empty strings are not allowed' : undefined;
  };

const operators: Readonly<Record<string, (operand: unknown) => string | undefined>> = {
  prefix: textOperand('prefix'),
  suffix: textOperand('suffix'),
  'equals-ignore-case': textOperand('equals-ignore-case'),
  wildcard(operand) {
    if (typeof operand !== 'string') return 'wildcard match pattern must be a string';
    return operand.includes('**') ? 'Consecutive wildcard characters at pos 0' : undefined;
  },
  exists: (operand) =>
    typeof operand === 'boolean' ? undefined : 'exists match pattern must be either true or false.',
  'anything-but': problemOfAnythingBut,
  cidr(operand) {
    if (typeof operand !== 'string') return 'prefix match pattern must be a string';
    const [address, mask, ...more] = operand.split('/');
    if (address === undefined || mask === undefined || more.length > 0)
      return "Malformed CIDR, one '/' required";
    return /^\d+$/.test(mask) ? undefined : 'Malformed CIDR, mask bits must be an integer';
  },
  numeric: problemOfNumeric,
};

function problemOfAnythingBut(operand: unknown): string | undefined {
  if (isRecord(operand)) {
    const [entry, ...more] = Object.entries(operand);
    if (entry === undefined || more.length > 0) return 'Only one key allowed in match expression';
    const [operator, inner] = entry;
    if (!['prefix', 'suffix', 'wildcard', 'equals-ignore-case'].includes(operator)) {
      return `Unsupported anything-but pattern: ${operator}`;
    }
    const values: unknown[] = Array.isArray(inner) ? inner : [inner];
    return values.map((value) => operators[operator]?.(value)).find((problem) => problem !== undefined);
  }
  const values: unknown[] = Array.isArray(operand) ? operand : [operand];
  if (values.length === 0) return 'Empty arrays are not allowed';
  return values.every((value) => typeof value === 'string' || typeof value === 'number')
    ? undefined
    : 'Inside anything but list, start|null|boolean is not supported.';
}

function problemOfNumeric(operand: unknown): string | undefined {
  if (!Array.isArray(operand)) return 'Value of numeric must be an array.';
  const [first, low, second, high, ...more]: unknown[] = operand;
  if (first === undefined) return 'Invalid member in numeric match: ]';
  if (typeof first !== 'string') return `Invalid member in numeric match: ${JSON.stringify(first)}`;
  if (!['=', '<', '<=', '>', '>='].includes(first)) return `Unrecognized numeric range operator: ${first}`;
  if (typeof low !== 'number') return `Value of ${first} must be numeric`;
  if (second === undefined) return problemOfNumber(low);
  if (first === '=' || first.startsWith('<')) return 'Too many elements in numeric expression';
  if (typeof second !== 'string' || !second.startsWith('<')) {
    return `Bad numeric range operator: ${typeof second === 'string' ? second : JSON.stringify(second)}`;
  }
  if (!['<', '<='].includes(second)) return `Bad numeric range operator: ${second}`;
  if (typeof high !== 'number') return `Value of ${second} must be numeric`;
  if (more.length > 0) return 'Too many elements in numeric expression';
  return high <= low ? 'Bottom must be less than top' : (problemOfNumber(low) ?? problemOfNumber(high));
}
