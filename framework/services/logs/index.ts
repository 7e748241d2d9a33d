import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { defineService } from '../../cloud/service';
import { deliveries } from './destinations/deliveries';
import { destinations } from './destinations/destinations';
import { filtering } from './events/filter';
import { getting } from './events/get';
import { putting } from './events/put';
import { exportTasks, runExport } from './exports/export-tasks';
import { groups } from './groups/groups';
import { protections } from './groups/protection';
import { groupPolicy, resourcePolicies } from './groups/resource-policies';
import { streams } from './groups/streams';
import { tags } from './groups/tags';
import { metricFilters } from './metric-filters/metric-filters';
import { permissions } from './permissions';
import { finishQuery, queries } from './queries/queries';
import { resources } from './resources';
import { state } from './state';
import { forward } from './subscriptions/forward';
import { subscriptionFilters } from './subscriptions/subscription-filters';

/** Amazon CloudWatch Logs: groups, streams, events, filter patterns, retention (aws-behaviour.md 10.3). */
export const logs = defineService<CloudWatchLogs>()({
  name: 'logs',
  state,
  operations: {
    ...groups,
    ...streams,
    ...tags,
    ...putting,
    ...getting,
    ...filtering,
    ...metricFilters,
    ...subscriptionFilters,
    ...resourcePolicies,
    ...protections,
    ...queries,
    ...exportTasks,
    ...destinations,
    ...deliveries,
  },
  permissions,
  subjects: {
    createLogGroup: ({ logGroupName }) => logGroupName,
    createLogStream: ({ logStreamName }) => logStreamName,
    putLogEvents: ({ logStreamName }) => logStreamName,
  },
  later: { finishQuery, forward, runExport },
  resourcePolicy: groupPolicy,
  accessDenied: { code: 'AccessDeniedException', status: 400 },
  throttled: { code: 'ThrottlingException', status: 400, message: 'Rate exceeded' },
  internalError: {
    code: 'ServiceUnavailableException',
    status: 500,
    message: 'The service cannot complete the request.',
  },
  resources,
});
