import type { IAM, User as UserOutput } from '@aws-sdk/client-iam';
import type { Operations } from '../../../cloud/service';
import { cannotDelete, holderExists, quotaExceeded } from '../errors';
import { saveUser, userNamed, userOrCaller } from '../holders';
import { iamArn, newId } from '../identifiers';
import { isUnder, page } from '../pages';
import { boundaryOut, checkBoundary } from '../policies/boundaries';
import { countOf, keyOf, ofAccount, type IamCall, type State, type User } from '../state';
import { readTags, tagsOut, withoutTags, withTags } from '../tags';
import { accessKeysOf } from './access-keys';
import { listedUser } from './listed-user';
import { loginProfileOf } from './login-profiles';
import { mfaDevicesOf } from './mfa-devices';
import { serviceCredentialsOf } from './service-credentials';
import { certificatesOf } from './signing-certificates';
import { sshKeysOf } from './ssh-public-keys';

const usersMax = 5_000;

const output = (user: User): UserOutput => ({
  ...listedUser(user),
  ...boundaryOut(user.boundaryArn),
  ...tagsOut(user.tags),
});

/** What must be gone before a user can go. */
function checkDeletable(user: User, call: IamCall): void {
  const { groups, attached, inline } = user;
  if (groups.length > 0) throw cannotDelete('must remove users from group first');
  if (attached.length > 0) throw cannotDelete('must detach all policies first');
  if (inline.length > 0) throw cannotDelete('must delete policies first');
  if (accessKeysOf(user, call).length > 0) throw cannotDelete('must delete access keys first');
  if (certificatesOf(user, call).length > 0) throw cannotDelete('must delete signing certificate first');
  if (mfaDevicesOf(user, call).length > 0) throw cannotDelete('must delete MFA device first');
  if (sshKeysOf(user, call).length > 0) throw cannotDelete('must delete ssh public keys first');
  if (serviceCredentialsOf(user, call).length > 0) {
    throw cannotDelete('must delete service specific credentials first');
  }
  if (loginProfileOf(user, call) !== undefined) throw cannotDelete('must delete login profile first');
}

/** What a user has goes on under its new name. */
function renameCredentials(user: User, userName: string, call: IamCall): void {
  const { state, accountId } = call;
  for (const key of accessKeysOf(user, call)) state.accessKeys.set(key.accessKeyId, { ...key, userName });
  for (const device of mfaDevicesOf(user, call)) {
    state.mfaDevices.set(keyOf(accountId, device.serial), { ...device, userName });
  }
  for (const key of sshKeysOf(user, call)) state.sshKeys.set(keyOf(accountId, key.id), { ...key, userName });
  for (const one of certificatesOf(user, call)) {
    state.signingCertificates.set(keyOf(accountId, one.id), { ...one, userName });
  }
  for (const one of serviceCredentialsOf(user, call)) {
    state.serviceCredentials.set(keyOf(accountId, one.id), { ...one, userName });
  }
}

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
    call.state.users.delete(from);
    call.state.loginProfiles.delete(from);
    saveUser({ ...user, name, path, arn: iamArn('user', path, name, call) }, call);
    if (profile !== undefined) call.state.loginProfiles.set(to, profile);
    renameCredentials(user, name, call);
    return {};
  },

  deleteUser(input, call) {
    const user = userNamed(input.UserName, call);
    checkDeletable(user, call);
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
