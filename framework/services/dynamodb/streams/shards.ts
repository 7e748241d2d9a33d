import { KEY_SEPARATOR } from '../items/key-encoding';
import { endOf } from '../items/places';
import type { DynamoCall } from '../state';
import type { StreamedRecord, StreamShard, TableStream } from './stored';

/** A stream's records can be read for a day (aws-behaviour.md 3.6). */
export const retentionMs = 24 * 60 * 60_000;
/** A shard is closed and followed by another after about this long. */
const shardMs = 4 * 60 * 60_000;
const SEQUENCE_DIGITS = 20;

export const recordsPrefix = (stream: TableStream, shard: StreamShard): string =>
  stream.arn + KEY_SEPARATOR + shard.id + KEY_SEPARATOR;

const shardKey = (stream: TableStream, id: string): string => stream.arn + KEY_SEPARATOR + id;

/** The next sequence number: 21 digits, and higher than all before it in this region. */
export function nextSequence(call: DynamoCall): string {
  return `1${String(call.count('stream record')).padStart(SEQUENCE_DIGITS, '0')}`;
}

/** Opens a shard, the child of the one before it. */
export function openShard(call: DynamoCall, stream: TableStream, parent?: string): StreamShard {
  const time = String(call.nowMs).padStart(SEQUENCE_DIGITS, '0');
  const first = nextSequence(call);
  const shard: StreamShard = {
    id: `shardId-${time}-${call.random('shardId').hex(8)}`,
    ...(parent === undefined ? {} : { parent }),
    openedAtMs: call.nowMs,
    first,
    last: first,
  };
  setShard(call, stream, shard);
  return shard;
}

export function setShard(call: DynamoCall, stream: TableStream, shard: StreamShard): void {
  call.state.streamShards.set(shardKey(stream, shard.id), shard);
}

export function closeShard(call: DynamoCall, stream: TableStream, shard: StreamShard): void {
  setShard(call, stream, { ...shard, closedAtMs: call.nowMs });
}

/** A stream's shards in their order, parents first. */
export function shardsOf(call: DynamoCall, stream: TableStream): StreamShard[] {
  const from = stream.arn + KEY_SEPARATOR;
  return [...call.state.streamShards.range({ from, to: endOf(from) })].map(([, shard]) => shard);
}

/** The shard that is written to, where the stream is enabled; a new one where the last has been open for long. */
export function openShardOf(call: DynamoCall, stream: TableStream): StreamShard | undefined {
  const shard = shardsOf(call, stream).find(({ closedAtMs }) => closedAtMs === undefined);
  if (shard === undefined || call.nowMs - shard.openedAtMs < shardMs) return shard;
  closeShard(call, stream, shard);
  return openShard(call, stream, shard.id);
}

/** Takes away what is older than a day, and the shards in which nothing is left. */
export function trim(call: DynamoCall, stream: TableStream): void {
  const horizonMs = call.nowMs - retentionMs;
  for (const shard of shardsOf(call, stream)) {
    const isGone = shard.closedAtMs !== undefined && shard.closedAtMs <= horizonMs;
    const trimmedTo = trimRecords(call, recordsPrefix(stream, shard), horizonMs);
    if (isGone) call.state.streamShards.delete(shardKey(stream, shard.id));
    else if (trimmedTo !== undefined) setShard(call, stream, { ...shard, trimmedTo });
    // What follows is younger.
    if (!isGone) return;
  }
}

/** Answers the sequence number of the last record that was taken away. */
function trimRecords(call: DynamoCall, prefix: string, horizonMs: number): string | undefined {
  let last: StreamedRecord | undefined;
  for (const [key, record] of call.state.streamRecords.range({ from: prefix, to: endOf(prefix) })) {
    if (record.atMs > horizonMs) break;
    call.state.streamRecords.delete(key);
    last = record;
  }
  return last?.sequence;
}
