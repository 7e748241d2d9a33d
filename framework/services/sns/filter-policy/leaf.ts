/** One rule of a filter policy against one plain value. */
import { isRecord } from './check';

type Test = (value: unknown) => boolean;

/** Numbers count to the fifth digit after the point (SNS guide, "Numeric value matching"). */
const digits = (value: number): number => Math.trunc((value + 1_000_000_000) * 100_000);

export function leafTest(rule: unknown): Test {
  if (typeof rule === 'number') return (value) => typeof value === 'number' && digits(value) === digits(rule);
  if (!isRecord(rule)) return (value) => value === rule;
  const [operator = '', operand] = Object.entries(rule)[0] ?? [];
  if (operator === 'exists') return () => operand === true;
  if (operator === 'anything-but') return anythingBut(operand);
  if (operator === 'numeric') return numeric(operand);
  if (operator === 'cidr') return cidr(String(operand));
  return textTest(operator, String(operand));
}

function textTest(operator: string, operand: string): Test {
  const tests: Readonly<Record<string, (text: string) => boolean>> = {
    prefix: (text) => text.startsWith(operand),
    suffix: (text) => text.endsWith(operand),
    'equals-ignore-case': (text) => text.toLowerCase() === operand.toLowerCase(),
    wildcard: (text) => wildcard(operand).test(text),
  };
  const test = tests[operator];
  return (value) => typeof value === 'string' && test?.(value) === true;
}

function wildcard(pattern: string): RegExp {
  const source = pattern.replaceAll(/\\([*\\])|\*|[\\^$.|?+()[\]{}]/g, (found, escaped?: string) => {
    if (escaped !== undefined) return `\\${escaped}`;
    return found === '*' ? '.*' : `\\${found}`;
  });
  return new RegExp(`^${source}$`, 's');
}

/** Of an array any element outside is enough, because each is asked apart. */
function anythingBut(operand: unknown): Test {
  if (isRecord(operand)) {
    const [operator = '', inner] = Object.entries(operand)[0] ?? [];
    const patterns: unknown[] = Array.isArray(inner) ? inner : [inner];
    const tests = patterns.map((pattern) => textTest(operator, String(pattern)));
    return (value) => typeof value === 'string' && !tests.some((test) => test(value));
  }
  const values: unknown[] = Array.isArray(operand) ? operand : [operand];
  return (value) => value !== null && !values.some((each) => leafTest(each)(value));
}

const comparisons: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => digits(value) === digits(bound),
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

function numeric(operand: unknown): Test {
  const parts: unknown[] = Array.isArray(operand) ? operand : [];
  return (value) => {
    if (typeof value !== 'number') return false;
    for (let index = 0; index < parts.length; index += 2) {
      if (comparisons[String(parts[index])]?.(value, Number(parts[index + 1])) !== true) return false;
    }
    return true;
  };
}

function cidr(block: string): Test {
  const [base = '', bits = ''] = block.split('/');
  const network = addressNumber(base);
  return (value) => {
    const address = typeof value === 'string' ? addressNumber(value) : undefined;
    if (address === undefined || network === undefined || address.width !== network.width) return false;
    const shift = BigInt(address.width - Number(bits));
    return shift >= 0n && address.number >> shift === network.number >> shift;
  };
}

const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));

/** An IPv4 or IPv6 address as a number. */
function addressNumber(text: string): { number: bigint; width: 32 | 128 } | undefined {
  const quads = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (quads !== undefined) {
    if (quads.some((quad) => quad > 255)) return undefined;
    return { number: quads.reduce((sum, quad) => (sum << 8n) + BigInt(quad), 0n), width: 32 };
  }
  const [left = '', right] = text.split('::');
  const head = groups(left);
  const tail = right === undefined ? [] : groups(right);
  const missing = 8 - head.length - tail.length;
  if (missing < 0 || (right === undefined && missing !== 0)) return undefined;
  const all = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  if (!all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return { number: all.reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n), width: 128 };
}
