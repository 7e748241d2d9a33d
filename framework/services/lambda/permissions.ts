import type { Lambda } from '@aws-sdk/client-lambda';
import { formatArn, type Access, type Permissions } from '../../cloud/service';
import { requestedArn } from './functions/names';
import {
  layerArn,
  layerReference,
  layerVersionArn,
  layerVersionAt,
  type LayerReference,
} from './layers/names';
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

function onSigningConfig(action: string) {
  return ({ CodeSigningConfigArn: resource }: { CodeSigningConfigArn: string }): Access => ({
    action: `lambda:${action}`,
    resource,
  });
}

/** What a URL asks of its callers is a condition of who may set it. */
function onUrl(action: string) {
  return (input: Named & { AuthType?: string | undefined }, call: LambdaCall): Access => ({
    ...onFunction(action)(input, call),
    ...(input.AuthType === undefined ? {} : { context: { 'lambda:functionurlauthtype': input.AuthType } }),
  });
}

function onMapping(action: string) {
  return ({ UUID }: { UUID: string }, { partition, region, accountId, state }: LambdaCall): Access => {
    const functionArn = state.mappings.get(UUID)?.functionArn;
    const resource = `event-source-mapping:${UUID}`;
    return {
      action: `lambda:${action}`,
      resource: formatArn({ partition, service: 'lambda', region, accountId, resource }),
      ...(functionArn === undefined ? {} : { context: { 'lambda:functionarn': functionArn } }),
    };
  };
}

function onLayerVersion(action: string) {
  return (input: { LayerName: string; VersionNumber: number }, call: LambdaCall): Access => ({
    action: `lambda:${action}`,
    resource: layerVersionArn(layerReference(input.LayerName, call), input.VersionNumber, call),
  });
}

/** Whoever gives layers to a function must be allowed to read them; an owner in another account says so too. */
function useLayers(arns: readonly string[] = [], call: LambdaCall): Access[] {
  return arns
    .filter((arn) => isKnown(layerReference(arn, call), call))
    .map((resource) => ({ action: 'lambda:GetLayerVersion', resource }));
}

