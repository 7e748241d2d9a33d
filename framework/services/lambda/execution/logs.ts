import { AwsError, type AskClient, type ServiceClients } from '../../../cloud/service';
import { latest } from '../functions/names';
import type { Environment, Invocation, LambdaCall, LogLine } from '../state';
import type { Outcome } from './outcome';

const tailBytes = 4096;
/** Memory in use is not measured: REPORT lines show this, or all of it where memory ran out. */
const memoryUsedMb = 75;

type Logs = AskClient<ServiceClients['logs']>;

/** All lines of an invocation that ends now: Lambda's own around those of the function (aws-behaviour.md 1.6). */
export function invocationLines(
  environment: Environment,
  invocation: Invocation,
  outcome: Outcome,
  call: LambdaCall,
): LogLine[] {
  const { requestId } = invocation;
  const now = (text: string): LogLine => ({ atMs: call.nowMs, text });
  return [
    { atMs: invocation.beganAtMs, text: `START RequestId: ${requestId} Version: ${latest}` },
    ...invocation.lines.filter(({ text }) => text !== ''),
    ...failureLines(outcome, requestId, environment, call).map(now),
    now(`END RequestId: ${requestId}`),
    now(reportLine(environment, invocation, outcome, call)),
  ];
}

/** The last 4 KB, as `LogResult` has them. */
export function tailOf(lines: readonly LogLine[]): string {
  const all = Buffer.from(lines.map(({ text }) => `${text}\n`).join(''));
  return all.subarray(Math.max(0, all.length - tailBytes)).toString('base64');
}

/**
 * Writes to the function's log group as its role; the first write of an environment makes its log stream, and the
 * group where it is missing.
 *
 * A role that may not write loses its logs in silence, on AWS as well; here a note says so, once per environment.
 */
export function writeLogs(
  environment: Environment,
  lines: readonly LogLine[],
  call: LambdaCall,
): Environment {
  const logs = call.ask('logs', { as: environment.session });
  const { logGroup: logGroupName, logStream: logStreamName } = environment;
  try {
    if (!environment.hasLogStream) createStream(logs, logGroupName, logStreamName);
    logs.putLogEvents({
      logGroupName,
      logStreamName,
      logEvents: lines.map(({ atMs, text }) => ({ timestamp: atMs, message: text })),
    });
    return environment.hasLogStream ? environment : { ...environment, hasLogStream: true };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (!environment.logsRefused) {
      const detail = { environment: environment.id, code: error.code, message: error.message };
      call.note('logs dropped', environment.logGroup, detail);
    }
    return environment.logsRefused ? environment : { ...environment, logsRefused: true };
  }
}

function createStream(logs: Logs, logGroupName: string, logStreamName: string): void {
  try {
    logs.createLogStream({ logGroupName, logStreamName });
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ResourceAlreadyExistsException') return;
    if (!(error instanceof AwsError) || error.code !== 'ResourceNotFoundException') throw error;
    logs.createLogGroup({ logGroupName });
    logs.createLogStream({ logGroupName, logStreamName });
  }
}

function failureLines(
  outcome: Outcome,
  requestId: string,
  { timeoutSeconds }: Environment,
  call: LambdaCall,
): string[] {
  if (outcome.kind === 'timeout') {
    return [
      `${new Date(call.nowMs).toISOString()} ${requestId} Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
    ];
  }
  if (outcome.kind === 'exit') return [outcome.errorMessage ?? '', outcome.errorType ?? ''];
  return [];
}

function reportLine(
  environment: Environment,
  invocation: Invocation,
  outcome: Outcome,
  call: LambdaCall,
): string {
  const { beganAtMs, isCold, requestId } = invocation;
  const initMs = isCold ? (environment.initialisedAtMs ?? call.nowMs) - beganAtMs : 0;
  const durationMs = call.nowMs - beganAtMs - initMs;
  const { memoryMb } = environment;
  const usedMb = outcome.errorType === 'Runtime.OutOfMemory' ? memoryMb : Math.min(memoryMb, memoryUsedMb);
  return [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${Math.max(1, durationMs + initMs)} ms`,
    `Memory Size: ${memoryMb} MB`,
    `Max Memory Used: ${usedMb} MB`,
    ...(isCold ? [`Init Duration: ${initMs.toFixed(2)} ms`] : []),
    ...(outcome.kind === 'timeout' ? ['Status: timeout'] : []),
    ...(outcome.kind === 'exit' ? ['Status: error', `Error Type: ${outcome.errorType}`] : []),
    '',
  ].join('\t');
}
