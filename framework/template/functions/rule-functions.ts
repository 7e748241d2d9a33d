import { isMap, own, scalarText, type Value } from '../template';
import { sameValue } from './logic';
import type { Call, Intrinsic } from './resolve';

/**
 * The functions that only rules have; those over parameter types see the parameters of this template.
 *
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-rules.html
 */
export const ruleFunctions: Record<string, Intrinsic> = {
  'Fn::Contains'(argument, call) {
    const [list, value] = pair(argument, 'Fn::Contains', call);
    const members = call.evaluate(list, 0);
    const sought = call.evaluate(value, 1);
    return Array.isArray(members) && members.some((member) => sameValue(member, sought));
  },

  'Fn::EachMemberEquals'(argument, call) {
    const [list, value] = pair(argument, 'Fn::EachMemberEquals', call);
    const members = call.evaluate(list, 0);
    const sought = call.evaluate(value, 1);
    return Array.isArray(members) && members.every((member) => sameValue(member, sought));
  },

  'Fn::EachMemberIn'(argument, call) {
    const [list, other] = pair(argument, 'Fn::EachMemberIn', call);
    const members = call.evaluate(list, 0);
    const allowed = call.evaluate(other, 1);
    if (!Array.isArray(members) || !Array.isArray(allowed)) return false;
    return members.every((member) => allowed.some((one) => sameValue(member, one)));
  },

  'Fn::RefAll'(argument, call) {
    const type = scalarText(argument);
    return Object.entries(call.template.parameters).flatMap(([name, definition]) => {
      if (!isMap(definition) || own(definition, 'Type') !== type) return [];
      return call.environment.parameters[name] ?? [];
    });
  },

  'Fn::ValueOf': notKnown('Fn::ValueOf'),
  'Fn::ValueOfAll': notKnown('Fn::ValueOfAll'),
};

/** Thrown where a rule asks for what is not known here: it can't be said whether the rule is broken. */
export class NotKnown extends Error {
  constructor(readonly what: string) {
    super(`${what} is not known`);
  }
}

function pair(argument: Value, name: string, call: Call): [Value, Value] {
  if (!Array.isArray(argument) || argument.length !== 2) {
    return call.fail(`Template error: every ${name} object requires a list of 2 parameters.`);
  }
  return [argument[0] ?? null, argument[1] ?? null];
}

/** Attributes of parameters' values (the VPC of a subnet …) are known to the services that hold them alone. */
function notKnown(name: string): Intrinsic {
  return (argument) => {
    throw new NotKnown(`${name} ${JSON.stringify(argument)}`);
  };
}
