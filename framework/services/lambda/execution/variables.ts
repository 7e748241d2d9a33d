import type { RoleSession } from '../functions/role';
import type { Environment, FunctionVersion, LambdaCall } from '../state';

/**
 * All environment variables of an execution environment (aws-behaviour.md 1.6).
 *
 * `_X_AMZN_TRACE_ID` is missing: it changes with each invocation, and the host sets it.
 */
export function environmentVariables(
  fn: FunctionVersion,
  { logGroup, logStream, provisionedFor }: Pick<Environment, 'logGroup' | 'logStream' | 'provisionedFor'>,
  session: RoleSession,
  call: LambdaCall,
): Record<string, string> {
  const { inForce: settings } = fn;
  return {
    LANG: 'en_US.UTF-8',
    PATH: '/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin',
    LD_LIBRARY_PATH:
      '/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib',
    ...modulePaths(settings.runtime),
    TZ: ':UTC',
    ...settings.variables,
    AWS_REGION: call.region,
    AWS_DEFAULT_REGION: call.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${settings.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: fn.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: provisionedFor === undefined ? 'on-demand' : 'provisioned-concurrency',
    AWS_LAMBDA_LOG_GROUP_NAME: logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    ...(settings.logFormat === 'Text'
      ? {}
      : {
          AWS_LAMBDA_LOG_FORMAT: settings.logFormat,
          AWS_LAMBDA_LOG_LEVEL: settings.applicationLogLevel ?? 'INFO',
        }),
    AWS_LAMBDA_RUNTIME_API: '169.254.100.1:9001',
    AWS_ACCESS_KEY_ID: session.accessKeyId,
    AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
    AWS_SESSION_TOKEN: session.sessionToken,
    LAMBDA_TASK_ROOT: '/var/task',
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    _HANDLER: settings.handler,
  };
}

/** Where a runtime looks for modules beside the function's own. */
function modulePaths(runtime: string): Record<string, string> {
  if (runtime.startsWith('python')) return { PYTHONPATH: '/var/runtime' };
  const major = /^nodejs(\d+)/.exec(runtime)?.[1] ?? '';
  return {
    NODE_PATH: `/opt/nodejs/node${major}/node_modules:/opt/nodejs/node_modules:/var/runtime/node_modules:/var/runtime:/var/task`,
  };
}
