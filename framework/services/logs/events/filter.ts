import type { CloudWatchLogs, FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import type { Input, Operations } from '../../../cloud/service';
import { invalidParameter, invalidToken } from '../errors';
import { groupOf, streamNamed, streamsOf } from '../find';
import {
  ordered,
  type LogGroup,
  type LogsCall,
  type LogStream,
  type State,
  type StoredEvent,
} from '../state';
import { compileFilterPattern } from './filter-pattern';
import { eventOverheadBytes, pageBytesMax } from './get';
import { retainedEvents } from './store';

const eventsMax = 10_000;

interface Found {
  readonly streamName: string;
  readonly event: StoredEvent;
  /** Orders events of all streams by time. */
  readonly key: string;
}

function searchedStreams(
  call: LogsCall,
  group: LogGroup,
  { logStreamNames, logStreamNamePrefix }: Input<CloudWatchLogs, 'filterLogEvents'>,
): LogStream[] {
  if (logStreamNames === undefined) return streamsOf(call, group, logStreamNamePrefix);
  if (logStreamNamePrefix !== undefined) {
    throw invalidParameter('logStreamNames and logStreamNamePrefix are mutually exclusive parameters.');
  }
  return logStreamNames.map((name) => streamNamed(call, group, name));
}

function readToken(text: string): string {
  const key = Buffer.from(text, 'base64url').toString();
  if (!/^\d{16} .+ \d{16}$/.test(key)) throw invalidToken();
  return key;
}

export const filtering: Operations<CloudWatchLogs, State> = {
  /** Events of all streams, or of some, that match a pattern; ordered by time, as `interleaved` always is by now. */
  filterLogEvents(input, call) {
    const { startTime = 0, endTime = Infinity, filterPattern = '', limit = eventsMax } = input;
    const group = groupOf(call, input);
    const after = input.nextToken === undefined ? '' : readToken(input.nextToken);
    const { matches } = compileFilterPattern(filterPattern);
    const found: Found[] = [];
    for (const stream of searchedStreams(call, group, input)) {
      for (const event of retainedEvents(call, group, stream)) {
        const key = `${ordered(event.atMs)} ${stream.name} ${ordered(event.sequence)}`;
        const isInTime = event.atMs >= startTime && event.atMs <= endTime;
        if (isInTime && key > after && matches(event.message))
          found.push({ streamName: stream.name, event, key });
      }
    }
    found.sort((a, b) => (a.key < b.key ? -1 : 1));
    const taken = firstPage(found, limit);
    const last = taken.at(-1);
    return {
      events: taken.map(presented),
      // AWS has stopped telling which streams were searched.
      searchedLogStreams: [],
      ...(last === undefined || taken.length === found.length
        ? {}
        : { nextToken: Buffer.from(last.key).toString('base64url') }),
    };
  },
};

function firstPage(found: readonly Found[], limit: number): Found[] {
  let bytes = 0;
  let count = 0;
  for (const { event } of found) {
    bytes += Buffer.byteLength(event.message) + eventOverheadBytes;
    if (count >= limit || (bytes > pageBytesMax && count > 0)) break;
    count++;
  }
  return found.slice(0, count);
}

function presented({ streamName, event }: Found): FilteredLogEvent {
  return {
    logStreamName: streamName,
    timestamp: event.atMs,
    message: event.message,
    ingestionTime: event.ingestedAtMs,
    eventId: event.eventId,
  };
}
