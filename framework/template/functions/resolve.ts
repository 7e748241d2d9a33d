import {
  isMap,
  placeOf,
  put,
  TemplateError,
  type Path,
  type Template,
  type Value,
  type ValueMap,
} from '../template';
import { conditionFunctions } from './logic';
import { lookUps } from './look-ups';
import { unsupportedFunction, notCollapsed } from './messages';
import { ruleFunctions } from './rule-functions';
import { texts } from './texts';

/** What a stack operation knows of the stack itself, for the pseudo parameters. */
export interface StackContext {
  accountId: string;
  region: string;
  partition: string;
  urlSuffix: string;
  stackId: string;
  stackName: string;
  notificationArns: string[];
  /** The availability zones of a region; none where there is no such region. */
  zonesOf(region: string): readonly string[];
}

/** How the stack operation answers for things outside the template; each may throw its own error. */
export interface ResourceReading {
  /** What `Ref` gives, or undefined while the resource does not exist. */
  ref(logicalId: string): string | undefined;
  att(logicalId: string, attribute: string): unknown;
  importValue(name: string): string;
  stackOutput(asked: AskedOutput): string;
}

/** An output of another stack, which may be elsewhere, as `Fn::GetStackOutput` names it. */
export interface AskedOutput {
  stackName: string;
  outputName: string;
  region?: string;
  roleArn?: string;
}

/** Parameter values by name; list parameters are lists. */
export type ParameterValues = Record<string, string | string[]>;

/** All that values are resolved against. */
export interface Environment {
  context: StackContext;
  parameters: ParameterValues;
  conditions: Record<string, boolean>;
  resources: ResourceReading;
}

/** What a resolved value is; undefined stands for `AWS::NoValue`. */
export type Resolved = Value | undefined;

/** Where functions may stand: conditions and rules have their own, resources and outputs the rest. */
export type Scope = 'conditions' | 'rules' | 'resources';

/** One use of a function: its surroundings, and the way to its arguments. */
export interface Call {
  template: Template;
  environment: Environment;
  scope: Scope;
  path: Path;
  /** Resolves an argument, `step` leading to it from the function. */
  evaluate(value: Value, ...step: (string | number)[]): Resolved;
  /** What a condition of this name says. */
  condition(name: string): boolean;
  fail(awsMessage: string, hint?: string): never;
}

/** One intrinsic function. */
export type Intrinsic = (argument: Value, call: Call) => Resolved;

/**
 * Resolves every intrinsic function in a value; a member that comes to `AWS::NoValue` is left out.
 *
 * Of an `Fn::If` only the branch taken is looked at, so that the other may speak of resources that do not exist.
 * `path` says where the value stands in the template, for the places in errors. Undefined means `AWS::NoValue`.
 */
export function resolve(
  template: Template,
  value: Value,
  environment: Environment,
  path: Path = [],
): Resolved {
  const condition = (name: string): boolean => environment.conditions[name] ?? false;
  return evaluate(value, { template, environment, scope: 'resources', path, condition });
}

/** As `resolve`, inside the section `scope`; conditions ask each other through `condition`. */
export function evaluate(value: Value, at: Omit<Call, 'evaluate' | 'fail'>): Resolved {
  if (Array.isArray(value)) return resolveList(value, at);
  if (!isMap(value)) return value;
  const [name, ...others] = Object.keys(value);
  if (name !== undefined && others.length === 0 && isFunction(name, at.scope)) {
    return callFunction(name, value[name] ?? null, { ...at, path: [...at.path, name] });
  }
  return resolveMembers(value, at);
}

/** Whether a lone member of this name is a function here; `Condition` is one in conditions and rules only. */
export function isFunction(name: string, scope: Scope): boolean {
  return name === 'Ref' || /^fn::/i.test(name) || (name === 'Condition' && scope !== 'resources');
}

function resolveList(list: Value[], at: Omit<Call, 'evaluate' | 'fail'>): Value[] {
  const resolved: Value[] = [];
  list.forEach((item, index) => {
    const value = evaluate(item, { ...at, path: [...at.path, index] });
    if (value !== undefined) resolved.push(value);
  });
  return resolved;
}

function resolveMembers(map: ValueMap, at: Omit<Call, 'evaluate' | 'fail'>): ValueMap {
  const resolved: ValueMap = {};
  for (const [name, member] of Object.entries(map)) {
    const value = evaluate(member, { ...at, path: [...at.path, name] });
    if (value !== undefined) put(resolved, name, value);
  }
  return resolved;
}

function callFunction(name: string, argument: Value, at: Omit<Call, 'evaluate' | 'fail'>): Resolved {
  const call: Call = {
    ...at,
    evaluate: (value, ...step) => evaluate(value, { ...at, path: [...at.path, ...step] }),
    fail(awsMessage, hint) {
      const place = placeOf(at.template, at.path);
      throw new TemplateError(awsMessage, hint === undefined ? { place } : { place, hint });
    },
  };
  const intrinsic = intrinsicOf(name);
  if (intrinsic === undefined) return call.fail(unsupportedFunction(name));
  const home = scopesOf(name);
  if (home !== undefined && !home.includes(at.scope)) return call.fail(notCollapsed(name));
  return intrinsic(argument, call);
}

/** The function of this name, wherever it may stand. */
export function intrinsicOf(name: string): Intrinsic | undefined {
  for (const functions of [texts, lookUps, conditionFunctions, ruleFunctions]) {
    if (Object.hasOwn(functions, name)) return functions[name];
  }
  return undefined;
}

/** The sections a function is bound to, or undefined when it may stand anywhere. */
export function scopesOf(name: string): readonly Scope[] | undefined {
  if (Object.hasOwn(ruleFunctions, name)) return ['rules'];
  return Object.hasOwn(conditionFunctions, name) && name !== 'Fn::If' ? ['conditions', 'rules'] : undefined;
}
