import type { SNS } from '@aws-sdk/client-sns';
import { AwsError, type Operations } from '../../../cloud/service';
import { topicAt } from '../addresses';
import {
  batchTooLong,
  emptyBatch,
  entryIdsNotDistinct,
  invalidEntryId,
  invalidParameter,
  tooManyEntries,
} from '../errors';
import { isFifo, type Place, type PublishedMessage, type SnsCall, type State } from '../state';
import { fanOut } from './fan-out';
import { fifoIds, take, takenBefore } from './fifo';
import { topicMetric } from './metrics';
import { bytesMax, readMessage, type PublishRequest } from './read-message';

const entriesMax = 10;

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
  };
  topicMetric(call, place.topic, 'NumberOfMessagesPublished');
  topicMetric(call, place.topic, 'PublishSize', { unit: 'Bytes', value: size });
  fanOut(call, place, message);
  return taken === undefined
    ? { MessageId: messageId }
    : { MessageId: messageId, SequenceNumber: taken.sequenceNumber };
}

export const publishing: Operations<SNS, State> = {
  /** Answers once the message is taken; subscribers get it later, in no order, at least once. */
  publish(input, call) {
    const arn = input.TopicArn ?? input.TargetArn;
    if (arn === undefined) {
      if (input.PhoneNumber !== undefined) call.notEmulated('sns:Publish with PhoneNumber');
      throw invalidParameter('TopicArn or TargetArn Reason: no value for required parameter');
    }
    if (arn.includes(':endpoint/')) call.notEmulated('sns:Publish to a platform endpoint');
    return accept(call, topicAt(call, arn, input.TopicArn === undefined ? 'TargetArn' : 'TopicArn'), input);
  },

  publishBatch({ TopicArn, PublishBatchRequestEntries: entries }, call) {
    const place = topicAt(call, TopicArn);
    if (entries.length === 0) throw emptyBatch();
    if (entries.length > entriesMax) throw tooManyEntries();
    if (entries.some(({ Id = '' }) => !/^[\w-]{1,80}$/.test(Id))) throw invalidEntryId();
    if (new Set(entries.map(({ Id }) => Id)).size < entries.length) throw entryIdsNotDistinct();
    const bytes = entries.reduce((sum, { Message = '' }) => sum + Buffer.byteLength(Message), 0);
    if (bytes > bytesMax) throw batchTooLong();
    // An entry without its ids refuses the whole batch.
    if (isFifo(place.topic)) entries.forEach((entry) => fifoIds(place.topic, entry));
    const Successful = [];
    const Failed = [];
    for (const entry of entries) {
      try {
        Successful.push({ Id: entry.Id, ...accept(call, place, entry) });
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        Failed.push({ Id: entry.Id, Code: error.code, Message: error.message, SenderFault: true });
      }
    }
    return { Successful, Failed };
  },
};
