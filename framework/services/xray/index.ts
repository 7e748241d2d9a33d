import type { XRay } from '@aws-sdk/client-xray';
import { defineService } from '../../cloud/service';
import { permissions } from './permissions';
import { resources } from './resources';
import { groups } from './rules/groups';
import { sampling } from './rules/sampling';
import { tags } from './rules/tags';
import { state } from './state';
import { documents } from './traces/documents';
import { graphs } from './traces/graph';
import { summaries } from './traces/summaries';

/** AWS X-Ray: segments that join into traces, summaries, service graphs, groups and sampling rules. */
export const xray = defineService<XRay>()({
  name: 'xray',
  state,
  operations: { ...documents, ...summaries, ...graphs, ...groups, ...sampling, ...tags },
  permissions,
  subjects: {
    getTraceSummaries: ({ FilterExpression }) => FilterExpression,
    batchGetTraces: ({ TraceIds }) => TraceIds[0],
  },
  accessDenied: { code: 'AccessDeniedException', status: 403 },
  throttled: { code: 'ThrottledException', status: 429, message: 'Rate exceeded' },
  internalError: { code: 'InternalFailure', status: 500, message: 'The service failed.' },
  resources,
});
