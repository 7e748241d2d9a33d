import { testCloud, type TestCloud } from '../../test-cloud';
import { epochMs } from '../../../framework/kernel';

export interface TestGroup {
  readonly cloud: TestCloud;
  /** Puts events into the stream 's', each so many seconds after the world began. */
  readonly put: (events: Record<string, number>, stream?: string) => object;
  readonly messages: () => string[];
}

export const at = (seconds: number): number => epochMs + seconds * 1000;

/** A log group 'app' with the streams 's' and 't'. */
export function testGroup(): TestGroup {
  const cloud = testCloud();
  const logs = cloud.ask('logs');
  logs.createLogGroup({ logGroupName: 'app' });
  for (const logStreamName of ['s', 't']) logs.createLogStream({ logGroupName: 'app', logStreamName });
  return {
    cloud,
    put: (events, logStreamName = 's') =>
      logs.putLogEvents({
        logGroupName: 'app',
        logStreamName,
        logEvents: Object.entries(events).map(([message, seconds]) => ({ message, timestamp: at(seconds) })),
      }),
    messages: () =>
      (logs.getLogEvents({ logGroupName: 'app', logStreamName: 's' }).events ?? []).map(
        ({ message = '' }) => message,
      ),
  };
}
