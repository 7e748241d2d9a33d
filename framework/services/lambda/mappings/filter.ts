/**
 * Filter patterns of event source mappings: EventBridge's pattern language over a record.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
 */
import { AwsError } from '../../../cloud/service';
import { invalidParameter } from '../errors';

type Pattern = { readonly [field: string]: unknown };

const operators = [
  'prefix',
  'suffix',
  'anything-but',
  'numeric',
  'exists',
  'equals-ignore-case',
  'wildcard',
] as const;
const comparisons = ['=', '<', '<=', '>', '>='] as const;

/** Refuses what is no pattern, in AWS's words. */
export function checkPattern(text: string): void {
  try {
    checkFields(parsed(text));
  } catch (error) {
    if (error instanceof AwsError) throw error;
    throw invalidParameter('Invalid filter pattern definition.');
  }
}

/**
 * Whether a record matches one of the patterns; without patterns every record does.
 *
 * A body is compared as JSON where the pattern describes JSON and as text where it lists texts; a body of the other
 * kind does not match.
 */
export function matches(record: { readonly [field: string]: unknown }, patterns: readonly string[]): boolean {
  if (patterns.length === 0) return true;
  return patterns.some((text) => {
    const pattern = parsed(text);
    return matchesFields({ ...record, body: bodyFor(pattern['body'], record['body']) }, pattern);
  });
}

function bodyFor(pattern: unknown, body: unknown): unknown {
  if (!isPattern(pattern) || typeof body !== 'string') return body;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function parsed(text: string): Pattern {
  const pattern: unknown = JSON.parse(text);
  if (!isPattern(pattern)) throw new TypeError(text);
  return pattern;
}

function isPattern(value: unknown): value is Pattern {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkFields(pattern: Pattern): void {
  for (const [field, rule] of Object.entries(pattern)) {
    if (field === '$or') {
      if (!Array.isArray(rule) || rule.length < 2) throw new TypeError(field);
      for (const either of rule) {
        if (!isPattern(either)) throw new TypeError(field);
        checkFields(either);
      }
    } else if (isPattern(rule)) checkFields(rule);
    else if (!Array.isArray(rule) || rule.length === 0) throw new TypeError(field);
    else rule.forEach(checkRule);
  }
}

function checkRule(rule: unknown): void {
  if (rule === null || ['string', 'number', 'boolean'].includes(typeof rule)) return;
  if (!isPattern(rule)) throw new TypeError('rule');
  const [name, ...more] = Object.keys(rule);
  if (more.length > 0 || !operators.some((known) => known === name)) throw new TypeError(name);
  const argument = rule[name ?? ''];
  if (name === 'numeric') checkNumeric(argument);
  else if (name === 'exists' && typeof argument !== 'boolean') throw new TypeError(name);
}

function checkNumeric(argument: unknown): void {
  if (!Array.isArray(argument) || argument.length === 0 || argument.length % 2 === 1)
    throw new TypeError('numeric');
  for (let i = 0; i < argument.length; i += 2) {
    if (!comparisons.some((known) => known === argument[i]) || typeof argument[i + 1] !== 'number') {
      throw new TypeError('numeric');
    }
  }
}

function matchesFields(value: unknown, pattern: Pattern): boolean {
  return Object.entries(pattern).every(([field, rule]) => {
    if (field === '$or' && Array.isArray(rule)) {
      return rule.some((either) => isPattern(either) && matchesFields(value, either));
    }
    const inner = isPattern(value) ? value[field] : undefined;
    if (isPattern(rule)) return matchesInner(inner, rule);
    return Array.isArray(rule) && rule.some((one: unknown) => matchesRule(inner, one));
  });
}

/** A list matches where one of its elements does. */
function matchesInner(value: unknown, pattern: Pattern): boolean {
  if (!Array.isArray(value)) return matchesFields(value, pattern);
  return value.some((element) => matchesFields(element, pattern));
}

function matchesRule(value: unknown, rule: unknown): boolean {
  if (isPattern(rule)) {
    if (typeof rule['exists'] === 'boolean') return (value !== undefined) === rule['exists'];
    if (value === undefined) return false;
    const candidates: unknown[] = Array.isArray(value) ? value : [value];
    if ('anything-but' in rule) {
      return candidates.every((candidate) => !isExcluded(candidate, rule['anything-but']));
    }
    return candidates.some((candidate) => operates(candidate, rule));
  }
  const candidates: unknown[] = Array.isArray(value) ? value : [value];
  return candidates.includes(rule);
}

function isExcluded(candidate: unknown, excluded: unknown): boolean {
  if (isPattern(excluded)) return operates(candidate, excluded);
  const all: unknown[] = Array.isArray(excluded) ? excluded : [excluded];
  return all.includes(candidate);
}

function operates(candidate: unknown, rule: Pattern): boolean {
  if (Array.isArray(rule['numeric'])) return compares(candidate, rule['numeric']);
  if (typeof candidate !== 'string') return false;
  return Object.entries(rule).every(([name, argument]) => {
    const all = (Array.isArray(argument) ? argument : [argument]).map(String);
    return all.some((text) => textOperators[name]?.(candidate, text) === true);
  });
}

const textOperators: { readonly [name: string]: ((value: string, argument: string) => boolean) | undefined } =
  {
    prefix: (value, argument) => value.startsWith(argument),
    suffix: (value, argument) => value.endsWith(argument),
    'equals-ignore-case': (value, argument) => value.toLowerCase() === argument.toLowerCase(),
    wildcard: (value, argument) => {
      const escaped = argument
        .split('*')
        .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
      return new RegExp(`^${escaped.join('.*')}$`, 's').test(value);
    },
  };

function compares(value: unknown, argument: readonly unknown[]): boolean {
  if (typeof value !== 'number') return false;
  for (let i = 0; i < argument.length; i += 2) {
    const bound = Number(argument[i + 1]);
    const holds = {
      '=': value === bound,
      '<': value < bound,
      '<=': value <= bound,
      '>': value > bound,
      '>=': value >= bound,
    }[String(argument[i])];
    if (holds !== true) return false;
  }
  return true;
}
