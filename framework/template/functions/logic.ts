import { scalarText, type Value } from '../template';
import { wrongUse } from './messages';
import type { Call, Intrinsic, Resolved } from './resolve';

/** The functions of conditions, and `Fn::If`, which chooses by one. */
export const conditionFunctions: Record<string, Intrinsic> = {
  'Fn::If'(argument, call) {
    if (!Array.isArray(argument) || typeof argument[0] !== 'string') return call.fail(wrongUse.ifCondition);
    const [name, whenTrue, whenFalse] = argument;
    if (argument.length !== 3 || whenTrue === undefined || whenFalse === undefined)
      return call.fail(wrongUse.if);
    const taken = knownCondition(name, call, ' in Fn::If');
    return taken ? call.evaluate(whenTrue, 1) : call.evaluate(whenFalse, 2);
  },

  'Fn::Equals'(argument, call) {
    if (!Array.isArray(argument) || argument.length !== 2) return call.fail(wrongUse.equals);
    const [left, right] = argument.map((part, index) => call.evaluate(part, index));
    return sameValue(left, right);
  },

  'Fn::And'(argument, call) {
    return booleans(argument, call, wrongUse.and).every(Boolean);
  },

  'Fn::Or'(argument, call) {
    return booleans(argument, call, wrongUse.or).some(Boolean);
  },

  'Fn::Not'(argument, call) {
    if (!Array.isArray(argument) || argument.length !== 1) return call.fail(wrongUse.not);
    const value = truth(call.evaluate(argument[0] ?? null, 0));
    return value === undefined ? call.fail(wrongUse.notToken) : !value;
  },

  Condition(argument, call) {
    return typeof argument === 'string' ? knownCondition(argument, call, '') : call.fail(wrongUse.condition);
  },
};

/** Whether two values are the same to `Fn::Equals`: scalars by their text (`true` equals `"true"`), case kept. */
export function sameValue(left: Resolved, right: Resolved): boolean {
  const [a, b] = [scalarText(left), scalarText(right)];
  if (a !== undefined || b !== undefined) return a === b;
  return JSON.stringify(left ?? null) === JSON.stringify(right ?? null);
}

/** A value as a condition has it; rules and parameters write `"true"` too. */
export function truth(value: Resolved): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return value === 'true' ? true : value === 'false' ? false : undefined;
}

function booleans(argument: Value, call: Call, words: string): boolean[] {
  if (!Array.isArray(argument) || argument.length < 2 || argument.length > 10) return call.fail(words);
  return argument.map((part, index) => truth(call.evaluate(part, index)) ?? call.fail(words));
}

function knownCondition(name: Value | undefined, call: Call, where: string): boolean {
  if (typeof name !== 'string') return call.fail(wrongUse.condition);
  if (!Object.hasOwn(call.template.conditions, name)) {
    return call.fail(`Template error: unresolved condition dependency ${name}${where}`);
  }
  return call.condition(name);
}
