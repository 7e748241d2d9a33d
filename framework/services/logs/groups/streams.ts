import type { CloudWatchLogs, LogStream as DescribedStream } from '@aws-sdk/client-cloudwatch-logs';
import type { Operations } from '../../../cloud/service';
import { invalidParameter, streamExists } from '../errors';
import { deleteEvents } from '../events/store';
import { groupNamed, groupOf, page, streamNamed, streamsOf } from '../find';
import { streamArn, streamKey, type LogGroup, type LogsCall, type LogStream, type State } from '../state';

const pageSize = 50;

function described(call: LogsCall, group: LogGroup, stream: LogStream): DescribedStream {
  const { firstEventAtMs, lastEventAtMs, lastIngestedAtMs, sequenceToken } = stream;
  return {
    logStreamName: stream.name,
    creationTime: stream.createdAtMs,
    ...(firstEventAtMs === undefined ? {} : { firstEventTimestamp: firstEventAtMs }),
    ...(lastEventAtMs === undefined ? {} : { lastEventTimestamp: lastEventAtMs }),
    ...(lastIngestedAtMs === undefined ? {} : { lastIngestionTime: lastIngestedAtMs }),
    ...(sequenceToken === undefined ? {} : { uploadSequenceToken: sequenceToken }),
    arn: streamArn(call, group.name, stream.name),
    // Not counted for streams since 2019.
    storedBytes: 0,
  };
}

export const streams: Operations<CloudWatchLogs, State> = {
  createLogStream({ logGroupName, logStreamName }, call) {
    const key = streamKey(groupNamed(call, logGroupName), logStreamName);
    if (call.state.streams.has(key)) throw streamExists();
    call.state.streams.set(key, {
      id: String(call.count('logStream')),
      name: logStreamName,
      createdAtMs: call.nowMs,
      eventCount: 0,
    });
    return {};
  },

  deleteLogStream({ logGroupName, logStreamName }, call) {
    const group = groupNamed(call, logGroupName);
    deleteEvents(call, streamNamed(call, group, logStreamName));
    call.state.streams.delete(streamKey(group, logStreamName));
    return {};
  },

  describeLogStreams(input, call) {
    const { logStreamNamePrefix, orderBy = 'LogStreamName', descending = false, limit = pageSize } = input;
    const group = groupOf(call, input);
    if (orderBy === 'LastEventTime' && logStreamNamePrefix !== undefined) {
      throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.');
    }
    const found = streamsOf(call, group, logStreamNamePrefix);
    if (orderBy === 'LastEventTime') {
      found.sort((a, b) => (a.lastEventAtMs ?? 0) - (b.lastEventAtMs ?? 0));
    }
    if (descending) found.reverse();
    const { rows, nextToken } = page(found, ({ name }) => name, { nextToken: input.nextToken, limit });
    return {
      logStreams: rows.map((stream) => described(call, group, stream)),
      ...(nextToken === undefined ? {} : { nextToken }),
    };
  },
};
