import { AwsError, servicePrincipal, type Principal } from '../../../cloud/service';
import { roleCannotBeAssumed } from '../errors';
import type { CloudFormationCall } from '../state';

/** As whom a stack's resources are made: a session of the role that was passed, else the caller. */
export function stackPrincipal(call: CloudFormationCall, roleArn: string | undefined): Principal {
  if (roleArn === undefined) return call.principal;
  try {
    const sts = call.ask('sts', { as: servicePrincipal('cloudformation', call.accountId) });
    const { AssumedRoleUser } = sts.assumeRole({ RoleArn: roleArn, RoleSessionName: 'AWSCloudFormation' });
    return {
      kind: 'session',
      arn: AssumedRoleUser?.Arn ?? '',
      accountId: call.accountId,
      roleArn,
      userId: AssumedRoleUser?.AssumedRoleId ?? '',
    };
  } catch (error) {
    throw error instanceof AwsError ? roleCannotBeAssumed(roleArn) : error;
  }
}
