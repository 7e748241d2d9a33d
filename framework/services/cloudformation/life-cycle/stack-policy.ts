/** Stack policies: which resources an update may modify, replace or delete (aws-behaviour.md 8.5). */
import { validationError } from '../errors';
import type { Stack, StackResource } from '../state';

export type PolicyAction = 'Update:Modify' | 'Update:Replace' | 'Update:Delete';

interface Statement {
  effect: 'Allow' | 'Deny';
  actions: string[];
  /** Patterns of `LogicalResourceId/<id>`; those that a NotResource excepts. */
  resources: string[];
  isExcept: boolean;
  /** Patterns of types, where a condition names some. */
  types: { patterns: string[]; isNegated: boolean }[];
}

const invalid = (): Error => validationError('Error validating stack policy: Invalid stack policy');

/** Refuses a policy that is none. */
export function checkStackPolicy(text: string): void {
  statementsOf(text);
}

/** Why a stack's policy does not let an action happen to a resource; undefined when it does. */
export function denial(
  stack: Stack,
  resource: Pick<StackResource, 'logicalId' | 'type'>,
  action: PolicyAction,
): string | undefined {
  const text = stack.operation.stackPolicy ?? stack.stackPolicy;
  if (text === undefined) return undefined;
  const statements = statementsOf(text);
  const denying = statements.findIndex((one) => one.effect === 'Deny' && applies(one, resource, action));
  if (denying !== -1) {
    return `Action denied by stack policy: Statement [#${denying + 1}] does not allow [${action}] for resource [LogicalResourceId/${resource.logicalId}]`;
  }
  const isAllowed = statements.some((one) => one.effect === 'Allow' && applies(one, resource, action));
  return isAllowed
    ? undefined
    : `Action not allowed by stack policy: [${action}] for resource [LogicalResourceId/${resource.logicalId}]`;
}

function applies(
  { actions, resources, isExcept, types }: Statement,
  { logicalId, type }: Pick<StackResource, 'logicalId' | 'type'>,
  action: PolicyAction,
): boolean {
  const isNamed = resources.some((pattern) => like(pattern, `LogicalResourceId/${logicalId}`));
  return (
    actions.some((pattern) => like(pattern.toLowerCase(), action.toLowerCase())) &&
    isNamed !== isExcept &&
    types.every(({ patterns, isNegated }) => patterns.some((pattern) => like(pattern, type)) !== isNegated)
  );
}

function like(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(text);
}

function statementsOf(text: string): Statement[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw invalid();
  }
  const given = isRecord(document) ? document['Statement'] : undefined;
  const statements: unknown[] = Array.isArray(given) ? given : isRecord(given) ? [given] : [];
  if (statements.length === 0) throw invalid();
  return statements.map(statement);
}

const memberNames = [
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Principal',
  'Resource',
  'NotResource',
  'Condition',
];

function statement(given: unknown): Statement {
  if (!isRecord(given) || Object.keys(given).some((name) => !memberNames.includes(name))) throw invalid();
  const { Effect, Action, NotAction, Principal, Resource, NotResource, Condition } = given;
  if ((Effect !== 'Allow' && Effect !== 'Deny') || Principal !== '*') throw invalid();
  const listed = texts(Action ?? NotAction);
  const resources = texts(Resource ?? NotResource ?? '*');
  const all: PolicyAction[] = ['Update:Modify', 'Update:Replace', 'Update:Delete'];
  if (
    listed === undefined ||
    resources === undefined ||
    listed.some((one) => !/^Update:[A-Za-z*?]+$/i.test(one))
  )
    throw invalid();
  const actions =
    Action === undefined
      ? all.filter((one) => !listed.some((pattern) => like(pattern.toLowerCase(), one.toLowerCase())))
      : listed;
  return {
    effect: Effect,
    actions,
    resources,
    isExcept: Resource === undefined && NotResource !== undefined,
    types: typesOf(Condition),
  };
}

/** Conditions of stack policies know `ResourceType`, as StringEquals or StringLike. */
function typesOf(condition: unknown): Statement['types'] {
  if (condition === undefined) return [];
  if (!isRecord(condition)) throw invalid();
  return Object.entries(condition).flatMap(([operator, test]) => {
    if (!/^String(Not)?(Equals|Like)$/.test(operator) || !isRecord(test)) throw invalid();
    return Object.entries(test).map(([name, value]) => {
      const patterns = texts(value);
      if (name !== 'ResourceType' || patterns === undefined) throw invalid();
      return { patterns, isNegated: operator.includes('Not') };
    });
  });
}

function texts(value: unknown): string[] | undefined {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.every((one) => typeof one === 'string') ? list : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
