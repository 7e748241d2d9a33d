import type { IAM, InstanceProfile as ProfileOutput, Role as RoleOutput } from '@aws-sdk/client-iam';
import type { Operations } from '../../../cloud/service';
import {
  cannotDelete,
  instanceProfileExists,
  instanceProfileNotFound,
  instanceProfileRole,
  quotaExceeded,
} from '../errors';
import { roleNamed } from '../holders';
import { iamArn, newId } from '../identifiers';
import { isUnder, page } from '../pages';
import { keyOf, ofAccount, type IamCall, type InstanceProfile, type State } from '../state';
import { readTags, tagsOut, withoutTags, withTags } from '../tags';
import { listedRole } from './roles';

function profileNamed(name: string, call: IamCall): InstanceProfile {
  const profile = call.state.instanceProfiles.get(keyOf(call.accountId, name));
  if (profile === undefined || profile.name !== name) throw instanceProfileNotFound(name);
  return profile;
}

function save(profile: InstanceProfile, call: IamCall): void {
  call.state.instanceProfiles.set(keyOf(profile.accountId, profile.name), profile);
}

/** A profile; its role stands in it without the length of its sessions. */
export function profileOutput(profile: InstanceProfile, call: IamCall): ProfileOutput {
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: profile.arn,
    CreateDate: new Date(profile.createdAtMs),
    Roles: profile.roleName === undefined ? [] : [roleIn(profile.roleName, call)],
  };
}

const withOwnTags = (profile: InstanceProfile, call: IamCall): ProfileOutput => ({
  ...profileOutput(profile, call),
  ...tagsOut(profile.tags),
});

function roleIn(name: string, call: IamCall): RoleOutput {
  const { MaxSessionDuration: _, ...role } = listedRole(roleNamed(name, call), call);
  return role;
}

/** Instance profiles hold a role for EC2; nothing here runs on EC2, so they are kept and shown. */
export const instanceProfiles: Operations<IAM, State> = {
  createInstanceProfile({ InstanceProfileName: name, Path: path = '/', Tags }, call) {
    if (call.state.instanceProfiles.has(keyOf(call.accountId, name))) throw instanceProfileExists(name);
    const profile: InstanceProfile = {
      name,
      path,
      arn: iamArn('instance-profile', path, name, call),
      id: newId('AIPA', call),
      accountId: call.accountId,
      createdAtMs: call.nowMs,
      tags: readTags(Tags),
    };
    save(profile, call);
    return { InstanceProfile: withOwnTags(profile, call) };
  },

  getInstanceProfile: ({ InstanceProfileName }, call) => ({
    // Lists show no tags; this one shows a list of them that may be empty.
    InstanceProfile: { Tags: [], ...withOwnTags(profileNamed(InstanceProfileName, call), call) },
  }),

  listInstanceProfiles(input, call) {
    const found = [...ofAccount(call.state.instanceProfiles, call.accountId)].filter(({ path }) =>
      isUnder(path, input.PathPrefix),
    );
    const { items, ...rest } = page(found, ({ name }) => name, input);
    return { InstanceProfiles: items.map((profile) => profileOutput(profile, call)), ...rest };
  },

  listInstanceProfilesForRole(input, call) {
    const role = roleNamed(input.RoleName, call);
    const found = [...ofAccount(call.state.instanceProfiles, call.accountId)].filter(
      ({ roleName }) => roleName === role.name,
    );
    const { items, ...rest } = page(found, ({ name }) => name, input);
    return { InstanceProfiles: items.map((profile) => profileOutput(profile, call)), ...rest };
  },

  addRoleToInstanceProfile({ InstanceProfileName, RoleName }, call) {
    const profile = profileNamed(InstanceProfileName, call);
    const role = roleNamed(RoleName, call);
    if (profile.roleName !== undefined) throw quotaExceeded('InstanceSessionsPerInstanceProfile', 1);
    save({ ...profile, roleName: role.name }, call);
    return {};
  },

  removeRoleFromInstanceProfile({ InstanceProfileName, RoleName }, call) {
    const { roleName, ...profile } = profileNamed(InstanceProfileName, call);
    if (roleName !== RoleName) throw instanceProfileRole(RoleName);
    save(profile, call);
    return {};
  },

  tagInstanceProfile({ InstanceProfileName, Tags }, call) {
    const profile = profileNamed(InstanceProfileName, call);
    save({ ...profile, tags: withTags(profile.tags, Tags) }, call);
    return {};
  },

  untagInstanceProfile({ InstanceProfileName, TagKeys }, call) {
    const profile = profileNamed(InstanceProfileName, call);
    save({ ...profile, tags: withoutTags(profile.tags, TagKeys) }, call);
    return {};
  },

  listInstanceProfileTags({ InstanceProfileName, ...paging }, call) {
    const { items, ...rest } = page(profileNamed(InstanceProfileName, call).tags, ({ Key }) => Key, paging);
    return { Tags: items.map((tag) => ({ ...tag })), ...rest };
  },

  deleteInstanceProfile({ InstanceProfileName }, call) {
    const profile = profileNamed(InstanceProfileName, call);
    if (profile.roleName !== undefined) throw cannotDelete('must remove roles from instance profile first');
    call.state.instanceProfiles.delete(keyOf(profile.accountId, profile.name));
    return {};
  },
};
