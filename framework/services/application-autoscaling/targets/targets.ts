import type { ApplicationAutoScaling, ScalableTarget } from '@aws-sdk/client-application-auto-scaling';
import { AwsError, parseArn, type Input, type Operations } from '../../../cloud/service';
import { validation } from '../errors';
import { page } from '../pages';
import { deletePolicy } from '../policies/alarms';
import { cancelAction } from '../scheduled/timing';
import { keyOf, type ScalingCall, type State, type Suspended, type Target } from '../state';
import { placeOf, targetAt, targetKey } from './dimensions';
import { tagsOf, tagTarget, untagTarget } from './tags';

type Register = Input<ApplicationAutoScaling, 'registerScalableTarget'>;

const linkedService = 'dynamodb.application-autoscaling.amazonaws.com';

/** The role given, or that of the service itself, made on behalf of the caller where it is not there yet. */
function roleFor(call: ScalingCall, given: string | undefined): string {
  const name = 'AWSServiceRoleForApplicationAutoScaling_DynamoDBTable';
  const path = `/aws-service-role/${linkedService}/`;
  const linked = `arn:${call.partition}:iam::${call.accountId}:role${path}${name}`;
  if (given !== undefined && given !== linked) return given;
  if (!hasRole(call, path, name)) {
    call.ask('iam', { as: call.principal }).createServiceLinkedRole({ AWSServiceName: linkedService });
  }
  return linked;
}

function hasRole(call: ScalingCall, path: string, name: string): boolean {
  const as = { kind: 'root', arn: `arn:${call.partition}:iam::${call.accountId}:root` } as const;
  const iam = call.ask('iam', { as: { ...as, accountId: call.accountId } });
  return iam.listRoles({ PathPrefix: path }).Roles?.some(({ RoleName }) => RoleName === name) === true;
}

/** As AWS: a table that is not there is refused. */
function checkResource(
  call: ScalingCall,
  table: string,
  resourceId: string,
  index: string | undefined,
): void {
  try {
    const { Table } = call.ask('dynamodb', { as: call.principal }).describeTable({ TableName: table });
    const isThere =
      index === undefined ||
      Table?.GlobalSecondaryIndexes?.some(({ IndexName }) => IndexName === index) === true;
    if (!isThere) throw validation(`DynamoDB index does not exist: ${resourceId}`);
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'ResourceNotFoundException') throw error;
    throw validation(`DynamoDB table does not exist: ${resourceId}`);
  }
}

function suspendedOf({ SuspendedState: given }: Register, former: Suspended | undefined): Suspended {
  return {
    scaleIn: given?.DynamicScalingInSuspended ?? former?.scaleIn ?? false,
    scaleOut: given?.DynamicScalingOutSuspended ?? former?.scaleOut ?? false,
    scheduled: given?.ScheduledScalingSuspended ?? former?.scheduled ?? false,
  };
}

function fresh(call: ScalingCall, input: Register): Target {
  const { MinCapacity, MaxCapacity, ResourceId: resourceId, ScalableDimension: dimension } = input;
  if (MinCapacity === undefined || MaxCapacity === undefined) {
    throw validation('MinCapacity and MaxCapacity must be specified for a new scalable target');
  }
  const { table, index } = placeOf(call, input.ServiceNamespace, resourceId, dimension);
  checkResource(call, table, resourceId, index);
  const id = call.random('target').uuid();
  const short = `0${call.random('target').hex(31)}`;
  return {
    namespace: 'dynamodb',
    resourceId,
    dimension,
    id,
    arn: `arn:${call.partition}:application-autoscaling:${call.region}:${call.accountId}:scalable-target/${short}`,
    min: MinCapacity,
    max: MaxCapacity,
    roleArn: roleFor(call, input.RoleARN),
    createdAtMs: call.nowMs,
    suspended: suspendedOf(input, undefined),
    tags: input.Tags ?? {},
  };
}

