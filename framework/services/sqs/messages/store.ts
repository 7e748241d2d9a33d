/** Where messages lie: by seniority, and beside that either visible or hidden until a moment. */
import { ordered, type Place, type State, type StoredMessage } from '../state';

const seniority = (message: StoredMessage): string =>
  `${message.queueId}\u0000${ordered(message.enqueuedAtMs)}\u0000${ordered(message.sequence)}`;

const hiddenKey = (message: StoredMessage): string =>
  `${message.queueId}\u0000${ordered(message.visibleAtMs)}\u0000${seniority(message)}`;

/** The place of the next message in a queue. */
export function nextSequence(state: State, queueId: string): number {
  const next = (state.sequences.get(queueId) ?? 0) + 1;
  state.sequences.set(queueId, next);
  return next;
}

/** Puts a message in, or in place of its former self. */
export function putMessage(state: State, message: StoredMessage, nowMs: number): void {
  const key = seniority(message);
  const former = state.messages.get(key);
  if (former !== undefined) unlist(state, key, former);
  state.messages.set(key, message);
  if (message.visibleAtMs <= nowMs) state.visible.set(key, true);
  else state.hidden.set(hiddenKey(message), key);
}

export function removeMessage(state: State, message: StoredMessage): void {
  const key = seniority(message);
  unlist(state, key, message);
  state.messages.delete(key);
}

function unlist(state: State, key: string, message: StoredMessage): void {
  if (!state.visible.delete(key)) state.hidden.delete(hiddenKey(message));
}

/** Lists as visible what has become so by now. */
export function surface(state: State, queueId: string, nowMs: number): void {
  for (const [hidden, key] of state.hidden.prefix(`${queueId}\u0000`)) {
    const message = state.messages.get(key);
    if (message === undefined || message.visibleAtMs > nowMs) return;
    state.hidden.delete(hidden);
    state.visible.set(key, true);
  }
}

/** Visible messages, oldest first; `surface` comes before. */
export function* visibleMessages({ state, queue }: Place): Generator<StoredMessage> {
  for (const [key] of state.visible.prefix(`${queue.id}\u0000`)) {
    const message = state.messages.get(key);
    if (message !== undefined) yield message;
  }
}

/** Delayed messages and those in flight, the first to become visible first. */
export function* hiddenMessages({ state, queue }: Place): Generator<StoredMessage> {
  for (const [, key] of state.hidden.prefix(`${queue.id}\u0000`)) {
    const message = state.messages.get(key);
    if (message !== undefined) yield message;
  }
}

/** All messages of a queue, oldest first. */
export function* allMessages({ state, queue }: Place): Generator<StoredMessage> {
  for (const [, message] of state.messages.prefix(`${queue.id}\u0000`)) yield message;
}

/** The message at a place in the queue; a receipt handle says which. */
export function messageAt(
  { state, queue }: Place,
  enqueuedAtMs: number,
  sequence: number,
): StoredMessage | undefined {
  return state.messages.get(`${queue.id}\u0000${ordered(enqueuedAtMs)}\u0000${ordered(sequence)}`);
}

export function removeAllMessages(place: Place): void {
  for (const message of allMessages(place)) removeMessage(place.state, message);
}
