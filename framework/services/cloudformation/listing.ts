/**
 * The resources of one stack in a table of many stacks' resources, kept listed beside it: a stack's every step asks for
 * all of them, and walking the tree each time would make a stack's cost grow with the square of its size.
 *
 * A list follows from the table alone and is no state: a fork is another table and lists anew.
 */
import { lowerBound, type Table } from '../../kernel';
import type { StackResource } from './state';

interface Listed {
  keys: readonly string[];
  rows: readonly StackResource[];
}

/** By table, then by stack id. */
const lists = new WeakMap<Table<StackResource>, Map<string, Listed>>();

function listsOf(table: Table<StackResource>): Map<string, Listed> {
  const known = lists.get(table);
  if (known !== undefined) return known;
  const made = new Map<string, Listed>();
  lists.set(table, made);
  return made;
}

/** A stack's resources in the order of their keys. The list is never changed in place. */
export function listed(table: Table<StackResource>, stackId: string): readonly StackResource[] {
  const known = listsOf(table);
  const found = known.get(stackId);
  if (found !== undefined) return found.rows;
  const entries = [...table.prefix(`${stackId}\u0000`)];
  const rows = entries.map(([, row]) => row);
  known.set(stackId, { keys: entries.map(([key]) => key), rows });
  return rows;
}

/** Sets a resource, in the list too. */
export function put(table: Table<StackResource>, key: string, row: StackResource): void {
  table.set(key, row);
  const known = listsOf(table);
  const found = known.get(row.stackId);
  if (found === undefined) return;
  const { keys, rows } = found;
  const index = lowerBound(keys, key);
  // One that is new is listed when the list is next asked for.
  if (keys[index] === key) known.set(row.stackId, { keys, rows: rows.with(index, row) });
  else known.delete(row.stackId);
}

/** Takes a resource out; the list is made anew when it is next asked for. */
export function drop(table: Table<StackResource>, key: string, stackId: string): void {
  table.delete(key);
  listsOf(table).delete(stackId);
}
