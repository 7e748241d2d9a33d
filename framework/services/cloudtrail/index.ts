import type { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { defineService } from '../../cloud/service';
import { lookup } from './history/lookup';
import { recorded } from './history/record';
import { permissions } from './permissions';
import { resources } from './resources';
import { state } from './state';
import { deliverLogs } from './trails/delivery';
import { tags } from './trails/tags';
import { trailSelectors } from './trails/trail-selectors';
import { trails } from './trails/trails';

/** AWS CloudTrail: the history of calls, and trails that deliver it (aws-behaviour.md 10.5). */
export const cloudtrail = defineService<CloudTrail>()({
  name: 'cloudtrail',
  scope: 'account',
  state,
  operations: { ...lookup, ...trails, ...trailSelectors, ...tags },
  permissions,
  subjects: {
    createTrail: ({ Name }) => Name,
    lookupEvents: ({ LookupAttributes: [attribute] = [] }) =>
      attribute && `${attribute.AttributeKey}=${attribute.AttributeValue}`,
  },
  later: { deliverLogs },
  recorded,
  accessDenied: { code: 'AccessDeniedException', status: 400 },
  throttled: { code: 'ThrottlingException', status: 400, message: 'Rate exceeded' },
  internalError: { code: 'InternalFailure', status: 500, message: 'The service failed.' },
  resources,
});
