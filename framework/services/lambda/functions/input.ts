import type {
  CreateFunctionRequest,
  Runtime,
  UpdateFunctionConfigurationRequest,
} from '@aws-sdk/client-lambda';
import { parseArn } from '../../../cloud/service';
import { bodyBytesMax, bodyTooLarge, invalidParameter, tooManyTags, validationError } from '../errors';
import type { LambdaCall } from '../state';
import { endedRuntimes, isHosted, isRuntime, snapStartRuntimes, takenRuntimes } from './runtimes';

/** Names that Lambda sets itself (aws-behaviour.md 1.6); the rest of what it sets may be overwritten. */
const reservedVariables: readonly string[] = [
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
];
const variableBytesMax = 4096;

/** What creation and update of a configuration have in common. */
export type Settable = Pick<
  CreateFunctionRequest & UpdateFunctionConfigurationRequest,
  keyof CreateFunctionRequest & keyof UpdateFunctionConfigurationRequest
>;

/** Refuses what has no behaviour here, loudly. */
export function refuseNotEmulated(input: Partial<Settable>, operation: string, call: LambdaCall): void {
  const refuse = (what: string): never => call.notEmulated(`lambda:${operation} with ${what}`);
  if ((input.FileSystemConfigs?.length ?? 0) > 0) refuse('FileSystemConfigs');
  if (input.KMSKeyArn !== undefined && input.KMSKeyArn !== '') refuse('KMSKeyArn');
  if (input.CapacityProviderConfig !== undefined) refuse('CapacityProviderConfig');
  if (input.DurableConfig !== undefined) refuse('DurableConfig');
  const target = input.DeadLetterConfig?.TargetArn ?? '';
  if (target !== '' && !['sqs', 'sns'].includes(parseArn(target)?.service ?? '')) {
    refuse('a DeadLetterConfig other than an SQS queue or SNS topic');
  }
  if ((input.VpcConfig?.SubnetIds?.length ?? 0) > 0) call.modelledOnly(`lambda:${operation} with VpcConfig`);
}

/** Checks what the API model leaves open; texts as AWS words them (aws-behaviour.md 1.2, 1.10). */
export function checkSettings(input: Partial<Settable>, operation: string, call: LambdaCall): void {
  if (input.Timeout !== undefined && input.Timeout > 900) {
    throw validationError(
      String(input.Timeout),
      'timeout',
      'Member must have value less than or equal to 900',
    );
  }
  if (input.MemorySize !== undefined && input.MemorySize > 10_240) {
    throw validationError(
      String(input.MemorySize),
      'memorySize',
      'Member must have value less than or equal to 10240',
    );
  }
  if (input.Runtime !== undefined) checkRuntime(input.Runtime, operation, call);
  checkSnapStart(input, operation, call);
  if (input.Environment?.Variables !== undefined) checkVariables(input.Environment.Variables);
}

function checkSnapStart(
  { SnapStart, Runtime }: Partial<Settable>,
  operation: string,
  call: LambdaCall,
): void {
  if (SnapStart?.ApplyOn === undefined || SnapStart.ApplyOn === 'None') return;
  if (Runtime !== undefined && !isAmong(snapStartRuntimes, Runtime)) {
    throw invalidParameter(`${Runtime} is not supported for SnapStart enabled functions.`);
  }
  call.modelledOnly(`lambda:${operation} with SnapStart: no snapshots are taken`);
}

const tagsMax = 50;

export function checkTags(tags: Record<string, string> = {}): void {
  if (Object.keys(tags).length > tagsMax) throw tooManyTags();
}

/** The request as it was sent: its zip in base64, the rest as JSON. */
export function checkBodySize(input: object, zip: Uint8Array | undefined, operation: string): void {
  const zipBytes = Math.ceil((zip?.length ?? 0) / 3) * 4;
  const rest = JSON.stringify(input, (_, value: unknown) => (value instanceof Uint8Array ? '' : value));
  if (zipBytes + Buffer.byteLength(rest) > bodyBytesMax) throw bodyTooLarge(operation);
}

function checkRuntime(runtime: Runtime, operation: string, call: LambdaCall): void {
  if (!isRuntime(runtime)) {
    throw invalidParameter(
      `Value ${String(runtime)} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${takenRuntimes.join(', ')}] or be a valid ARN`,
    );
  }
  if (isAmong(endedRuntimes, runtime)) {
    throw invalidParameter(
      `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.`,
    );
  }
  if (!isHosted(runtime))
    call.modelledOnly(`lambda:${operation} with Runtime ${runtime}, whose code can't be run here`);
}

function isAmong(runtimes: readonly Runtime[], runtime: Runtime): boolean {
  return runtimes.includes(runtime);
}

function checkVariables(variables: Record<string, string>): void {
  const reserved = Object.keys(variables).filter((name) => reservedVariables.includes(name));
  if (reserved.length > 0) {
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  const measured = JSON.stringify(variables);
  if (Buffer.byteLength(measured) > variableBytesMax) {
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${measured}`,
    );
  }
}
