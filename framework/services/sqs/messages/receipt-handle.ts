import { receiptHandleIsInvalid } from '../errors';
import type { Place, StoredMessage } from '../state';
import { messageAt } from './store';

/** What AWS's handles begin with. */
const prefix = 'AQEB';

/** A receipt handle: where the message lies, and which receive of it this was. Opaque to clients, as on AWS. */
export function receiptHandleOf(message: StoredMessage): string {
  const parts = [message.queueId, message.enqueuedAtMs, message.sequence, message.messageId, message.receipt];
  return prefix + Buffer.from(parts.join(' ')).toString('base64');
}

/**
 * The message of a receipt handle, or undefined when it is gone; `isLatest` tells whether it was received again since.
 *
 * Throws for what is no handle of this queue.
 */
export function readReceiptHandle(
  place: Place,
  handle: string,
): { message: StoredMessage; isLatest: boolean } | undefined {
  if (!handle.startsWith(prefix)) throw receiptHandleIsInvalid(handle);
  const text = Buffer.from(handle.slice(prefix.length), 'base64').toString();
  const [queueId, enqueuedAtMs, sequence, messageId, receipt, ...rest] = text.split(' ');
  if (receipt === undefined || rest.length > 0 || queueId !== place.queue.id)
    throw receiptHandleIsInvalid(handle);
  const message = messageAt(place, Number(enqueuedAtMs), Number(sequence));
  if (message === undefined || message.messageId !== messageId) return undefined;
  return { message, isLatest: message.receipt === receipt };
}
