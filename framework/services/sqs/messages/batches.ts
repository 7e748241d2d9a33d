/** The three batch calls, entry by entry in terms of their single counterparts. */
import type { BatchResultErrorEntry, SQS } from '@aws-sdk/client-sqs';
import { AwsError, type Operations } from '../../../cloud/service';
import { queueAt } from '../addresses';
import {
  batchEntryIdsNotDistinct,
  batchRequestTooLong,
  emptyBatchRequest,
  invalidBatchEntryId,
  missingParameter,
  tooManyEntries,
} from '../errors';
import type { State } from '../state';
import { announceChanges, changeVisibility, deleteByHandle } from './in-flight';
import { dataKeyFor } from '../queues/data-keys';
import { announceArrivals, checkFifoBatchEntry, enqueue, messageSize } from './send';

const entriesMax = 10;
const bytesMax = 1_048_576;

interface Entry {
  Id?: string | undefined;
}

function checkEntries<E extends Entry>(entries: E[] | undefined, entryType: string): (E & { Id: string })[] {
  const given = entries ?? [];
  if (given.length === 0) throw emptyBatchRequest(entryType);
  if (given.length > entriesMax) throw tooManyEntries(given.length);
  const ids = new Set<string>();
  return given.map((entry, index) => {
    const { Id } = entry;
    if (Id === undefined) throw missingParameter(`${entryType}.${index + 1}.Id`);
    if (!/^[\w-]{1,80}$/.test(Id)) throw invalidBatchEntryId();
    if (ids.has(Id)) throw batchEntryIdsNotDistinct(Id);
    ids.add(Id);
    return { ...entry, Id };
  });
}

/** Runs every entry; one that is refused fails alone. A list of none is left out, as recorded from AWS. */
function forEachEntry<E extends { Id: string }, R>(
  entries: readonly E[],
  run: (entry: E) => R,
): { Successful: (R & { Id: string })[] | undefined; Failed: BatchResultErrorEntry[] | undefined } {
  const Successful: (R & { Id: string })[] = [];
  const Failed: BatchResultErrorEntry[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ ...run(entry), Id: entry.Id });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({
        Id: entry.Id,
        SenderFault: error.fault !== 'server',
        Code: error.code,
        Message: error.message,
      });
    }
  }
  return {
    Successful: Successful.length === 0 ? undefined : Successful,
    Failed: Failed.length === 0 ? undefined : Failed,
  };
}

export const batches: Operations<SQS, State> = {
  sendMessageBatch(input, call) {
    const place = queueAt(call, input.QueueUrl);
    const entries = checkEntries(input.Entries, 'SendMessageBatchRequestEntry');
    for (const entry of entries) checkFifoBatchEntry(place, entry);
    const size = entries.reduce((sum, entry) => sum + messageSize(entry), 0);
    if (size > bytesMax) throw batchRequestTooLong(bytesMax, size);
    // A key that may not be used refuses the batch, not its entries one by one.
    dataKeyFor(call, place);
    const result = forEachEntry(entries, (entry) => {
      const { MessageId = '', MD5OfMessageBody = '', ...sent } = enqueue(call, place, entry);
      return { ...sent, MessageId, MD5OfMessageBody };
    });
    announceArrivals(call, place);
    return result;
  },

  deleteMessageBatch(input, call) {
    const place = queueAt(call, input.QueueUrl);
    const entries = checkEntries(input.Entries, 'DeleteMessageBatchRequestEntry');
    const result = forEachEntry(entries, (entry) => {
      deleteByHandle(call, place, entry.ReceiptHandle);
      return {};
    });
    announceChanges(call, place);
    return result;
  },

  changeMessageVisibilityBatch(input, call) {
    const place = queueAt(call, input.QueueUrl);
    const entries = checkEntries(input.Entries, 'ChangeMessageVisibilityBatchRequestEntry');
    const result = forEachEntry(entries, (entry) => {
      changeVisibility(call, place, entry.ReceiptHandle, entry.VisibilityTimeout);
      return {};
    });
    announceChanges(call, place);
    return result;
  },
};
