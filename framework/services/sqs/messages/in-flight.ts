/** What a receiver does with a message that it has: delete it, or change how long it stays hidden. */
import type { SQS } from '@aws-sdk/client-sqs';
import type { Operations } from '../../../cloud/service';
import { queueAt } from '../addresses';
import { invalidValue, missingParameter } from '../errors';
import { queueMetric } from '../metrics';
import type { Place, SqsCall, State } from '../state';
import { messagesArrived, wakeWhenVisible } from './long-poll';
import { readReceiptHandle } from './receipt-handle';
import { expireMessages } from './retention';
import { putMessage, removeMessage } from './store';

const visibilityMaxSeconds = 43_200;
const expired = 'The receipt handle has expired.';

/**
 * Deletes the message of a receipt handle.
 *
 * A standard queue takes an outdated handle too: it then deletes only if nobody received the message since, and
 * answers the same. A FIFO queue refuses a handle whose visibility has run out (aws-behaviour.md 4.2).
 */
export function deleteByHandle(call: SqsCall, place: Place, handle: string | undefined): void {
  if (handle === undefined || handle === '') throw missingParameter('ReceiptHandle');
  expireMessages(call, place);
  const found = readReceiptHandle(place, handle);
  if (found === undefined) return;
  const { message, isLatest } = found;
  if (place.queue.isFifo && (!isLatest || message.visibleAtMs <= call.nowMs)) {
    throw invalidValue(handle, 'ReceiptHandle', expired);
  }
  queueMetric(call, place, 'NumberOfMessagesDeleted');
  if (isLatest) removeMessage(place.state, message);
}

/** Hides a message for so long from now on; 0 makes it visible at once. Never beyond 12 hours from its receive. */
export function changeVisibility(
  call: SqsCall,
  place: Place,
  handle: string | undefined,
  timeoutSeconds: number | undefined,
): void {
  if (handle === undefined || handle === '') throw missingParameter('ReceiptHandle');
  if (timeoutSeconds === undefined) throw missingParameter('VisibilityTimeout');
  if (timeoutSeconds < 0 || timeoutSeconds > visibilityMaxSeconds) {
    throw invalidValue(timeoutSeconds, 'VisibilityTimeout', 'Must be >= 0 and <= 43200, if provided.');
  }
  expireMessages(call, place);
  const found = readReceiptHandle(place, handle);
  // A standard queue takes an outdated handle too, against what AWS's documentation says.
  if (found === undefined || (place.queue.isFifo && !found.isLatest)) {
    const reason = 'Message does not exist or is not available for visibility timeout change.';
    throw invalidValue(handle, 'ReceiptHandle', reason);
  }
  const { message } = found;
  if (place.queue.isFifo && message.visibleAtMs <= call.nowMs) {
    throw invalidValue(handle, 'ReceiptHandle', expired);
  }
  const visibleAtMs = call.nowMs + timeoutSeconds * 1000;
  if (visibleAtMs - (message.receivedAtMs ?? call.nowMs) > visibilityMaxSeconds * 1000) {
    throw invalidValue(
      timeoutSeconds,
      'VisibilityTimeout',
      `Total VisibilityTimeout for the message is beyond the limit [${visibilityMaxSeconds} seconds]`,
    );
  }
  putMessage(place.state, { ...message, visibleAtMs }, call.nowMs);
}

/** After deletes and changes of visibility: what they made visible goes to those who wait. */
export function announceChanges(call: SqsCall, place: Place): void {
  messagesArrived(call, place);
  wakeWhenVisible(call, place);
}

export const inFlight: Operations<SQS, State> = {
  deleteMessage(input, call) {
    const place = queueAt(call, input.QueueUrl);
    deleteByHandle(call, place, input.ReceiptHandle);
    announceChanges(call, place);
    return {};
  },

  changeMessageVisibility(input, call) {
    const place = queueAt(call, input.QueueUrl);
    changeVisibility(call, place, input.ReceiptHandle, input.VisibilityTimeout);
    announceChanges(call, place);
    return {};
  },
};
