/**
 * The order in which a FIFO queue hands out messages: all it can of one group, then of the next. Groups that nobody
 * received from come first, the oldest message's before the others, then the rest by when they were received last
 * (recorded on AWS in November 2025).
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
 */
import type { Place, StoredMessage } from '../state';
import { hiddenMessages, visibleMessages } from './store';

/** How many messages a receive looks at to tell the groups; AWS looks at 120,000. */
const lookahead = 1000;

/** Messages of a FIFO queue that may be received, in the order in which they are; at least `countMax`, if there are. */
export function messagesInTurn(place: Place, countMax: number): StoredMessage[] {
  const inFlight = oldestInFlight(place);
  const groups = new Map<string, { turn: number; messages: StoredMessage[] }>();
  let count = 0;
  let first: readonly StoredMessage[] | undefined;
  for (const message of visibleMessages(place)) {
    const name = message.groupId ?? '';
    if (isBehind(message, inFlight.get(name))) continue;
    const group = groups.get(name) ?? { turn: 0, messages: [] };
    groups.set(name, group);
    group.turn = Math.max(group.turn, message.turn ?? 0);
    group.messages.push(message);
    count += 1;
    if (group.turn === 0) first ??= group.messages;
    if (count === lookahead || first?.length === countMax) break;
  }
  return [...groups.values()].sort((one, other) => one.turn - other.turn).flatMap(({ messages }) => messages);
}

/** The number of this receive of a FIFO queue. */
export function nextTurn({ state, queue }: Place): number {
  const turn = (state.turns.get(queue.id) ?? 0) + 1;
  state.turns.set(queue.id, turn);
  return turn;
}

/**
 * The oldest message in flight of each group: none behind it is handed out. One before it is, which the receiver of
 * several made visible again (recorded on AWS in November 2025).
 */
function oldestInFlight(place: Place): ReadonlyMap<string, StoredMessage> {
  const oldest = new Map<string, StoredMessage>();
  for (const message of hiddenMessages(place)) {
    if (message.receivedAtMs === undefined) continue;
    const group = message.groupId ?? '';
    const other = oldest.get(group);
    if (other === undefined || isBehind(other, message)) oldest.set(group, message);
  }
  return oldest;
}

function isBehind(message: StoredMessage, other: StoredMessage | undefined): boolean {
  if (other === undefined) return false;
  if (message.enqueuedAtMs !== other.enqueuedAtMs) return message.enqueuedAtMs > other.enqueuedAtMs;
  return message.sequence > other.sequence;
}
