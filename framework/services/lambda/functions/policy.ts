import type { AddPermissionRequest, Lambda } from '@aws-sdk/client-lambda';
import { parseArn, parsePolicy, type NamedPolicy, type Operations } from '../../../cloud/service';
import { conflict, invalidParameter, notFound, policyTooLong, revisionMismatch } from '../errors';
import type { FunctionPolicy, LambdaCall, LambdaFunction, PrintedStatement, State } from '../state';
import { arnOf, latest, referenceOf, requestedFunction } from './names';

const policyBytesMax = 20_480;

/** The resource policy of a function (aws-behaviour.md 1.10). */
export const policies: Operations<Lambda, State> = {
  addPermission(input, call) {
    const fn = requestedFunction(input, call);
    refuseQualifier(input, call);
    if (input.InvokedViaFunctionUrl !== undefined) {
      call.notEmulated('lambda:AddPermission with InvokedViaFunctionUrl');
    }
    checkRevision(fn, input.RevisionId);
    const statements = fn.policy?.statements ?? [];
    if (statements.some(({ Sid }) => Sid === input.StatementId)) {
      throw conflict(
        `The statement id (${input.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
      );
    }
    const statement = newStatement(fn, input, call);
    setPolicy(fn, [...statements, statement], call);
    return { Statement: JSON.stringify(statement) };
  },

  removePermission(input, call) {
    const fn = requestedFunction(input, call);
    refuseQualifier(input, call);
    checkRevision(fn, input.RevisionId);
    const statements = fn.policy?.statements ?? [];
    if (!statements.some(({ Sid }) => Sid === input.StatementId)) {
      throw notFound(`Statement ${input.StatementId} is not found in resource policy.`);
    }
    setPolicy(
      fn,
      statements.filter(({ Sid }) => Sid !== input.StatementId),
      call,
    );
    return {};
  },

  getPolicy(input, call) {
    const { policy } = requestedFunction(input, call);
    if (policy === undefined) throw notFound('The resource you requested does not exist.');
    return { Policy: printed(policy.statements), RevisionId: policy.revisionId };
  },
};

/** What IAM asks: the policy on a function, whoever's it is. */
export function resourcePolicy(
  arn: string,
  call: LambdaCall,
): { policy: NamedPolicy; kind: 'ordinary' } | undefined {
  const { name, accountId, region } = referenceOf(arn, undefined, call);
  const policy = call.stateOf(accountId, region).functions.get(name)?.policy;
  if (policy === undefined) return undefined;
  return { policy: { name: `function policy of ${name}`, document: policy.document }, kind: 'ordinary' };
}

function refuseQualifier(
  input: { FunctionName: string; Qualifier?: string | undefined },
  call: LambdaCall,
): void {
  if (referenceOf(input.FunctionName, input.Qualifier, call).qualifier === latest) {
    throw invalidParameter('We currently do not support adding policies for $LATEST.');
  }
}

function checkRevision({ policy, revisionId }: LambdaFunction, given: string | undefined): void {
  if (given !== undefined && given !== (policy?.revisionId ?? revisionId)) throw revisionMismatch();
}

function printed(statements: readonly PrintedStatement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements });
}

function setPolicy(fn: LambdaFunction, statements: PrintedStatement[], call: LambdaCall): void {
  const { policy: _, ...rest } = fn;
  if (statements.length === 0) {
    call.state.functions.set(fn.name, rest);
    return;
  }
  const text = printed(statements);
  const bytes = Buffer.byteLength(text);
  if (bytes > policyBytesMax) throw policyTooLong(bytes, policyBytesMax);
  const revisionId = call.random('policy revision id').uuid();
  const policy: FunctionPolicy = { statements, document: parsePolicy(text, 'any'), revisionId };
  call.state.functions.set(fn.name, { ...fn, policy });
}

function newStatement(
  fn: LambdaFunction,
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
  const condition = {
    ...(Object.keys(equals).length === 0 ? {} : { StringEquals: equals }),
    ...(input.SourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': input.SourceArn } }),
  };
  return {
    Sid: input.StatementId ?? '',
    Effect: 'Allow',
    Principal: printedPrincipal(input.Principal ?? '', call),
    Action: input.Action ?? '',
    Resource: arnOf({ accountId: call.accountId, region: call.region, name: fn.name }, call),
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
