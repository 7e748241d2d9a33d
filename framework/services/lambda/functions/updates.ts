import type { Lambda, UpdateFunctionConfigurationRequest } from '@aws-sdk/client-lambda';
import type { Operations } from '../../../cloud/service';
import { functionIsPending, revisionMismatch, updateInProgress } from '../errors';
import type { FunctionSettings, LambdaCall, LambdaFunction, State } from '../state';
import { readCode } from './code';
import { configurationOf } from './configuration';
import { completeLater } from './functions';
import { checkSettings, refuseNotEmulated } from './input';
import { requestedFunction } from './names';
import { checkRole } from './role';

export const updates: Operations<Lambda, State> = {
  updateFunctionCode(input, call) {
    const fn = requestedFunction(input, call);
    refuseWhileChanging(fn, input.RevisionId);
    if (input.Publish === true) call.notEmulated('lambda:UpdateFunctionCode with Publish');
    if (input.PublishTo !== undefined) call.notEmulated('lambda:UpdateFunctionCode with PublishTo');
    if (input.S3ObjectStorageMode !== undefined) {
      call.notEmulated('lambda:UpdateFunctionCode with S3ObjectStorageMode');
    }
    const code = readCode(input, 'UpdateFunctionCode', call);
    const architecture = input.Architectures?.[0] ?? fn.settings.architecture;
    if (input.DryRun === true)
      return configurationOf({ ...fn, settings: { ...fn.settings, code, architecture } });
    return change(fn, { ...fn.settings, code, architecture }, call);
  },

  updateFunctionConfiguration(input, call) {
    const fn = requestedFunction(input, call);
    refuseWhileChanging(fn, input.RevisionId);
    refuseNotEmulated(input, 'UpdateFunctionConfiguration', call);
    checkSettings(input, 'UpdateFunctionConfiguration', call);
    const settings = changedSettings(fn.settings, input);
    if (settings.role !== fn.settings.role || settings.deadLetterArn !== fn.settings.deadLetterArn) {
      checkRole(settings.role, { functionName: fn.name, deadLetterArn: settings.deadLetterArn }, call);
    }
    return change(fn, settings, call);
  },
};

function refuseWhileChanging(fn: LambdaFunction, revisionId: string | undefined): void {
  if (fn.state === 'Pending') throw functionIsPending();
  if (fn.isUpdating) throw updateInProgress(fn.arn);
  if (revisionId !== undefined && revisionId !== fn.revisionId) throw revisionMismatch();
}

function change(fn: LambdaFunction, settings: FunctionSettings, call: LambdaCall) {
  const changed: LambdaFunction = {
    ...fn,
    settings,
    isUpdating: true,
    change: call.count('change'),
    lastModifiedAtMs: call.nowMs,
    revisionId: call.random('revision id').uuid(),
  };
  call.state.functions.set(fn.name, changed);
  completeLater(changed, call);
  return configurationOf(changed);
}

/** What the request leaves out stays; an empty `TargetArn` takes the dead-letter queue away. */
function changedSettings(
  old: FunctionSettings,
  input: Omit<UpdateFunctionConfigurationRequest, 'FunctionName'>,
): FunctionSettings {
  const { deadLetterArn: oldDeadLetterArn, variables: oldVariables, ...rest } = old;
  const deadLetterArn = input.DeadLetterConfig?.TargetArn ?? oldDeadLetterArn ?? '';
  const variables = input.Environment === undefined ? oldVariables : (input.Environment.Variables ?? {});
  return {
    ...rest,
    runtime: input.Runtime ?? old.runtime,
    handler: input.Handler ?? old.handler,
    role: input.Role ?? old.role,
    description: input.Description ?? old.description,
    timeoutSeconds: input.Timeout ?? old.timeoutSeconds,
    memoryMb: input.MemorySize ?? old.memoryMb,
    ephemeralStorageMb: input.EphemeralStorage?.Size ?? old.ephemeralStorageMb,
    tracing: input.TracingConfig?.Mode ?? old.tracing,
    logGroup: input.LoggingConfig?.LogGroup ?? old.logGroup,
    ...(variables === undefined ? {} : { variables }),
    ...(deadLetterArn === '' ? {} : { deadLetterArn }),
  };
}
