import type { LoggingConfig } from '@aws-sdk/client-lambda';
import { invalidParameter } from '../errors';
import type { FunctionSettings } from '../state';

/** How and where a function logs. */
export type Logging = Pick<
  FunctionSettings,
  'logGroup' | 'logFormat' | 'applicationLogLevel' | 'systemLogLevel'
>;

/**
 * The logging that a request asks for; what it leaves out stays as it was.
 *
 * Levels go with JSON alone, where INFO is the default of both.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
export function loggingFrom(config: LoggingConfig | undefined, before: Logging): Logging {
  const logFormat = config?.LogFormat ?? before.logFormat;
  const logGroup = config?.LogGroup ?? before.logGroup;
  if (logFormat === 'Text') {
    if (config?.ApplicationLogLevel !== undefined || config?.SystemLogLevel !== undefined) {
      throw invalidParameter(
        'LogLevel is not supported when LogFormat is set to "Text". Remove LogLevel from your request or change the LogFormat to "Json" and try again.',
      );
    }
    return { logFormat, logGroup };
  }
  return {
    logFormat,
    logGroup,
    applicationLogLevel: config?.ApplicationLogLevel ?? before.applicationLogLevel ?? 'INFO',
    systemLogLevel: config?.SystemLogLevel ?? before.systemLogLevel ?? 'INFO',
  };
}
