/** Events on their way from a group to the functions that subscribed to it. */
import { gzipSync } from 'node:zlib';
import { AwsError } from '../../../cloud/service';
import { compileFilterPattern } from '../events/filter-pattern';
import { eventKey, type LogGroup, type LogsCall, type LogStream, type StoredEvent } from '../state';
import { asLogs, subscriptionFilterAt, subscriptionFiltersOf } from './subscription-filters';

/** AWS promises no time; about a second is usual. */
const delayMs = { low: 200, high: 1500 };
const retryMs = 60_000;
/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html */
const triesForMs = 24 * 3_600_000;

/** Events of one write that one filter lets through; a type, because it is the payload of a step. */
export type Batch = {
  groupId: string;
  groupName: string;
  filterName: string;
  /** Holds what the function gets, as JSON. */
  dataBlob: string;
  writtenAtMs: number;
};

/** What a write added, by its place in the stream as it was before. */
function written(call: LogsCall, before: LogStream, fromMs: number): StoredEvent[] {
  const from = eventKey(before, fromMs, 0);
  return [...call.state.events.range({ from, to: `${before.id}\u0001` })]
    .map(([, event]) => event)
    .filter(({ sequence }) => sequence > before.eventCount);
}

/** Sends what was just written on its way to each subscriber whose pattern it matches. */
export function subscribeEvents(call: LogsCall, group: LogGroup, before: LogStream, fromMs: number): void {
  if (call.state.subscriptionFilters.size === 0) return;
  for (const filter of subscriptionFiltersOf(call, group)) {
    const { matches } = compileFilterPattern(filter.pattern);
    const events = written(call, before, fromMs).filter(({ message }) => matches(message));
    if (events.length === 0) continue;
    const data = {
      messageType: 'DATA_MESSAGE',
      owner: call.accountId,
      logGroup: group.name,
      logStream: before.name,
      subscriptionFilters: [filter.name],
      logEvents: events.map(({ eventId, atMs, message }) => ({ id: eventId, timestamp: atMs, message })),
    };
    const payload: Batch = {
      groupId: group.id,
      groupName: group.name,
      filterName: filter.name,
      dataBlob: call.blobs.put(Buffer.from(JSON.stringify(data))),
      writtenAtMs: call.nowMs,
    };
    call.later({
      afterMs: call.random('subscription delay').between(delayMs.low, delayMs.high),
      kind: 'forward',
      payload,
      delivery: { to: filter.destinationArn, subject: `${group.name} ${before.name}` },
    });
  }
}

/** A refusal is final; what is throttled or fails is tried again for a day. */
export function forward(batch: Batch, call: LogsCall): void {
  const { groupName, filterName, dataBlob, writtenAtMs } = batch;
  const filter = subscriptionFilterAt(call, batch.groupId, filterName);
  if (filter === undefined) return;
  const data = gzipSync(call.blobs.get(dataBlob)).toString('base64');
  try {
    call.ask('lambda', asLogs(call, groupName)).invoke({
      FunctionName: filter.destinationArn,
      InvocationType: 'Event',
      Payload: Buffer.from(JSON.stringify({ awslogs: { data } })),
    });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { code, message: reason, status = 400 } = error;
    const isTriedAgain = (status >= 500 || status === 429) && call.nowMs - writtenAtMs < triesForMs;
    const event = isTriedAgain ? 'log delivery retry scheduled' : 'log events dropped';
    call.note(event, filter.destinationArn, { logGroup: groupName, filterName, code, reason });
    if (isTriedAgain) call.later({ afterMs: retryMs, kind: 'forward', payload: batch });
  }
}
