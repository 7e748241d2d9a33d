import { createHash } from 'node:crypto';
import type { MessageAttributeValue, SQS } from '@aws-sdk/client-sqs';
import { AwsError, type Operations, type Output } from '../../../cloud/service';
import { queueAt } from '../addresses';
import { invalidMessageContents, invalidParameterValue, invalidValue, missingParameter } from '../errors';
import { queueMetric } from '../metrics';
import { dataKeyFor } from '../queues/data-keys';
import type { DataKey, Place, SqsCall, State, StoredAttribute, StoredMessage } from '../state';
import { messagesArrived, wakeWhenVisible } from './long-poll';
import {
  attributesSize,
  hasForbiddenCharacters,
  md5,
  md5OfAttributes,
  readMessageAttribute,
  readMessageAttributes,
} from './message-attributes';
import { expireMessages, watchRetention } from './retention';
import { nextSequence, putMessage } from './store';

/** What a send and an entry of a batch have in common. */
export interface SendRequest {
  MessageBody?: string | undefined;
  DelaySeconds?: number | undefined;
  MessageAttributes?: Record<string, MessageAttributeValue> | undefined;
  MessageSystemAttributes?: Partial<Record<string, MessageAttributeValue>> | undefined;
  MessageDeduplicationId?: string | undefined;
  MessageGroupId?: string | undefined;
}

/** A message that passed all checks. */
interface Draft {
  readonly body: string;
  readonly attributes: Record<string, StoredAttribute>;
  readonly systemAttributes: Record<string, StoredAttribute>;
  readonly delayMs: number;
  readonly groupId?: string;
  readonly deduplicationId?: string;
}

const deduplicationWindowMs = 5 * 60_000;
const delaySecondsMax = 900;
const identifiers = /^[\x21-\x7e]{1,128}$/;
const foreignToQueueType = 'The request include parameter that is not valid for this queue type.';

/** Bytes of a message as the limits count them. */
export function messageSize(request: SendRequest): number {
  return (
    Buffer.byteLength(request.MessageBody ?? '') +
    attributesSize(readMessageAttributes(request.MessageAttributes))
  );
}

function readDraft({ queue }: Place, request: SendRequest): Draft {
  const body = request.MessageBody ?? '';
  if (body === '') throw missingParameter('MessageBody');
  if (hasForbiddenCharacters(body)) throw invalidMessageContents();
  const attributes = readMessageAttributes(request.MessageAttributes);
  const sizeMax = Number(queue.attributes['MaximumMessageSize']);
  if (Buffer.byteLength(body) + attributesSize(attributes) > sizeMax) {
    throw invalidParameterValue(
      `One or more parameters are invalid. Reason: Message must be shorter than ${sizeMax} bytes.`,
    );
  }
  return {
    body,
    attributes,
    systemAttributes: readSystemAttributes(request.MessageSystemAttributes),
    delayMs: readDelay(queue, request.DelaySeconds),
    ...readFifoIds(queue, request, body),
  };
}

function readSystemAttributes(
  given: SendRequest['MessageSystemAttributes'],
): Record<string, StoredAttribute> {
  const attributes: Record<string, StoredAttribute> = {};
  for (const [name, value] of Object.entries(given ?? {})) {
    if (value === undefined) continue;
    if (name !== 'AWSTraceHeader') {
      throw invalidParameterValue(`Message system attribute name '${name}' is invalid.`);
    }
    attributes[name] = readMessageAttribute(name, value);
  }
  return attributes;
}

function readDelay({ attributes, isFifo }: Place['queue'], given: number | undefined): number {
  const ofQueue = Number(attributes['DelaySeconds']) * 1000;
  if (given === undefined) return ofQueue;
  if (given < 0 || given > delaySecondsMax) {
    throw invalidValue(given, 'DelaySeconds', `DelaySeconds must be >= 0 and <= ${delaySecondsMax}.`);
  }
  if (!isFifo) return given * 1000;
  // A FIFO queue knows only its own delay; 0 counts as not given.
  if (given !== 0) throw invalidValue(given, 'DelaySeconds', foreignToQueueType);
  return ofQueue;
}

