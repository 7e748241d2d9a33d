import type { IAM } from '@aws-sdk/client-iam';
import type { Operations } from '../../../cloud/service';
import { invalidInput } from '../errors';
import { saveRole } from '../holders';
import { iamArn, newId } from '../identifiers';
import { keyOf, type IamCall, type Role, type State } from '../state';
import { roleOutput } from './roles';
import { readTrust } from './trust';

/** Roles that AWS's services make for themselves, by the service that takes them on. */
const linked: Readonly<Record<string, { readonly name: string; readonly policy: string }>> = {
  'dynamodb.application-autoscaling.amazonaws.com': {
    name: 'AWSServiceRoleForApplicationAutoScaling_DynamoDBTable',
    policy: 'AWSApplicationAutoscalingDynamoDBTablePolicy',
  },
};

export const serviceLinkedRoles: Operations<IAM, State> = {
  createServiceLinkedRole({ AWSServiceName, Description, CustomSuffix }, call) {
    const role = Object.hasOwn(linked, AWSServiceName) ? linked[AWSServiceName] : undefined;
    if (role === undefined) return call.notEmulated(`iam: a service-linked role of ${AWSServiceName}`);
    if (CustomSuffix !== undefined) throw invalidInput(`Custom suffix is not allowed for ${AWSServiceName}`);
    if (call.state.roles.has(keyOf(call.accountId, role.name))) {
      throw invalidInput(
        `Service role name ${role.name} has been taken in this account, please try a different suffix.`,
      );
    }
    const made = linkedRole(call, AWSServiceName, role, Description);
    saveRole(made, call);
    return { Role: roleOutput(made, call) };
  },
};

function linkedRole(
  call: IamCall,
  service: string,
  { name, policy }: { name: string; policy: string },
  description: string | undefined,
): Role {
  const path = `/aws-service-role/${service}/`;
  const statement = { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' };
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
