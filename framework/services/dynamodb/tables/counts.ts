import type { Counts, DynamoCall, DynamoTable, SecondaryIndex } from '../state';
import { KEY_SEPARATOR } from '../items/key-encoding';

/** AWS refreshes ItemCount and TableSizeBytes about this often (aws-behaviour.md 3.1). */
const refreshMs = 6 * 60 * 60_000;

export const countsKey = (table: DynamoTable, index?: SecondaryIndex): string =>
  index === undefined ? table.id : `${table.id}${KEY_SEPARATOR}${index.name}`;

export function startCounts(call: DynamoCall, key: string): void {
  const atMs = call.nowMs;
  call.state.counts.set(key, { items: 0, bytes: 0, seenItems: 0, seenBytes: 0, seenAtMs: atMs });
}

/** What DescribeTable says at a moment: the truth of the last refresh. */
export function refreshed(counts: Counts, nowMs: number): Counts {
  const sinceMs = nowMs - counts.seenAtMs;
  if (sinceMs < refreshMs) return counts;
  // Nothing was written between the refresh and now, or it would have been noticed then.
  const seenAtMs = nowMs - (sinceMs % refreshMs);
  return { ...counts, seenItems: counts.items, seenBytes: counts.bytes, seenAtMs };
}

/** Counts a change from an item of one size to another of another; undefined: none. */
export function addToCounts(
  call: DynamoCall,
  key: string,
  before: number | undefined,
  after: number | undefined,
): void {
  const known = call.state.counts.get(key);
  if (known === undefined) return;
  const counts = refreshed(known, call.nowMs);
  call.state.counts.set(key, {
    ...counts,
    items: counts.items + (after === undefined ? 0 : 1) - (before === undefined ? 0 : 1),
    bytes: counts.bytes + (after ?? 0) - (before ?? 0),
  });
}
