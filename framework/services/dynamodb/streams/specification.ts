import type { StreamSpecification } from '@aws-sdk/client-dynamodb';
import { invalid, WERE_INVALID } from '../errors';
import { keySchemaElements } from '../tables/table-description';
import type { DynamoCall, DynamoTable } from '../state';
import { closeShard, openShard, retentionMs, shardsOf } from './shards';
import type { TableStream } from './stored';

/** Begins a stream of the table under a label of its own, the moment of the request. */
function startStream(call: DynamoCall, table: DynamoTable, viewType: TableStream['viewType']): DynamoTable {
  const label = call.date().toISOString().replace('Z', '');
  const arn = `${table.arn}/stream/${label}`;
  const stream: TableStream = {
    arn,
    label,
    tableName: table.name,
    schema: keySchemaElements(table.schema),
    viewType,
    status: 'ENABLING',
    createdAtMs: call.nowMs,
  };
  call.state.streams.set(arn, stream);
  openShard(call, stream);
  return { ...table, stream: { arn, label, viewType, isEnabled: true } };
}

/** The stream that CreateTable asks for. */
export function withFirstStream(
  call: DynamoCall,
  table: DynamoTable,
  given: StreamSpecification | undefined,
): DynamoTable {
  const viewType = given?.StreamViewType;
  if (given?.StreamEnabled === true) {
    if (viewType !== undefined) return startStream(call, table, viewType);
    invalid(`${WERE_INVALID}Table is being created with a stream enabled, UpdateViewType is required`);
  }
  if (viewType !== undefined) {
    invalid(
      `${WERE_INVALID}Table is being created with a stream disabled, UpdateViewType should not be specified`,
    );
  }
  return table;
}

/** UpdateTable's switch of the stream; a stream that is enabled anew is another one. */
export function withStream(
  call: DynamoCall,
  table: DynamoTable,
  given: StreamSpecification | undefined,
): DynamoTable {
  if (given === undefined) return table;
  const { StreamEnabled = false, StreamViewType: viewType } = given;
  if (StreamEnabled && viewType === undefined) {
    invalid(`${WERE_INVALID}If stream is being enabled then UpdateViewType is required`);
  }
  if (!StreamEnabled && viewType !== undefined) {
    invalid(`${WERE_INVALID}If stream is being disabled, then UpdateViewType must not be specified`);
  }
  if (viewType !== undefined) {
    if (table.stream?.isEnabled === true) {
      invalid(`Table already has an enabled stream: TableName: ${table.name}`);
    }
    return startStream(call, table, viewType);
  }
  if (table.stream?.isEnabled !== true) invalid(`Table has no stream to disable: TableName: ${table.name}`);
  return endStream(call, table, 'DISABLING');
}

/** Nothing more is written; the records stay readable for a day. */
export function endStream(
  call: DynamoCall,
  table: DynamoTable,
  status: 'DISABLING' | 'DISABLED',
): DynamoTable {
  const stream = table.stream?.isEnabled === true ? call.state.streams.get(table.stream.arn) : undefined;
  if (table.stream === undefined || stream === undefined) return table;
  for (const shard of shardsOf(call, stream)) {
    if (shard.closedAtMs === undefined) closeShard(call, stream, shard);
  }
  call.state.streams.set(stream.arn, { ...stream, status });
  call.later({
    afterMs: retentionMs,
    kind: 'streamForgotten',
    payload: stream.arn,
    background: true,
  });
  return { ...table, stream: { ...table.stream, isEnabled: false } };
}

/** The table's change is through, and so is that of its stream. */
export function settleStream(call: DynamoCall, table: DynamoTable): void {
  const stream = table.stream === undefined ? undefined : call.state.streams.get(table.stream.arn);
  if (stream?.status === 'ENABLING') call.state.streams.set(stream.arn, { ...stream, status: 'ENABLED' });
  if (stream?.status === 'DISABLING') call.state.streams.set(stream.arn, { ...stream, status: 'DISABLED' });
}

/** A day after its end nothing is left of a stream. */
export function streamForgotten(arn: string, call: DynamoCall): void {
  const stream = call.state.streams.get(arn);
  if (stream === undefined) return;
  const { streamShards, streamRecords } = call.state;
  const prefix = `${arn}\u0000`;
  for (const [key] of streamRecords.prefix(prefix)) streamRecords.delete(key);
  for (const [key] of streamShards.prefix(prefix)) streamShards.delete(key);
  call.state.resourcePolicies.delete(arn);
  call.state.streams.delete(arn);
}
