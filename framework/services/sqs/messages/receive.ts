import type { SQS } from '@aws-sdk/client-sqs';
import type { Input, Operations } from '../../../cloud/service';
import { queueAt } from '../addresses';
import { invalidValue, unknownAttribute } from '../errors';
import { queueMetric } from '../metrics';
import type { Queue, ReceiveRequest, SqsCall, State } from '../state';
import { messagesArrived, waitForMessages, wakeWhenVisible } from './long-poll';
import { tellPollers } from './pollers';
import { repeatAttempt } from './attempts';
import { presented, takeMessages } from './take';

const systemAttributes = [
  'All',
  'ApproximateFirstReceiveTimestamp',
  'ApproximateReceiveCount',
  'AWSTraceHeader',
  'DeadLetterQueueSourceArn',
  'MessageDeduplicationId',
  'MessageGroupId',
  'SenderId',
  'SentTimestamp',
  'SequenceNumber',
];

/** Checks a number that may be left out. */
function within(value: number | undefined, fallback: number, max: number, name: string): number {
  if (value === undefined) return fallback;
  if (value < 0 || value > max) throw invalidValue(value, name, `Must be >= 0 and <= ${max}, if provided.`);
  return value;
}

function readRequest(input: Input<SQS, 'receiveMessage'>, queue: Queue, call: SqsCall): ReceiveRequest {
  const countMax = input.MaxNumberOfMessages ?? 1;
  if (countMax < 1 || countMax > 10) {
    throw invalidValue(countMax, 'MaxNumberOfMessages', 'Must be between 1 and 10, if provided.');
  }
  const asked = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])];
  const unknown = asked.find((name) => !systemAttributes.includes(name));
  if (unknown !== undefined) throw unknownAttribute(unknown);
  const attemptId = readAttemptId(input.ReceiveRequestAttemptId, queue);
  const { VisibilityTimeout, ReceiveMessageWaitTimeSeconds } = queue.attributes;
  return {
    countMax,
    visibilityMs:
      within(input.VisibilityTimeout, Number(VisibilityTimeout), 43_200, 'VisibilityTimeout') * 1000,
    waitMs:
      within(input.WaitTimeSeconds, Number(ReceiveMessageWaitTimeSeconds), 20, 'WaitTimeSeconds') * 1000,
    systemAttributes: asked,
    messageAttributes: input.MessageAttributeNames ?? [],
    receiver: call.principal,
    ...(attemptId === undefined ? {} : { attemptId }),
  };
}

function readAttemptId(id: string | undefined, queue: Queue): string | undefined {
  if (id === undefined) return undefined;
  if (!queue.isFifo) {
    throw invalidValue(
      id,
      'ReceiveRequestAttemptId',
      'The request include parameter that is not valid for this queue type.',
    );
  }
  if (/^[\x21-\x7e]{1,128}$/.test(id)) return id;
  const name = 'ReceiveRequestAttemptId';
  throw invalidValue(
    id,
    name,
    `${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  );
}

export const receiving: Operations<SQS, State> = {
  /** Answers at once with what is visible; a long poll that finds nothing waits (see `long-poll.ts`). */
  receiveMessage(input, call) {
    const place = queueAt(call, input.QueueUrl);
    const request = readRequest(input, place.queue, call);
    const repeated = repeatAttempt(call, place, request);
    if (repeated !== undefined) return { Messages: repeated.map((message) => presented(message, request)) };
    const { messages, deadLetters } = takeMessages(call, place, request);
    if (deadLetters !== undefined) messagesArrived(call, deadLetters);
    tellPollers(call, place, { isEmptied: messages.length === 0 });
    if (messages.length > 0) {
      wakeWhenVisible(call, place);
      return { Messages: messages };
    }
    if (request.waitMs > 0) return waitForMessages(call, place, request);
    queueMetric(call, place, 'NumberOfEmptyReceives');
    return {};
  },
};
