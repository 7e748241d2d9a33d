/** Reads and sets the units of tables and indexes, as the target's role. */
import { parseArn, servicePrincipal, type Principal } from '../../../cloud/service';
import { validation } from '../errors';
import type { ScalingCall, Target } from '../state';
import { isServiceLinked, knownPlace } from './dimensions';

/** A session of the role that may change the resource; throws what STS refuses with. */
function roleOf(call: ScalingCall, { roleArn }: Target): Principal {
  const name = isServiceLinked(roleArn) ? 'dynamodb.application-autoscaling' : 'application-autoscaling';
  const sts = call.ask('sts', { as: servicePrincipal(name, call.accountId) });
  const { AssumedRoleUser } = sts.assumeRole({
    RoleArn: roleArn,
    RoleSessionName: 'AutoScaling-UpdateTable',
  });
  return {
    kind: 'session',
    arn: AssumedRoleUser?.Arn ?? '',
    accountId: parseArn(roleArn)?.accountId ?? call.accountId,
    roleArn,
    ...(AssumedRoleUser?.AssumedRoleId === undefined ? {} : { userId: AssumedRoleUser.AssumedRoleId }),
  };
}

export const asRole = (call: ScalingCall, target: Target) => ({ as: roleOf(call, target) });

interface Units {
  readonly read: number;
  readonly write: number;
}

interface Capacity extends Units {
  /** Whether the table takes no changes now. */
  readonly isChanging: boolean;
}

export function capacityOf(call: ScalingCall, target: Target): Capacity {
  const { table, index } = knownPlace(call, target);
  const { Table } = call.ask('dynamodb', asRole(call, target)).describeTable({ TableName: table });
  const global = Table?.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === index);
  if (index !== undefined && global === undefined) {
    throw validation(`DynamoDB index does not exist: ${target.resourceId}`);
  }
  const units = (global ?? Table)?.ProvisionedThroughput;
  return {
    read: units?.ReadCapacityUnits ?? 0,
    write: units?.WriteCapacityUnits ?? 0,
    isChanging: Table?.TableStatus !== 'ACTIVE',
  };
}

export const unitsOf = (call: ScalingCall, target: Target, { read, write }: Units): number =>
  knownPlace(call, target).kind === 'Read' ? read : write;

/** Sets one of the two kinds of units and leaves the other as it is. */
export function setUnits(call: ScalingCall, target: Target, current: Units, value: number): void {
  const { table, index, kind } = knownPlace(call, target);
  const ProvisionedThroughput = {
    ReadCapacityUnits: kind === 'Read' ? value : current.read,
    WriteCapacityUnits: kind === 'Write' ? value : current.write,
  };
  call.ask('dynamodb', asRole(call, target)).updateTable({
    TableName: table,
    ...(index === undefined
      ? { ProvisionedThroughput }
      : { GlobalSecondaryIndexUpdates: [{ Update: { IndexName: index, ProvisionedThroughput } }] }),
  });
}
