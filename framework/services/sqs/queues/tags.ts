import type { SQS } from '@aws-sdk/client-sqs';
import type { Operations } from '../../../cloud/service';
import { ownQueueAt } from '../addresses';
import { invalidParameterValue, missingParameter } from '../errors';
import type { State } from '../state';

const tagsMax = 50;

export function checkTags(queueName: string, tags: Readonly<Record<string, string>>): void {
  if (Object.keys(tags).length > tagsMax) {
    throw invalidParameterValue(`Too many tags added for queue ${queueName}.`);
  }
}

export const tags: Operations<SQS, State> = {
  tagQueue(input, call) {
    const { state, queue } = ownQueueAt(call, input.QueueUrl);
    const given: Record<string, string> | undefined = input.Tags;
    if (given === undefined || Object.keys(given).length === 0) throw missingParameter('Tags');
    const merged = { ...queue.tags, ...given };
    checkTags(queue.name, merged);
    state.queues.set(queue.name, { ...queue, tags: merged });
    return {};
  },

  untagQueue(input, call) {
    const { state, queue } = ownQueueAt(call, input.QueueUrl);
    const keys: string[] | undefined = input.TagKeys;
    if (keys === undefined || keys.length === 0) throw missingParameter('TagKeys');
    const kept = Object.entries(queue.tags).filter(([key]) => !keys.includes(key));
    state.queues.set(queue.name, { ...queue, tags: Object.fromEntries(kept) });
    return {};
  },

  listQueueTags(input, call) {
    const { tags } = ownQueueAt(call, input.QueueUrl).queue;
    return Object.keys(tags).length === 0 ? {} : { Tags: { ...tags } };
  },
};
