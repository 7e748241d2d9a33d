/** Services that poll queues by themselves (event source mappings of Lambda) are told when that is worth it. */
import { findQueue } from '../addresses';
import type { Place, SqsCall } from '../state';
import { hiddenMessages, surface, visibleMessages } from './store';

/** A service of an account polls a queue from now on, or no longer. */
export interface PollerNews {
  readonly queueArn: string;
  readonly accountId: string;
  readonly isPolling: boolean;
}

/** What `polled` tells: when there will be something to receive; null where nothing is in sight. */
export interface ArrivalNews {
  readonly queueArn: string;
  readonly atMs: number | null;
}

const key = (queueName: string, accountId: string): string => `${queueName}\u0000${accountId}`;

export function pollers({ queueArn, accountId, isPolling }: PollerNews, call: SqsCall): void {
  // By name: a queue that is made anew under it is polled too.
  const name = queueArn.slice(queueArn.lastIndexOf(':') + 1);
  if (!isPolling) {
    call.state.pollers.delete(key(name, accountId));
    return;
  }
  call.state.pollers.set(key(name, accountId), accountId);
  const place = findQueue(call, queueArn);
  if (place !== undefined) tellPollers(call, place);
}

/** Tells those who poll the queue when the next message can be received, after anything that may have changed that. */
export function tellPollers(call: SqsCall, place: Place, { isEmptied = false } = {}): void {
  const { state, queue } = place;
  if (state.pollers.size === 0) return;
  for (const [, accountId] of state.pollers.prefix(key(queue.name, ''))) {
    const news: ArrivalNews = { queueArn: queue.arn, atMs: nextAtMs(call, place, isEmptied) };
    call.tell('lambda', 'polled', { ...news }, { accountId });
  }
}

/** What a receive has just left behind although it is visible (a group in flight) is no reason to try again. */
function nextAtMs(call: SqsCall, place: Place, isEmptied: boolean): number | null {
  surface(place.state, place.queue.id, call.nowMs);
  if (!isEmptied && visibleMessages(place).next().done !== true) return call.nowMs;
  for (const { visibleAtMs } of hiddenMessages(place)) return visibleAtMs;
  return null;
}