/** Public layers of accounts that no world holds are refused as not emulated, which is no matter of permissions. */
function isKnown({ version = '', ...layer }: LayerReference, call: LambdaCall): boolean {
  return layer.accountId === call.accountId || layerVersionAt(layer, version, call) !== undefined;
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
  createFunction: (input, call) => [
    onFunction('CreateFunction')(input, call),
    passRole(input.Role, call),
    ...useLayers(input.Layers, call),
  ],
  getFunction: onFunction('GetFunction'),
  getFunctionConfiguration: onFunction('GetFunctionConfiguration'),
  updateFunctionCode: onFunction('UpdateFunctionCode'),
  updateFunctionConfiguration: (input, call) => [
    onFunction('UpdateFunctionConfiguration')(input, call),
    ...(input.Role === undefined ? [] : [passRole(input.Role, call)]),
    ...useLayers(input.Layers, call),
  ],
  createFunctionUrlConfig: onUrl('CreateFunctionUrlConfig'),
  updateFunctionUrlConfig: onUrl('UpdateFunctionUrlConfig'),
  getFunctionUrlConfig: onUrl('GetFunctionUrlConfig'),
  deleteFunctionUrlConfig: onUrl('DeleteFunctionUrlConfig'),
  listFunctionUrlConfigs: onFunction('ListFunctionUrlConfigs'),
  publishVersion: onFunction('PublishVersion'),
  listVersionsByFunction: onFunction('ListVersionsByFunction'),
  createAlias: onFunction('CreateAlias'),
  updateAlias: onFunction('UpdateAlias'),
  getAlias: onFunction('GetAlias'),
  deleteAlias: onFunction('DeleteAlias'),
  listAliases: onFunction('ListAliases'),
  putProvisionedConcurrencyConfig: onFunction('PutProvisionedConcurrencyConfig'),
  getProvisionedConcurrencyConfig: onFunction('GetProvisionedConcurrencyConfig'),
  deleteProvisionedConcurrencyConfig: onFunction('DeleteProvisionedConcurrencyConfig'),
  listProvisionedConcurrencyConfigs: onFunction('ListProvisionedConcurrencyConfigs'),
  createEventSourceMapping: (input, call) => ({
    action: 'lambda:CreateEventSourceMapping',
    resource: '*',
    context: { 'lambda:functionarn': requestedArn(input, call) },
  }),
  updateEventSourceMapping: onMapping('UpdateEventSourceMapping'),
  getEventSourceMapping: onMapping('GetEventSourceMapping'),
  deleteEventSourceMapping: onMapping('DeleteEventSourceMapping'),
  listEventSourceMappings: () => ({ action: 'lambda:ListEventSourceMappings', resource: '*' }),
  publishLayerVersion: (input, call) => ({
    action: 'lambda:PublishLayerVersion',
    resource: layerArn(layerReference(input.LayerName, call), call),
  }),
  getLayerVersion: onLayerVersion('GetLayerVersion'),
  getLayerVersionByArn: (input) => ({ action: 'lambda:GetLayerVersion', resource: input.Arn }),
  deleteLayerVersion: onLayerVersion('DeleteLayerVersion'),
  addLayerVersionPermission: onLayerVersion('AddLayerVersionPermission'),
  removeLayerVersionPermission: onLayerVersion('RemoveLayerVersionPermission'),
  getLayerVersionPolicy: onLayerVersion('GetLayerVersionPolicy'),
  listLayers: () => ({ action: 'lambda:ListLayers', resource: '*' }),
  listLayerVersions: () => ({ action: 'lambda:ListLayerVersions', resource: '*' }),
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
  putFunctionRecursionConfig: onFunction('PutFunctionRecursionConfig'),
  getFunctionRecursionConfig: onFunction('GetFunctionRecursionConfig'),
  putRuntimeManagementConfig: onFunction('PutRuntimeManagementConfig'),
  getRuntimeManagementConfig: onFunction('GetRuntimeManagementConfig'),
  createCodeSigningConfig: () => ({ action: 'lambda:CreateCodeSigningConfig', resource: '*' }),
  updateCodeSigningConfig: onSigningConfig('UpdateCodeSigningConfig'),
  getCodeSigningConfig: onSigningConfig('GetCodeSigningConfig'),
  deleteCodeSigningConfig: onSigningConfig('DeleteCodeSigningConfig'),
  listCodeSigningConfigs: () => ({ action: 'lambda:ListCodeSigningConfigs', resource: '*' }),
  listFunctionsByCodeSigningConfig: onSigningConfig('ListFunctionsByCodeSigningConfig'),
  putFunctionCodeSigningConfig: (input, call) => [
    onFunction('PutFunctionCodeSigningConfig')(input, call),
    onSigningConfig('PutFunctionCodeSigningConfig')(input),
  ],
  getFunctionCodeSigningConfig: onFunction('GetFunctionCodeSigningConfig'),
  deleteFunctionCodeSigningConfig: onFunction('DeleteFunctionCodeSigningConfig'),
  invokeAsync: onFunction('InvokeFunction'),
  getAccountSettings: () => ({ action: 'lambda:GetAccountSettings', resource: '*' }),
  putFunctionEventInvokeConfig: onFunction('PutFunctionEventInvokeConfig'),
  updateFunctionEventInvokeConfig: onFunction('UpdateFunctionEventInvokeConfig'),
  getFunctionEventInvokeConfig: onFunction('GetFunctionEventInvokeConfig'),
  deleteFunctionEventInvokeConfig: onFunction('DeleteFunctionEventInvokeConfig'),
  listFunctionEventInvokeConfigs: onFunction('ListFunctionEventInvokeConfigs'),
  invoke: onFunction('InvokeFunction'),
};
