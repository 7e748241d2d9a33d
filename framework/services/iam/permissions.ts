import type { IAM } from '@aws-sdk/client-iam';
import type { Access, Permissions } from '../../cloud/service';
import { nameIn } from './identifiers';
import { isAwsManaged } from './policies/lookup';
import { keyOf, type IamCall, type State, type StoredTag } from './state';

type Context = NonNullable<Access['context']>;

interface Tagged {
  Tags?: { Key?: string | undefined; Value?: string | undefined }[] | undefined;
  TagKeys?: string[] | undefined;
}

interface Request extends Tagged {
  Path?: string | undefined;
  PolicyArn?: string | undefined;
  PermissionsBoundary?: string | undefined;
}

function requestContext({ Tags = [], TagKeys, PolicyArn, PermissionsBoundary }: Request): Context {
  const context: Context = {};
  for (const { Key = '', Value = '' } of Tags) context[`aws:requesttag/${Key.toLowerCase()}`] = Value;
  const keys = TagKeys ?? Tags.map(({ Key = '' }) => Key);
  if (keys.length > 0) context['aws:tagkeys'] = keys;
  if (PolicyArn !== undefined) context['iam:policyarn'] = PolicyArn;
  if (PermissionsBoundary !== undefined) context['iam:permissionsboundary'] = PermissionsBoundary;
  return context;
}

function tagContext(tags: readonly StoredTag[] = []): Context {
  const context: Context = {};
  for (const { Key, Value } of tags) {
    context[`aws:resourcetag/${Key.toLowerCase()}`] = Value;
    context[`iam:resourcetag/${Key.toLowerCase()}`] = Value;
  }
  return context;
}

type Existing = { arn: string; tags?: readonly StoredTag[]; boundaryArn?: string } | undefined;

/** On a named thing: its own ARN where it exists, else the one that it would have. */
function access(
  action: string,
  existing: Existing,
  fallback: { type: string; name: string },
  request: Request,
  call: IamCall,
): Access {
  const arn = `arn:${call.partition}:iam::${call.accountId}:${fallback.type}${request.Path ?? '/'}${fallback.name}`;
  const bounded = existing?.boundaryArn;
  return {
    action: `iam:${action}`,
    resource: existing?.arn ?? arn,
    context: {
      ...tagContext(existing?.tags),
      ...(bounded === undefined ? {} : { 'iam:permissionsboundary': bounded }),
      ...requestContext(request),
    },
  };
}

const onRole = (action: string) => (input: Request & { RoleName: string }, call: IamCall) =>
  access(
    action,
    call.state.roles.get(keyOf(call.accountId, input.RoleName)),
    { type: 'role', name: input.RoleName },
    input,
    call,
  );

/** Without a name the caller means itself. */
const onUser =
  (action: string) =>
  (input: Request & { UserName?: string | undefined }, call: IamCall): Access => {
    const name = input.UserName ?? nameIn(call.principal.arn);
    const existing = call.state.users.get(keyOf(call.accountId, name));
    return access(action, existing, { type: 'user', name }, input, call);
  };

const onGroup = (action: string) => (input: Request & { GroupName: string }, call: IamCall) =>
  access(
    action,
    call.state.groups.get(keyOf(call.accountId, input.GroupName)),
    { type: 'group', name: input.GroupName },
    input,
    call,
  );

const onProfile = (action: string) => (input: Request & { InstanceProfileName: string }, call: IamCall) =>
  access(
    action,
    call.state.instanceProfiles.get(keyOf(call.accountId, input.InstanceProfileName)),
    { type: 'instance-profile', name: input.InstanceProfileName },
    input,
    call,
  );

/** Reading one of AWS's own policies is the caller's account's affair; changing one is not. */
const onPolicy =
  (action: string, reads: 'reads' | 'writes' = 'writes') =>
  ({ PolicyArn, ...input }: Request & { PolicyArn: string }, call: IamCall): Access => ({
    action: `iam:${action}`,
    resource: PolicyArn,
    context: {
      ...tagContext(call.state.policies.get(keyOf(call.accountId, nameIn(PolicyArn)))?.tags),
      ...requestContext(input),
    },
    ...(reads === 'reads' && isAwsManaged(PolicyArn) ? { accountId: call.accountId } : {}),
  });

const listing =
  (action: string, type: string) =>
  (input: { PathPrefix?: string | undefined }, call: IamCall): Access => ({
    action: `iam:${action}`,
    resource: `arn:${call.partition}:iam::${call.accountId}:${type}${input.PathPrefix ?? '/'}`,
  });

const onProvider =
  (action: string) =>
  (
    { OpenIDConnectProviderArn: arn, ...request }: Tagged & { OpenIDConnectProviderArn: string },
    call: IamCall,
  ): Access => ({
    action: `iam:${action}`,
    resource: arn,
    context: {
      ...tagContext(call.state.oidcProviders.get(keyOf(call.accountId, arn))?.tags),
      ...requestContext(request),
    },
  });

