import type { SQS } from '@aws-sdk/client-sqs';
import { defineService } from '../../cloud/service';
import { findQueue } from './addresses';
import { batches } from './messages/batches';
import { expire } from './messages/expire';
import { inFlight } from './messages/in-flight';
import { longPollEnds, messageVisible } from './messages/long-poll';
import { moveMessages, moveTasks } from './messages/move-tasks';
import { pollers } from './messages/pollers';
import { receiving } from './messages/receive';
import { sending } from './messages/send';
import { gauge } from './metrics';
import { permissions } from './permissions';
import { deadLetterSources } from './queues/dead-letter-sources';
import { permissionsByLabel } from './queues/policy';
import { queues } from './queues/queues';
import { tags } from './queues/tags';
import { resources } from './resources';
import { state } from './state';

/** Amazon SQS: standard and FIFO queues, dead-letter queues, long polls (aws-behaviour.md 4). */
export const sqs = defineService<SQS>()({
  name: 'sqs',
  state,
  operations: {
    ...queues,
    ...deadLetterSources,
    ...permissionsByLabel,
    ...tags,
    ...sending,
    ...receiving,
    ...inFlight,
    ...batches,
    ...moveTasks,
  },
  permissions,
  subjects: {
    createQueue: ({ QueueName }) => QueueName,
    getQueueUrl: ({ QueueName }) => QueueName,
    sendMessage: ({ MessageGroupId }) => MessageGroupId,
  },
  later: { expire, longPollEnds, messageVisible, moveMessages },
  hears: { pollers },
  gauge,
  resourcePolicy(arn, call) {
    const queue = findQueue(call, arn)?.queue;
    if (queue?.policy === undefined) return undefined;
    return { kind: 'ordinary', policy: { name: `queue policy of ${queue.name}`, document: queue.policy } };
  },
  accessDenied: { code: 'AccessDenied', status: 403 },
  throttled: { code: 'RequestThrottled', status: 403, message: 'Request is throttled.' },
  internalError: {
    code: 'InternalFailure',
    status: 500,
    message: 'We encountered an internal error. Please try again.',
  },
  resources,
});
