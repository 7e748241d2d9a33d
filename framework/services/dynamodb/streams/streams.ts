import { AwsError, parseArn, type Input, type Operations, type ServiceClients } from '../../../cloud/service';
import { invalid, WERE_INVALID } from '../errors';
import { toWireItem } from '../items/attribute-value';
import { endOf } from '../items/places';
import type { DynamoCall, State } from '../state';
import type { StreamedRecord, StreamShard, TableStream } from './stored';
import { tableNameOf } from '../tables/find-table';
import { after, iteratorOf, readIterator, type ShardPlace } from './iterators';
import { openShardOf, recordsPrefix, shardsOf, trim } from './shards';

type Streams = Pick<
  ServiceClients['dynamodb'],
  'listStreams' | 'describeStream' | 'getShardIterator' | 'getRecords'
>;
type StreamsRecord = ReturnType<typeof shownRecord>;

const PAGE_MAX = 100;
const RECORDS_MAX = 1000;
const BYTES_MAX = 1024 * 1024;

const notFound = (what: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Requested resource not found: ${what}`, { status: 400 });

const trimmed = (): AwsError =>
  new AwsError(
    'TrimmedDataAccessException',
    'The operation attempted to read past the oldest stream record in a shard.',
    { status: 400 },
  );

/** DynamoDB Streams (aws-behaviour.md 3.6): each table's stream has one line of shards, one after the other. */
export const streams: Operations<Streams, State> = {
  listStreams({ TableName, Limit, ExclusiveStartStreamArn: from = '' }, call) {
    const limit = checkLimit(Limit, PAGE_MAX);
    if (from !== '') checkArn(from);
    const name = TableName === undefined ? undefined : tableNameOf(TableName);
    const found: TableStream[] = [];
    for (const [, stream] of call.state.streams.range({ from, after: true })) {
      if (name === undefined || stream.tableName === name) found.push(stream);
    }
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      Streams: page.map(({ arn, tableName, label }) => ({
        StreamArn: arn,
        TableName: tableName,
        StreamLabel: label,
      })),
      ...(found.length > limit && last !== undefined ? { LastEvaluatedStreamArn: last.arn } : {}),
    };
  },

  describeStream({ StreamArn, Limit, ExclusiveStartShardId = '', ShardFilter }, call) {
    const limit = checkLimit(Limit, PAGE_MAX);
    const stream = streamOf(call, StreamArn);
    const shards = liveShards(call, stream).filter(
      ({ id, parent }) =>
        id > ExclusiveStartShardId &&
        (ShardFilter?.Type !== 'CHILD_SHARDS' || parent === ShardFilter.ShardId),
    );
    const page = shards.slice(0, limit);
    const last = page.at(-1);
    return {
      StreamDescription: {
        StreamArn: stream.arn,
        StreamLabel: stream.label,
        StreamStatus: stream.status,
        StreamViewType: stream.viewType,
        CreationRequestDateTime: new Date(stream.createdAtMs),
        TableName: stream.tableName,
        KeySchema: [...stream.schema],
        Shards: page.map(shownShard),
        ...(shards.length > limit && last !== undefined ? { LastEvaluatedShardId: last.id } : {}),
      },
    };
  },

  getShardIterator(input, call) {
    const { StreamArn, ShardId, ShardIteratorType: type, SequenceNumber: sequence } = input;
    const isPlaced = type === 'AT_SEQUENCE_NUMBER' || type === 'AFTER_SEQUENCE_NUMBER';
    if (isPlaced && sequence === undefined) {
      invalid(`${WERE_INVALID}SequenceNumber must be specified when ShardIteratorType is ${type}`);
    }
    if (!isPlaced && sequence !== undefined) {
      invalid(`${WERE_INVALID}SequenceNumber must not be specified when ShardIteratorType is ${type}`);
    }
    const stream = streamOf(call, StreamArn);
    const shard = liveShards(call, stream).find(({ id }) => id === ShardId);
    if (shard === undefined) throw notFound(`Shard: ${ShardId} in stream: ${stream.arn} not found`);
    const from = placeIn(shard, input);
    return {
      ShardIterator: iteratorOf({ streamArn: stream.arn, shardId: shard.id, from, madeAtMs: call.nowMs }),
    };
  },

  getRecords({ ShardIterator, Limit }, call) {
    const limit = checkLimit(Limit, RECORDS_MAX);
    const place = readIterator(ShardIterator, call.nowMs);
    const stream = streamOf(call, place.streamArn);
    const shard = liveShards(call, stream).find(({ id }) => id === place.shardId);
    if (shard === undefined) throw trimmed();
    if (isTrimmed(shard, place.from)) throw trimmed();
    const { Records, next } = readRecords(call, stream, shard, { from: place.from, limit });
    const isOver = shard.closedAtMs !== undefined && next > shard.last;
    const nextPlace: ShardPlace = { ...place, from: next, madeAtMs: call.nowMs };
    return { Records, ...(isOver ? {} : { NextShardIterator: iteratorOf(nextPlace) }) };
  },
};

function readRecords(
  call: DynamoCall,
  stream: TableStream,
  shard: StreamShard,
  { from, limit }: { from: string; limit: number },
): { Records: StreamsRecord[]; next: string } {
  const prefix = recordsPrefix(stream, shard);
  const Records: StreamsRecord[] = [];
  let bytes = 0;
  let next = from;
  for (const [, record] of call.state.streamRecords.range({ from: prefix + from, to: endOf(prefix) })) {
    if (Records.length === limit || (Records.length > 0 && bytes + record.bytes > BYTES_MAX)) {
      return { Records, next };
    }
    Records.push(shownRecord(call, stream, record));
    bytes += record.bytes;
    next = after(record.sequence);
  }
  return { Records, next: shard.closedAtMs === undefined ? next : after(shard.last) };
}

function checkLimit(limit: number | undefined, max: number): number {
  if (limit !== undefined && limit > max) {
    invalid(
      `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: ` +
        `Member must have value less than or equal to ${max}`,
    );
  }
  return limit ?? max;
}

function checkArn(arn: string): void {
  const parsed = parseArn(arn);
  if (parsed?.service === 'dynamodb' && /^table\/[^/]+\/stream\/[^/]+$/.test(parsed.resource)) return;
  invalid('Invalid StreamArn');
}

function streamOf(call: DynamoCall, arn: string): TableStream {
  checkArn(arn);
  const stream = call.state.streams.get(arn);
  if (stream === undefined) throw notFound(`Stream: ${arn} not found`);
  return stream;
}

/** The shards that can be read, after what is due has happened to them. */
function liveShards(call: DynamoCall, stream: TableStream): StreamShard[] {
  openShardOf(call, stream);
  trim(call, stream);
  return shardsOf(call, stream);
}

const isTrimmed = ({ trimmedTo }: StreamShard, from: string): boolean =>
  trimmedTo !== undefined && from <= trimmedTo;

function placeIn(
  shard: StreamShard,
  { ShardIteratorType: type, SequenceNumber: sequence = '' }: Input<Streams, 'getShardIterator'>,
): string {
  if (type === 'LATEST') return after(shard.last);
  if (type === 'TRIM_HORIZON') {
    return shard.trimmedTo === undefined ? shard.first : after(shard.trimmedTo);
  }
  if (
    !/^\d+$/.test(sequence) ||
    sequence < shard.first ||
    (shard.closedAtMs !== undefined && sequence > shard.last)
  ) {
    invalid('Invalid SequenceNumber for the shard');
  }
  const from = type === 'AT_SEQUENCE_NUMBER' ? sequence : after(sequence);
  if (isTrimmed(shard, from)) throw trimmed();
  return from;
}

const shownShard = ({ id, parent, first, last, closedAtMs }: StreamShard) => ({
  ShardId: id,
  SequenceNumberRange: {
    StartingSequenceNumber: first,
    ...(closedAtMs === undefined ? {} : { EndingSequenceNumber: last }),
  },
  ...(parent === undefined ? {} : { ParentShardId: parent }),
});

function shownRecord(call: DynamoCall, stream: TableStream, record: StreamedRecord) {
  const { newImage, oldImage } = record;
  return {
    eventID: record.id,
    eventName: record.name,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: call.region,
    dynamodb: {
      ApproximateCreationDateTime: new Date(Math.floor(record.atMs / 1000) * 1000),
      Keys: toWireItem(record.keys),
      ...(newImage === undefined ? {} : { NewImage: toWireItem(newImage) }),
      ...(oldImage === undefined ? {} : { OldImage: toWireItem(oldImage) }),
      SequenceNumber: record.sequence,
      SizeBytes: record.bytes,
      StreamViewType: stream.viewType,
    },
    ...(record.isExpiry ? { userIdentity: { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' } } : {}),
  };
}
