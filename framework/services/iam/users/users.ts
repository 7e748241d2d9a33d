import type { IAM, User as UserOutput } from '@aws-sdk/client-iam';
import type { Operations } from '../../../cloud/service';
import { cannotDelete, holderExists, quotaExceeded } from '../errors';
import { saveUser, userNamed, userOrCaller } from '../holders';
import { iamArn, newId } from '../identifiers';
import { isUnder, page } from '../pages';
import { boundaryOut, checkBoundary } from '../policies/boundaries';
import { countOf, keyOf, ofAccount, type State, type User } from '../state';
import { readTags, tagsOut, withoutTags, withTags } from '../tags';
import { accessKeysOf } from './access-keys';
import { loginProfileOf } from './login-profiles';

const usersMax = 5_000;

/** A user as lists show it; GetUser adds tags and boundary. */
export function listedUser(user: User): UserOutput {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    CreateDate: new Date(user.createdAtMs),
  };
}

const output = (user: User): UserOutput => ({
  ...listedUser(user),
  ...boundaryOut(user.boundaryArn),
  ...tagsOut(user.tags),
});

export const users: Operations<IAM, State> = {
  createUser(input, call) {
    const { UserName: name, Path: path = '/', PermissionsBoundary } = input;
    const tags = readTags(input.Tags);
    if (call.state.users.has(keyOf(call.accountId, name))) throw holderExists('user', name);
    if (countOf(call.state.users, call.accountId) >= usersMax) {
      throw quotaExceeded('UsersPerAccount', usersMax);
    }
    if (PermissionsBoundary !== undefined) checkBoundary(PermissionsBoundary, call);
    const user: User = {
      name,
      path,
      arn: iamArn('user', path, name, call),
      id: newId('AIDA', call),
      accountId: call.accountId,
      createdAtMs: call.nowMs,
      ...(PermissionsBoundary === undefined ? {} : { boundaryArn: PermissionsBoundary }),
      tags,
      inline: [],
      attached: [],
      groups: [],
    };
    saveUser(user, call);
    return { User: output(user) };
  },

  getUser(input, call) {
    const { kind, arn, accountId } = call.principal;
    // Root may ask about itself, and is shown as a user without a name; when it came to be is not known here.
    if (input.UserName === undefined && kind === 'root') {
      return {
        User: { Path: '/', UserName: undefined, UserId: accountId, Arn: arn, CreateDate: new Date(0) },
      };
    }
    return { User: output(userOrCaller(input.UserName, call)) };
  },

  listUsers(input, call) {
    const found = [...ofAccount(call.state.users, call.accountId)].filter(({ path }) =>
      isUnder(path, input.PathPrefix),
    );
    const { items, ...rest } = page(found, ({ name }) => name, input);
    return { Users: items.map(listedUser), ...rest };
  },

  /** A new name takes along all that hangs on the user. */
  updateUser({ UserName, NewUserName, NewPath }, call) {
    const user = userNamed(UserName, call);
    const name = NewUserName ?? user.name;
    const path = NewPath ?? user.path;
    const [from, to] = [keyOf(user.accountId, user.name), keyOf(user.accountId, name)];
    if (from !== to && call.state.users.has(to)) throw holderExists('user', name);
    const profile = loginProfileOf(user, call);
    const keys = accessKeysOf(user, call);
    call.state.users.delete(from);
    call.state.loginProfiles.delete(from);
    saveUser({ ...user, name, path, arn: iamArn('user', path, name, call) }, call);
    if (profile !== undefined) call.state.loginProfiles.set(to, profile);
    for (const key of keys) call.state.accessKeys.set(key.accessKeyId, { ...key, userName: name });
    return {};
  },

  deleteUser(input, call) {
    const user = userNamed(input.UserName, call);
    if (user.groups.length > 0) throw cannotDelete('must remove users from group first');
    if (user.attached.length > 0) throw cannotDelete('must detach all policies first');
    if (user.inline.length > 0) throw cannotDelete('must delete policies first');
    if (accessKeysOf(user, call).length > 0) throw cannotDelete('must delete access keys first');
    if (loginProfileOf(user, call) !== undefined) throw cannotDelete('must delete login profile first');
    call.state.users.delete(keyOf(user.accountId, user.name));
    return {};
  },

  tagUser(input, call) {
    const user = userNamed(input.UserName, call);
    saveUser({ ...user, tags: withTags(user.tags, input.Tags) }, call);
    return {};
  },

  untagUser(input, call) {
    const user = userNamed(input.UserName, call);
    saveUser({ ...user, tags: withoutTags(user.tags, input.TagKeys) }, call);
    return {};
  },

  listUserTags(input, call) {
    const { items, ...rest } = page(userNamed(input.UserName, call).tags, ({ Key }) => Key, input);
    return { Tags: items.map((tag) => ({ ...tag })), ...rest };
  },
};
