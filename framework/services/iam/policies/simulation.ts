/** The policy simulator, on the engine that decides real requests. */
import type { ContextEntry, EvaluationResult, IAM, Statement } from '@aws-sdk/client-iam';
import {
  decide,
  parseArn,
  type Decision,
  type IdentityPolicies,
  type NamedPolicy,
  type Operations,
  type PolicyDocument,
  type Principal,
} from '../../../cloud/service';
import { checkDocument, documentOf } from '../documents';
import { holderNotFound, invalidInput } from '../errors';
import { actorAt, groupNamed } from '../holders';
import { nameIn } from '../identifiers';
import { page } from '../pages';
import { holderPolicies, policiesOf } from '../principals';
import type { IamCall, State } from '../state';

/** What both operations ask. */
interface Question {
  ActionNames: string[];
  ResourceArns?: string[] | undefined;
  ResourcePolicy?: string | undefined;
  ResourceOwner?: string | undefined;
  CallerArn?: string | undefined;
  ContextEntries?: ContextEntry[] | undefined;
  ResourceHandlingOption?: string | undefined;
  Marker?: string | undefined;
  MaxItems?: number | undefined;
}

const inputs = (texts: readonly string[] | undefined, label: string): NamedPolicy[] =>
  (texts ?? []).map((text, index) => {
    checkDocument(text, 'identity');
    return { name: `${label}.${index + 1}`, document: documentOf(text) };
  });

function contextOf(entries: readonly ContextEntry[] = []): Record<string, string[]> {
  const context: Record<string, string[]> = {};
  for (const { ContextKeyName = '', ContextKeyValues = [] } of entries) {
    context[ContextKeyName.toLowerCase()] = ContextKeyValues;
  }
  return context;
}

const keysIn = ({ Statement: statements }: PolicyDocument): string[] =>
  statements.flatMap(({ Condition = {} }) => Object.values(Condition).flatMap((keys) => Object.keys(keys)));

/** Condition keys that the policies ask for and the request does not say. */
function missingKeys(policies: readonly NamedPolicy[], context: Readonly<Record<string, unknown>>): string[] {
  const keys = policies.flatMap(({ document }) => keysIn(document));
  return [...new Set(keys)].filter((key) => !Object.hasOwn(context, key.toLowerCase()));
}

function decisionOf({ allowed, reason }: Decision): 'allowed' | 'explicitDeny' | 'implicitDeny' {
  if (allowed) return 'allowed';
  return reason.startsWith('denied-by') ? 'explicitDeny' : 'implicitDeny';
}

/** AWS also says the statement's place in the text; that is not known here. */
const matchedStatements = ({ considered }: Decision): Statement[] =>
  considered
    .filter(({ matched, type }) => matched && type !== 'boundary')
    .map(({ policy, type }) => ({
      SourcePolicyId: policy,
      ...(type === 'resource' ? { SourcePolicyType: 'resource' as const } : {}),
    }));

const named = ({ EvalActionName, EvalResourceName }: EvaluationResult): string =>
  `${EvalActionName} ${EvalResourceName}`;

/** What the boundary alone says, told beside the decision. */
function boundaryDetail({ considered }: Decision, { boundary }: IdentityPolicies) {
  if (boundary === undefined) return {};
  const allows = considered.some(
    ({ type, matched: applies, effect }) => type === 'boundary' && applies && effect === 'Allow',
  );
  return { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: allows } };
}

function evaluate(question: Question, principal: Principal, policies: IdentityPolicies, call: IamCall) {
  if (question.ResourceHandlingOption !== undefined) {
    call.notEmulated('The IAM policy simulator with ResourceHandlingOption');
  }
  const { ResourcePolicy: text, ResourceOwner: owner = principal.accountId } = question;
  const context = contextOf(question.ContextEntries);
  const { boundary } = policies;
  const everything = [...policies.identity, ...(boundary === undefined ? [] : [boundary])];
  const MissingContextValues = missingKeys(everything, context);
  const request = {
    principal,
    policies,
    resourceAccountId: parseArn(owner)?.accountId ?? owner,
    context,
    ...(text === undefined
      ? {}
      : { resourcePolicy: { name: 'ResourcePolicy', document: checkResource(text) } }),
  };
  const results = question.ActionNames.flatMap((action) =>
    (question.ResourceArns ?? ['*']).map((resource): EvaluationResult => {
      const decision = decide({ ...request, action, resource });
      return {
        EvalActionName: action,
        EvalResourceName: resource,
        EvalDecision: decisionOf(decision),
        MatchedStatements: matchedStatements(decision),
        MissingContextValues,
        ...boundaryDetail(decision, policies),
      };
    }),
  );
  const { items, ...rest } = page(results, named, question);
  return { EvaluationResults: items, ...rest };
}

/** A policy of a resource names principals, which is all that sets it apart here. */
function checkResource(text: string): PolicyDocument {
  const document = checkDocument(text, 'any');
  if (
    document.Statement.every(
      ({ Principal, NotPrincipal }) => Principal === undefined && NotPrincipal === undefined,
    )
  ) {
    throw invalidInput('Resource policy must contain a principal.');
  }
  return document;
}

/** A group is no principal, so its policies are asked as if a user had them. */
function sourceOf(arn: string, call: IamCall): { principal: Principal; policies: IdentityPolicies } {
  const { accountId = '', resource = '' } = parseArn(arn) ?? {};
  if (resource.startsWith('group/')) {
    const group = groupNamed(nameIn(arn), call);
    return {
      principal: { kind: 'user', arn, accountId },
      policies: { identity: holderPolicies('group', group, call) },
    };
  }
  const actor = actorAt(arn, call);
  const kind = resource.startsWith('role/') ? 'role' : 'user';
  if (actor === undefined) throw holderNotFound(kind, nameIn(arn));
  const principal: Principal = { kind, arn, accountId, userId: actor.id };
  return { principal, policies: policiesOf(principal, call) };
}

function bounded(policies: IdentityPolicies, texts: readonly string[] | undefined): IdentityPolicies {
  const [boundary] = inputs(texts, 'PermissionsBoundaryPolicyInputList');
  return boundary === undefined ? policies : { ...policies, boundary };
}

export const simulation: Operations<IAM, State> = {
  simulatePrincipalPolicy(input, call) {
    const { principal, policies } = sourceOf(input.PolicySourceArn, call);
    const identity = [...policies.identity, ...inputs(input.PolicyInputList, 'PolicyInputList')];
    const all = bounded({ ...policies, identity }, input.PermissionsBoundaryPolicyInputList);
    return evaluate(input, principal, all, call);
  },

  simulateCustomPolicy(input, call) {
    const arn = input.CallerArn ?? call.principal.arn;
    // Root would be allowed by nature; the question is about the policies.
    const principal: Principal = {
      kind: 'user',
      arn,
      accountId: parseArn(arn)?.accountId ?? call.accountId,
    };
    const identity = inputs(input.PolicyInputList, 'PolicyInputList');
    const policies = bounded({ identity }, input.PermissionsBoundaryPolicyInputList);
    return evaluate(input, principal, policies, call);
  },
};
