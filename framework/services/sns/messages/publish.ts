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
import type { Place, PublishedMessage, SnsCall, State } from '../state';
import { fanOut } from './fan-out';
import { topicMetric } from './metrics';
import { bytesMax, readMessage, type PublishRequest } from './read-message';

const entriesMax = 10;

function accept(call: SnsCall, place: Place, request: PublishRequest): { MessageId: string } {
  const { size, ...draft } = readMessage(call, request);
  const messageId = call.random('messageId').uuid();
  const message: PublishedMessage = {
    messageId,
    topicArn: place.topic.arn,
    publishedAtMs: call.nowMs,
    ...draft,
  };
  topicMetric(call, place.topic, 'NumberOfMessagesPublished');
  topicMetric(call, place.topic, 'PublishSize', { unit: 'Bytes', value: size });
  fanOut(call, place, message);
  return { MessageId: messageId };
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
