import { AwsError, type AskClient, type ServiceClients } from '../../../cloud/service';
import type { Environment, LambdaCall, LogLine } from '../state';

const tailBytes = 4096;

type Logs = AskClient<ServiceClients['logs']>;

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
  if (lines.length === 0) return environment;
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
