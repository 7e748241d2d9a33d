/** Event patterns as they are set: what is wrong with one (aws-behaviour.md 6.3). */
import { template } from '../../../cloud/service';
import type { Json } from '../../../kernel';
import { invalidPattern } from '../errors';
import type { Pattern } from '../state';
import { jsonProblem, placeOf } from './json-problem';

const { isRecord } = template;

const numberMax = 5_000_000_000;
const signs = ['=', '<', '<=', '>', '>='];

export function readPattern(text: string): Pattern {
  let rules: unknown;
  try {
    rules = JSON.parse(text);
  } catch {
    throw invalidPattern(jsonProblem(text));
  }
  // The parser has read one sign then.
  if (!isRecord(rules)) throw invalidPattern(`Filter is not an object${placeOf(text, 1)}`);
  const problem = Object.keys(rules).length === 0 ? 'Empty objects are not allowed' : problemOf(rules);
  if (problem !== undefined) throw invalidPattern(problem);
  return { text, rules: asJson(rules) };
}

/** What JSON.parse made is JSON. */
function asJson(value: Record<string, unknown>): Pattern['rules'] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it came from JSON.parse
  return value as { [key: string]: Json };
}

const first = (problems: readonly (string | undefined)[]): string | undefined =>
  problems.find((problem) => problem !== undefined);

function problemOf(rules: Record<string, unknown>): string | undefined {
  return first(
    Object.entries(rules).map(([key, value]) => {
      if (key === '$or' && Array.isArray(value) && value.every(isRecord)) return problemOfOr(value);
      if (isRecord(value)) {
        return Object.keys(value).length === 0 ? 'Empty objects are not allowed' : problemOf(value);
      }
      if (!Array.isArray(value)) return `"${key}" must be an object or an array`;
      return value.length === 0 ? 'Empty arrays are not allowed' : first(value.map(problemOfMatch));
    }),
  );
}

const problemOfOr = (branches: Record<string, unknown>[]): string | undefined =>
  branches.length < 2
    ? 'There must have at least 2 Objects in $or relationship'
    : first(branches.map(problemOf));

function problemOfMatch(match: unknown): string | undefined {
  if (Array.isArray(match)) return 'Match value must be String, number, true, false, or null';
  if (!isRecord(match)) return undefined;
  const [entry, ...more] = Object.entries(match);
  if (entry === undefined || more.length > 0) return 'Only one key allowed in match expression';
  const [operator, operand] = entry;
  const check = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  return check === undefined ? `Unrecognized match type ${operator}` : check(operand);
}

const text =
  (operator: string) =>
  (operand: unknown): string | undefined => {
    if (isRecord(operand) && (operator === 'prefix' || operator === 'suffix')) {
      const [[key, inner] = [], ...more] = Object.entries(operand);
      if (key !== 'equals-ignore-case' || more.length > 0) return `Unsupported ${operator} pattern: ${key}`;
      return text(operator)(inner);
    }
    return typeof operand === 'string' ? undefined : `${operator} match pattern must be a string`;
  };

function wildcard(operand: unknown): string | undefined {
  if (typeof operand !== 'string') return 'wildcard match pattern must be a string';
  // Of two asterisks the second one is named; one behind a backslash is none.
  const at = /(?<=(?:^|[^\\])(?:\\\\)*\*)\*/.exec(operand)?.index;
  if (at !== undefined) return `Consecutive wildcard characters at pos ${at}`;
  return isTooComplex(operand) ? tooComplex : undefined;
}

const tooComplex =
  'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a ' +
  'wildcard character';
const repeatsMax = 4;

/** AWS does not say where its limit lies; what it refuses has one sign after many asterisks. */
function isTooComplex(pattern: string): boolean {
  const counts = new Map<string, number>();
  for (const [, sign = ''] of pattern.matchAll(/\*([^*\\])/g)) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  return [...counts.values()].some((count) => count > repeatsMax);
}

const operators: Readonly<Record<string, (operand: unknown) => string | undefined>> = {
  prefix: text('prefix'),
  suffix: text('suffix'),
  'equals-ignore-case': text('equals-ignore-case'),
  wildcard,
  exists: (operand) =>
    typeof operand === 'boolean' ? undefined : 'exists match pattern must be either true or false.',
  numeric,
  cidr,
  'anything-but': anythingBut,
};

function anythingBut(operand: unknown): string | undefined {
  if (isRecord(operand)) {
    const [entry, ...more] = Object.entries(operand);
    if (entry === undefined || more.length > 0) return 'Only one key allowed in match expression';
    const [operator, inner] = entry;
    if (!['prefix', 'suffix', 'wildcard', 'equals-ignore-case'].includes(operator)) {
      return `Unsupported anything-but pattern: ${operator}`;
    }
    const values: unknown[] = Array.isArray(inner) ? inner : [inner];
    if (values.length === 0) return 'Empty arrays are not allowed';
    return first(values.map((each) => problemOfExcluded(operator, each)));
  }
  const values: unknown[] = Array.isArray(operand) ? operand : [operand];
  if (values.length === 0) return 'Empty arrays are not allowed';
  const isPlain = values.every((value) => typeof value === 'string' || typeof value === 'number');
  return isPlain ? undefined : 'Inside anything but list, start|null|boolean is not supported.';
}

function problemOfExcluded(operator: string, value: unknown): string | undefined {
  if (operator === 'wildcard') return wildcard(value);
  if (operator === 'equals-ignore-case') {
    return typeof value === 'string'
      ? undefined
      : 'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.';
  }
  if (isRecord(value)) return 'Value of anything-but must be an array or single string/number value.';
  if (typeof value !== 'string') return 'prefix/suffix match pattern must be a string';
  return value === '' ? 'Null prefix/suffix not allowed' : undefined;
}

function numeric(operand: unknown): string | undefined {
  if (!Array.isArray(operand)) return 'Value of numeric must be an array.';
  const parts: unknown[] = operand;
  if (parts.length === 0) return 'Invalid member in numeric match: ]';
  if (parts.length > 4) return 'Too many elements in numeric expression';
  for (let index = 0; index < parts.length; index += 2) {
    const [sign, bound] = parts.slice(index, index + 2);
    if (typeof sign !== 'string') return `Invalid member in numeric match: ${JSON.stringify(sign)}`;
    if (!signs.includes(sign)) return `Unrecognized numeric range operator: ${sign}`;
    if (typeof bound !== 'number') return `Value of ${sign} must be numeric`;
    if (Math.abs(bound) > numberMax) return 'Value must be between -5.0E9 and 5.0E9, inclusive';
  }
  const [low, from, high, to] = parts;
  if (high === undefined) return undefined;
  if (typeof low !== 'string' || !low.startsWith('>') || typeof high !== 'string' || !high.startsWith('<')) {
    return `Bad numeric range operator: ${typeof high === 'string' ? high : JSON.stringify(high)}`;
  }
  return Number(from) >= Number(to) ? 'Bottom must be less than top' : undefined;
}

function cidr(operand: unknown): string | undefined {
  if (typeof operand !== 'string') return 'cidr match pattern must be a string';
  const [, bits, ...more] = operand.split('/');
  if (bits === undefined || more.length > 0) return "Malformed CIDR, one '/' required";
  return /^\d+$/.test(bits) ? undefined : 'Malformed CIDR, mask bits must be an integer';
}
