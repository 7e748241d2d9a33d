/** Policies written into a role, user or group. */
import type { IAM } from '@aws-sdk/client-iam';
import type { Operations } from '../../../cloud/service';
import { checkDocument, encoded, sizeOf } from '../documents';
import { inlinePoliciesTooLong, inlinePolicyNotFound, type Kind } from '../errors';
import { holderNamed, modifiable, savePolicies } from '../holders';
import { page } from '../pages';
import type { IamCall, InlinePolicy, State } from '../state';

/** Characters of all inline policies of one holder together, white space apart (aws-behaviour.md 9.4). */
const sizeMax: Readonly<Record<Kind, number>> = { role: 10_240, user: 2_048, group: 5_120 };

const byName = (one: InlinePolicy, other: InlinePolicy): number => (one.name < other.name ? -1 : 1);

function put(kind: Kind, holderName: string, policy: InlinePolicy, call: IamCall): object {
  const holder = modifiable(kind, holderName, call);
  checkDocument(policy.text, 'inline');
  const inline = [...holder.inline.filter(({ name }) => name !== policy.name), policy].sort(byName);
  const size = inline.reduce((sum, { text }) => sum + sizeOf(text), 0);
  if (size > sizeMax[kind]) throw inlinePoliciesTooLong(kind, holderName, sizeMax[kind]);
  savePolicies(kind, holderName, { inline }, call);
  return {};
}

function find(kind: Kind, holderName: string, policyName: string, call: IamCall): InlinePolicy {
  const found = holderNamed(kind, holderName, call).inline.find(({ name }) => name === policyName);
  if (found === undefined) throw inlinePolicyNotFound(kind, policyName);
  return found;
}

function get(kind: Kind, holderName: string, policyName: string, call: IamCall) {
  const { name, text } = find(kind, holderName, policyName, call);
  return { PolicyName: name, PolicyDocument: encoded(text) };
}

function remove(kind: Kind, holderName: string, policyName: string, call: IamCall): object {
  modifiable(kind, holderName, call);
  const gone = find(kind, holderName, policyName, call);
  const inline = holderNamed(kind, holderName, call).inline.filter((policy) => policy !== gone);
  savePolicies(kind, holderName, { inline }, call);
  return {};
}

function list(kind: Kind, holderName: string, input: Parameters<typeof page>[2], call: IamCall) {
  const { inline } = holderNamed(kind, holderName, call);
  const { items, ...rest } = page(inline, ({ name }) => name, input);
  return { PolicyNames: items.map(({ name }) => name), ...rest };
}

export const inlinePolicies: Operations<IAM, State> = {
  putRolePolicy: ({ RoleName, PolicyName: name, PolicyDocument: text }, call) =>
    put('role', RoleName, { name, text }, call),
  putUserPolicy: ({ UserName, PolicyName: name, PolicyDocument: text }, call) =>
    put('user', UserName, { name, text }, call),
  putGroupPolicy: ({ GroupName, PolicyName: name, PolicyDocument: text }, call) =>
    put('group', GroupName, { name, text }, call),

  getRolePolicy: ({ RoleName, PolicyName }, call) => ({
    RoleName,
    ...get('role', RoleName, PolicyName, call),
  }),
  getUserPolicy: ({ UserName, PolicyName }, call) => ({
    UserName,
    ...get('user', UserName, PolicyName, call),
  }),
  getGroupPolicy: ({ GroupName, PolicyName }, call) => ({
    GroupName,
    ...get('group', GroupName, PolicyName, call),
  }),

  deleteRolePolicy: ({ RoleName, PolicyName }, call) => remove('role', RoleName, PolicyName, call),
  deleteUserPolicy: ({ UserName, PolicyName }, call) => remove('user', UserName, PolicyName, call),
  deleteGroupPolicy: ({ GroupName, PolicyName }, call) => remove('group', GroupName, PolicyName, call),

  listRolePolicies: (input, call) => list('role', input.RoleName, input, call),
  listUserPolicies: (input, call) => list('user', input.UserName, input, call),
  listGroupPolicies: (input, call) => list('group', input.GroupName, input, call),
};
