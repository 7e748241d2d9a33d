import type { IAM } from '@aws-sdk/client-iam';
import type { Operations } from '../../../cloud/service';
import { deletionTaskNotFound, invalidInput } from '../errors';
import { roleNamed, saveRole } from '../holders';
import { iamArn, newId } from '../identifiers';
import { keyOf, type IamCall, type Role, type State } from '../state';
import { linked, type LinkedRole } from './linked-services';
import { roleOutput } from './roles';
import { readTrust } from './trust';

/** Roles that AWS's services have for themselves: their account may look at them and have them deleted. */
export const serviceLinkedRoles: Operations<IAM, State> = {
  createServiceLinkedRole({ AWSServiceName: service, Description, CustomSuffix: suffix }, call) {
    const found = Object.hasOwn(linked, service) ? linked[service] : undefined;
    if (found === undefined) return call.notEmulated(`iam: a service-linked role of ${service}`);
    if (suffix !== undefined && found.takesSuffix !== true) {
      throw invalidInput(`Custom suffix is not allowed for ${service}`);
    }
    const name = suffix === undefined ? found.name : `${found.name}_${suffix}`;
    if (call.state.roles.has(keyOf(call.accountId, name))) {
      throw invalidInput(
        `Service role name ${name} has been taken in this account, please try a different suffix.`,
      );
    }
    const role = linkedRole(call, service, { ...found, name }, Description);
    saveRole(role, call);
    const { RoleLastUsed: _, MaxSessionDuration: _seconds, ...Role } = roleOutput(role, call);
    return { Role };
  },

  /** AWS asks the service first; here nothing stands in the way, so the task is done at once. */
  deleteServiceLinkedRole({ RoleName }, call) {
    const role = roleNamed(RoleName, call);
    if (!role.path.startsWith('/aws-service-role/')) {
      throw invalidInput(`${RoleName} is not a service-linked role`);
    }
    call.state.roles.delete(keyOf(call.accountId, role.name));
    const taskId = `task${role.path}${role.name}/${call.random('deletion task').uuid()}`;
    call.state.roleDeletions.set(keyOf(call.accountId, taskId), { roleName: role.name });
    return { DeletionTaskId: taskId };
  },

  getServiceLinkedRoleDeletionStatus({ DeletionTaskId: id }, call) {
    if (!call.state.roleDeletions.has(keyOf(call.accountId, id))) throw deletionTaskNotFound(id);
    return { Status: 'SUCCEEDED' };
  },
};

function linkedRole(
  call: IamCall,
  service: string,
  { name, policy }: LinkedRole,
  description: string | undefined,
): Role {
  const path = `/aws-service-role/${service}/`;
  const statement = { Effect: 'Allow', Principal: { Service: [service] }, Action: ['sts:AssumeRole'] };
  return {
    name,
    path,
    arn: iamArn('role', path, name, call),
    id: newId('AROA', call),
    accountId: call.accountId,
    createdAtMs: call.nowMs,
    ...(description === undefined ? {} : { description }),
    maxSessionSeconds: 3_600,
    ...readTrust(JSON.stringify({ Version: '2012-10-17', Statement: [statement] }), call),
    tags: [],
    inline: [],
    attached: [`arn:${call.partition}:iam::aws:policy/aws-service-role/${policy}`],
  };
}
