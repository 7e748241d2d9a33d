import { isMap, own, placeOf, scalarText, TemplateError, type Template, type ValueMap } from './template';
import type { ParameterValues } from './functions/resolve';

/** A parameter whose value lies in Parameter Store: the caller reads `key` and puts the value in its place. */
export interface ParameterLookup {
  name: string;
  /** The parameter's type, `AWS::SSM::Parameter::Value<String>` say. */
  type: string;
  /** The key in Parameter Store. */
  key: string;
  isList: boolean;
}

/** Parameter values as `resolve` wants them, and what only the caller can settle. */
export interface ResolvedParameters {
  values: ParameterValues;
  /** Every parameter as it was given or defaulted. */
  texts: Record<string, string>;
  /** Parameters never to be shown (`NoEcho`). */
  noEcho: Set<string>;
  /** SSM-typed parameters; their values are not in `values` yet. */
  lookups: ParameterLookup[];
  /** Parameters that name a thing AWS would check exists (`AWS::EC2::VPC::Id` …). */
  mustExist: { name: string; type: string; values: string[] }[];
}

/** aws-behaviour.md 8.3; the words are ours. */
const valueBytesMax = 4096;

/**
 * Settles every parameter: the value given, else the previous one, else the default; then checks its constraints.
 *
 * `previous` holds the values of parameters asked for with `UsePreviousValue`. Lists come back split and trimmed.
 * The first error is thrown, as CloudFormation answers with one (aws-behaviour.md 8.3).
 */
export function resolveParameters(
  template: Template,
  given: Record<string, string>,
  previous: Record<string, string> = {},
): ResolvedParameters {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(template.parameters, name));
  if (unknown.length > 0) {
    throw new TemplateError(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  }
  const texts = textValues(template, given, previous);
  const resolved: ResolvedParameters = {
    values: {},
    texts: {},
    noEcho: new Set(),
    lookups: [],
    mustExist: [],
  };
  for (const [name, text] of texts) settle(template, name, text, resolved);
  return resolved;
}

function textValues(
  template: Template,
  given: Record<string, string>,
  previous: Record<string, string>,
): [string, string][] {
  const texts: [string, string][] = [];
  const missing: string[] = [];
  for (const [name, definition] of Object.entries(template.parameters)) {
    const chosen = [given, previous].find((values) => Object.hasOwn(values, name))?.[name];
    const text = chosen ?? (isMap(definition) ? scalarText(own(definition, 'Default')) : undefined);
    if (text === undefined) missing.push(name);
    else texts.push([name, text]);
  }
  const [first] = missing;
  if (first !== undefined) {
    const place = placeOf(template, ['Parameters', first]);
    throw new TemplateError(`Parameters: [${missing.join(', ')}] must have values`, { place });
  }
  return texts;
}

function settle(template: Template, name: string, text: string, resolved: ResolvedParameters): void {
  resolved.texts[name] = text;
  if (Buffer.byteLength(text) > valueBytesMax) {
    const words = `Parameter value for parameter name ${name} exceeds the maximum length of ${valueBytesMax} bytes`;
    throw new TemplateError(words, { place: placeOf(template, ['Parameters', name]) });
  }
  const definition = own(template.parameters, name);
  const rules: ValueMap = isMap(definition) ? definition : {};
  const type = scalarText(own(rules, 'Type')) ?? 'String';
  const isList = isListType(type);
  const values = isList ? listOf(text) : [text];
  if (scalarText(own(rules, 'NoEcho')) === 'true') resolved.noEcho.add(name);
  const failure = values
    .map((value) => broken(name, type, value, rules))
    .find((words) => words !== undefined);
  if (failure !== undefined)
    throw new TemplateError(failure, { place: placeOf(template, ['Parameters', name]) });
  if (type.startsWith('AWS::SSM::Parameter::Value<')) {
    resolved.lookups.push({ name, type, key: text, isList });
    return;
  }
  if (type.includes('AWS::')) resolved.mustExist.push({ name, type, values });
  resolved.values[name] = isList ? values : text;
}

/** Whether a parameter of this type is a list; SSM types hold theirs between the angle brackets. */
export function isListType(type: string): boolean {
  const inner = /^AWS::SSM::Parameter::Value<(.*)>$/.exec(type)?.[1] ?? type;
  return inner === 'CommaDelimitedList' || inner.startsWith('List<');
}

/** The members of a list parameter; CloudFormation trims the space around each. */
export function listOf(text: string): string[] {
  return text === '' ? [] : text.split(',').map((member) => member.trim());
}

/** What is wrong with one value, in CloudFormation's words. */
function broken(name: string, type: string, value: string, rules: ValueMap): string | undefined {
  const words = brokenRule(name, type, value, rules);
  if (words === undefined) return undefined;
  const description = scalarText(own(rules, 'ConstraintDescription'));
  return description === undefined ? words : `Parameter ${name} failed to satisfy constraint: ${description}`;
}

function brokenRule(name: string, type: string, value: string, rules: ValueMap): string | undefined {
  if (type === 'Number' || type === 'List<Number>') {
    const number = numberOf(value);
    if (number === undefined) return `Parameter '${name}' must be a number.`;
    const [least, most] = [bound(rules, 'MinValue'), bound(rules, 'MaxValue')];
    if (least !== undefined && number < least)
      return `Parameter '${name}' must be a number not less than ${least}`;
    if (most !== undefined && number > most)
      return `Parameter '${name}' must be a number not greater than ${most}`;
  } else {
    const [least, most] = [bound(rules, 'MinLength'), bound(rules, 'MaxLength')];
    if (least !== undefined && value.length < least)
      return `Parameter '${name}' must contain at least ${least} characters`;
    if (most !== undefined && value.length > most)
      return `Parameter '${name}' must contain at most ${most} characters`;
    const pattern = scalarText(own(rules, 'AllowedPattern'));
    const matcher = pattern === undefined ? undefined : javaPattern(pattern);
    if (matcher === null) return `Parameter '${name}' AllowedPattern must be a valid regular expression.`;
    if (matcher !== undefined && !matcher.test(value))
      return `Parameter '${name}' must match pattern ${pattern}`;
  }
  const allowed = own(rules, 'AllowedValues');
  if (!Array.isArray(allowed) || allowed.some((one) => scalarText(one) === value)) return undefined;
  return `Parameter '${name}' must be one of AllowedValues`;
}

function numberOf(value: string): number | undefined {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(value.trim()) ? Number(value) : undefined;
}

function bound(rules: ValueMap, name: string): number | undefined {
  const text = scalarText(own(rules, name));
  return text === undefined ? undefined : numberOf(text);
}

/**
 * The pattern as CloudFormation's Java reads it: it has to match the whole value, and may open with flags `(?i)`.
 * Null when it is none.
 */
export function javaPattern(pattern: string): RegExp | null {
  const [flags = '', inner = pattern] = /^\(\?([ims]+)\)([^]*)$/.exec(pattern)?.slice(1) ?? [];
  const whole = `^(?:${inner.replaceAll(/\\A|\\[zZ]/g, '')})$`;
  for (const mode of ['u', '']) {
    try {
      return new RegExp(whole, flags + mode);
    } catch {
      // Java takes escapes that the stricter of JavaScript's modes refuses.
    }
  }
  return null;
}
