/**
 * What point-in-time recovery goes by: for each change of an item, what the item was before. To see a table as it was,
 * one takes what is there and undoes the changes since. A table without recovery pays nothing for it.
 */
import { KEY_SEPARATOR } from '../items/key-encoding';
import { endOf, itemsPrefix } from '../items/places';
import { type DynamoCall, type DynamoTable, type JournalEntry, ordered, type StoredItem } from '../state';

export const dayMs = 24 * 60 * 60_000;

const journalPrefix = ({ id }: DynamoTable): string => id + KEY_SEPARATOR;

/** Begins a journal that knows nothing yet. */
export function openJournal(call: DynamoCall, table: DynamoTable): void {
  call.state.journals.set(table.id, { nextEntry: 0, trimmedAtMs: call.nowMs });
}

/** Writes down what is about to be changed, in a table that has a journal. */
export function writeDown(
  call: DynamoCall,
  table: DynamoTable,
  key: string,
  before: StoredItem | undefined,
): void {
  const journal = call.state.journals.get(table.id);
  if (journal === undefined) return;
  const place = journalPrefix(table) + ordered(call.nowMs) + KEY_SEPARATOR + ordered(journal.nextEntry);
  call.state.journalEntries.set(place, { key, before: before ?? null });
  const isDue = call.nowMs - journal.trimmedAtMs >= dayMs;
  if (isDue) trim(call, table);
  call.state.journals.set(table.id, {
    nextEntry: journal.nextEntry + 1,
    trimmedAtMs: isDue ? call.nowMs : journal.trimmedAtMs,
  });
}

/** The moment before which a table cannot be seen any more. */
export function earliestMs({ recovery }: DynamoTable, nowMs: number): number {
  return recovery === undefined ? nowMs : Math.max(recovery.sinceMs, nowMs - recovery.days * dayMs);
}

/** Forgets what is too old to be restored; once a day, so that the journal's walk is paid by many writes. */
function trim(call: DynamoCall, table: DynamoTable): void {
  const from = journalPrefix(table);
  for (const [place] of call.state.journalEntries.range({
    from,
    to: from + ordered(earliestMs(table, call.nowMs)),
  })) {
    call.state.journalEntries.delete(place);
  }
}

/** Recovery was turned off, or the table is gone. */
export function closeJournal(call: DynamoCall, table: DynamoTable): void {
  if (!call.state.journals.delete(table.id)) return;
  const from = journalPrefix(table);
  for (const [place] of call.state.journalEntries.range({ from, to: endOf(from) })) {
    call.state.journalEntries.delete(place);
  }
}

/** Places (keys without the table) and items. */
export type Content = Iterable<[place: string, stored: StoredItem]>;

/** A table's items as they were after the last change of a moment. */
export function* contentAt(
  call: DynamoCall,
  table: DynamoTable,
  atMs: number,
): Generator<[string, StoredItem]> {
  const undone = new Map<string, JournalEntry>();
  const from = journalPrefix(table);
  const range = { from: from + ordered(Math.floor(atMs) + 1), to: endOf(from) };
  for (const [, entry] of call.state.journalEntries.range(range)) {
    // The first change since tells what was there then.
    if (!undone.has(entry.key)) undone.set(entry.key, entry);
  }
  for (const [place, stored] of contentNow(call, table)) {
    if (!undone.has(itemsPrefix(table) + place)) yield [place, stored];
  }
  for (const { key, before } of undone.values()) {
    if (before !== null) yield [key.slice(itemsPrefix(table).length), before];
  }
}

/** A table's items as they are. */
export function* contentNow(call: DynamoCall, table: DynamoTable): Generator<[string, StoredItem]> {
  const prefix = itemsPrefix(table);
  for (const [key, stored] of call.state.items.range({ from: prefix, to: endOf(prefix) })) {
    yield [key.slice(prefix.length), stored];
  }
}
