import type {
  CreateFunctionRequest,
  FunctionCodeLocation,
  FunctionConfiguration,
  Lambda,
} from '@aws-sdk/client-lambda';
import { formatArn, type Operations } from '../../../cloud/service';
import { stopIdleEnvironments } from '../execution/environments';
import { deleteProvisioned } from '../execution/provisioned';
import { conflict, functionExists, invalidParameter } from '../errors';
import { attachedLayers } from '../layers/attached';
import {
  qualifiedKey,
  versionKey,
  type AttachedLayer,
  type FunctionSettings,
  type FunctionVersion,
  type LambdaCall,
  type LambdaFunction,
  type State,
} from '../state';
import { checkSigningConfig, refuseUnsigned } from '../signing/functions';
import { deleteUrl, urlsOf } from '../urls/urls';
import { names } from './aliases';
import { completeLater } from './changes';
import { checkUnzippedSize, readCode } from './code';
import { configurationOf, listedConfigurationOf } from './configuration';
import { checkBodySize, checkSettings, checkTags, refuseNotEmulated } from './input';
import { loggingFrom } from './logging';
import { checkedReference, isVersionNumber, latest, requestedFunction, requestedTarget } from './names';
import { checkRole } from './role';
import { publish } from './versions';

const nameLengthMax = 64;
const pageSize = 50;

export const functions: Operations<Lambda, State> = {
  createFunction(input, call) {
    checkBodySize(input, input.Code.ZipFile, 'CreateFunction');
    const { name } = checkedName(input.FunctionName, call);
    refuseOnCreate(input, call);
    checkSettings(input, 'CreateFunction', call);
    const layers = attachedLayers(input.Layers ?? [], call);
    checkTags(input.Tags);
    if (call.state.functions.has(name)) throw functionExists(name);
    const settings = newSettings(name, input, layers, call);
    checkUnzippedSize(settings);
    checkRole(settings.role, { functionName: name, deadLetterArn: settings.deadLetterArn }, call);
    const { accountId, region, partition } = call;
    const fn: LambdaFunction = {
      name,
      arn: formatArn({ partition, service: 'lambda', region, accountId, resource: `function:${name}` }),
      version: latest,
      settings,
      inForce: settings,
      deployment: call.count('deployment'),
      state: 'Pending',
      isUpdating: false,
      change: call.count('change'),
      lastModifiedAtMs: call.nowMs,
      revisionId: call.random('revision id').uuid(),
      tags: input.Tags ?? {},
      ...(input.CodeSigningConfigArn === undefined ? {} : { signingConfigArn: input.CodeSigningConfigArn }),
      versionsPublished: 0,
    };
    call.state.functions.set(name, fn);
    completeLater(fn, call);
    if (input.Publish !== true) return configurationOf(fn);
    const version = publish(fn, {}, call);
    // The version's settings under the function's own ARN.
    return configurationOf(version);
  },

  getFunction(input, call) {
    const { fn, version, qualifier } = requestedTarget(input, call);
    const { region, accountId } = call;
    const location = `https://awslambda-${region}-tasks.s3.${region}.amazonaws.com/snapshots/${accountId}/${fn.name}-${version.revisionId}`;
    return {
      Configuration: configurationOf(version, qualifier),
      Code: codeLocation(version, location),
      ...(Object.keys(fn.tags).length === 0 ? {} : { Tags: fn.tags }),
      ...(fn.reservedConcurrency === undefined
        ? {}
        : { Concurrency: { ReservedConcurrentExecutions: fn.reservedConcurrency } }),
    };
  },

  getFunctionConfiguration(input, call) {
    const { version, qualifier } = requestedTarget(input, call);
    return configurationOf(version, qualifier);
  },

  deleteFunction(input, call) {
    const { name, qualifier } = checkedReference(input, call);
    if (qualifier === latest) {
      throw invalidParameter('$LATEST version cannot be deleted without deleting the function.');
    }
    const fn = requestedFunction({ FunctionName: name }, call);
    if (qualifier === undefined) deleteWhole(fn, call);
    else deleteVersion(fn, qualifier, call);
    return { StatusCode: 204 };
  },

  listFunctions(input, call) {
    const size = Math.min(input.MaxItems ?? pageSize, pageSize);
    const page: FunctionConfiguration[] = [];
    for (const [name, fn] of call.state.functions.range({ from: input.Marker ?? '' })) {
      if (page.length >= size) return { Functions: page, NextMarker: name };
      if (input.FunctionVersion === undefined) {
        page.push(listedConfigurationOf(fn));
        continue;
      }
      // All versions of a function are on one page, so that a page can begin with any function.
      for (const version of [fn, ...versionsOf(name, call)])
        page.push(listedConfigurationOf(version, version.version));
    }
    return { Functions: page };
  },
};

