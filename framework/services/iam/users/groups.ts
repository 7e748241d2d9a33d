import type { Group as GroupOutput, IAM } from '@aws-sdk/client-iam';
import type { Operations } from '../../../cloud/service';
import { cannotDelete, holderExists, quotaExceeded } from '../errors';
import { groupNamed, saveUser, userNamed } from '../holders';
import { iamArn, newId } from '../identifiers';
import { isUnder, page } from '../pages';
import { countOf, keyOf, ofAccount, type Group, type IamCall, type State, type User } from '../state';
import { listedUser } from './listed-user';

const groupsMax = 300;
const groupsOfUserMax = 10;

const output = (group: Group): GroupOutput => ({
  Path: group.path,
  GroupName: group.name,
  GroupId: group.id,
  Arn: group.arn,
  CreateDate: new Date(group.createdAtMs),
});

function usersOf(group: Group, call: IamCall): User[] {
  return [...ofAccount(call.state.users, call.accountId)].filter(({ groups }) => groups.includes(group.name));
}

export const groups: Operations<IAM, State> = {
  createGroup({ GroupName: name, Path: path = '/' }, call) {
    const key = keyOf(call.accountId, name);
    if (call.state.groups.has(key)) throw holderExists('group', name);
    if (countOf(call.state.groups, call.accountId) >= groupsMax) {
      throw quotaExceeded('GroupsPerAccount', groupsMax);
    }
    const group: Group = {
      name,
      path,
      arn: iamArn('group', path, name, call),
      id: newId('AGPA', call),
      accountId: call.accountId,
      createdAtMs: call.nowMs,
      inline: [],
      attached: [],
    };
    call.state.groups.set(key, group);
    return { Group: output(group) };
  },

  getGroup(input, call) {
    const group = groupNamed(input.GroupName, call);
    const { items, ...rest } = page(usersOf(group, call), ({ name }) => name, input);
    return { Group: output(group), Users: items.map(listedUser), ...rest };
  },

  listGroups(input, call) {
    const found = [...ofAccount(call.state.groups, call.accountId)].filter(({ path }) =>
      isUnder(path, input.PathPrefix),
    );
    const { items, ...rest } = page(found, ({ name }) => name, input);
    return { Groups: items.map(output), ...rest };
  },

  listGroupsForUser(input, call) {
    const found = userNamed(input.UserName, call).groups.map((name) => groupNamed(name, call));
    const { items, ...rest } = page(found, ({ name }) => name, input);
    return { Groups: items.map(output), ...rest };
  },

  addUserToGroup({ GroupName, UserName }, call) {
    const user = userNamed(UserName, call);
    const group = groupNamed(GroupName, call);
    if (user.groups.includes(group.name)) return {};
    if (user.groups.length >= groupsOfUserMax) throw quotaExceeded('GroupsPerUser', groupsOfUserMax);
    saveUser({ ...user, groups: [...user.groups, group.name] }, call);
    return {};
  },

  removeUserFromGroup({ GroupName, UserName }, call) {
    const user = userNamed(UserName, call);
    const group = groupNamed(GroupName, call);
    saveUser({ ...user, groups: user.groups.filter((name) => name !== group.name) }, call);
    return {};
  },

  /** A new name takes its users along. */
  updateGroup({ GroupName, NewGroupName, NewPath }, call) {
    const group = groupNamed(GroupName, call);
    const name = NewGroupName ?? group.name;
    const path = NewPath ?? group.path;
    const [from, to] = [keyOf(group.accountId, group.name), keyOf(group.accountId, name)];
    if (from !== to && call.state.groups.has(to)) throw holderExists('group', name);
    const members = usersOf(group, call);
    call.state.groups.delete(from);
    call.state.groups.set(to, { ...group, name, path, arn: iamArn('group', path, name, call) });
    for (const user of members) {
      saveUser({ ...user, groups: user.groups.map((each) => (each === group.name ? name : each)) }, call);
    }
    return {};
  },

  deleteGroup(input, call) {
    const group = groupNamed(input.GroupName, call);
    if (usersOf(group, call).length > 0) throw cannotDelete('must remove users from group first');
    if (group.attached.length > 0) throw cannotDelete('must detach all policies first');
    if (group.inline.length > 0) throw cannotDelete('must delete policies first');
    call.state.groups.delete(keyOf(group.accountId, group.name));
    return {};
  },
};
