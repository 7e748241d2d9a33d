/** Which managed policies hang on which roles, users and groups. */
import type { IAM } from '@aws-sdk/client-iam';
import type { Operations } from '../../../cloud/service';
import { invalidArn, policyNotAttachable, policyNotFound, quotaExceeded, type Kind } from '../errors';
import { holderNamed, modifiable, savePolicies } from '../holders';
import { nameIn } from '../identifiers';
import { isUnder, page } from '../pages';
import { ofAccount, type Actor, type Holder, type IamCall, type State } from '../state';
import { findPolicy, policyAt } from './lookup';

const attachedMax = 10;

const quotas: Readonly<Record<Kind, string>> = {
  role: 'PoliciesPerRole',
  user: 'PoliciesPerUser',
  group: 'PoliciesPerGroup',
};

interface Attachment {
  readonly kind: Kind;
  readonly holder: Holder;
}

/** Everything in the account that a managed policy is attached to. */
export function attachmentsOf(arn: string, call: IamCall): Attachment[] {
  const { roles, users, groups } = call.state;
  const found: Attachment[] = [];
  for (const holder of ofAccount(groups, call.accountId)) found.push({ kind: 'group', holder });
  for (const holder of ofAccount(users, call.accountId)) found.push({ kind: 'user', holder });
  for (const holder of ofAccount(roles, call.accountId)) found.push({ kind: 'role', holder });
  return found.filter(({ holder }) => holder.attached.includes(arn));
}

/** Roles and users of the account that have it as their permissions boundary. */
export function boundedBy(arn: string, call: IamCall): Actor[] {
  const { roles, users } = call.state;
  return [...ofAccount(users, call.accountId), ...ofAccount(roles, call.accountId)].filter(
    ({ boundaryArn }) => boundaryArn === arn,
  );
}

function attach(kind: Kind, name: string, arn: string, call: IamCall): object {
  const { attached } = modifiable(kind, name, call);
  if (!arn.startsWith('arn:')) throw invalidArn(arn);
  if (findPolicy(arn, call) === undefined) throw policyNotAttachable(arn);
  if (attached.includes(arn)) return {};
  if (attached.length >= attachedMax) throw quotaExceeded(quotas[kind], attachedMax);
  savePolicies(kind, name, { attached: [...attached, arn] }, call);
  return {};
}

function detach(kind: Kind, name: string, arn: string, call: IamCall): object {
  const { attached } = modifiable(kind, name, call);
  if (!arn.startsWith('arn:')) throw invalidArn(arn);
  if (!attached.includes(arn)) throw policyNotFound(arn);
  savePolicies(kind, name, { attached: attached.filter((each) => each !== arn) }, call);
  return {};
}

type ListRequest = Parameters<typeof page>[2] & { PathPrefix?: string | undefined };

function list(kind: Kind, name: string, input: ListRequest, call: IamCall) {
  const found = holderNamed(kind, name, call).attached.filter((arn) =>
    isUnder(arn.slice(arn.indexOf('/'), arn.lastIndexOf('/') + 1), input.PathPrefix),
  );
  const { items, ...rest } = page(found, (arn) => arn, input);
  return {
    AttachedPolicies: items.map((arn) => ({ PolicyName: nameIn(arn), PolicyArn: arn })),
    ...rest,
  };
}

export const attachments: Operations<IAM, State> = {
  attachRolePolicy: ({ RoleName, PolicyArn }, call) => attach('role', RoleName, PolicyArn, call),
  attachUserPolicy: ({ UserName, PolicyArn }, call) => attach('user', UserName, PolicyArn, call),
  attachGroupPolicy: ({ GroupName, PolicyArn }, call) => attach('group', GroupName, PolicyArn, call),

  detachRolePolicy: ({ RoleName, PolicyArn }, call) => detach('role', RoleName, PolicyArn, call),
  detachUserPolicy: ({ UserName, PolicyArn }, call) => detach('user', UserName, PolicyArn, call),
  detachGroupPolicy: ({ GroupName, PolicyArn }, call) => detach('group', GroupName, PolicyArn, call),

  listAttachedRolePolicies: (input, call) => list('role', input.RoleName, input, call),
  listAttachedUserPolicies: (input, call) => list('user', input.UserName, input, call),
  listAttachedGroupPolicies: (input, call) => list('group', input.GroupName, input, call),

  listEntitiesForPolicy(input, call) {
    const { arn } = policyAt(input.PolicyArn, call);
    const { EntityFilter: filter, PolicyUsageFilter: usage } = input;
    if (filter === 'LocalManagedPolicy' || filter === 'AWSManagedPolicy') {
      call.notEmulated(`iam:ListEntitiesForPolicy with EntityFilter ${filter}`);
    }
    const asBoundary = boundedBy(arn, call).map((holder): Attachment => ({
      kind: 'maxSessionSeconds' in holder ? 'role' : 'user',
      holder,
    }));
    const all = [
      ...(usage === 'PermissionsBoundary' ? [] : attachmentsOf(arn, call)),
      ...(usage === 'PermissionsPolicy' ? [] : asBoundary),
    ].filter(
      ({ kind, holder }) =>
        isUnder(holder.path, input.PathPrefix) && (filter === undefined || filter.toLowerCase() === kind),
    );
    const { items, ...rest } = page(all, ({ kind, holder }) => `${kind}/${holder.name}`, input);
    const of = (kind: Kind) => items.filter((item) => item.kind === kind).map(({ holder }) => holder);
    return {
      PolicyGroups: of('group').map(({ name, id }) => ({ GroupName: name, GroupId: id })),
      PolicyUsers: of('user').map(({ name, id }) => ({ UserName: name, UserId: id })),
      PolicyRoles: of('role').map(({ name, id }) => ({ RoleName: name, RoleId: id })),
      ...rest,
    };
  },
};
