import type { FunctionConfiguration, LoggingConfig } from '@aws-sdk/client-lambda';
import type { FunctionSettings, FunctionVersion } from '../state';

/** A moment as Lambda prints it: `2026-01-01T00:00:00.000+0000`. */
export function momentOf(atMs: number): string {
  return new Date(atMs).toISOString().replace('Z', '+0000');
}

/** A function as the API shows it (aws-behaviour.md 1.1); its ARN says the qualifier that was asked for. */
export function configurationOf(fn: FunctionVersion, qualifier?: string): FunctionConfiguration {
  const { settings } = fn;
  const isImage = settings.code.imageUri !== undefined;
  return {
    FunctionName: fn.name,
    FunctionArn: qualifier === undefined ? fn.arn : `${fn.arn}:${qualifier}`,
    ...(isImage ? {} : { Runtime: settings.runtime }),
    Role: settings.role,
    ...(isImage ? {} : { Handler: settings.handler }),
    CodeSize: settings.code.size,
    Description: settings.description,
    Timeout: settings.timeoutSeconds,
    MemorySize: settings.memoryMb,
    LastModified: momentOf(fn.lastModifiedAtMs),
    CodeSha256: settings.code.sha256,
    Version: fn.version,
    ...(settings.variables === undefined ? {} : { Environment: { Variables: settings.variables } }),
    ...(settings.deadLetterArn === undefined
      ? {}
      : { DeadLetterConfig: { TargetArn: settings.deadLetterArn } }),
    TracingConfig: { Mode: settings.tracing },
    RevisionId: fn.revisionId,
    PackageType: isImage ? 'Image' : 'Zip',
    Architectures: [settings.architecture],
    EphemeralStorage: { Size: settings.ephemeralStorageMb },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    ...(settings.layers.length === 0
      ? {}
      : { Layers: settings.layers.map(({ arn, size }) => ({ Arn: arn, CodeSize: size })) }),
    LoggingConfig: loggingOf(settings),
    ...progressOf(fn),
  };
}

function loggingOf({
  logFormat,
  applicationLogLevel,
  systemLogLevel,
  logGroup,
}: FunctionSettings): LoggingConfig {
  return {
    LogFormat: logFormat,
    ...(applicationLogLevel === undefined ? {} : { ApplicationLogLevel: applicationLogLevel }),
    ...(systemLogLevel === undefined ? {} : { SystemLogLevel: systemLogLevel }),
    LogGroup: logGroup,
  };
}

function progressOf(fn: FunctionVersion): FunctionConfiguration {
  if (fn.state === 'Pending') {
    return {
      State: 'Pending',
      StateReason: 'The function is being created.',
      StateReasonCode: 'Creating',
    };
  }
  if (!fn.isUpdating) return { State: 'Active', LastUpdateStatus: 'Successful' };
  return {
    State: 'Active',
    LastUpdateStatus: 'InProgress',
    // AWS says so here as well. Its reason code, `Creating`, is none that the API model knows, so it is left out.
    LastUpdateStatusReason: 'The function is being created.',
  };
}
