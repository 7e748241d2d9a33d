/** Whether an event is what a pattern asks for. Patterns were checked when they were set. */
import { template } from '../../../cloud/service';
import type { Pattern } from '../state';
import { isInBlock } from './addresses';

const { isRecord } = template;

/** A dot in a name counts as a step in both, so `state.status` is the same as `state` and therein `status`. */
export const matches = ({ rules }: Pattern, event: object): boolean => {
  if (!isDotted(rules) && !isDotted(event)) return holds(rules, event);
  return holds(inSteps(rules), inSteps(event));
};

function isDotted(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isDotted);
  return isRecord(value) && Object.entries(value).some(([key, each]) => key.includes('.') || isDotted(each));
}

/** The same with names that have no dots. */
function inSteps(value: object): Record<string, unknown> {
  return Object.entries(value).reduce<Record<string, unknown>>((whole, [key, each]) => {
    const [top = '', ...rest] = key.split('.');
    const nested = rest.reduceRight<unknown>((below, step) => ({ [step]: below }), innerSteps(each));
    return { ...whole, [top]: Object.hasOwn(whole, top) ? joined(whole[top], nested) : nested };
  }, {});
}

function innerSteps(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(innerSteps);
  return isRecord(value) ? inSteps(value) : value;
}

/** What one name stands for twice: objects become one, plain values a list. */
function joined(former: unknown, value: unknown): unknown {
  if (!isRecord(former) || !isRecord(value)) return [former, value].flat();
  return Object.entries(value).reduce(
    (whole, [key, each]) => ({
      ...whole,
      [key]: Object.hasOwn(whole, key) ? joined(whole[key], each) : each,
    }),
    former,
  );
}

/** Keys are all asked for; of an array of objects one must do. */
function holds(rules: Readonly<Record<string, unknown>>, value: unknown): boolean {
  if (Array.isArray(value) && value.some(isRecord)) return value.some((each) => holds(rules, each));
  const members = isRecord(value) ? value : {};
  return Object.entries(rules).every(([key, rule]) => {
    if (key === '$or' && Array.isArray(rule) && rule.every(isRecord)) {
      return rule.some((branch) => holds(branch, value));
    }
    const member = Object.hasOwn(members, key) ? members[key] : undefined;
    if (isRecord(rule)) return holds(rule, member);
    return Array.isArray(rule) && rule.some((match) => leafHolds(match, member));
  });
}

function leafHolds(match: unknown, member: unknown): boolean {
  if (isRecord(match) && 'exists' in match) return match['exists'] === leaves(member).length > 0;
  const test = testOf(match);
  return leaves(member).some(test);
}

/** The plain values of a member: of an array each element. */
function leaves(member: unknown): unknown[] {
  if (member === undefined || isRecord(member)) return [];
  return Array.isArray(member) ? member.flatMap(leaves) : [member];
}

type Test = (value: unknown) => boolean;

function testOf(match: unknown): Test {
  if (!isRecord(match)) return (value) => value === match;
  const [operator = '', operand] = Object.entries(match)[0] ?? [];
  if (operator === 'anything-but') return anythingBut(operand);
  if (operator === 'numeric') return numeric(operand);
  if (operator === 'cidr') return (value) => typeof value === 'string' && isInBlock(value, String(operand));
  return textTest(operator, operand);
}

const lower = (text: string): string => text.toLowerCase();
const same = (text: string): string => text;

function textTest(operator: string, operand: unknown): Test {
  const isFolded = operator === 'equals-ignore-case' || isRecord(operand);
  const wanted = isRecord(operand) ? operand['equals-ignore-case'] : operand;
  if (typeof wanted !== 'string') return () => false;
  const fold = isFolded ? lower : same;
  const text = fold(wanted);
  const tests: Readonly<Record<string, (value: string) => boolean>> = {
    prefix: (value) => value.startsWith(text),
    suffix: (value) => value.endsWith(text),
    'equals-ignore-case': (value) => value === text,
    wildcard: (value) => wildcard(text).test(value),
  };
  return (value) => typeof value === 'string' && tests[operator]?.(fold(value)) === true;
}

/** A backslash takes an asterisk's meaning away. */
function wildcard(pattern: string): RegExp {
  const parts = pattern.match(/\\[*\\]|\*|[^\\*]+|\\/g) ?? [];
  const source = parts.map((part) =>
    part === '*' ? '.*' : part.replace(/^\\([*\\])$/, '$1').replaceAll(/[\\^$.*|?+()[\]{}]/g, '\\$&'),
  );
  return new RegExp(`^${source.join('')}$`, 's');
}

function anythingBut(operand: unknown): Test {
  if (isRecord(operand)) {
    const [operator = '', inner] = Object.entries(operand)[0] ?? [];
    const wanted: unknown[] = Array.isArray(inner) ? inner : [inner];
    const tests = wanted.map((each) => textTest(operator, each));
    return (value) => !tests.some((test) => test(value));
  }
  const values: unknown[] = Array.isArray(operand) ? operand : [operand];
  return (value) => !values.includes(value);
}

const comparisons: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

function numeric(operand: unknown): Test {
  const parts: unknown[] = Array.isArray(operand) ? operand : [];
  return (value) =>
    typeof value === 'number' &&
    parts.every(
      (part, index) =>
        index % 2 === 1 || comparisons[String(part)]?.(value, Number(parts[index + 1])) === true,
    );
}
