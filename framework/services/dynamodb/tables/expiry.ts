import { attributeOf, type Item, membersOf } from '../items/attribute-value';
import { KEY_SEPARATOR } from '../items/key-encoding';
import { endOf, itemsPrefix } from '../items/places';
import { ordered, type DynamoCall, type DynamoTable, type TableKey } from '../state';

/** Expired items go within hours here; AWS says within a few days, and seldom takes one (aws-behaviour.md 3.7). */
const sweepAfterMsMax = 6 * 60 * 60_000;
/** Older ones are taken for mistakes and stay. */
const agesMs = 5 * 365 * 24 * 60 * 60_000;

/** When an item expires, in milliseconds; undefined where its attribute is no number of seconds. */
function expiryMs(item: Item | undefined, attribute: string): number | undefined {
  const value = item && attributeOf(item, attribute);
  const seconds = value && membersOf(value).N;
  return seconds === undefined ? undefined : Math.floor(Number(seconds)) * 1000;
}

export const expiriesPrefix = ({ id }: DynamoTable): string => `${id}${KEY_SEPARATOR}`;

function expiryKey(table: DynamoTable, atMs: number, key: string): string | undefined {
  // Times before 1970 or after any calendar cannot come due.
  if (atMs < 0 || atMs > 8.64e15) return undefined;
  return `${expiriesPrefix(table)}${ordered(atMs)}${KEY_SEPARATOR}${key}`;
}

/** Notes when a changed item expires, in a table whose TTL is enabled, or still is while that is being changed. */
export function watchExpiry(
  call: DynamoCall,
  table: DynamoTable,
  key: string,
  before: Item | undefined,
  after: Item | undefined,
): void {
  const { timeToLive } = table;
  if (timeToLive?.status !== 'ENABLED' && timeToLive?.status !== 'DISABLING') return;
  const oldMs = expiryMs(before, timeToLive.attribute);
  const atMs = expiryMs(after, timeToLive.attribute);
  if (oldMs === atMs) return;
  const old = oldMs === undefined ? undefined : expiryKey(table, oldMs, key);
  if (old !== undefined) call.state.expiries.delete(old);
  const fresh = atMs === undefined ? undefined : expiryKey(table, atMs, key);
  if (fresh === undefined || atMs === undefined || atMs < call.nowMs - agesMs) return;
  call.state.expiries.set(fresh, key);
  planSweep(call, table, atMs);
}

/** Sees to it that the table is swept within hours after `expiresAtMs`. */
export function planSweep(call: DynamoCall, table: DynamoTable, expiresAtMs: number): void {
  const dueMs = Math.max(expiresAtMs, call.nowMs);
  const planned = call.state.sweeps.get(table.id);
  if (planned !== undefined && planned.atMs <= dueMs + sweepAfterMsMax) return;
  if (planned !== undefined) call.cancel(planned.laterId);
  const atMs = dueMs + call.random('timeToLiveSweep').between(1000, sweepAfterMsMax);
  const payload: TableKey = { name: table.name, id: table.id };
  const laterId = call.later({ atMs, kind: 'sweepExpired', payload, background: true });
  call.state.sweeps.set(table.id, { laterId, atMs });
}

/** TTL came into force: looks at the items that are there. */
export function watchAllExpiries(call: DynamoCall, table: DynamoTable): void {
  const prefix = itemsPrefix(table);
  for (const [key, { item }] of call.state.items.range({ from: prefix, to: endOf(prefix) })) {
    watchExpiry(call, table, key, undefined, item);
  }
}

/** TTL went out of force, or the table is gone. */
export function forgetExpiries(call: DynamoCall, table: DynamoTable): void {
  const prefix = expiriesPrefix(table);
  for (const [key] of call.state.expiries.range({ from: prefix, to: endOf(prefix) })) {
    call.state.expiries.delete(key);
  }
  const planned = call.state.sweeps.get(table.id);
  if (planned !== undefined) call.cancel(planned.laterId);
  call.state.sweeps.delete(table.id);
}
