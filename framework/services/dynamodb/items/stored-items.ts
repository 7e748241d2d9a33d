import { writeDown } from '../backups/journal';
import { replaceEntries } from './index-entries';
import { recordChange } from '../streams/records';
import { watchExpiry } from '../tables/expiry';
import { addToCounts } from '../tables/counts';
import type { DynamoCall, DynamoTable, StoredItem } from '../state';

/** Puts an item in the place of another, in table, indexes and stream; without `after` it is deleted. */
export function replaceItem(
  call: DynamoCall,
  table: DynamoTable,
  key: string,
  before: StoredItem | undefined,
  after: StoredItem | undefined,
  isExpiry = false,
): void {
  if (before === undefined && after === undefined) return;
  if (table.recovery !== undefined) writeDown(call, table, key, before);
  if (after === undefined) call.state.items.delete(key);
  else call.state.items.set(key, after);
  addToCounts(call, table.id, before?.size, after?.size);
  replaceEntries(call, table, key, before, after);
  watchExpiry(call, table, key, before?.item, after?.item);
  if (table.stream !== undefined) recordChange(call, table, before, after, isExpiry);
}
