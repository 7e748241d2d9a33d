import type { Lambda } from '@aws-sdk/client-lambda';
import { defineService } from '../../cloud/service';
import { eventInvokeConfigs } from './asynchronous/event-invoke-configs';
import { admitWaiting, deliver } from './asynchronous/queue';
import { reclaim } from './execution/environments';
import { reported, timeIsUp } from './execution/invocations';
import { invocations } from './execution/invoke';
import { provision } from './execution/provisioned';
import { concurrency } from './functions/concurrency';
import { completeChange } from './functions/changes';
import { functions } from './functions/functions';
import { aliases } from './functions/aliases';
import { policies, resourcePolicy } from './functions/policy';
import { provisionedConcurrency } from './functions/provisioned-concurrency';
import { recursion } from './functions/recursion';
import { runtimeManagement } from './functions/runtime-management';
import { tags } from './functions/tags';
import { updates } from './functions/updates';
import { versions } from './functions/versions';
import { layers } from './layers/layers';
import { layerPolicies } from './layers/policy';
import { runBatch } from './mappings/batches';
import { completeMapping, mappings } from './mappings/mappings';
import { polled } from './mappings/next-poll';
import { closeBatch, growPollers, poll, pollAgain } from './mappings/polling';
import { answered } from './metrics';
import { permissions } from './permissions';
import { front } from './urls/front';
import { codeSigningConfigs } from './signing/configs';
import { signedFunctions } from './signing/functions';
import { functionUrls } from './urls/urls';
import { resources } from './resources';
import { state } from './state';

/** AWS Lambda; what is emulated and what is not is in README.md beside this file. */
export const lambda = defineService<Lambda>()({
  name: 'lambda',
  state,
  operations: {
    ...functions,
    ...updates,
    ...versions,
    ...aliases,
    ...mappings,
    ...functionUrls,
    ...layers,
    ...layerPolicies,
    ...tags,
    ...policies,
    ...concurrency,
    ...provisionedConcurrency,
    ...recursion,
    ...runtimeManagement,
    ...codeSigningConfigs,
    ...signedFunctions,
    ...eventInvokeConfigs,
    ...invocations,
  },
  permissions,
  subjects: {
    invoke: (input) => input.InvocationType ?? 'RequestResponse',
  },
  later: {
    completeChange,
    deliver,
    admitWaiting,
    timeIsUp,
    reclaim,
    provision,
    completeMapping,
    poll,
    pollAgain,
    growPollers,
    closeBatch,
    runBatch,
  },
  resourcePolicy,
  hears: { polled },
  front,
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
