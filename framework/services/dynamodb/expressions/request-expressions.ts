import type { WireAttributeValue } from '../items/attribute-value';
import { invalid } from '../errors';
import { bindCondition, type Condition } from './condition';
import { type ParsedCondition, parseCondition } from './syntax/condition-parser';
import { type AttributeCondition, keyConditionsOf } from './key-condition';
import { SyntaxProblem } from './syntax/lexer';
import { bindProjection, type Projection, parseProjection } from './projection';
import { Substitutions } from './substitutions';
import { bindUpdate, type Update } from './update';
import { parseUpdate } from './syntax/update-parser';

/** The expression parameters of any operation, as the codec decoded them. */
export type ExpressionParameters = {
  ExpressionAttributeNames?: { [placeholder: string]: string } | undefined;
  ExpressionAttributeValues?: { [placeholder: string]: WireAttributeValue } | undefined;
  UpdateExpression?: string | undefined;
  ConditionExpression?: string | undefined;
  KeyConditionExpression?: string | undefined;
  FilterExpression?: string | undefined;
  ProjectionExpression?: string | undefined;
};

/** A request's expressions, ready to be applied to items. */
export type RequestExpressions = {
  update?: Update;
  condition?: Condition;
  keyConditions?: AttributeCondition[];
  filter?: Condition;
  projection?: Projection;
};

const EXPRESSION_BYTES_MAX = 4096;
/** Parsed expressions are kept by their text: programs send the same few over and over. */
const CACHE_MAX = 500;

/** Keeps what `parse` made of the latest texts: the tree, or the message that there is none. */
function remembered<T extends object>(parse: (text: string) => T): (text: string) => T | string {
  const results = new Map<string, T | string>();
  return (text) => {
    const known = results.get(text);
    if (known !== undefined) return known;
    const result = resultOf(parse, text);
    const [oldest] = results.keys();
    if (results.size >= CACHE_MAX && oldest !== undefined) results.delete(oldest);
    results.set(text, result);
    return result;
  };
}

function resultOf<T>(parse: (text: string) => T, text: string): T | string {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof SyntaxProblem) return error.message;
    throw error;
  }
}

const conditionOf = remembered(parseCondition);
const updateOf = remembered(parseUpdate);
const projectionOf = remembered(parseProjection);

/**
 * Parses all expressions of a request and fills in their names and values; refuses with AWS's messages what
 * AWS refuses, in its order (aws-behaviour.md 3.9).
 */
export function requestExpressions(parameters: ExpressionParameters): RequestExpressions {
  if (hasNone(parameters)) return {};
  const substitutions = new Substitutions(
    parameters.ExpressionAttributeNames,
    parameters.ExpressionAttributeValues,
  );
  const bound: RequestExpressions = {};
  const {
    UpdateExpression,
    ConditionExpression,
    KeyConditionExpression,
    FilterExpression,
    ProjectionExpression,
  } = parameters;
  if (UpdateExpression !== undefined) {
    bound.update = read('UpdateExpression', UpdateExpression, updateOf, (parsed) =>
      bindUpdate(parsed, substitutions),
    );
  }
  const bind = (parsed: ParsedCondition) => parsed.problem ?? bindCondition(parsed.root, substitutions);
  const bindStrictly = (parsed: ParsedCondition) =>
    parsed.redundantParentheses ? 'The expression has redundant parentheses;' : bind(parsed);
  if (ConditionExpression !== undefined) {
    bound.condition = read('ConditionExpression', ConditionExpression, conditionOf, bindStrictly);
  }
  let keyCondition: Condition | undefined;
  if (KeyConditionExpression !== undefined) {
    // DynamoDB does not mind parentheses around parentheses here.
    keyCondition = read('KeyConditionExpression', KeyConditionExpression, conditionOf, bind);
  }
  if (FilterExpression !== undefined) {
    bound.filter = read('FilterExpression', FilterExpression, conditionOf, bindStrictly);
  }
  if (ProjectionExpression !== undefined) {
    bound.projection = read('ProjectionExpression', ProjectionExpression, projectionOf, (parsed) =>
      bindProjection(parsed, substitutions),
    );
  }
  substitutions.refuseUnused();
  if (keyCondition) bound.keyConditions = keyConditionsOf(keyCondition);
  return bound;
}

/** The usual case of small reads and writes. */
function hasNone(parameters: ExpressionParameters): boolean {
  return (
    parameters.ExpressionAttributeNames === undefined &&
    parameters.ExpressionAttributeValues === undefined &&
    parameters.UpdateExpression === undefined &&
    parameters.ConditionExpression === undefined &&
    parameters.KeyConditionExpression === undefined &&
    parameters.FilterExpression === undefined &&
    parameters.ProjectionExpression === undefined
  );
}

/** Refuses expression parameters beside legacy ones, and names and values without an expression. */
export function refuseMixedParameters(
  parameters: { [name: string]: unknown },
  expressions: readonly string[],
  legacy: readonly string[],
): void {
  const isGiven = (name: string) => parameters[name] !== undefined;
  const given = expressions.filter(isGiven);
  // KeyConditions, unlike the others, may stand beside expressions that do not replace it.
  const conflicting = legacy.filter(
    (name) => isGiven(name) && (name !== 'KeyConditions' || isGiven('KeyConditionExpression')),
  );
  if (given.length > 0 && conflicting.length > 0) {
    invalid(
      'Can not use both expression and non-expression parameters in the same request: ' +
        `Non-expression parameters: {${conflicting.join(', ')}} Expression parameters: {${given.join(', ')}}`,
    );
  }
  if (isGiven('ExpressionAttributeNames') && given.length === 0) {
    invalid('ExpressionAttributeNames can only be specified when using expressions');
  }
  const withValues = expressions.filter((name) => name !== 'ProjectionExpression');
  if (withValues.length > 0 && isGiven('ExpressionAttributeValues') && !withValues.some(isGiven)) {
    invalid(
      'ExpressionAttributeValues can only be specified when using expressions: ' +
        `${withValues.join(' and ')} ${withValues.length > 1 ? 'are' : 'is'} null`,
    );
  }
}

function read<P extends object, T extends object>(
  parameter: string,
  text: string,
  parse: (text: string) => P | string,
  bind: (parsed: P) => T | string,
): T {
  const size = Buffer.byteLength(text);
  if (text === '') return refused(parameter, 'The expression can not be empty;');
  if (size > EXPRESSION_BYTES_MAX) {
    return refused(
      parameter,
      `Expression size has exceeded the maximum allowed size; expression size: ${size}`,
    );
  }
  const parsed = parse(text);
  const bound = typeof parsed === 'string' ? parsed : bind(parsed);
  return typeof bound === 'string' ? refused(parameter, bound) : bound;
}

function refused(parameter: string, message: string): never {
  return invalid(`Invalid ${parameter}: ${message}`);
}
