import { hash } from 'node:crypto';
import { valuesEqual } from '../items/compare-values';
import { itemSize } from '../items/item-size';
import { keyOf } from '../items/key-schema';
import type { DynamoCall, DynamoTable, StoredItem } from '../state';
import type { StreamedRecord, StreamViewType } from './stored';
import { nextSequence, openShardOf, recordsPrefix, setShard, trim } from './shards';

const showsNew: readonly StreamViewType[] = ['NEW_IMAGE', 'NEW_AND_OLD_IMAGES'];
const showsOld: readonly StreamViewType[] = ['OLD_IMAGE', 'NEW_AND_OLD_IMAGES'];

/** Writes a change of an item to the table's stream; a write that changes nothing leaves no record. */
export function recordChange(
  call: DynamoCall,
  table: DynamoTable,
  before: StoredItem | undefined,
  after: StoredItem | undefined,
  isExpiry: boolean,
): void {
  const isOpen = table.stream?.isEnabled === true && table.status !== 'DELETING';
  const stream = isOpen ? call.state.streams.get(table.stream.arn) : undefined;
  const changed = after ?? before;
  if (stream === undefined || changed === undefined) return;
  if (before !== undefined && after !== undefined && valuesEqual({ M: before.item }, { M: after.item }))
    return;
  trim(call, stream);
  const shard = openShardOf(call, stream);
  if (shard === undefined) return;
  const sequence = nextSequence(call);
  const keys = keyOf(changed.item, table.schema);
  const newImage = showsNew.includes(stream.viewType) ? after : undefined;
  const oldImage = showsOld.includes(stream.viewType) ? before : undefined;
  const record: StreamedRecord = {
    id: hash('md5', `${stream.arn}${sequence}`, 'hex'),
    name: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
    atMs: call.nowMs,
    sequence,
    keys,
    ...(newImage === undefined ? {} : { newImage: newImage.item }),
    ...(oldImage === undefined ? {} : { oldImage: oldImage.item }),
    bytes: itemSize(keys) + (newImage?.size ?? 0) + (oldImage?.size ?? 0),
    isExpiry,
  };
  call.state.streamRecords.set(recordsPrefix(stream, shard) + sequence, record);
  setShard(call, stream, { ...shard, last: sequence });
}