const targetOutput = (target: Target): ScalableTarget => ({
  ServiceNamespace: 'dynamodb',
  ResourceId: target.resourceId,
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked when it was registered
  ScalableDimension: target.dimension as NonNullable<ScalableTarget['ScalableDimension']>,
  MinCapacity: target.min,
  MaxCapacity: target.max,
  RoleARN: target.roleArn,
  CreationTime: new Date(target.createdAtMs),
  SuspendedState: {
    DynamicScalingInSuspended: target.suspended.scaleIn,
    DynamicScalingOutSuspended: target.suspended.scaleOut,
    ScheduledScalingSuspended: target.suspended.scheduled,
  },
  ScalableTargetARN: target.arn,
});

export const targets: Operations<ApplicationAutoScaling, State> = {
  registerScalableTarget(input, call) {
    const { ServiceNamespace, ResourceId, ScalableDimension, RoleARN, MinCapacity, MaxCapacity } = input;
    placeOf(call, ServiceNamespace, ResourceId, ScalableDimension);
    if (RoleARN !== undefined && parseArn(RoleARN)?.accountId !== call.accountId) {
      throw validation('Cross-account pass role is not allowed.');
    }
    const former = call.state.targets.get(keyOf(ResourceId, ScalableDimension));
    const target: Target =
      former === undefined
        ? fresh(call, input)
        : {
            ...former,
            min: MinCapacity ?? former.min,
            max: MaxCapacity ?? former.max,
            roleArn: RoleARN ?? former.roleArn,
            suspended: suspendedOf(input, former.suspended),
          };
    if (former !== undefined && input.Tags !== undefined) {
      throw validation('Tags can only be specified when registering a new scalable target');
    }
    if (target.min < 0) throw validation('Minimum capacity cannot be negative');
    if (target.min > target.max) throw validation('Maximum capacity cannot be less than minimum capacity');
    call.state.targets.set(targetKey(target), target);
    return { ScalableTargetARN: target.arn };
  },

  /** Its policies and scheduled actions go with it. */
  deregisterScalableTarget({ ServiceNamespace, ResourceId, ScalableDimension }, call) {
    placeOf(call, ServiceNamespace, ResourceId, ScalableDimension);
    const target = targetAt(call, ResourceId, ScalableDimension);
    const prefix = keyOf(ResourceId, ScalableDimension, '');
    for (const [, policy] of call.state.policies.prefix(prefix)) deletePolicy(call, target, policy);
    for (const [key, action] of call.state.scheduledActions.prefix(prefix)) {
      cancelAction(call, action);
      call.state.scheduledActions.delete(key);
    }
    call.state.targets.delete(targetKey(target));
    return {};
  },

  describeScalableTargets(input, call) {
    const { ServiceNamespace, ResourceIds = [], ScalableDimension } = input;
    if (ServiceNamespace !== 'dynamodb') {
      call.notEmulated(`application-autoscaling: the service namespace ${ServiceNamespace}`);
    }
    if (ScalableDimension !== undefined && ResourceIds.length === 0) {
      throw validation('ResourceIds must be specified if ScalableDimension is specified');
    }
    const found = [...call.state.targets.values()]
      .filter(({ resourceId }) => ResourceIds.length === 0 || ResourceIds.includes(resourceId))
      .filter(({ dimension }) => ScalableDimension === undefined || dimension === ScalableDimension);
    const { rows, token } = page(found, input);
    return { ScalableTargets: rows.map(targetOutput), ...token };
  },

  listTagsForResource: ({ ResourceARN }, call) => ({ Tags: tagsOf(call, ResourceARN) }),

  tagResource({ ResourceARN, Tags }, call) {
    tagTarget(call, ResourceARN, Tags);
    return {};
  },

  untagResource({ ResourceARN, TagKeys }, call) {
    untagTarget(call, ResourceARN, TagKeys);
    return {};
  },
};
