import type {
  EntityType,
  GroupDetail,
  IAM,
  ManagedPolicyDetail,
  RoleDetail,
  UserDetail,
} from '@aws-sdk/client-iam';
import type { Operations } from '../../../cloud/service';
import { encoded } from '../documents';
import { nameIn } from '../identifiers';
import { page } from '../pages';
import { attachmentsOf } from '../policies/attachments';
import { awsManagedPolicies } from '../policies/aws-managed';
import { boundaryOut } from '../policies/boundaries';
import { listedPolicy, versionOutput } from '../policies/managed-policies';
import { profileOutput } from '../roles/instance-profiles';
import { roleOutput } from '../roles/roles';
import {
  ofAccount,
  type Group,
  type Holder,
  type IamCall,
  type ManagedPolicy,
  type Role,
  type State,
  type User,
} from '../state';
import { tagsOut } from '../tags';
import { listedUser } from '../users/listed-user';

const inlineOf = ({ inline }: Holder) =>
  inline.map(({ name, text }) => ({ PolicyName: name, PolicyDocument: encoded(text) }));

const attachedOf = ({ attached }: Holder) =>
  attached.map((arn) => ({ PolicyName: nameIn(arn), PolicyArn: arn }));

/** Users alone have no list of inline policies where they have none. */
const userDetail = (user: User): UserDetail => ({
  ...listedUser(user),
  ...(user.inline.length === 0 ? {} : { UserPolicyList: inlineOf(user) }),
  GroupList: [...user.groups],
  AttachedManagedPolicies: attachedOf(user),
  ...boundaryOut(user.boundaryArn),
  ...tagsOut(user.tags),
});

const groupDetail = (group: Group): GroupDetail => ({
  Path: group.path,
  GroupName: group.name,
  GroupId: group.id,
  Arn: group.arn,
  CreateDate: new Date(group.createdAtMs),
  GroupPolicyList: inlineOf(group),
  AttachedManagedPolicies: attachedOf(group),
});

function roleDetail(role: Role, call: IamCall): RoleDetail {
  const { MaxSessionDuration: _, Description: _description, ...shown } = roleOutput(role, call);
  const profiles = [...ofAccount(call.state.instanceProfiles, call.accountId)].filter(
    ({ roleName }) => roleName === role.name,
  );
  return {
    ...shown,
    InstanceProfileList: profiles.map((profile) => profileOutput(profile, call)),
    RolePolicyList: inlineOf(role),
    AttachedManagedPolicies: attachedOf(role),
  };
}

const policyDetail = (policy: ManagedPolicy, call: IamCall): ManagedPolicyDetail => ({
  ...listedPolicy(policy, call),
  ...(policy.description === undefined ? {} : { Description: policy.description }),
  PolicyVersionList: policy.versions.map((version) => ({
    Document: encoded(version.text),
    ...versionOutput(policy, version),
  })),
});

/** One thing of the account, with what it is listed as. */
type Detail =
  | { readonly kind: 'User'; readonly name: string; readonly detail: UserDetail }
  | { readonly kind: 'Group'; readonly name: string; readonly detail: GroupDetail }
  | { readonly kind: 'Role'; readonly name: string; readonly detail: RoleDetail }
  | { readonly kind: 'Policy'; readonly name: string; readonly detail: ManagedPolicyDetail };

function detailsOf(call: IamCall, wanted: (type: EntityType) => boolean): Detail[] {
  const { state, accountId } = call;
  const details: Detail[] = [];
  const add = (detail: Detail): void => void details.push(detail);
  if (wanted('User')) {
    for (const user of ofAccount(state.users, accountId))
      add({ kind: 'User', name: user.arn, detail: userDetail(user) });
  }
  if (wanted('Group')) {
    for (const group of ofAccount(state.groups, accountId))
      add({ kind: 'Group', name: group.arn, detail: groupDetail(group) });
  }
  if (wanted('Role')) {
    for (const role of ofAccount(state.roles, accountId))
      add({ kind: 'Role', name: role.arn, detail: roleDetail(role, call) });
  }
  const local = wanted('LocalManagedPolicy') ? [...ofAccount(state.policies, accountId)] : [];
  // Of AWS's own only those that are attached to something.
  const ofAws = wanted('AWSManagedPolicy') ? awsManagedPolicies(call.partition) : [];
  const attached = ofAws.filter(({ arn }) => attachmentsOf(arn, call).length > 0);
  for (const policy of [...local, ...attached])
    add({ kind: 'Policy', name: policy.arn, detail: policyDetail(policy, call) });
  return details;
}

export const authorizationDetails: Operations<IAM, State> = {
  getAccountAuthorizationDetails({ Filter = [], ...input }, call) {
    const all = detailsOf(call, (type) => Filter.length === 0 || Filter.includes(type));
    const { items, ...rest } = page(all, ({ name }) => name, input);
    return {
      UserDetailList: items.flatMap((item) => (item.kind === 'User' ? [item.detail] : [])),
      GroupDetailList: items.flatMap((item) => (item.kind === 'Group' ? [item.detail] : [])),
      RoleDetailList: items.flatMap((item) => (item.kind === 'Role' ? [item.detail] : [])),
      Policies: items.flatMap((item) => (item.kind === 'Policy' ? [item.detail] : [])),
      ...rest,
    };
  },
};
