/** Permissions boundaries: managed policies that limit what a role or user may be allowed. */
import type { AttachedPermissionsBoundary, IAM } from '@aws-sdk/client-iam';
import type { Operations } from '../../../cloud/service';
import { noBoundary, scopeNotAttachable } from '../errors';
import { roleNamed, saveRole, saveUser, userNamed } from '../holders';
import type { IamCall, State } from '../state';
import { findPolicy } from './lookup';

export function checkBoundary(arn: string, call: IamCall): void {
  if (findPolicy(arn, call) === undefined) throw scopeNotAttachable(arn);
}

export function boundaryOut(arn: string | undefined): {
  PermissionsBoundary?: AttachedPermissionsBoundary;
} {
  if (arn === undefined) return {};
  return {
    PermissionsBoundary: {
      // The API's only value; its documentation says 'Policy', its enum and its answers this.
      PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
      PermissionsBoundaryArn: arn,
    },
  };
}

export const boundaries: Operations<IAM, State> = {
  putRolePermissionsBoundary(input, call) {
    const role = roleNamed(input.RoleName, call);
    checkBoundary(input.PermissionsBoundary, call);
    saveRole({ ...role, boundaryArn: input.PermissionsBoundary }, call);
    return {};
  },

  deleteRolePermissionsBoundary(input, call) {
    const { boundaryArn, ...role } = roleNamed(input.RoleName, call);
    if (boundaryArn === undefined) throw noBoundary('role', role.name);
    saveRole(role, call);
    return {};
  },

  putUserPermissionsBoundary(input, call) {
    const user = userNamed(input.UserName, call);
    checkBoundary(input.PermissionsBoundary, call);
    saveUser({ ...user, boundaryArn: input.PermissionsBoundary }, call);
    return {};
  },

  deleteUserPermissionsBoundary(input, call) {
    const { boundaryArn, ...user } = userNamed(input.UserName, call);
    if (boundaryArn === undefined) throw noBoundary('user', user.name);
    saveUser(user, call);
    return {};
  },
};
