import { isMap, own, scalarText, type Value, type ValueMap } from '../template';
import { cidrBlocks } from './cidr';
import { lookUpText } from './look-ups';
import { wrongUse } from './messages';
import type { Call, Intrinsic, Resolved } from './resolve';
import { subName, subParts } from './sub';

/** The functions that make texts and lists out of others. */
export const texts: Record<string, Intrinsic> = {
  'Fn::Base64'(argument, call) {
    const text = scalarText(call.evaluate(argument));
    return text === undefined ? call.fail(wrongUse.base64) : Buffer.from(text).toString('base64');
  },

  'Fn::Join'(argument, call) {
    if (!Array.isArray(argument) || argument.length !== 2) return call.fail(wrongUse.join);
    const [delimiter, list] = argument.map((part, index) => call.evaluate(part, index));
    const items = Array.isArray(list) ? list.map(scalarText) : [undefined];
    if (typeof delimiter !== 'string' || items.includes(undefined)) return call.fail(wrongUse.join);
    return items.join(delimiter);
  },

  'Fn::Split'(argument, call) {
    if (!Array.isArray(argument) || argument.length !== 2) return call.fail(wrongUse.split);
    const [delimiter, source] = argument.map((part, index) => scalarText(call.evaluate(part, index)));
    if (delimiter === undefined || delimiter === '' || source === undefined) return call.fail(wrongUse.split);
    return source.split(delimiter);
  },

  'Fn::Select'(argument, call) {
    if (!Array.isArray(argument) || argument.length !== 2) return call.fail(wrongUse.select);
    const [index, list] = argument.map((part, position) => call.evaluate(part, position));
    const digits = scalarText(index);
    if (digits === undefined || !/^-?\d+$/.test(digits)) return call.fail(wrongUse.selectIndex);
    if (!Array.isArray(list)) return call.fail(wrongUse.select);
    const selected = list[Number(digits)];
    if (selected !== undefined) return selected;
    return call.fail(`Template error: Fn::Select cannot select nonexistent value at index ${digits}`);
  },

  'Fn::Sub'(argument, call) {
    const [text, values] = Array.isArray(argument) ? argument : [argument, {}];
    const count = Array.isArray(argument) ? argument.length : 2;
    if (typeof text !== 'string' || !isMap(values) || count !== 2) return call.fail(wrongUse.sub);
    return subParts(text)
      .map((part) => ('text' in part ? part.text : substitute(part.name, values, call)))
      .join('');
  },

  'Fn::Cidr'(argument, call) {
    if (!Array.isArray(argument) || argument.length < 2 || argument.length > 3)
      return call.fail(wrongUse.cidr);
    const [block, count, bits] = argument.map((part, index) => scalarText(call.evaluate(part, index)));
    if (block === undefined || count === undefined) return call.fail(wrongUse.cidr);
    const blocks = cidrBlocks(block, Number(count), bits === undefined ? undefined : Number(bits));
    return (
      blocks ??
      call.fail(wrongUse.cidr, `${block} has no room for ${count} networks of ${bits ?? 'the default'} bits`)
    );
  },

  'Fn::Length'(argument, call) {
    const list = call.evaluate(argument);
    return Array.isArray(list) ? list.length : call.fail(wrongUse.length);
  },

  'Fn::ToJsonString'(argument, call) {
    return JSON.stringify(call.evaluate(argument) ?? null);
  },
};

/** One `${name}`: the function's own map first, then parameters, resources and `Resource.Attribute`. */
function substitute(name: string, values: ValueMap, call: Call): string {
  if (!subName.test(name)) return call.fail(wrongUse.subName);
  const given = own(values, name);
  const value: Resolved = given === undefined ? lookUpText(name, call) : call.evaluate(given, 1, name);
  return textOf(value) ?? call.fail(wrongUse.subValue, `\${${name}} does not come to a string`);
}

function textOf(value: Value | undefined): string | undefined {
  return scalarText(value);
}
