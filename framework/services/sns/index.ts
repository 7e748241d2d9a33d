import type { SNS } from '@aws-sdk/client-sns';
import { defineService } from '../../cloud/service';
import { findTopic } from './addresses';
import { deliver } from './messages/deliver';
import { forget } from './messages/fifo';
import { publishing } from './messages/publish';
import { applications } from './push/applications';
import { endpoints } from './push/endpoints';
import { phones } from './push/phones';
import { permissions } from './permissions';
import { resources } from './resources';
import { state } from './state';
import { subscriptions } from './subscriptions/subscriptions';
import { dataProtection } from './topics/data-protection';
import { tags } from './topics/tags';
import { permissionsByLabel } from './topics/topic-policy';
import { topics } from './topics/topics';

/** Amazon SNS: topics, subscriptions of queues and functions, filter policies (aws-behaviour.md 5). */
export const sns = defineService<SNS>()({
  name: 'sns',
  state,
  operations: {
    ...topics,
    ...permissionsByLabel,
    ...tags,
    ...subscriptions,
    ...publishing,
    ...applications,
    ...endpoints,
    ...phones,
    ...dataProtection,
  },
  permissions,
  subjects: {
    createTopic: ({ Name }) => Name,
    publish: ({ Subject }) => Subject,
    subscribe: ({ Endpoint }) => Endpoint,
  },
  later: { deliver, forget },
  resourcePolicy(arn, call) {
    const topic = findTopic(call, arn)?.topic;
    if (topic === undefined) return undefined;
    return { kind: 'ordinary', policy: { name: `topic policy of ${topic.name}`, document: topic.policy } };
  },
  accessDenied: { code: 'AuthorizationError', status: 403 },
  throttled: { code: 'Throttling', status: 400, message: 'Rate exceeded' },
  internalError: {
    code: 'InternalError',
    status: 500,
    message: 'We encountered an internal error. Please try again.',
  },
  resources,
});