const onSamlProvider =
  (action: string) =>
  ({ SAMLProviderArn: arn }: { SAMLProviderArn: string }, call: IamCall): Access => ({
    action: `iam:${action}`,
    resource: arn,
    context: tagContext(call.state.samlProviders.get(keyOf(call.accountId, arn))?.tags),
  });

const passToEc2 = (role: Access): Access => ({
  action: 'iam:PassRole',
  resource: role.resource,
  context: { 'iam:passedtoservice': 'ec2.amazonaws.com' },
});

/** Source: service authorization reference, "Actions, resources, and condition keys for AWS IAM". */
export const permissions: Permissions<IAM, State> = {
  createRole: onRole('CreateRole'),
  createServiceLinkedRole: ({ AWSServiceName }, call) => ({
    action: 'iam:CreateServiceLinkedRole',
    resource: `arn:${call.partition}:iam::${call.accountId}:role/aws-service-role/${AWSServiceName}/*`,
    context: { 'iam:awsservicename': AWSServiceName },
  }),
  getRole: onRole('GetRole'),
  listRoles: listing('ListRoles', 'role'),
  updateRole: onRole('UpdateRole'),
  updateRoleDescription: onRole('UpdateRoleDescription'),
  updateAssumeRolePolicy: onRole('UpdateAssumeRolePolicy'),
  deleteRole: onRole('DeleteRole'),
  tagRole: onRole('TagRole'),
  untagRole: onRole('UntagRole'),
  listRoleTags: onRole('ListRoleTags'),
  putRolePolicy: onRole('PutRolePolicy'),
  getRolePolicy: onRole('GetRolePolicy'),
  deleteRolePolicy: onRole('DeleteRolePolicy'),
  listRolePolicies: onRole('ListRolePolicies'),
  attachRolePolicy: onRole('AttachRolePolicy'),
  detachRolePolicy: onRole('DetachRolePolicy'),
  listAttachedRolePolicies: onRole('ListAttachedRolePolicies'),
  putRolePermissionsBoundary: onRole('PutRolePermissionsBoundary'),
  deleteRolePermissionsBoundary: onRole('DeleteRolePermissionsBoundary'),
  listInstanceProfilesForRole: onRole('ListInstanceProfilesForRole'),

  createUser: onUser('CreateUser'),
  getUser: onUser('GetUser'),
  listUsers: listing('ListUsers', 'user'),
  deleteUser: onUser('DeleteUser'),
  tagUser: onUser('TagUser'),
  untagUser: onUser('UntagUser'),
  listUserTags: onUser('ListUserTags'),
  putUserPolicy: onUser('PutUserPolicy'),
  getUserPolicy: onUser('GetUserPolicy'),
  deleteUserPolicy: onUser('DeleteUserPolicy'),
  listUserPolicies: onUser('ListUserPolicies'),
  attachUserPolicy: onUser('AttachUserPolicy'),
  detachUserPolicy: onUser('DetachUserPolicy'),
  listAttachedUserPolicies: onUser('ListAttachedUserPolicies'),
  putUserPermissionsBoundary: onUser('PutUserPermissionsBoundary'),
  deleteUserPermissionsBoundary: onUser('DeleteUserPermissionsBoundary'),
  createAccessKey: onUser('CreateAccessKey'),
  listAccessKeys: onUser('ListAccessKeys'),
  updateAccessKey: onUser('UpdateAccessKey'),
  deleteAccessKey: onUser('DeleteAccessKey'),
  listGroupsForUser: onUser('ListGroupsForUser'),

  createGroup: onGroup('CreateGroup'),
  getGroup: onGroup('GetGroup'),
  listGroups: listing('ListGroups', 'group'),
  deleteGroup: onGroup('DeleteGroup'),
  addUserToGroup: onGroup('AddUserToGroup'),
  removeUserFromGroup: onGroup('RemoveUserFromGroup'),
  putGroupPolicy: onGroup('PutGroupPolicy'),
  getGroupPolicy: onGroup('GetGroupPolicy'),
  deleteGroupPolicy: onGroup('DeleteGroupPolicy'),
  listGroupPolicies: onGroup('ListGroupPolicies'),
  attachGroupPolicy: onGroup('AttachGroupPolicy'),
  detachGroupPolicy: onGroup('DetachGroupPolicy'),
  listAttachedGroupPolicies: onGroup('ListAttachedGroupPolicies'),

  createPolicy: ({ PolicyName: name, ...request }, call) =>
    access('CreatePolicy', undefined, { type: 'policy', name }, request, call),
  getPolicy: onPolicy('GetPolicy', 'reads'),
  deletePolicy: onPolicy('DeletePolicy'),
  createPolicyVersion: onPolicy('CreatePolicyVersion'),
  getPolicyVersion: onPolicy('GetPolicyVersion', 'reads'),
  listPolicyVersions: onPolicy('ListPolicyVersions', 'reads'),
  setDefaultPolicyVersion: onPolicy('SetDefaultPolicyVersion'),
  deletePolicyVersion: onPolicy('DeletePolicyVersion'),
  tagPolicy: onPolicy('TagPolicy'),
  untagPolicy: onPolicy('UntagPolicy'),
  listPolicyTags: onPolicy('ListPolicyTags', 'reads'),
  listEntitiesForPolicy: onPolicy('ListEntitiesForPolicy', 'reads'),

  createInstanceProfile: onProfile('CreateInstanceProfile'),
  getInstanceProfile: onProfile('GetInstanceProfile'),
  listInstanceProfiles: listing('ListInstanceProfiles', 'instance-profile'),
  deleteInstanceProfile: onProfile('DeleteInstanceProfile'),
  addRoleToInstanceProfile: (input, call) => [
    onProfile('AddRoleToInstanceProfile')(input, call),
    passToEc2(onRole('PassRole')(input, call)),
  ],
  removeRoleFromInstanceProfile: onProfile('RemoveRoleFromInstanceProfile'),

  createLoginProfile: onUser('CreateLoginProfile'),
  getLoginProfile: onUser('GetLoginProfile'),
  updateLoginProfile: onUser('UpdateLoginProfile'),
  deleteLoginProfile: onUser('DeleteLoginProfile'),
  updateUser: onUser('UpdateUser'),
  updateGroup: onGroup('UpdateGroup'),
  tagInstanceProfile: onProfile('TagInstanceProfile'),
  untagInstanceProfile: onProfile('UntagInstanceProfile'),
  listInstanceProfileTags: onProfile('ListInstanceProfileTags'),
  createAccountAlias: () => ({ action: 'iam:CreateAccountAlias', resource: '*' }),
  listAccountAliases: () => ({ action: 'iam:ListAccountAliases', resource: '*' }),
  deleteAccountAlias: () => ({ action: 'iam:DeleteAccountAlias', resource: '*' }),
  updateAccountPasswordPolicy: () => ({ action: 'iam:UpdateAccountPasswordPolicy', resource: '*' }),
  getAccountPasswordPolicy: () => ({ action: 'iam:GetAccountPasswordPolicy', resource: '*' }),
  deleteAccountPasswordPolicy: () => ({ action: 'iam:DeleteAccountPasswordPolicy', resource: '*' }),
  getAccountSummary: () => ({ action: 'iam:GetAccountSummary', resource: '*' }),
  createOpenIDConnectProvider: ({ Url, ...request }, call) =>
    access(
      'CreateOpenIDConnectProvider',
      undefined,
      { type: 'oidc-provider', name: Url.replace(/^https?:\/\//, '') },
      request,
      call,
    ),
  listOpenIDConnectProviders: (_, call) => ({
    action: 'iam:ListOpenIDConnectProviders',
    resource: `arn:${call.partition}:iam::${call.accountId}:oidc-provider/*`,
  }),
  getOpenIDConnectProvider: onProvider('GetOpenIDConnectProvider'),
  updateOpenIDConnectProviderThumbprint: onProvider('UpdateOpenIDConnectProviderThumbprint'),
  addClientIDToOpenIDConnectProvider: onProvider('AddClientIDToOpenIDConnectProvider'),
  removeClientIDFromOpenIDConnectProvider: onProvider('RemoveClientIDFromOpenIDConnectProvider'),
  deleteOpenIDConnectProvider: onProvider('DeleteOpenIDConnectProvider'),
  tagOpenIDConnectProvider: onProvider('TagOpenIDConnectProvider'),
  untagOpenIDConnectProvider: onProvider('UntagOpenIDConnectProvider'),
  listOpenIDConnectProviderTags: onProvider('ListOpenIDConnectProviderTags'),
  createSAMLProvider: ({ Name: name, ...request }, call) =>
    access('CreateSAMLProvider', undefined, { type: 'saml-provider', name }, request, call),
  listSAMLProviders: (_, call) => ({
    action: 'iam:ListSAMLProviders',
    resource: `arn:${call.partition}:iam::${call.accountId}:saml-provider/*`,
  }),
  getSAMLProvider: onSamlProvider('GetSAMLProvider'),
  updateSAMLProvider: onSamlProvider('UpdateSAMLProvider'),
  deleteSAMLProvider: onSamlProvider('DeleteSAMLProvider'),

  simulatePrincipalPolicy: ({ PolicySourceArn }) => ({
    action: 'iam:SimulatePrincipalPolicy',
    resource: PolicySourceArn,
  }),
};
