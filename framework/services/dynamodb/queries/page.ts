import type { DynamoCall, StoredItem } from '../state';
import type { Condition } from '../expressions/condition';
import { matches } from '../expressions/matches';
import type { Item } from '../items/attribute-value';
import { readUnits, type Consumption } from '../capacity';
import { heldItem, type Source, startKeyOf, walk } from './source';

/** A page ends with the item that brings it to this size, before the filter (aws-behaviour.md 3.2). */
const PAGE_BYTES_MAX = 1024 * 1024;

export interface PageRequest {
  readonly source: Source;
  readonly low: string;
  readonly high: string;
  readonly after?: string;
  readonly reverse: boolean;
  /** The most items that are evaluated. */
  readonly limit: number | undefined;
  readonly filter: Condition | undefined;
  /** Reads attributes that a local index does not hold from the table. */
  readonly fetches: boolean;
  readonly isConsistent: boolean | undefined;
}

export interface Page {
  items: Item[];
  scannedCount: number;
  /** Of the last item that was evaluated, where there may be more. */
  lastKey: Item | undefined;
  consumption: Consumption;
}

/** Reads one page of a source. */
export function readPage(call: DynamoCall, request: PageRequest): Page {
  const { source, filter, limit, fetches } = request;
  const items: Item[] = [];
  let last: StoredItem | undefined;
  let scannedCount = 0;
  let bytes = 0;
  let fetchUnits = 0;
  let isCut = false;
  for (const [, stored] of walk(call, source, request)) {
    const held = heldItem(source, stored);
    const seen = fetches ? stored : held;
    if (fetches) fetchUnits += readUnits(stored.size, request.isConsistent);
    last = stored;
    scannedCount++;
    bytes += held.size;
    if (filter === undefined || matches(filter, seen.item)) items.push(seen.item);
    isCut = scannedCount === limit || bytes >= PAGE_BYTES_MAX;
    if (isCut) break;
  }
  const units = readUnits(bytes, request.isConsistent);
  return {
    items,
    scannedCount,
    lastKey: isCut && last !== undefined ? startKeyOf(source, last.item) : undefined,
    consumption: {
      kind: 'Read',
      table: source.index === undefined ? units : fetchUnits,
      indexes: source.index === undefined ? {} : { [source.index.name]: units },
    },
  };
}
