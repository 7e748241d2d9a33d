import type { CreateFunctionRequest, Lambda } from '@aws-sdk/client-lambda';
import { formatArn, type Operations } from '../../../cloud/service';
import { stopIdleEnvironments } from '../execution/environments';
import { functionExists, invalidParameter, validationError } from '../errors';
import type { FunctionSettings, LambdaCall, LambdaFunction, State } from '../state';
import { readCode } from './code';
import { configurationOf } from './configuration';
import { checkSettings, refuseNotEmulated } from './input';
import { referenceOf, requestedFunction } from './names';
import { checkRole } from './role';

/** How long AWS takes to make a function usable: drawn, because it promises nothing. */
const activationMs = { low: 500, high: 3000 };
const nameLengthMax = 64;
const pageSize = 50;

export const functions: Operations<Lambda, State> = {
  createFunction(input, call) {
    const { name } = referenceOf(input.FunctionName, undefined, call);
    if (name.length > nameLengthMax) {
      throw validationError(name, 'functionName', 'Member must have length less than or equal to 64');
    }
    refuseOnCreate(input, call);
    checkSettings(input, 'CreateFunction', call);
    if (call.state.functions.has(name)) throw functionExists(name);
    const settings = newSettings(name, input, call);
    checkRole(settings.role, { functionName: name, deadLetterArn: settings.deadLetterArn }, call);
    const { accountId, region, partition } = call;
    const fn: LambdaFunction = {
      name,
      arn: formatArn({ partition, service: 'lambda', region, accountId, resource: `function:${name}` }),
      settings,
      inForce: settings,
      deployment: call.count('deployment'),
      state: 'Pending',
      isUpdating: false,
      change: call.count('change'),
      lastModifiedAtMs: call.nowMs,
      revisionId: call.random('revision id').uuid(),
      tags: input.Tags ?? {},
    };
    call.state.functions.set(name, fn);
    completeLater(fn, call);
    return configurationOf(fn);
  },

  getFunction(input, call) {
    const fn = requestedFunction(input, call);
    const { region, accountId } = call;
    const location = `https://awslambda-${region}-tasks.s3.${region}.amazonaws.com/snapshots/${accountId}/${fn.name}-${fn.revisionId}`;
    return {
      Configuration: configurationOf(fn),
      Code: { RepositoryType: 'S3', Location: location },
      ...(Object.keys(fn.tags).length === 0 ? {} : { Tags: fn.tags }),
      ...(fn.reservedConcurrency === undefined
        ? {}
        : { Concurrency: { ReservedConcurrentExecutions: fn.reservedConcurrency } }),
    };
  },

  getFunctionConfiguration(input, call) {
    return configurationOf(requestedFunction(input, call));
  },

  deleteFunction(input, call) {
    const fn = requestedFunction(input, call);
    if (input.Qualifier !== undefined) {
      throw invalidParameter('$LATEST version cannot be deleted without deleting the function.');
    }
    call.state.functions.delete(fn.name);
    call.state.eventInvokeConfigs.delete(fn.name);
    stopIdleEnvironments(fn.name, call);
    return { StatusCode: 204 };
  },

  listFunctions(input, call) {
    const size = Math.min(input.MaxItems ?? pageSize, pageSize);
    const page: LambdaFunction[] = [];
    for (const [name, fn] of call.state.functions.range({ from: input.Marker ?? '' })) {
      if (page.length === size) return { Functions: page.map(configurationOf), NextMarker: name };
      page.push(fn);
    }
    return { Functions: page.map(configurationOf) };
  },
};

/** A change becomes complete a little later (aws-behaviour.md 1.1). */
export function completeLater(fn: LambdaFunction, call: LambdaCall): void {
  const afterMs = call.random('activation').between(activationMs.low, activationMs.high);
  call.later({ afterMs, kind: 'completeChange', payload: { name: fn.name, change: fn.change } });
}

/** The function becomes usable, or its update comes into force; environments of what was in force before end. */
export function completeChange({ name, change }: { name: string; change: number }, call: LambdaCall): void {
  const fn = call.state.functions.get(name);
  if (fn === undefined || fn.change !== change) return;
  const deployment = fn.isUpdating ? call.count('deployment') : fn.deployment;
  call.state.functions.set(name, {
    ...fn,
    state: 'Active',
    isUpdating: false,
    inForce: fn.settings,
    deployment,
  });
  if (fn.isUpdating) stopIdleEnvironments(name, call);
}

function refuseOnCreate(input: CreateFunctionRequest, call: LambdaCall): void {
  if (input.PackageType === 'Image') call.notEmulated('lambda:CreateFunction with PackageType Image');
  if (input.Publish === true) call.notEmulated('lambda:CreateFunction with Publish');
  if (input.PublishTo !== undefined) call.notEmulated('lambda:CreateFunction with PublishTo');
  if (input.CodeSigningConfigArn !== undefined) {
    call.notEmulated('lambda:CreateFunction with CodeSigningConfigArn');
  }
  if (input.TenancyConfig !== undefined) call.notEmulated('lambda:CreateFunction with TenancyConfig');
  refuseNotEmulated(input, 'CreateFunction', call);
}

function newSettings(name: string, input: CreateFunctionRequest, call: LambdaCall): FunctionSettings {
  const { Runtime, Handler, Role = '', Code = {} } = input;
  if (Runtime === undefined || Handler === undefined) {
    throw invalidParameter(
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    );
  }
  const deadLetterArn = input.DeadLetterConfig?.TargetArn ?? '';
  const variables = input.Environment?.Variables;
  return {
    code: readCode(Code, 'CreateFunction', call),
    runtime: Runtime,
    handler: Handler,
    role: Role,
    description: input.Description ?? '',
    timeoutSeconds: input.Timeout ?? 3,
    memoryMb: input.MemorySize ?? 128,
    ephemeralStorageMb: input.EphemeralStorage?.Size ?? 512,
    ...(variables === undefined ? {} : { variables }),
    ...(deadLetterArn === '' ? {} : { deadLetterArn }),
    tracing: input.TracingConfig?.Mode ?? 'PassThrough',
    architecture: input.Architectures?.[0] ?? 'x86_64',
    logGroup: input.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
  };
}
