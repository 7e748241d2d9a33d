/** Messages that nobody deletes end with the queue's retention period, counted from when they were first enqueued. */
import { keyOf, type Place, type SqsCall, type StoredMessage } from '../state';
import { allMessages, removeMessage } from './store';

const expiryOf = ({ queue }: Place, message: StoredMessage): number =>
  message.enqueuedAtMs + Number(queue.attributes['MessageRetentionPeriod']) * 1000;

function oldest(place: Place): StoredMessage | undefined {
  for (const message of allMessages(place)) return message;
  return undefined;
}

/** Takes out what has expired by now, in flight or not (aws-behaviour.md 4.2). */
export function expireMessages(call: SqsCall, place: Place): void {
  for (const message of allMessages(place)) {
    const expiredAtMs = expiryOf(place, message);
    if (expiredAtMs > call.nowMs) break;
    removeMessage(place.state, message);
    call.note('message expired', place.queue.arn, {
      messageId: message.messageId,
      expiredAtMs,
      receiveCount: message.receiveCount,
    });
  }
}

/** Sees to it that somebody looks when the oldest message expires, so that the trace tells of it at its time. */
export function watchRetention(call: SqsCall, place: Place): void {
  const { state, queue } = place;
  const message = oldest(place);
  const watched = state.expiries.get(queue.id);
  if (message === undefined) return;
  const atMs = expiryOf(place, message);
  if (watched !== undefined) {
    if (watched.atMs <= atMs && watched.atMs > call.nowMs) return;
    call.cancel(watched.laterId);
  }
  const laterId = call.later({ atMs, kind: 'expire', payload: keyOf(queue), background: true });
  state.expiries.set(queue.id, { laterId, atMs });
}
