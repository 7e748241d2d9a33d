import type { EnvironmentReport } from '../../../cloud/service';

/** How an invocation ended. */
export interface Outcome {
  kind: 'value' | 'error' | 'timeout' | 'exit';
  /** JSON text: the value, or Lambda's error payload. */
  json: string;
  errorType?: string;
  errorMessage?: string;
}

/** With the version that ran. */
export interface RunOutcome extends Outcome {
  version: string;
}

const responseBytesMax = 6_291_556;

/** What a report says of the invocation's end, if it has come; payloads as in aws-behaviour.md 1.3. */
export function outcomeOf({ result, exit }: EnvironmentReport, requestId: string): Outcome | undefined {
  if (result?.kind === 'value') return valueOutcome(result.json);
  // An error that ended the process is told as the runtime worded it before it went.
  if (exit !== undefined && result === undefined) return exitOutcome(exit, requestId);
  return result === undefined ? undefined : errorOutcome(result.json);
}

/** The function's time is up. */
export function timeoutOutcome(requestId: string, timeoutSeconds: number): Outcome {
  const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
  return failed('timeout', 'Sandbox.Timedout', errorMessage);
}

function valueOutcome(json: string): Outcome {
  if (Buffer.byteLength(json) <= responseBytesMax) return { kind: 'value', json };
  return failed(
    'error',
    'Function.ResponseSizeTooLarge',
    `Response payload size exceeded maximum allowed payload size (${responseBytesMax} bytes).`,
  );
}

function exitOutcome(exit: NonNullable<EnvironmentReport['exit']>, requestId: string): Outcome {
  const how = {
    exit:
      exit.code === 0
        ? 'Runtime exited without providing a reason'
        : `Runtime exited with error: exit status ${exit.code}`,
    crash: 'Runtime exited with error: signal: killed',
    outOfMemory: 'Runtime exited with error: signal: killed',
    watchdog: 'Runtime exited with error: signal: killed',
  }[exit.reason];
  const type = exit.reason === 'outOfMemory' ? 'Runtime.OutOfMemory' : 'Runtime.ExitError';
  return failed('exit', type, `RequestId: ${requestId} Error: ${how}`);
}

function failed(kind: Outcome['kind'], errorType: string, errorMessage: string): Outcome {
  return { kind, json: JSON.stringify({ errorType, errorMessage }), errorType, errorMessage };
}

function errorOutcome(json: string): Outcome {
  const payload: unknown = JSON.parse(json);
  if (typeof payload !== 'object' || payload === null) return { kind: 'error', json };
  const { errorType, errorMessage } = payload as { errorType?: unknown; errorMessage?: unknown };
  return {
    kind: 'error',
    json,
    ...(typeof errorType === 'string' ? { errorType } : {}),
    ...(typeof errorMessage === 'string' ? { errorMessage } : {}),
  };
}
