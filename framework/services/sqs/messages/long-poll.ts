/** Receives that wait for a message: parked until one becomes visible or their time is up. */
import { AwsError, type Parked } from '../../../cloud/service';
import { queueDoesNotExist } from '../errors';
import {
  keyOf,
  placeOf,
  type Place,
  type QueueKey,
  type ReceiveRequest,
  type SqsCall,
  type WaitingReceive,
} from '../state';
import { hiddenMessages } from './store';
import { queueMetric } from '../metrics';
import { tellPollers } from './pollers';
import { takeMessages, type Taken } from './take';

type TimeOut = QueueKey & { readonly waiting: string };

/** Parks a receive that found nothing. */
export function waitForMessages(call: SqsCall, place: Place, request: ReceiveRequest): Parked {
  const { state, queue } = place;
  const parked = call.park();
  const waiting = `${queue.id}\u0000${String(call.count('longPoll')).padStart(12, '0')}\u0000${parked.parked}`;
  const untilMs = call.nowMs + request.waitMs;
  const timeOutId = call.later({
    atMs: untilMs,
    kind: 'longPollEnds',
    payload: { ...keyOf(queue), waiting },
  });
  state.waiting.set(waiting, { parked: parked.parked, request, untilMs, timeOutId });
  wakeWhenVisible(call, place);
  return parked;
}

/**
 * Answers waiting receives, the longest waiting first, with what is visible now.
 *
 * To be called whenever messages may have become visible: after a send, a redrive, a change of visibility, and after a
 * delete from a FIFO queue, which frees the message's group.
 */
export function messagesArrived(call: SqsCall, place: Place): void {
  const { state, queue } = place;
  let hasWaiting = false;
  for (const [key, waiting] of state.waiting.prefix(`${queue.id}\u0000`)) {
    if (!call.isWaiting(waiting.parked)) {
      forget(call, place, key, waiting.timeOutId);
      continue;
    }
    const taken = takeOrRefuse(call, place, waiting);
    if (taken?.deadLetters !== undefined) messagesArrived(call, taken.deadLetters);
    if (taken?.messages.length === 0) {
      hasWaiting = true;
      continue;
    }
    forget(call, place, key, waiting.timeOutId);
    if (taken !== undefined) call.answer(waiting.parked, { Messages: taken.messages });
  }
  if (hasWaiting) wakeWhenVisible(call, place);
  tellPollers(call, place);
}

/** What there is for one that waits; a key of KMS that it may not use refuses it, not whoever sent the message. */
function takeOrRefuse(call: SqsCall, place: Place, waiting: WaitingReceive): Taken | undefined {
  try {
    return takeMessages(call, place, waiting.request);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    call.refuse(waiting.parked, error);
    return undefined;
  }
}

function forget(call: SqsCall, { state }: Place, key: string, timeOutId: number): void {
  state.waiting.delete(key);
  call.cancel(timeOutId);
}

/** Looks again when the next hidden message becomes visible, as long as a receive waits that long. */
export function wakeWhenVisible(call: SqsCall, place: Place): void {
  const { state, queue } = place;
  let untilMs = 0;
  for (const [, waiting] of state.waiting.prefix(`${queue.id}\u0000`))
    untilMs = Math.max(untilMs, waiting.untilMs);
  for (const { visibleAtMs: atMs } of hiddenMessages(place)) {
    const alarm = state.wakes.get(queue.id);
    if (atMs > untilMs || (alarm !== undefined && alarm.atMs <= atMs && alarm.atMs > call.nowMs)) return;
    if (alarm !== undefined) call.cancel(alarm.laterId);
    state.wakes.set(queue.id, {
      atMs,
      laterId: call.later({ atMs, kind: 'messageVisible', payload: keyOf(queue) }),
    });
    return;
  }
}

/** The later step that `wakeWhenVisible` asked for. */
export function messageVisible(key: QueueKey, call: SqsCall): void {
  const place = placeOf(call, key);
  if (place === undefined) return;
  place.state.wakes.delete(key.id);
  messagesArrived(call, place);
}

/** The wait is over: whatever is there now, mostly nothing. */
export function longPollEnds({ waiting: key, ...queueKey }: TimeOut, call: SqsCall): void {
  const place = placeOf(call, queueKey);
  const waiting = place?.state.waiting.get(key);
  if (place === undefined || waiting === undefined) return;
  place.state.waiting.delete(key);
  if (!call.isWaiting(waiting.parked)) return;
  const taken = takeOrRefuse(call, place, waiting);
  if (taken === undefined) return;
  const { messages, deadLetters } = taken;
  if (messages.length === 0) queueMetric(call, place, 'NumberOfEmptyReceives');
  call.answer(waiting.parked, messages.length === 0 ? {} : { Messages: messages });
  if (deadLetters !== undefined) messagesArrived(call, deadLetters);
}

/** The queue is being deleted under those who wait for it. */
export function refuseWaiting(call: SqsCall, place: Place): void {
  for (const [key, waiting] of place.state.waiting.prefix(`${place.queue.id}\u0000`)) {
    forget(call, place, key, waiting.timeOutId);
    if (call.isWaiting(waiting.parked)) call.refuse(waiting.parked, queueDoesNotExist());
  }
}