function readFifoIds(
  queue: Place['queue'],
  { MessageGroupId, MessageDeduplicationId }: SendRequest,
  body: string,
): { groupId?: string; deduplicationId?: string } {
  for (const [name, id] of Object.entries({ MessageGroupId, MessageDeduplicationId })) {
    if (id !== undefined && !identifiers.test(id)) {
      const reason = `${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`;
      throw invalidValue(id, name, reason);
    }
  }
  if (!queue.isFifo) {
    if (MessageDeduplicationId !== undefined) {
      throw invalidValue(MessageDeduplicationId, 'MessageDeduplicationId', foreignToQueueType);
    }
    return MessageGroupId === undefined ? {} : { groupId: MessageGroupId };
  }
  if (MessageGroupId === undefined) throw missingParameter('MessageGroupId');
  const isContentBased = queue.attributes['ContentBasedDeduplication'] === 'true';
  if (MessageDeduplicationId === undefined && !isContentBased) {
    throw invalidParameterValue(
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }
  const deduplicationId = MessageDeduplicationId ?? createHash('sha256').update(body).digest('hex');
  return { groupId: MessageGroupId, deduplicationId };
}

/** What of a FIFO send must be there before any entry of a batch is looked at; AWS words it as a wrong value there. */
export function checkFifoBatchEntry({ queue }: Place, request: SendRequest): void {
  if (!queue.isFifo) return;
  try {
    readFifoIds(queue, request, '');
  } catch (error) {
    if (error instanceof AwsError && error.code === 'MissingParameter') {
      throw invalidParameterValue(error.message);
    }
    throw error;
  }
}

/** FIFO: what was accepted under this id within the last five minutes, even if it was received and deleted since. */
function duplicateOf(call: SqsCall, { state }: Place, key: string) {
  const known = state.deduplications.get(key);
  return known !== undefined && known.untilMs > call.nowMs ? known : undefined;
}

/** 20 digits that rise; AWS leaves gaps as well. */
const sequenceNumberOf = (sequence: number): string =>
  String(18_800_000_000_000_000_000n + BigInt(sequence) * 256n);

/** Checks and enqueues one message; whoever calls it says `announceArrivals` after the last one. */
export function enqueue(call: SqsCall, place: Place, request: SendRequest): Output<SQS, 'sendMessage'> {
  const { state, queue } = place;
  const draft = readDraft(place, request);
  const digests = {
    MD5OfMessageBody: md5(draft.body),
    ...present('MD5OfMessageAttributes', md5OfAttributes(draft.attributes)),
    ...present('MD5OfMessageSystemAttributes', md5OfAttributes(draft.systemAttributes)),
  };
  const scope = queue.attributes['DeduplicationScope'] === 'messageGroup' ? (draft.groupId ?? '') : '';
  const deduplicationKey = `${queue.id}\u0000${scope}\u0000${draft.deduplicationId ?? ''}`;
  const duplicate = queue.isFifo ? duplicateOf(call, place, deduplicationKey) : undefined;
  if (duplicate !== undefined) {
    return { ...digests, MessageId: duplicate.messageId, SequenceNumber: duplicate.sequenceNumber };
  }
  const message = newMessage(call, place, draft, dataKeyFor(call, place));
  putMessage(state, message, call.nowMs);
  queueMetric(call, place, 'NumberOfMessagesSent');
  queueMetric(call, place, 'SentMessageSize', {
    unit: 'Bytes',
    value: Buffer.byteLength(draft.body) + attributesSize(draft.attributes),
  });
  const { messageId, sequenceNumber } = message;
  if (sequenceNumber !== undefined) {
    const untilMs = call.nowMs + deduplicationWindowMs;
    state.deduplications.set(deduplicationKey, { messageId, sequenceNumber, untilMs });
  }
  return { ...digests, MessageId: messageId, ...present('SequenceNumber', sequenceNumber) };
}

function newMessage(
  call: SqsCall,
  { state, queue }: Place,
  draft: Draft,
  dataKey: DataKey | undefined,
): StoredMessage {
  const sequence = nextSequence(state, queue.id);
  const { groupId, deduplicationId, systemAttributes } = draft;
  return {
    queueId: queue.id,
    messageId: call.random('messageId').uuid(),
    body: draft.body,
    attributes: draft.attributes,
    // As an attribute of the message, or else as the request came with it.
    ...present('traceHeader', systemAttributes['AWSTraceHeader']?.text ?? call.traceHeader),
    senderId: call.principal.userId ?? call.principal.accountId,
    sentAtMs: call.nowMs,
    enqueuedAtMs: call.nowMs,
    sequence,
    visibleAtMs: call.nowMs + draft.delayMs,
    receiveCount: 0,
    ...present('groupId', groupId),
    ...present('deduplicationId', deduplicationId),
    ...present('sequenceNumber', queue.isFifo ? sequenceNumberOf(sequence) : undefined),
    ...present('dataKey', dataKey),
  };
}

function present<K extends string, V>(name: K, value: V | undefined): { [key in K]?: V } {
  const result: { [key in K]?: V } = {};
  if (value !== undefined) result[name] = value;
  return result;
}

/** After messages were enqueued: answers those who wait, and looks after delays and retention. */
export function announceArrivals(call: SqsCall, place: Place): void {
  expireMessages(call, place);
  watchRetention(call, place);
  messagesArrived(call, place);
  wakeWhenVisible(call, place);
}

export const sending: Operations<SQS, State> = {
  sendMessage(input, call) {
    const place = queueAt(call, input.QueueUrl);
    const sent = enqueue(call, place, input);
    announceArrivals(call, place);
    return sent;
  },
};
