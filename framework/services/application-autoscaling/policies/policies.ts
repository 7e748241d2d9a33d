import type {
  ApplicationAutoScaling,
  ScalingPolicy,
  TargetTrackingScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling';
import type { Operations } from '../../../cloud/service';
import { noPolicy, validation } from '../errors';
import { page } from '../pages';
import { keyOf, type Policy, type ScalingCall, type State, type Target } from '../state';
import { capacityOf, unitsOf } from '../targets/capacity';
import { knownPlace, placeOf, targetAt } from '../targets/dimensions';
import { deleteAlarms, deletePolicy, newAlarms, policyKey, putAlarms } from './alarms';

const targetPercent = { min: 20, max: 90 };
const policiesMax = 50;

type Configuration = TargetTrackingScalingPolicyConfiguration;
type Settings = Omit<Policy, 'name' | 'arn' | 'dimension' | 'resourceId' | 'alarms' | 'createdAtMs'>;

function settingsOf(call: ScalingCall, target: Target, configuration: Configuration): Settings {
  const { CustomizedMetricSpecification, PredefinedMetricSpecification: predefined } = configuration;
  if ((CustomizedMetricSpecification === undefined) === (predefined === undefined)) {
    throw validation(
      'Exactly one of PredefinedMetricSpecification and CustomizedMetricSpecification must be specified',
    );
  }
  if (predefined === undefined) {
    return call.notEmulated('application-autoscaling:PutScalingPolicy with CustomizedMetricSpecification');
  }
  const { kind } = knownPlace(call, target);
  const metric = `DynamoDB${kind}CapacityUtilization` as const;
  if (predefined.PredefinedMetricType !== metric) {
    throw validation(
      `The predefined metric type ${predefined.PredefinedMetricType} is not supported for the scalable dimension ${target.dimension}`,
    );
  }
  const { TargetValue = 0, ScaleOutCooldown, ScaleInCooldown, DisableScaleIn } = configuration;
  if (TargetValue < targetPercent.min || TargetValue > targetPercent.max) {
    throw validation(`Target value must be between ${targetPercent.min} and ${targetPercent.max}`);
  }
  for (const seconds of [ScaleOutCooldown ?? 0, ScaleInCooldown ?? 0]) {
    if (seconds < 0) throw validation('Cooldown must not be negative');
  }
  return {
    metric,
    targetValue: TargetValue,
    ...(ScaleOutCooldown === undefined ? {} : { scaleOutCooldownSeconds: ScaleOutCooldown }),
    ...(ScaleInCooldown === undefined ? {} : { scaleInCooldownSeconds: ScaleInCooldown }),
    disableScaleIn: DisableScaleIn === true,
  };
}

function policyArn(call: ScalingCall, target: Target, name: string): string {
  const { partition, region, accountId } = call;
  const resource = `scalingPolicy:${target.id}:resource/dynamodb/${target.resourceId}:policyName/${name}`;
  return `arn:${partition}:autoscaling:${region}:${accountId}:${resource}`;
}

function refuseMany(call: ScalingCall, target: Target, name: string): void {
  const others = [...call.state.policies.prefix(keyOf(target.resourceId, target.dimension, ''))]
    .map(([, policy]) => policy)
    .filter((policy) => policy.name !== name);
  if (others.length >= policiesMax) throw validation('Policy limit exceeded for the scalable target');
  // Two policies that track the same thing would fight.
  if (others.length > 0) {
    throw validation('Only one TargetTrackingScaling policy for a given metric specification is allowed.');
  }
}

const policyOutput = (policy: Policy): ScalingPolicy => ({
  PolicyARN: policy.arn,
  PolicyName: policy.name,
  ServiceNamespace: 'dynamodb',
  ResourceId: policy.resourceId,
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked when the target was registered
  ScalableDimension: policy.dimension as NonNullable<ScalingPolicy['ScalableDimension']>,
  PolicyType: 'TargetTrackingScaling',
  TargetTrackingScalingPolicyConfiguration: {
    TargetValue: policy.targetValue,
    PredefinedMetricSpecification: { PredefinedMetricType: policy.metric },
    ...(policy.scaleOutCooldownSeconds === undefined
      ? {}
      : { ScaleOutCooldown: policy.scaleOutCooldownSeconds }),
    ...(policy.scaleInCooldownSeconds === undefined
      ? {}
      : { ScaleInCooldown: policy.scaleInCooldownSeconds }),
    ...(policy.disableScaleIn ? { DisableScaleIn: true } : {}),
  },
  Alarms: alarmsOutput(policy),
  CreationTime: new Date(policy.createdAtMs),
});

const alarmsOutput = ({ alarms }: Policy) =>
  alarms.map(({ name, arn }) => ({ AlarmName: name, AlarmARN: arn }));

export const policies: Operations<ApplicationAutoScaling, State> = {
  putScalingPolicy(input, call) {
    const { PolicyName: name, ServiceNamespace, ResourceId, ScalableDimension, PolicyType } = input;
    placeOf(call, ServiceNamespace, ResourceId, ScalableDimension);
    const target = targetAt(call, ResourceId, ScalableDimension);
    const former = call.state.policies.get(keyOf(ResourceId, ScalableDimension, name));
    const type = PolicyType ?? (former === undefined ? 'StepScaling' : 'TargetTrackingScaling');
    const configuration = input.TargetTrackingScalingPolicyConfiguration;
    // Of the services that are emulated none takes the other types.
    if (type !== 'TargetTrackingScaling') {
      throw validation(`The policy type ${type} is not supported for the service namespace dynamodb`);
    }
    if (configuration === undefined) {
      throw validation('TargetTrackingScalingPolicyConfiguration must be specified for the policy type');
    }
    const settings = settingsOf(call, target, configuration);
    refuseMany(call, target, name);
    const keepsAlarms = former !== undefined && former.disableScaleIn === settings.disableScaleIn;
    if (former !== undefined && !keepsAlarms) deleteAlarms(call, target, former);
    const policy: Policy = {
      name,
      arn: former?.arn ?? policyArn(call, target, name),
      dimension: ScalableDimension,
      resourceId: ResourceId,
      ...settings,
      alarms: keepsAlarms ? former.alarms : newAlarms(call, target, !settings.disableScaleIn),
      createdAtMs: former?.createdAtMs ?? call.nowMs,
    };
    putAlarms(call, target, policy, unitsOf(call, target, capacityOf(call, target)));
    call.state.policies.set(policyKey(policy), policy);
    return { PolicyARN: policy.arn, Alarms: alarmsOutput(policy) };
  },

  deleteScalingPolicy({ PolicyName, ServiceNamespace, ResourceId, ScalableDimension }, call) {
    placeOf(call, ServiceNamespace, ResourceId, ScalableDimension);
    const target = targetAt(call, ResourceId, ScalableDimension);
    const policy = call.state.policies.get(keyOf(ResourceId, ScalableDimension, PolicyName));
    if (policy === undefined) throw noPolicy(PolicyName, ResourceId, ScalableDimension);
    deletePolicy(call, target, policy);
    return {};
  },

  describeScalingPolicies(input, call) {
    const { PolicyNames = [], ServiceNamespace, ResourceId, ScalableDimension } = input;
    if (ServiceNamespace !== 'dynamodb') {
      call.notEmulated(`application-autoscaling: the service namespace ${ServiceNamespace}`);
    }
    if (ScalableDimension !== undefined && ResourceId === undefined) {
      throw validation('ResourceId must be specified if ScalableDimension is specified');
    }
    const found = [...call.state.policies.values()]
      .filter(({ name }) => PolicyNames.length === 0 || PolicyNames.includes(name))
      .filter(({ resourceId }) => ResourceId === undefined || resourceId === ResourceId)
      .filter(({ dimension }) => ScalableDimension === undefined || dimension === ScalableDimension);
    const { rows, token } = page(found, { ...input, MaxResults: input.MaxResults ?? 10 });
    return { ScalingPolicies: rows.map(policyOutput), ...token };
  },
};
