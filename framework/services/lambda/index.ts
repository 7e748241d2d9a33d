import type { Lambda } from '@aws-sdk/client-lambda';
import { defineService } from '../../cloud/service';
import { eventInvokeConfigs } from './asynchronous/event-invoke-configs';
import { admitWaiting, deliver } from './asynchronous/queue';
import { reclaim } from './execution/environments';
import { reported, timeIsUp } from './execution/invocations';
import { invocations } from './execution/invoke';
import { concurrency } from './functions/concurrency';
import { completeChange, functions } from './functions/functions';
import { policies, resourcePolicy } from './functions/policy';
import { tags } from './functions/tags';
import { updates } from './functions/updates';
import { answered } from './metrics';
import { permissions } from './permissions';
import { resources } from './resources';
import { state } from './state';

/** AWS Lambda; what is emulated and what is not is in README.md beside this file. */
export const lambda = defineService<Lambda>()({
  name: 'lambda',
  state,
  operations: {
    ...functions,
    ...updates,
    ...tags,
    ...policies,
    ...concurrency,
    ...eventInvokeConfigs,
    ...invocations,
  },
  permissions,
  subjects: {
    invoke: (input) => input.InvocationType ?? 'RequestResponse',
  },
  later: { completeChange, deliver, admitWaiting, timeIsUp, reclaim },
  resourcePolicy,
  reported,
  answered,
  accessDenied: { code: 'AccessDeniedException', status: 403 },
  throttled: {
    code: 'TooManyRequestsException',
    status: 429,
    message: 'Rate Exceeded.',
    fields: { Type: 'User', Reason: 'CallerRateLimitExceeded' },
  },
  internalError: {
    code: 'ServiceException',
    status: 500,
    message: 'An error occurred and the request cannot be processed.',
  },
  resources,
});
