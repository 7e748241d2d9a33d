import { placeOf, type Place, type QueueKey, type SqsCall } from '../state';
import { messagesArrived } from './long-poll';
import { expireMessages, watchRetention } from './retention';

/** The later step that `watchRetention` asked for: the oldest message expires now. */
export function expire(key: QueueKey, call: SqsCall): void {
  const place = placeOf(call, key);
  if (place === undefined) return;
  place.state.expiries.delete(key.id);
  expireMessages(call, place);
  forgetRecords(call, place);
  watchRetention(call, place);
  // A message that expires in flight frees its group in a FIFO queue.
  if (place.queue.isFifo) messagesArrived(call, place);
}

function forgetRecords(call: SqsCall, { state, queue }: Place): void {
  for (const [key, { untilMs }] of state.deduplications.prefix(`${queue.id}\u0000`)) {
    if (untilMs <= call.nowMs) state.deduplications.delete(key);
  }
  for (const [key, { untilMs }] of state.attempts.prefix(`${queue.id}\u0000`)) {
    if (untilMs <= call.nowMs) state.attempts.delete(key);
  }
}
