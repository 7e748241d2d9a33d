/**
 * Checks filter policies in AWS's words and tells where in their source it stopped (aws-behaviour.md 5.5).
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html
 */
import { invalidParameter } from '../errors';
import type { FilterPolicy } from '../state';
import { JsonProblem, jsonReader, type JsonReader } from './json-reader';
import { checkExpression, PolicyProblem } from './rules';

export type FilterPolicyScope = 'MessageAttributes' | 'MessageBody';

const keysMax = 5;
const combinationsMax = 150;
const bytesMax = 256 * 1024;
/** Names that stand for rules cannot be fields inside `$or`. */
const reserved = [
  'anything-but',
  'cidr',
  'equals-ignore-case',
  'exactly',
  'exists',
  'numeric',
  'prefix',
  'suffix',
  'wildcard',
];

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads and checks a policy; `prefix` is what AWS puts before its complaint, which differs by operation. */
export function readFilterPolicy(text: string, scope: FilterPolicyScope, prefix: string): FilterPolicy {
  const refuse = (why: string) => invalidParameter(`${prefix}FilterPolicy: ${why}`);
  const problem = problemOf(text);
  if (problem !== undefined) throw refuse(problem);
  if (Buffer.byteLength(text) > bytesMax) throw refuse('Filter policy is too long');
  // It was read once already, as an object.
  const policy: FilterPolicy = JSON.parse(text);
  if (scope === 'MessageAttributes' && Object.entries(policy).some(isNested)) {
    throw invalidParameter(
      `${prefix}Filter policy scope MessageAttributes does not support nested filter policy`,
    );
  }
  if (keysOf(policy) > keysMax) throw refuse(`Filter policy can not have more than ${keysMax} keys`);
  if (combinationsOf(policy, 1) > combinationsMax) throw refuse('Filter policy is too complex');
  return policy;
}

function problemOf(text: string): string | undefined {
  const reader = jsonReader(text);
  try {
    checkPolicy(reader);
    return undefined;
  } catch (error) {
    if (error instanceof PolicyProblem) return `${error.message}${error.hasPlace ? reader.place() : ''}`;
    if (error instanceof JsonProblem) return `failed to parse JSON. ${error.message}${reader.place()}`;
    throw error;
  }
}

const isNested = ([key, value]: [string, unknown]): boolean => key !== '$or' && isRecord(value);

/** Of nested keys the outermost alone counts. */
function keysOf(policy: FilterPolicy): number {
  let keys = 0;
  for (const [key, value] of Object.entries(policy)) {
    if (key === '$or' && Array.isArray(value)) {
      for (const branch of value.filter(isRecord)) keys += keysOf(branch);
    } else keys++;
  }
  return keys;
}

/** The product of the keys' numbers of values, each as many times as its key is deep; alternatives add up. */
function combinationsOf(policy: FilterPolicy, depth: number): number {
  let combinations = 1;
  for (const [key, value] of Object.entries(policy)) {
    if (key === '$or' && Array.isArray(value)) {
      const branches = value.filter(isRecord).map((branch) => combinationsOf(branch, depth));
      combinations *= branches.reduce((sum, branch) => sum + branch, 0);
    } else if (isRecord(value)) combinations *= combinationsOf(value, depth + 1);
    else if (Array.isArray(value)) combinations *= value.length * depth;
  }
  return combinations;
}

/** The empty policy is one that lets everything through; inside, empty objects are none. */
function checkPolicy(reader: JsonReader): void {
  if (reader.next() !== 'object') throw new PolicyProblem('Filter is not an object');
  checkFields(reader, { isInOr: false, mayBeEmpty: true });
  if (reader.next() !== 'end') throw new PolicyProblem('Filter is not an object');
}

function checkFields(reader: JsonReader, { isInOr, mayBeEmpty }: { isInOr: boolean; mayBeEmpty: boolean }) {
  let isEmpty = true;
  while (reader.next() !== 'object end') {
    isEmpty = false;
    const name = reader.text();
    if (name === '$or') {
      checkAlternatives(reader);
      continue;
    }
    if (isInOr && reserved.includes(name)) {
      throw new PolicyProblem(`${name} is Ruler reserved fieldName which cannot be used inside $or.`);
    }
    const value = reader.next();
    if (value === 'object') checkFields(reader, { isInOr, mayBeEmpty: false });
    else if (value === 'array') checkRules(reader);
    else throw new PolicyProblem(`"${name}" must be an object or an array`);
  }
  if (isEmpty && !mayBeEmpty) throw new PolicyProblem('Empty objects are not allowed');
}

function checkAlternatives(reader: JsonReader): void {
  if (reader.next() !== 'array') throw new PolicyProblem('It must be an Array followed with $or.');
  let count = 0;
  for (let token = reader.next(); token !== 'array end'; token = reader.next()) {
    if (token !== 'object') {
      throw new PolicyProblem('Only JSON object is allowed in array of $or relationship.');
    }
    count++;
    checkFields(reader, { isInOr: true, mayBeEmpty: false });
  }
  if (count < 2) throw new PolicyProblem('There must have at least 2 Objects in $or relationship.');
}

function checkRules(reader: JsonReader): void {
  let isEmpty = true;
  for (let token = reader.next(); token !== 'array end'; token = reader.next()) {
    isEmpty = false;
    if (token === 'object') checkExpression(reader);
    else if (token === 'array') {
      throw new PolicyProblem('Match value must be String, number, true, false, or null');
    } else if (token === 'string') reader.text();
  }
  if (isEmpty) throw new PolicyProblem('Empty arrays are not allowed');
}
