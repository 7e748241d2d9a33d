import type {
  FunctionConfiguration,
  LastUpdateStatusReasonCode,
  LoggingConfig,
} from '@aws-sdk/client-lambda';
import { formatArn, parseArn } from '../../../cloud/service';
import { sha256 } from '../../../kernel';
import type { FunctionSettings, FunctionVersion } from '../state';

/** A moment as Lambda prints it: `2026-01-01T00:00:00.000+0000`. */
export function momentOf(atMs: number): string {
  return new Date(atMs).toISOString().replace('Z', '+0000');
}

/** A function as the API shows it (aws-behaviour.md 1.1); its ARN says the qualifier that was asked for. */
export function configurationOf(fn: FunctionVersion, qualifier?: string): FunctionConfiguration {
  return { ...listedConfigurationOf(fn, qualifier), ...runtimeVersionOf(fn), ...progressOf(fn) };
}

/** The same in lists, which say neither how far it is nor the version of its runtime. */
export function listedConfigurationOf(fn: FunctionVersion, qualifier?: string): FunctionConfiguration {
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
    SnapStart: {
      ApplyOn: settings.snapStart === true ? 'PublishedVersions' : 'None',
      OptimizationStatus: settings.snapStart === true && fn.version !== '$LATEST' ? 'On' : 'Off',
    },
    ...(settings.layers.length === 0
      ? {}
      : { Layers: settings.layers.map(({ arn, size }) => ({ Arn: arn, CodeSize: size })) }),
    ...(settings.imageConfig === undefined
      ? {}
      : { ImageConfigResponse: { ImageConfig: { ...settings.imageConfig } } }),
    LoggingConfig: loggingOf(settings),
  };
}

/** One version of each runtime, since none is ever patched here. */
export function runtimeVersionArn({ arn, settings }: Pick<FunctionVersion, 'arn' | 'settings'>): string {
  const { partition = 'aws', region = '' } = parseArn(arn) ?? {};
  const resource = `runtime:${sha256(Buffer.from(settings.runtime))}`;
  return formatArn({ partition, service: 'lambda', region, accountId: '', resource });
}

function runtimeVersionOf(fn: FunctionVersion): FunctionConfiguration {
  if (fn.settings.code.imageUri !== undefined) return {};
  return { RuntimeVersionConfig: { RuntimeVersionArn: runtimeVersionArn(fn) } };
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

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- AWS's own, which its API model does not know
const creating = 'Creating' as LastUpdateStatusReasonCode;

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
    // AWS says so here as well.
    LastUpdateStatusReason: 'The function is being created.',
    LastUpdateStatusReasonCode: creating,
  };
}
