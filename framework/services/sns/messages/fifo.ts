/** What FIFO topics add: each message once within five minutes, and those of a group in order. */
import { createHash } from 'node:crypto';
import { invalidParameter } from '../errors';
import type { Delivery, SnsCall, Taken, Topic } from '../state';
import type { PublishRequest } from './read-message';

/** @see https://docs.aws.amazon.com/sns/latest/dg/fifo-message-dedup.html */
const deduplicationMs = 5 * 60_000;
/** One delay for all, so that lines of different groups stay close to the order of publishing. */
const delayMs = 10;

export interface FifoIds {
  readonly groupId: string;
  readonly deduplicationId: string;
}

/** The ids of a message for a FIFO topic; of the content its text alone counts. */
export function fifoIds({ attributes }: Topic, request: PublishRequest): FifoIds {
  const { Message = '', MessageGroupId: groupId, MessageDeduplicationId } = request;
  if (groupId === undefined || groupId === '') {
    throw invalidParameter('The MessageGroupId parameter is required for FIFO topics');
  }
  if (MessageDeduplicationId === undefined && attributes['ContentBasedDeduplication'] !== 'true') {
    throw invalidParameter(
      'The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }
  const deduplicationId = MessageDeduplicationId ?? createHash('sha256').update(Message).digest('hex');
  return { groupId, deduplicationId };
}

function takenKey({ id, attributes }: Topic, { groupId, deduplicationId }: FifoIds): string {
  const scope = attributes['FifoThroughputScope'] === 'MessageGroup' ? groupId : '';
  return [id, scope, deduplicationId].join('\u0000');
}

export const takenBefore = ({ state }: SnsCall, topic: Topic, ids: FifoIds): Taken | undefined =>
  state.taken.get(takenKey(topic, ids));

/** Gives a message its place in the topic, and remembers it for as long as it would be a duplicate. */
export function take(call: SnsCall, topic: Topic, ids: FifoIds, messageId: string): Taken {
  const sequenceNumber = `10000000000000${String(call.count(`sequence of topic ${topic.id}`)).padStart(3, '0')}000`;
  const taken = { messageId, sequenceNumber: sequenceNumber.padEnd(20, '0') };
  const key = takenKey(topic, ids);
  call.state.taken.set(key, taken);
  call.later({ afterMs: deduplicationMs, kind: 'forget', payload: { key }, background: true });
  return taken;
}

/** The five minutes are over. */
export function forget({ key }: { key: string }, call: SnsCall): void {
  call.state.taken.delete(key);
}

const begin = (call: SnsCall, payload: Delivery): number =>
  call.later({ afterMs: delayMs, kind: 'deliver', payload });

/** Sends a delivery on its way once all before it in its group are done with. */
export function standInLine(call: SnsCall, delivery: Delivery, groupId: string): void {
  const line = `${delivery.subscriptionArn}\u0000${groupId}`;
  const payload = { ...delivery, line };
  const before = call.state.lines.get(line) ?? [];
  call.state.lines.set(line, [...before, payload]);
  if (before.length === 0) begin(call, payload);
}

/** A delivery is done with, one way or the other: the next one follows. */
export function nextInLine(call: SnsCall, { line }: Delivery): void {
  if (line === undefined) return;
  const [, ...waiting] = call.state.lines.get(line) ?? [];
  const [next] = waiting;
  if (next === undefined) {
    call.state.lines.delete(line);
    return;
  }
  call.state.lines.set(line, waiting);
  begin(call, next);
}
