import type { SNS } from '@aws-sdk/client-sns';
import type { Operations } from '../../../cloud/service';
import { topicAt } from '../addresses';
import {
  batchTooLong,
  emptyBatch,
  entryIdsNotDistinct,
  endpointDisabled,
  invalidEntryId,
  invalidParameter,
  tooManyEntries,
} from '../errors';
import { isFifo, type Place, type PublishedMessage, type SnsCall, type State } from '../state';
import { fanOut } from './fan-out';
import { fifoIds, take, takenBefore } from './fifo';
import { topicMetric } from './metrics';
import { findEndpoint } from '../push/endpoints';
import { checkPublishedTo } from '../push/phones';
import { bytesMax, publishedSize, readMessage, type PublishRequest } from './read-message';

const entriesMax = 10;
/** The SMS action takes this much and cuts it into messages (SNS API, Publish). */
const smsLengthMax = 1600;

interface Accepted {
  MessageId: string;
  SequenceNumber?: string;
}

/** Takes a message; one that a FIFO topic took within five minutes is answered as it was then. */
function accept(call: SnsCall, place: Place, request: PublishRequest): Accepted {
  const { size, ...draft } = readMessage(place.topic, request);
  const ids = isFifo(place.topic) ? fifoIds(place.topic, request) : undefined;
  const before = ids && takenBefore(call, place.topic, ids);
  if (before !== undefined) {
    call.note('duplicate not published', place.topic.arn, { messageId: before.messageId });
    return { MessageId: before.messageId, SequenceNumber: before.sequenceNumber };
  }
  const messageId = call.random('messageId').uuid();
  const taken = ids && take(call, place.topic, ids, messageId);
  const message: PublishedMessage = {
    messageId,
    topicArn: place.topic.arn,
    publishedAtMs: call.nowMs,
    ...draft,
    ...ids,
    ...(taken === undefined ? {} : { sequenceNumber: taken.sequenceNumber }),
    ...(call.traceHeader === undefined ? {} : { traceHeader: call.traceHeader }),
  };
  topicMetric(call, place.topic, 'NumberOfMessagesPublished');
  topicMetric(call, place.topic, 'PublishSize', { unit: 'Bytes', value: size });
  fanOut(call, place, message);
  return taken === undefined
    ? { MessageId: messageId }
    : { MessageId: messageId, SequenceNumber: taken.sequenceNumber };
}

/** A text message to one phone, which nobody gets. */
function text(call: SnsCall, phone: string, request: PublishRequest): Accepted {
  checkPublishedTo(phone);
  const { message } = readMessage(undefined, request);
  if (message.length > smsLengthMax) throw invalidParameter('Message too long');
  const messageId = call.random('messageId').uuid();
  call.modelledOnly('sns: text messages (no phone gets one)');
  call.note('text message published', phone, { messageId, message });
  return { MessageId: messageId };
}

/** A message to one device, which does not get it. */
function push(call: SnsCall, arn: string, request: PublishRequest): Accepted {
  const endpoint = findEndpoint(call, arn);
  if (endpoint === undefined) {
    throw invalidParameter('TargetArn Reason: No endpoint found for the target arn specified');
  }
  if (endpoint.attributes['Enabled'] === 'false') throw endpointDisabled();
  const { message, messages } = readMessage(undefined, request);
  const messageId = call.random('messageId').uuid();
  const platform = /endpoint\/([^/]+)\//.exec(arn)?.[1] ?? '';
  call.note('push message published', arn, { messageId, message: messages[platform] ?? message });
  return { MessageId: messageId };
}

export const publishing: Operations<SNS, State> = {
  /** Answers once the message is taken; subscribers get it later, in no order, at least once. */
  publish(input, call) {
    const arn = input.TopicArn ?? input.TargetArn;
    if (arn === undefined) {
      if (input.PhoneNumber !== undefined) return text(call, input.PhoneNumber, input);
      throw invalidParameter('TopicArn or TargetArn Reason: no value for required parameter');
    }
    if (arn.includes(':endpoint/')) return push(call, arn, input);
    return accept(call, topicAt(call, arn, input.TopicArn === undefined ? 'TargetArn' : 'TopicArn'), input);
  },

  publishBatch({ TopicArn, PublishBatchRequestEntries: entries }, call) {
    const place = topicAt(call, TopicArn);
    if (entries.length === 0) throw emptyBatch();
    if (entries.length > entriesMax) throw tooManyEntries();
    if (entries.some(({ Id = '' }) => !/^[\w-]{1,80}$/.test(Id))) throw invalidEntryId();
    if (new Set(entries.map(({ Id }) => Id)).size < entries.length) throw entryIdsNotDistinct();
    if (entries.reduce((sum, entry) => sum + publishedSize(entry), 0) > bytesMax) throw batchTooLong();
    // What is wrong with one entry refuses the whole batch.
    if (isFifo(place.topic)) entries.forEach((entry) => fifoIds(place.topic, entry));
    entries.forEach((entry) => readMessage(place.topic, entry));
    return {
      Successful: entries.map((entry) => ({ Id: entry.Id, ...accept(call, place, entry) })),
      Failed: [],
    };
  },
};
