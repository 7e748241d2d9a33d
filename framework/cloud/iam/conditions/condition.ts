import type { Matcher } from '../patterns/glob';
import { VERSION_WITH_VARIABLES, type PolicyDocument, type Statement } from '../policy';
import { fillTemplate, fixedPieces, templateOf, type Template } from '../patterns/variables';
import { readOperator, type OperatorUse } from './index';
import type { ConditionOperator } from './operator';

type ValuesOf = (key: string) => readonly string[] | undefined;

/** Says why a condition does not hold, or nothing where it does. */
export type ConditionTest = (valuesOf: ValuesOf) => string | undefined;

/** A value that is known before the request, or one that waits for the values of its variables. */
type Wanted = { match: Matcher } | { template: Template };

const quoted = (texts: readonly string[]): string => texts.map((text) => JSON.stringify(text)).join(' or ');

const gotten = (texts: readonly string[] | undefined): string =>
  texts === undefined ? 'nothing' : texts.map((text) => JSON.stringify(text)).join(', ');

/** `Null`: "true" wants the key absent, "false" wants it there. */
function compileNull(written: string, key: string, values: readonly string[]): ConditionTest {
  const lowerKey = key.toLowerCase();
  const wanted = values.map((value) => value.toLowerCase());
  return (valuesOf) => {
    const got = valuesOf(lowerKey);
    if (wanted.includes(String(got === undefined))) return undefined;
    return `condition ${written} ${key}: wanted ${quoted(values)} got ${gotten(got)}`;
  };
}

function wantedOf(value: string, operator: ConditionOperator, hasVariables: boolean): Wanted {
  const template = templateOf(value, hasVariables && operator.takesVariables);
  const pieces = fixedPieces(template);
  return pieces === undefined ? { template } : { match: operator.prepare(pieces) };
}

/**
 * The tests of this request; a value whose variable has none here drops out.
 * A negated condition would then hold for want of a value, so it is undefined: the statement does not apply.
 */
function testsOf(
  wanted: readonly Wanted[],
  operator: ConditionOperator,
  valuesOf: ValuesOf,
): Matcher[] | undefined {
  const tests: Matcher[] = [];
  for (const value of wanted) {
    if ('match' in value) {
      tests.push(value.match);
      continue;
    }
    const pieces = fillTemplate(value.template, valuesOf);
    if (pieces !== undefined) tests.push(operator.prepare(pieces));
    else if (operator.isNegated) return undefined;
  }
  return tests;
}

/** What a missing key makes of a condition (aws-behaviour.md 9.1). */
function holdsWithoutKey({ operator, quantifier, isIfExists }: OperatorUse): boolean {
  if (isIfExists || quantifier === 'all') return true;
  return quantifier === undefined && operator?.isNegated === true;
}

/** Without a quantifier several values count as `any` does; a negated operator then wants that none of them matches. */
function holds(use: OperatorUse, tests: readonly Matcher[], got: readonly string[]): boolean {
  const isNegated = use.operator?.isNegated === true;
  const passes = (text: string): boolean => tests.some((test) => test(text)) !== isNegated;
  const wantsAll = use.quantifier === 'all' || (use.quantifier === undefined && isNegated);
  return wantsAll ? got.every(passes) : got.some(passes);
}

function compileOne(
  written: string,
  key: string,
  values: readonly string[],
  hasVariables: boolean,
): ConditionTest {
  const use = readOperator(written);
  if (use === undefined) return () => `condition ${written} ${key}: no such operator`;
  const { operator } = use;
  if (operator === undefined) return compileNull(written, key, values);
  const lowerKey = key.toLowerCase();
  const wanted = values.map((value) => wantedOf(value, operator, hasVariables));
  return (valuesOf) => {
    const got = valuesOf(lowerKey);
    const tests = testsOf(wanted, operator, valuesOf);
    const isMet = tests !== undefined && (got === undefined ? holdsWithoutKey(use) : holds(use, tests, got));
    return isMet ? undefined : `condition ${written} ${key}: wanted ${quoted(values)} got ${gotten(got)}`;
  };
}

/** Compiles the conditions of a statement, all of which must hold. */
export function compileConditions(statement: Statement, version: PolicyDocument['Version']): ConditionTest[] {
  const hasVariables = version === VERSION_WITH_VARIABLES;
  return Object.entries(statement.Condition ?? {}).flatMap(([written, keys]) =>
    Object.entries(keys).map(([key, values]) => compileOne(written, key, values, hasVariables)),
  );
}
