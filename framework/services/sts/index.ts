import type { STS } from '@aws-sdk/client-sts';
import { defineService } from '../../cloud/service';
import { assumingRoles } from './assume-role';
import { policiesOf, principalOf } from './credentials';
import { federationTokens } from './federation/federation-token';
import { saml } from './federation/saml';
import { webIdentity } from './federation/web-identity';
import { identity } from './identity';
import { permissions } from './permissions';
import { state } from './state';

/** AWS Security Token Service (aws-behaviour.md 9.3). */
export const sts = defineService<STS>()({
  name: 'sts',
  scope: 'partition',
  state,
  operations: { ...assumingRoles, ...webIdentity, ...saml, ...federationTokens, ...identity },
  permissions,
  open: ['assumeRoleWithSAML', 'assumeRoleWithWebIdentity', 'getCallerIdentity', 'getSessionToken'],
  subjects: { assumeRole: ({ RoleSessionName }) => RoleSessionName },
  principalOf,
  policiesOf,
  accessDenied: { code: 'AccessDenied', status: 403, plain: true },
  throttled: { code: 'Throttling', status: 400, message: 'Rate exceeded' },
  internalError: {
    code: 'InternalFailure',
    status: 500,
    message: 'The request processing has failed because of an unknown error, exception or failure.',
  },
});
