import type { Lambda } from '@aws-sdk/client-lambda';
import type { Access, Permissions } from '../../cloud/service';
import { requestedArn } from './functions/names';
import type { LambdaCall, State } from './state';

type Named = { FunctionName?: string | undefined; Qualifier?: string | undefined };

/** The operation's own action on the function that it names. */
function onFunction(action: string) {
  return (input: Named, call: LambdaCall): Access => ({
    action: `lambda:${action}`,
    resource: requestedArn(input, call),
  });
}

function onResource(action: string) {
  return (input: { Resource: string }): Access => ({ action: `lambda:${action}`, resource: input.Resource });
}

/** Whoever gives a role to a function must be allowed to (aws-behaviour.md 9.5). */
function passRole(role: string, { accountId }: LambdaCall): Access {
  return {
    action: 'iam:PassRole',
    resource: role,
    context: { 'iam:passedtoservice': 'lambda.amazonaws.com' },
    // A role of another account is refused by Lambda itself, in words of its own.
    accountId,
  };
}

/** Source: service authorization reference, "Actions, resources, and condition keys for AWS Lambda". */
export const permissions: Permissions<Lambda, State> = {
  createFunction: (input, call) => [onFunction('CreateFunction')(input, call), passRole(input.Role, call)],
  getFunction: onFunction('GetFunction'),
  getFunctionConfiguration: onFunction('GetFunctionConfiguration'),
  updateFunctionCode: onFunction('UpdateFunctionCode'),
  updateFunctionConfiguration: (input, call) => [
    onFunction('UpdateFunctionConfiguration')(input, call),
    ...(input.Role === undefined ? [] : [passRole(input.Role, call)]),
  ],
  deleteFunction: onFunction('DeleteFunction'),
  listFunctions: () => ({ action: 'lambda:ListFunctions', resource: '*' }),
  tagResource: onResource('TagResource'),
  untagResource: onResource('UntagResource'),
  listTags: onResource('ListTags'),
  addPermission: (input, call) => ({
    action: 'lambda:AddPermission',
    resource: requestedArn(input, call),
    context: { 'lambda:principal': input.Principal },
  }),
  removePermission: onFunction('RemovePermission'),
  getPolicy: onFunction('GetPolicy'),
  putFunctionConcurrency: onFunction('PutFunctionConcurrency'),
  getFunctionConcurrency: onFunction('GetFunctionConcurrency'),
  deleteFunctionConcurrency: onFunction('DeleteFunctionConcurrency'),
  getAccountSettings: () => ({ action: 'lambda:GetAccountSettings', resource: '*' }),
  putFunctionEventInvokeConfig: onFunction('PutFunctionEventInvokeConfig'),
  updateFunctionEventInvokeConfig: onFunction('UpdateFunctionEventInvokeConfig'),
  getFunctionEventInvokeConfig: onFunction('GetFunctionEventInvokeConfig'),
  deleteFunctionEventInvokeConfig: onFunction('DeleteFunctionEventInvokeConfig'),
  listFunctionEventInvokeConfigs: onFunction('ListFunctionEventInvokeConfigs'),
  invoke: onFunction('InvokeFunction'),
};
