import type { CloudWatchLogs, RejectedLogEventsInfo } from '@aws-sdk/client-cloudwatch-logs';
import type { Operations } from '../../../cloud/service';
import { invalidParameter } from '../errors';
import { groupNamed, streamNamed } from '../find';
import { measureEvents } from '../metric-filters/measure';
import { streamKey, type LogsCall, type LogStream, type State } from '../state';
import { subscribeEvents } from '../subscriptions/forward';
import { expiredUntilMs, putEvent } from './store';

interface NewEvent {
  readonly atMs: number;
  readonly message: string;
}

/** aws-behaviour.md 10.3 */
const limits = {
  batchBytes: 1_048_576,
  eventOverheadBytes: 26,
  eventBytes: 1_048_576,
  spanMs: 24 * 3_600_000,
  futureMs: 2 * 3_600_000,
  pastMs: 14 * 86_400_000,
};

function checkBatch(events: readonly NewEvent[]): void {
  let batchBytes = 0;
  for (const [index, event] of events.entries()) {
    const bytes = Buffer.byteLength(event.message) + limits.eventOverheadBytes;
    if (bytes > limits.eventBytes) {
      throw invalidParameter(`Log event too large: ${bytes} bytes exceeds limit of ${limits.eventBytes}`);
    }
    batchBytes += bytes;
    if (event.atMs < (events[index - 1]?.atMs ?? 0)) {
      throw invalidParameter('Log events in a single PutLogEvents request must be in chronological order.');
    }
  }
  if (batchBytes > limits.batchBytes) {
    throw invalidParameter(`Upload too large: ${batchBytes} bytes exceeds limit of ${limits.batchBytes}`);
  }
  const [first] = events;
  const last = events.at(-1);
  if (first !== undefined && last !== undefined && last.atMs - first.atMs > limits.spanMs) {
    throw invalidParameter(
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    );
  }
}

/** Where in the batch, which is in order of time, the accepted events begin and end, and why. */
function sift(call: LogsCall, events: readonly NewEvent[], expiredMs: number) {
  const countUpTo = (isBefore: (event: NewEvent) => boolean) => events.filter(isBefore).length;
  const tooOld = countUpTo(({ atMs }) => atMs < call.nowMs - limits.pastMs);
  const expired = countUpTo(({ atMs }) => atMs <= expiredMs);
  const end = countUpTo(({ atMs }) => atMs <= call.nowMs + limits.futureMs);
  const rejected: RejectedLogEventsInfo = {
    ...(end < events.length ? { tooNewLogEventStartIndex: end } : {}),
    ...(tooOld > 0 ? { tooOldLogEventEndIndex: tooOld } : {}),
    ...(expired > tooOld ? { expiredLogEventEndIndex: expired } : {}),
  };
  return { accepted: events.slice(Math.max(tooOld, expired), end), rejected };
}

function append(call: LogsCall, stream: LogStream, events: readonly NewEvent[]): LogStream {
  let { eventCount } = stream;
  for (const { atMs, message } of events) {
    const eventId = call.random('eventId').text(56, '0123456789');
    putEvent(call, stream, { atMs, message, ingestedAtMs: call.nowMs, sequence: ++eventCount, eventId });
  }
  const sequenceToken = call.random('sequenceToken').text(56, '0123456789');
  const [first] = events;
  const last = events.at(-1);
  if (first === undefined || last === undefined) return { ...stream, sequenceToken };
  return {
    ...stream,
    eventCount,
    sequenceToken,
    firstEventAtMs: Math.min(stream.firstEventAtMs ?? first.atMs, first.atMs),
    lastEventAtMs: Math.max(stream.lastEventAtMs ?? last.atMs, last.atMs),
    lastIngestedAtMs: call.nowMs,
  };
}

export const putting: Operations<CloudWatchLogs, State> = {
  /**
   * Accepts what is neither too old, nor expired, nor too far in the future; sequence tokens are ignored, as
   * on AWS.
   */
  putLogEvents(input, call) {
    const group = groupNamed(call, input.logGroupName);
    const stream = streamNamed(call, group, input.logStreamName);
    if (input.entity !== undefined) call.modelledOnly('logs:PutLogEvents with entity');
    const events = input.logEvents.map(({ timestamp = 0, message = '' }) => ({ atMs: timestamp, message }));
    checkBatch(events);
    const { accepted, rejected } = sift(call, events, expiredUntilMs(call, group));
    const after = append(call, stream, accepted);
    call.state.streams.set(streamKey(group, stream.name), after);
    measureEvents(call, group, accepted);
    const [first] = accepted;
    if (first !== undefined) subscribeEvents(call, group, stream, first.atMs);
    return {
      nextSequenceToken: after.sequenceToken,
      ...(Object.keys(rejected).length === 0 ? {} : { rejectedLogEventsInfo: rejected }),
    };
  },
};
