import type { IAM } from '@aws-sdk/client-iam';
import { defineService } from '../../cloud/service';
import { authorizationDetails } from './account/authorization-details';
import { credentialReports } from './account/credential-report';
import { serverCertificates } from './account/server-certificates';
import { accountSettings } from './account/settings';
import { permissions } from './permissions';
import { attachments } from './policies/attachments';
import { boundaries } from './policies/boundaries';
import { contextKeys } from './policies/context-keys';
import { inlinePolicies } from './policies/inline-policies';
import { managedPolicies } from './policies/managed-policies';
import { simulation } from './policies/simulation';
import { policiesOf, principalOf, resourcePolicy } from './principals';
import { openIdConnectProviders } from './providers/open-id-connect';
import { samlProviders } from './providers/saml';
import { resources } from './resources';
import { instanceProfiles } from './roles/instance-profiles';
import { roles } from './roles/roles';
import { serviceLinkedRoles } from './roles/service-linked-roles';
import { state } from './state';
import { accessKeys } from './users/access-keys';
import { groups } from './users/groups';
import { lastUses, recorded } from './users/last-used';
import { loginProfiles } from './users/login-profiles';
import { mfaDevices } from './users/mfa-devices';
import { serviceCredentials } from './users/service-credentials';
import { signingCertificates } from './users/signing-certificates';
import { sshPublicKeys } from './users/ssh-public-keys';
import { users } from './users/users';

/** AWS Identity and Access Management (aws-behaviour.md 9). */
export const iam = defineService<IAM>()({
  name: 'iam',
  scope: 'partition',
  state,
  operations: {
    ...roles,
    ...serviceLinkedRoles,
    ...instanceProfiles,
    ...users,
    ...groups,
    ...accessKeys,
    ...loginProfiles,
    ...accountSettings,
    ...openIdConnectProviders,
    ...samlProviders,
    ...inlinePolicies,
    ...managedPolicies,
    ...attachments,
    ...boundaries,
    ...simulation,
    ...contextKeys,
    ...mfaDevices,
    ...sshPublicKeys,
    ...signingCertificates,
    ...serverCertificates,
    ...serviceCredentials,
    ...lastUses,
    ...credentialReports,
    ...authorizationDetails,
  },
  permissions,
  subjects: {
    createRole: ({ RoleName }) => RoleName,
    putRolePolicy: ({ PolicyName }) => PolicyName,
  },
  principalOf,
  recorded,
  policiesOf,
  resourcePolicy,
  accessDenied: { code: 'AccessDenied', status: 403 },
  throttled: { code: 'Throttling', status: 400, message: 'Rate exceeded' },
  internalError: {
    code: 'ServiceFailure',
    status: 500,
    message: 'The request processing has failed because of an unknown error, exception or failure.',
  },
  resources,
});
