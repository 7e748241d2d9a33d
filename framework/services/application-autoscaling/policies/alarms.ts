/** The alarms of a target tracking policy, which AWS makes and keeps for it. */
import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../../../cloud/service';
import { keyOf, type AlarmName, type Policy, type ScalingCall, type Target } from '../state';
import { asRole } from '../targets/capacity';
import { knownPlace } from '../targets/dimensions';

/** How far below its target use must be, in percent of the units, before units are taken away. */
const slackPercent = 20;

export const policyKey = ({ resourceId, dimension, name }: Policy): string =>
  keyOf(resourceId, dimension, name);

/** Names as AWS makes them. */
export function newAlarms(call: ScalingCall, target: Target, scalesIn: boolean): AlarmName[] {
  const kinds: AlarmName['kind'][] = ['AlarmHigh', ...(scalesIn ? ['AlarmLow' as const] : [])];
  kinds.push('ProvisionedCapacityHigh', 'ProvisionedCapacityLow');
  return kinds.map((kind) => {
    const name = `TargetTracking-${target.resourceId}-${kind}-${call.random('alarm').uuid()}`;
    return {
      kind,
      name,
      arn: `arn:${call.partition}:cloudwatch:${call.region}:${call.accountId}:alarm:${name}`,
    };
  });
}

type Rule = Pick<
  PutMetricAlarmInput,
  'MetricName' | 'Statistic' | 'Period' | 'EvaluationPeriods' | 'Threshold' | 'ComparisonOperator'
>;

/** Use of two minutes above the target, or of fifteen well below it; and units that somebody else has set. */
function ruleOf(kind: AlarmName['kind'], policy: Policy, what: 'Read' | 'Write', units: number): Rule {
  const perMinute = (percent: number): number => Math.round(units * 60 * percent) / 100;
  const { targetValue } = policy;
  if (kind === 'AlarmHigh' || kind === 'AlarmLow') {
    const isHigh = kind === 'AlarmHigh';
    const lowPercent = targetValue > slackPercent ? targetValue - slackPercent : targetValue / 2;
    return {
      MetricName: `Consumed${what}CapacityUnits`,
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: isHigh ? 2 : 15,
      Threshold: perMinute(isHigh ? targetValue : lowPercent),
      ComparisonOperator: isHigh ? 'GreaterThanThreshold' : 'LessThanThreshold',
    };
  }
  return {
    MetricName: `Provisioned${what}CapacityUnits`,
    Statistic: 'Average',
    Period: 300,
    EvaluationPeriods: 3,
    Threshold: units,
    ComparisonOperator: kind === 'ProvisionedCapacityHigh' ? 'GreaterThanThreshold' : 'LessThanThreshold',
  };
}

/** Puts a policy's alarms with thresholds for the units that the target has. */
export function putAlarms(call: ScalingCall, target: Target, policy: Policy, units: number): void {
  const { table, index, kind: what } = knownPlace(call, target);
  const cloudwatch = call.ask('cloudwatch', asRole(call, target));
  const Dimensions = [
    { Name: 'TableName', Value: table },
    ...(index === undefined ? [] : [{ Name: 'GlobalSecondaryIndexName', Value: index }]),
  ];
  for (const { kind, name } of policy.alarms) {
    cloudwatch.putMetricAlarm({
      AlarmName: name,
      AlarmDescription: `DO NOT EDIT OR DELETE. For TargetTrackingScaling policy ${policy.arn}.`,
      ActionsEnabled: true,
      AlarmActions: [policy.arn],
      Namespace: 'AWS/DynamoDB',
      Dimensions,
      ...ruleOf(kind, policy, what, units),
    });
  }
}

export function deleteAlarms(call: ScalingCall, target: Target, { alarms }: Policy): void {
  if (alarms.length === 0) return;
  try {
    call.ask('cloudwatch', asRole(call, target)).deleteAlarms({ AlarmNames: alarms.map(({ name }) => name) });
  } catch (error) {
    // Somebody has deleted one of them, or the role.
    if (!(error instanceof AwsError)) throw error;
    call.note('alarms not deleted', target.arn, { reason: error.message });
  }
}

export function deletePolicy(call: ScalingCall, target: Target, policy: Policy): void {
  deleteAlarms(call, target, policy);
  call.state.policies.delete(policyKey(policy));
}

/** The units have changed: what counts as much and as little use changes with them. */
export function settleAlarms(call: ScalingCall, target: Target, units: number): void {
  const prefix = keyOf(target.resourceId, target.dimension, '');
  for (const [, policy] of call.state.policies.prefix(prefix)) putAlarms(call, target, policy, units);
}
