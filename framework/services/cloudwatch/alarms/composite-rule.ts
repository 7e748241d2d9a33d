/**
 * Rules of composite alarms: `(ALARM("a") OR ALARM("arn…")) AND NOT INSUFFICIENT_DATA("b")`.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
import { validationError } from '../errors';
import type { StateValue } from '../state';

/** The state of an alarm by name or ARN; undefined where there is none. */
type LookUp = (alarm: string) => StateValue | undefined;

export interface CompositeRule {
  readonly alarms: readonly string[];
  holds(lookUp: LookUp): boolean;
}

const token =
  /\s*(?:(AND|OR|NOT|TRUE|FALSE)\b|(ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"((?:[^"\\]|\\.)*)"|([^\s()]+))\s*\)|([()]))/y;

interface Token {
  readonly text: string;
  readonly alarm?: string;
}

function tokenize(rule: string): Token[] {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  while (rule.slice(token.lastIndex).trim() !== '') {
    const match = token.exec(rule);
    if (match === null) throw invalidRule();
    const [, word, state, quoted, bare, bracket] = match;
    const alarm = quoted?.replaceAll(/\\(.)/g, '$1') ?? bare;
    tokens.push(alarm === undefined ? { text: word ?? bracket ?? '' } : { text: state ?? '', alarm });
  }
  return tokens;
}

const invalidRule = () => validationError('AlarmRule must not contain invalid expressions');

type Test = (lookUp: LookUp) => boolean;

/** Reads a rule by descent: NOT binds strongest, then AND, then OR. */
export function parseRule(rule: string): CompositeRule {
  const tokens = tokenize(rule);
  let index = 0;
  const accept = (text: string): boolean => {
    if (tokens[index]?.text !== text) return false;
    index++;
    return true;
  };
  const single = (): Test => {
    const next = tokens[index++];
    if (next === undefined) throw invalidRule();
    const { text, alarm } = next;
    if (alarm !== undefined) return (lookUp) => lookUp(alarm) === text;
    if (text === 'TRUE' || text === 'FALSE') return () => text === 'TRUE';
    if (text === 'NOT') {
      const test = single();
      return (lookUp) => !test(lookUp);
    }
    if (text !== '(') throw invalidRule();
    const test = either();
    if (!accept(')')) throw invalidRule();
    return test;
  };
  const both = (): Test => {
    const tests = [single()];
    while (accept('AND')) tests.push(single());
    return (lookUp) => tests.every((test) => test(lookUp));
  };
  const either = (): Test => {
    const tests = [both()];
    while (accept('OR')) tests.push(both());
    return (lookUp) => tests.some((test) => test(lookUp));
  };
  const holds = either();
  if (index < tokens.length) throw invalidRule();
  const alarms = tokens.flatMap(({ alarm }) => (alarm === undefined ? [] : [alarm]));
  return { alarms: [...new Set(alarms)], holds };
}
