import type { IAM, Role as RoleOutput } from '@aws-sdk/client-iam';
import type { Operations } from '../../../cloud/service';
import { cannotDelete, holderExists, quotaExceeded } from '../errors';
import { modifiable, roleNamed, saveRole } from '../holders';
import { iamArn, newId } from '../identifiers';
import { isUnder, page } from '../pages';
import { boundaryOut, checkBoundary } from '../policies/boundaries';
import { countOf, keyOf, ofAccount, type IamCall, type Role, type State } from '../state';
import { readTags, tagsOut, withoutTags, withTags } from '../tags';
import { readTrust, shownTrust } from './trust';

const rolesMax = 1_000;
const maxSessionSecondsDefault = 3_600;

/** A role as GetRole shows it; lists leave out tags and the boundary. */
export function roleOutput(role: Role, call: IamCall): RoleOutput {
  return {
    ...listedRole(role, call),
    ...tagsOut(role.tags),
    ...boundaryOut(role.boundaryArn),
    RoleLastUsed: {},
  };
}

export function listedRole(role: Role, call: IamCall): RoleOutput {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: new Date(role.createdAtMs),
    AssumeRolePolicyDocument: shownTrust(role, call),
    ...(role.description === undefined ? {} : { Description: role.description }),
    MaxSessionDuration: role.maxSessionSeconds,
  };
}

function usedByInstanceProfile(role: Role, call: IamCall): boolean {
  return [...ofAccount(call.state.instanceProfiles, call.accountId)].some(
    ({ roleName }) => roleName === role.name,
  );
}

export const roles: Operations<IAM, State> = {
  createRole(input, call) {
    const { RoleName: name, Path: path = '/', Description, PermissionsBoundary } = input;
    const key = keyOf(call.accountId, name);
    const trust = readTrust(input.AssumeRolePolicyDocument, call);
    const tags = readTags(input.Tags);
    if (call.state.roles.has(key)) throw holderExists('role', name);
    if (countOf(call.state.roles, call.accountId) >= rolesMax) {
      throw quotaExceeded('RolesPerAccount', rolesMax);
    }
    if (PermissionsBoundary !== undefined) checkBoundary(PermissionsBoundary, call);
    const role: Role = {
      name,
      path,
      arn: iamArn('role', path, name, call),
      id: newId('AROA', call),
      accountId: call.accountId,
      createdAtMs: call.nowMs,
      ...(Description === undefined ? {} : { description: Description }),
      maxSessionSeconds: input.MaxSessionDuration ?? maxSessionSecondsDefault,
      ...trust,
      ...(PermissionsBoundary === undefined ? {} : { boundaryArn: PermissionsBoundary }),
      tags,
      inline: [],
      attached: [],
    };
    saveRole(role, call);
    // CreateRole repeats tags and boundary, but neither how long sessions last nor when the role was used last.
    const { RoleLastUsed: _, MaxSessionDuration: _seconds, ...Role } = roleOutput(role, call);
    return { Role };
  },

  getRole(input, call) {
    return { Role: roleOutput(roleNamed(input.RoleName, call), call) };
  },

  listRoles(input, call) {
    const found = [...ofAccount(call.state.roles, call.accountId)].filter(({ path }) =>
      isUnder(path, input.PathPrefix),
    );
    const { items, ...rest } = page(found, ({ name }) => name, input);
    return { Roles: items.map((role) => listedRole(role, call)), ...rest };
  },

  updateRole(input, call) {
    const { description, ...role } = roleNamed(input.RoleName, call);
    const changed = input.Description ?? description;
    saveRole(
      {
        ...role,
        ...(changed === undefined ? {} : { description: changed }),
        maxSessionSeconds: input.MaxSessionDuration ?? role.maxSessionSeconds,
      },
      call,
    );
    return {};
  },

  updateRoleDescription(input, call) {
    const role = { ...roleNamed(input.RoleName, call), description: input.Description };
    saveRole(role, call);
    const { MaxSessionDuration: _, ...Role } = listedRole(role, call);
    return { Role };
  },

  updateAssumeRolePolicy(input, call) {
    modifiable('role', input.RoleName, call);
    const role = roleNamed(input.RoleName, call);
    saveRole({ ...role, ...readTrust(input.PolicyDocument, call) }, call);
    return {};
  },

  deleteRole(input, call) {
    modifiable('role', input.RoleName, call);
    const role = roleNamed(input.RoleName, call);
    if (usedByInstanceProfile(role, call))
      throw cannotDelete('must remove roles from instance profile first');
    if (role.attached.length > 0) throw cannotDelete('must detach all policies first');
    if (role.inline.length > 0) throw cannotDelete('must delete policies first');
    call.state.roles.delete(keyOf(call.accountId, role.name));
    return {};
  },

  tagRole(input, call) {
    const role = roleNamed(input.RoleName, call);
    saveRole({ ...role, tags: withTags(role.tags, input.Tags) }, call);
    return {};
  },

  untagRole(input, call) {
    const role = roleNamed(input.RoleName, call);
    saveRole({ ...role, tags: withoutTags(role.tags, input.TagKeys) }, call);
    return {};
  },

  listRoleTags(input, call) {
    const { tags } = roleNamed(input.RoleName, call);
    const { items, ...rest } = page(tags, ({ Key }) => Key, input);
    return { Tags: items.map((tag) => ({ ...tag })), ...rest };
  },
};
