import type { IAM } from '@aws-sdk/client-iam';
import { defineService } from '../../cloud/service';
import { boundaries } from './policies/boundaries';
import { inlinePolicies } from './policies/inline-policies';
import { policiesOf, principalOf, resourcePolicy } from './principals';
import { roles } from './roles/roles';
import { state } from './state';

/** AWS Identity and Access Management (aws-behaviour.md 9). */
export const iam = defineService<IAM>()({
  name: 'iam',
  scope: 'partition',
  state,
  operations: { ...roles, ...inlinePolicies, ...boundaries },
  principalOf,
  policiesOf,
  resourcePolicy,
  accessDenied: { code: 'AccessDenied', status: 403 },
  throttled: { code: 'Throttling', status: 400, message: 'Rate exceeded' },
  internalError: {
    code: 'ServiceFailure',
    status: 500,
    message: 'The request processing has failed because of an unknown error, exception or failure.',
  },
});
