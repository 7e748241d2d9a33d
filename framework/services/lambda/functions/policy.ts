import type { AddPermissionRequest, Lambda } from '@aws-sdk/client-lambda';
import { parseArn, parsePolicy, type NamedPolicy, type Operations } from '../../../cloud/service';
import {
  aliasNotFound,
  conflict,
  functionNotFound,
  invalidParameter,
  noSuchResource,
  notFound,
  policyTooLong,
  revisionMismatch,
} from '../errors';
import { layerPolicy } from '../layers/policy';
import {
  qualifiedKey,
  versionKey,
  type FunctionPolicy,
  type LambdaCall,
  type PrintedStatement,
  type State,
} from '../state';
import {
  arnOf,
  checkedReference,
  isVersionNumber,
  latest,
  referenceOf,
  requestedFunction,
  requestedTarget,
  targetOf,
  type Target,
} from './names';

const policyBytesMax = 20_480;

/** The resource policy of a function (aws-behaviour.md 1.10). */
export const policies: Operations<Lambda, State> = {
  addPermission(input, call) {
    if (checkedReference(input, call).qualifier === latest) {
      throw invalidParameter('We currently do not support adding policies for $LATEST.');
    }
    const owner = policyOwner(input, call);
    checkRevision(owner, input.RevisionId);
    const statements = owner.policy?.statements ?? [];
    if (statements.some(({ Sid }) => Sid === input.StatementId)) {
      throw conflict(
        `The statement id (${input.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
      );
    }
    const statement = newStatement(owner, input, call);
    setPolicy(owner, [...statements, statement], call);
    return { Statement: JSON.stringify(statement) };
  },

  removePermission(input, call) {
    const reference = checkedReference(input, call);
    if (!call.state.functions.has(reference.name)) {
      throw notFound(`No policy found for: ${arnOf(reference, call)}`);
    }
    const owner = policyOwner(input, call);
    if (owner.policy === undefined) throw notFound('No policy is associated with the given resource.');
    checkRevision(owner, input.RevisionId);
    const { statements } = owner.policy;
    if (!statements.some(({ Sid }) => Sid === input.StatementId)) {
      throw notFound(`Statement ${input.StatementId} is not found in resource policy.`);
    }
    setPolicy(
      owner,
      statements.filter(({ Sid }) => Sid !== input.StatementId),
      call,
    );
    return {};
  },

  getPolicy(input, call) {
    const { name, qualifier } = checkedReference(input, call);
    const fn = call.state.functions.get(name) ?? requestedFunction(input, call);
    if (targetOf(fn, qualifier, call) === undefined) throw noSuchResource();
    const { policy, revisionId } = policyOwner(input, call);
    if (policy === undefined) throw noSuchResource();
    return { Policy: printed(policy.statements), RevisionId: revisionId };
  },
};

/** What IAM asks: the policy on a function, a version, an alias or a layer version, whoever's it is. */
export function resourcePolicy(
  arn: string,
  call: LambdaCall,
): { policy: NamedPolicy; kind: 'ordinary' } | undefined {
  if (arn.includes(':layer:')) return layerPolicy(arn, call);
  const { name, accountId, region, qualifier } = referenceOf(arn, undefined, call);
  const state = call.stateOf(accountId, region);
  const policy = policyUnder(state, name, qualifier);
  if (policy === undefined) return undefined;
  return { policy: { name: `function policy of ${name}`, document: policy.document }, kind: 'ordinary' };
}

/** Each version and each alias has a policy of its own: that of the function says nothing of them. */
function policyUnder(state: State, name: string, qualifier: string | undefined): FunctionPolicy | undefined {
  if (qualifier === undefined || qualifier === latest) return state.functions.get(name)?.policy;
  return isVersionNumber(qualifier)
    ? state.versions.get(versionKey(name, qualifier))?.policy
    : state.aliases.get(qualifiedKey(name, qualifier))?.policy;
}

/** What a policy is attached to: the function, a version or an alias. */
interface PolicyOwner {
  name: string;
  arn: string;
  qualifier?: string;
  revisionId: string;
  policy?: FunctionPolicy;
  /** Keeps a new policy, or none; either is a new revision of what it is attached to. */
  keep: (policy: FunctionPolicy | undefined, revisionId: string) => void;
}

function policyOwner(
  input: { FunctionName: string; Qualifier?: string | undefined },
  call: LambdaCall,
): PolicyOwner {
  const { fn, version, alias, qualifier } = ownerTarget(input, call);
  const { name } = fn;
  const { functions, versions, aliases } = call.state;
  const arn = qualifier === undefined ? fn.arn : `${fn.arn}:${qualifier}`;
  const named = { name, arn, ...(qualifier === undefined ? {} : { qualifier }) };
  if (alias !== undefined) {
    const { policy: _, ...rest } = alias;
    const keep: PolicyOwner['keep'] = (policy, revisionId) =>
      aliases.set(qualifiedKey(name, alias.name), {
        ...rest,
        revisionId,
        ...(policy === undefined ? {} : { policy }),
      });
    return { ...named, ...held(alias), keep };
  }
  const keep: PolicyOwner['keep'] = (policy, revisionId) => {
    const kept = { revisionId, ...(policy === undefined ? {} : { policy }) };
    if (version.version === latest) {
      const { policy: _, ...rest } = fn;
      functions.set(name, { ...rest, ...kept });
    } else {
      const { policy: _, ...rest } = version;
      versions.set(versionKey(name, version.version), { ...rest, ...kept });
    }
  };
  return { ...named, ...held(version), keep };
}

function held({ revisionId, policy }: { revisionId: string; policy?: FunctionPolicy }) {
  return { revisionId, ...(policy === undefined ? {} : { policy }) };
}

/** An alias that is not there is missed as one, in words of its own. */
function ownerTarget(
  input: { FunctionName: string; Qualifier?: string | undefined },
  call: LambdaCall,
): Target {
  const reference = checkedReference(input, call);
  const { name, qualifier } = reference;
  const fn = call.state.functions.get(name);
  if (fn !== undefined && qualifier !== undefined && targetOf(fn, qualifier, call) === undefined) {
    const isAlias = /^[a-zA-Z0-9-_]+$/.test(qualifier) && !isVersionNumber(qualifier);
    throw isAlias ? aliasNotFound(arnOf(reference, call)) : functionNotFound(arnOf(reference, call));
  }
  return requestedTarget(input, call);
}

function checkRevision({ revisionId }: PolicyOwner, given: string | undefined): void {
  if (given !== undefined && given !== revisionId) throw revisionMismatch();
}

function printed(statements: readonly PrintedStatement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements });
}

function setPolicy(owner: PolicyOwner, statements: PrintedStatement[], call: LambdaCall): void {
  const revisionId = call.random('policy revision id').uuid();
  if (statements.length === 0) {
    owner.keep(undefined, revisionId);
    return;
  }
  const text = printed(statements);
  const bytes = Buffer.byteLength(text);
  if (bytes > policyBytesMax) throw policyTooLong(bytes, policyBytesMax);
  owner.keep({ statements, document: parsePolicy(text, 'any') }, revisionId);
}

function newStatement(
  owner: PolicyOwner,
  input: Omit<AddPermissionRequest, 'FunctionName'>,
  call: LambdaCall,
): PrintedStatement {
  const equals: Record<string, string> = {
    ...(input.SourceAccount === undefined ? {} : { 'AWS:SourceAccount': input.SourceAccount }),
    ...(input.FunctionUrlAuthType === undefined
      ? {}
      : { 'lambda:FunctionUrlAuthType': input.FunctionUrlAuthType }),
    ...(input.EventSourceToken === undefined ? {} : { 'lambda:EventSourceToken': input.EventSourceToken }),
    ...(input.PrincipalOrgID === undefined ? {} : { 'aws:PrincipalOrgID': input.PrincipalOrgID }),
  };
  const viaUrl = input.InvokedViaFunctionUrl;
  const condition = {
    ...(viaUrl === undefined ? {} : { Bool: { 'lambda:InvokedViaFunctionUrl': String(viaUrl) } }),
    ...(Object.keys(equals).length === 0 ? {} : { StringEquals: equals }),
    ...(input.SourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': input.SourceArn } }),
  };
  return {
    Sid: input.StatementId ?? '',
    Effect: 'Allow',
    Principal: printedPrincipal(input.Principal ?? '', call),
    Action: input.Action ?? '',
    Resource: owner.arn,
    ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
  };
}

function printedPrincipal(principal: string, call: LambdaCall): PrintedStatement['Principal'] {
  if (principal === '*') return '*';
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:${call.partition}:iam::${principal}:root` };
  if (parseArn(principal)?.service === 'iam') return { AWS: principal };
  if (/^[a-z0-9.-]+\.(amazonaws\.com(\.cn)?|amazon\.com)$/.test(principal)) return { Service: principal };
  throw invalidParameter('The provided principal was invalid. Please check the principal and try again.');
}