function codeLocation({ settings }: FunctionVersion, location: string): FunctionCodeLocation {
  const { imageUri, sha256 } = settings.code;
  if (imageUri === undefined) return { RepositoryType: 'S3', Location: location };
  const [repository = ''] = imageUri.split(/[@:](?=[^/]*$)/);
  return {
    RepositoryType: 'ECR',
    ImageUri: imageUri,
    ResolvedImageUri: `${repository}@sha256:${sha256}`,
  };
}

function checkedName(functionName: string, call: LambdaCall): { name: string } {
  const reference = checkedReference({ FunctionName: functionName }, call);
  const { name } = reference;
  if (name.length > nameLengthMax) {
    throw invalidParameter(
      `1 validation error detected: Value '${name}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64`,
    );
  }
  return reference;
}

function refuseOnCreate(input: CreateFunctionRequest, call: LambdaCall): void {
  if (input.PublishTo !== undefined) call.notEmulated('lambda:CreateFunction with PublishTo');
  if (input.CodeSigningConfigArn !== undefined) checkSigningConfig(input.CodeSigningConfigArn, call);
  refuseUnsigned(input.CodeSigningConfigArn, call);
  if (input.TenancyConfig !== undefined) call.notEmulated('lambda:CreateFunction with TenancyConfig');
  refuseNotEmulated(input, 'CreateFunction', call);
}

function versionsOf(name: string, call: LambdaCall): FunctionVersion[] {
  return Array.from(call.state.versions.prefix(qualifiedKey(name, '')), ([, version]) => version);
}

/** With everything that bears its name; event source mappings stay, as on AWS. */
function deleteWhole({ name }: LambdaFunction, call: LambdaCall): void {
  for (const url of urlsOf(name, call)) deleteUrl(url, call);
  call.state.functions.delete(name);
  const { versions, aliases, provisioned, eventInvokeConfigs } = call.state;
  for (const table of [versions, aliases, provisioned, eventInvokeConfigs]) {
    for (const [key] of table.prefix(qualifiedKey(name, ''))) table.delete(key);
  }
  stopIdleEnvironments(name, call);
}

/** A version that is not there counts as deleted. */
function deleteVersion({ name }: LambdaFunction, version: string, call: LambdaCall): void {
  if (!isVersionNumber(version)) {
    throw invalidParameter('Deletion of aliases is not currently supported.');
  }
  const referring: string[] = [];
  for (const [, alias] of call.state.aliases.prefix(qualifiedKey(name, ''))) {
    if (names(alias, version)) referring.push(alias.name);
  }
  if (referring.length > 0) {
    throw conflict(
      `Unable to delete version because the following aliases reference it: [${referring.join(', ')}]`,
    );
  }
  deleteProvisioned(name, version, call);
  call.state.versions.delete(versionKey(name, version));
  call.state.eventInvokeConfigs.delete(qualifiedKey(name, version));
  stopIdleEnvironments(name, call, version);
}

function newSettings(
  name: string,
  input: CreateFunctionRequest,
  layers: AttachedLayer[],
  call: LambdaCall,
): FunctionSettings {
  const { Runtime, Handler, Role = '', Code = {} } = input;
  const isImage = input.PackageType === 'Image';
  if (isImage !== (Code.ImageUri !== undefined)) {
    throw invalidParameter(
      isImage
        ? 'Please provide ImageUri when updating a function with packageType Image.'
        : 'Please do not provide ImageUri when updating a function with packageType Zip.',
    );
  }
  if (!isImage && (Runtime === undefined || Handler === undefined)) {
    throw invalidParameter(
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    );
  }
  const deadLetterArn = input.DeadLetterConfig?.TargetArn ?? '';
  const variables = input.Environment?.Variables;
  return {
    code: readCode(Code, 'CreateFunction', call),
    // What a container image brings itself shows nowhere.
    runtime: Runtime ?? 'provided.al2023',
    handler: Handler ?? '',
    role: Role,
    description: input.Description ?? '',
    timeoutSeconds: input.Timeout ?? 3,
    memoryMb: input.MemorySize ?? 128,
    ephemeralStorageMb: input.EphemeralStorage?.Size ?? 512,
    ...(variables === undefined ? {} : { variables }),
    ...(deadLetterArn === '' ? {} : { deadLetterArn }),
    tracing: input.TracingConfig?.Mode ?? 'PassThrough',
    architecture: input.Architectures?.[0] ?? 'x86_64',
    ...loggingFrom(input.LoggingConfig, { logFormat: 'Text', logGroup: `/aws/lambda/${name}` }),
    layers,
    ...(input.ImageConfig === undefined ? {} : { imageConfig: { ...input.ImageConfig } }),
    ...(input.SnapStart?.ApplyOn === 'PublishedVersions' ? { snapStart: true } : {}),
  };
}
