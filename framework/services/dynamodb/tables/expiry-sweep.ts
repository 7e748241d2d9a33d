import { endOf, keyText } from '../items/places';
import { replaceItem } from '../items/stored-items';
import { type DynamoCall, ordered, tableOf, type TableKey } from '../state';
import { expiriesPrefix, planSweep } from './expiry';

/** Removes the items that have expired, and plans the next sweep. */
export function sweepExpired(payload: TableKey, call: DynamoCall): void {
  const table = tableOf(call, payload);
  if (table === undefined) return;
  call.state.sweeps.delete(table.id);
  const prefix = expiriesPrefix(table);
  const due = { from: prefix + ordered(0), to: prefix + ordered(call.nowMs + 1) };
  for (const [expiry, key] of call.state.expiries.range(due)) {
    const stored = call.state.items.get(key);
    call.state.expiries.delete(expiry);
    if (stored === undefined) continue;
    replaceItem(call, table, key, stored, undefined, true);
    call.note('item expired', table.arn, { key: keyText(stored.item, table) });
  }
  for (const [expiry] of call.state.expiries.range({ from: prefix, to: endOf(prefix) })) {
    planSweep(call, table, Number(expiry.slice(prefix.length, prefix.length + ordered(0).length)));
    return;
  }
}
