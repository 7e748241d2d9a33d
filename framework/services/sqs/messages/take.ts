/** Takes messages out of a queue for a receiver, and moves those that were received too often. */
import type { Message, MessageSystemAttributeName } from '@aws-sdk/client-sqs';
import { findQueue } from '../addresses';
import { queueMetric } from '../metrics';
import { redrivePolicyOf, type RedrivePolicy } from '../queues/redrive-policy';
import type { Place, ReceiveRequest, SqsCall, StoredMessage } from '../state';
import { attributeValue, md5, md5OfAttributes } from './message-attributes';
import { openDataKey } from '../queues/data-keys';
import { rememberAttempt } from './attempts';
import { receiptHandleOf } from './receipt-handle';
import { expireMessages, watchRetention } from './retention';
import { nextSequence, putMessage, removeMessage, surface, visibleMessages } from './store';
import { messagesInTurn, nextTurn } from './turns';

export interface Taken {
  readonly messages: Message[];
  /** The dead-letter queue, if messages went there. */
  readonly deadLetters?: Place;
}

/**
 * Hands out up to `countMax` visible messages, oldest first (FIFO queues: turns.ts), and hides each for its visibility
 * timeout.
 *
 * A short poll on AWS asks only some of its hosts and may miss messages that wait; here it finds them all. Moves to
 * the dead-letter queue happen here too: at the receive that would be one too many (aws-behaviour.md 4.3).
 */
export function takeMessages(call: SqsCall, place: Place, request: ReceiveRequest): Taken {
  const { state, queue } = place;
  expireMessages(call, place);
  surface(state, queue.id, call.nowMs);
  const redrive = redrivePolicyOf(queue);
  const deadLetters = redrive === undefined ? undefined : findQueue(call, redrive.deadLetterTargetArn);
  const turn = queue.isFifo ? nextTurn(place) : undefined;
  const messages: Message[] = [];
  const taken: StoredMessage[] = [];
  let hasMoved = false;
  for (const message of queue.isFifo ? messagesInTurn(place, request.countMax) : visibleMessages(place)) {
    if (messages.length >= request.countMax) break;
    // A dead-letter queue that is gone takes nothing: the message goes on being received.
    if (deadLetters !== undefined && redrive !== undefined && isSpent(message, redrive)) {
      moveToDeadLetters(call, place, deadLetters, message);
      hasMoved = true;
      continue;
    }
    try {
      openDataKey(call, place, message.dataKey, request.receiver);
    } catch (error) {
      // What was taken before it is handed out; the refusal comes with the next receive.
      if (messages.length > 0 || hasMoved) break;
      throw error;
    }
    const received = receive(call, place, message, { visibilityMs: request.visibilityMs, turn });
    taken.push(received);
    messages.push(presented(received, request));
  }
  if (messages.length > 0) {
    queueMetric(call, place, 'NumberOfMessagesReceived', { unit: 'Count', value: messages.length });
    rememberAttempt(call, place, request, taken);
  }
  return hasMoved && deadLetters !== undefined ? { messages, deadLetters } : { messages };
}

const isSpent = (message: StoredMessage, { maxReceiveCount }: RedrivePolicy): boolean =>
  message.receiveCount >= maxReceiveCount;

function receive(
  call: SqsCall,
  { state, queue }: Place,
  message: StoredMessage,
  { visibilityMs, turn }: { visibilityMs: number; turn: number | undefined },
): StoredMessage {
  const received: StoredMessage = {
    ...message,
    visibleAtMs: call.nowMs + visibilityMs,
    receiveCount: message.receiveCount + 1,
    firstReceivedAtMs: message.firstReceivedAtMs ?? call.nowMs,
    receivedAtMs: call.nowMs,
    ...(turn === undefined ? {} : { turn }),
    receipt: call.random('receiptHandle').hex(32),
  };
  putMessage(state, received, call.nowMs);
  call.note('message received', queue.arn, {
    messageId: received.messageId,
    receiveCount: received.receiveCount,
  });
  return received;
}

function moveToDeadLetters(call: SqsCall, from: Place, to: Place, message: StoredMessage): void {
  removeMessage(from.state, message);
  const { receipt: _receipt, receivedAtMs: _receivedAtMs, turn: _turn, ...kept } = message;
  putMessage(
    to.state,
    {
      ...kept,
      queueId: to.queue.id,
      // A standard queue keeps the age of the message, a FIFO queue counts its retention anew.
      enqueuedAtMs: to.queue.isFifo ? call.nowMs : message.enqueuedAtMs,
      sequence: nextSequence(to.state, to.queue.id),
      visibleAtMs: call.nowMs,
      deadLetterSourceArn: from.queue.arn,
      ...(to.queue.isFifo ? { deduplicationId: message.messageId } : {}),
    },
    call.nowMs,
  );
  call.note('message moved to dead-letter queue', from.queue.arn, {
    messageId: message.messageId,
    deadLetterQueueArn: to.queue.arn,
    receiveCount: message.receiveCount,
  });
  expireMessages(call, to);
  watchRetention(call, to);
}

export function presented(message: StoredMessage, request: ReceiveRequest): Message {
  const system = pick(systemAttributes(message), (name) => isAsked(request.systemAttributes, name));
  const own = pick(message.attributes, (name) => isAskedAttribute(request.messageAttributes, name));
  const digest = md5OfAttributes(own);
  return {
    MessageId: message.messageId,
    ReceiptHandle: receiptHandleOf(message),
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(Object.keys(system).length === 0 ? {} : { Attributes: system }),
    ...(digest === undefined
      ? {}
      : {
          MD5OfMessageAttributes: digest,
          MessageAttributes: Object.fromEntries(
            Object.entries(own).map(([name, attribute]) => [name, attributeValue(attribute)]),
          ),
        }),
  };
}

function pick<V>(
  values: Readonly<Record<string, V>>,
  isWanted: (name: string) => boolean,
): Record<string, V> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => isWanted(name)));
}

const isAsked = (asked: readonly string[], name: string): boolean =>
  asked.includes(name) || asked.includes('All');

/** `All`, `.*`, names, and prefixes such as `order.*`. */
const isAskedAttribute = (asked: readonly string[], name: string): boolean =>
  isAsked(asked, name) ||
  asked.some((pattern) => pattern.endsWith('.*') && name.startsWith(pattern.slice(0, -2)));

function systemAttributes(message: StoredMessage): Partial<Record<MessageSystemAttributeName, string>> {
  const { firstReceivedAtMs, sequenceNumber, deduplicationId, groupId, traceHeader, deadLetterSourceArn } =
    message;
  return {
    SenderId: message.senderId,
    SentTimestamp: String(message.sentAtMs),
    ApproximateReceiveCount: String(message.receiveCount),
    ...(firstReceivedAtMs === undefined
      ? {}
      : { ApproximateFirstReceiveTimestamp: String(firstReceivedAtMs) }),
    ...(sequenceNumber === undefined ? {} : { SequenceNumber: sequenceNumber }),
    ...(deduplicationId === undefined ? {} : { MessageDeduplicationId: deduplicationId }),
    ...(groupId === undefined ? {} : { MessageGroupId: groupId }),
    ...(traceHeader === undefined ? {} : { AWSTraceHeader: traceHeader }),
    ...(deadLetterSourceArn === undefined ? {} : { DeadLetterQueueSourceArn: deadLetterSourceArn }),
  };
}
