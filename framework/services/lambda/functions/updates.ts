import type { Lambda, UpdateFunctionConfigurationRequest } from '@aws-sdk/client-lambda';
import type { Operations } from '../../../cloud/service';
import type { FunctionSettings, LambdaCall, LambdaFunction, State } from '../state';
import { invalidParameter } from '../errors';
import { attachedLayers } from '../layers/attached';
import { completeLater, refuseWhileChanging } from './changes';
import { checkUnzippedSize, readCode } from './code';
import { configurationOf } from './configuration';
import { checkSettings, refuseNotEmulated } from './input';
import { loggingFrom } from './logging';
import { requestedFunction } from './names';
import { checkRole } from './role';
import { refuseUnsigned } from '../signing/functions';
import { publish } from './versions';

export const updates: Operations<Lambda, State> = {
  updateFunctionCode(input, call) {
    const fn = requestedFunction(input, call);
    refuseWhileChanging(fn, input.RevisionId);
    if (input.PublishTo !== undefined) call.notEmulated('lambda:UpdateFunctionCode with PublishTo');
    if (input.S3ObjectStorageMode !== undefined) {
      call.notEmulated('lambda:UpdateFunctionCode with S3ObjectStorageMode');
    }
    const isImage = fn.settings.code.imageUri !== undefined;
    if (isImage !== (input.ImageUri !== undefined)) {
      throw invalidParameter(
        isImage
          ? 'Please provide ImageUri when updating a function with packageType Image.'
          : 'Please do not provide ImageUri when updating a function with packageType Zip.',
      );
    }
    refuseUnsigned(fn.signingConfigArn, call);
    const code = readCode(input, 'UpdateFunctionCode', call);
    const architecture = input.Architectures?.[0] ?? fn.settings.architecture;
    const settings = { ...fn.settings, code, architecture };
    checkUnzippedSize(settings);
    if (input.DryRun === true) return configurationOf({ ...fn, settings });
    const changed = change(fn, settings, call);
    if (input.Publish !== true) return configurationOf(changed);
    const version = publish(changed, {}, call);
    return configurationOf(version, version.version);
  },

  updateFunctionConfiguration(input, call) {
    const fn = requestedFunction(input, call);
    refuseWhileChanging(fn, input.RevisionId);
    refuseNotEmulated(input, 'UpdateFunctionConfiguration', call);
    checkSettings(input, 'UpdateFunctionConfiguration', call);
    const settings = changedSettings(fn.settings, input, call);
    checkUnzippedSize(settings);
    if (settings.role !== fn.settings.role || settings.deadLetterArn !== fn.settings.deadLetterArn) {
      checkRole(settings.role, { functionName: fn.name, deadLetterArn: settings.deadLetterArn }, call);
    }
    return configurationOf(change(fn, settings, call));
  },
};

function change(fn: LambdaFunction, settings: FunctionSettings, call: LambdaCall): LambdaFunction {
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
  return changed;
}

/** What the request leaves out stays; an empty `TargetArn` takes the dead-letter queue away. */
function changedSettings(
  old: FunctionSettings,
  input: Omit<UpdateFunctionConfigurationRequest, 'FunctionName'>,
  call: LambdaCall,
): FunctionSettings {
  const {
    deadLetterArn: oldDeadLetterArn,
    variables: oldVariables,
    applicationLogLevel: _application,
    systemLogLevel: _system,
    snapStart: oldSnapStart,
    ...rest
  } = old;
  const snapStart =
    input.SnapStart?.ApplyOn === undefined ? oldSnapStart : input.SnapStart.ApplyOn === 'PublishedVersions';
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
    ...loggingFrom(input.LoggingConfig, old),
    layers: input.Layers === undefined ? old.layers : attachedLayers(input.Layers, call),
    ...(variables === undefined ? {} : { variables }),
    ...(input.ImageConfig === undefined ? {} : { imageConfig: { ...input.ImageConfig } }),
    ...(snapStart === true ? { snapStart } : {}),
    ...(deadLetterArn === '' ? {} : { deadLetterArn }),
  };
}
