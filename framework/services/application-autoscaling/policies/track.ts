/** What an alarm of a target tracking policy leads to. */
import { AwsError } from '../../../cloud/service';
import type { Policy, ScalingCall, Target } from '../state';
import { scaleTo } from '../targets/activities';
import { capacityOf, unitsOf } from '../targets/capacity';
import { targetKey } from '../targets/dimensions';
import { keyOf } from '../state';
import { settleAlarms } from './alarms';

/** What CloudWatch tells; a type, because news are plain data. */
export type AlarmNews = {
  policyArn: string;
  alarmName: string;
  state: string;
  /** Of the periods that were looked at, oldest first. */
  datapoints: number[];
};

/** An alarm is in ALARM, or still is: told each minute. */
export function alarm({ policyArn, alarmName, state, datapoints }: AlarmNews, call: ScalingCall): void {
  const policy = [...call.state.policies.values()].find(({ arn }) => arn === policyArn);
  const kind = policy?.alarms.find(({ name }) => name === alarmName)?.kind;
  if (policy === undefined || kind === undefined || state !== 'ALARM') return;
  const target = call.state.targets.get(keyOf(policy.resourceId, policy.dimension));
  if (target === undefined || target.busyWith !== undefined) return;
  try {
    const units = unitsOf(call, target, capacityOf(call, target));
    if (kind === 'AlarmHigh' || kind === 'AlarmLow') {
      track(call, target, policy, { units, datapoints, alarmName, isOut: kind === 'AlarmHigh' });
    } else settleAlarms(call, target, units);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    call.note('scaling failed', target.arn, { cause: alarmName, reason: error.message });
  }
}

interface Look {
  readonly units: number;
  readonly datapoints: readonly number[];
  readonly alarmName: string;
  readonly isOut: boolean;
}

/** Enough units that the most that was used in a minute is the target's share of them; within the limits. */
function track(call: ScalingCall, target: Target, policy: Policy, look: Look): void {
  const { units, datapoints, alarmName, isOut } = look;
  if (isOut ? target.suspended.scaleOut : target.suspended.scaleIn) return;
  if (isCooling(call, target, policy, isOut)) return;
  const used = Math.max(0, ...datapoints) / 60;
  const wanted = Math.ceil((used * 100) / policy.targetValue);
  const value = Math.min(target.max, Math.max(target.min, wanted));
  if (isOut ? value <= units : value >= units) return;
  const cause = `monitor alarm ${alarmName} in state ALARM triggered policy ${policy.name}`;
  const moment = isOut ? { scaledOutAtMs: call.nowMs } : { scaledInAtMs: call.nowMs };
  if (!scaleTo(call, target, value, cause)) return;
  const begun = call.state.targets.get(targetKey(target));
  if (begun !== undefined) call.state.targets.set(targetKey(target), { ...begun, ...moment });
}

/** After a change the next of its kind waits, and what takes units away for both. DynamoDB's default is no wait. */
function isCooling(call: ScalingCall, target: Target, policy: Policy, isOut: boolean): boolean {
  const { scaleOutCooldownSeconds: out = 0, scaleInCooldownSeconds: into = 0 } = policy;
  const isWithin = (sinceMs: number | undefined, seconds: number): boolean =>
    sinceMs !== undefined && call.nowMs < sinceMs + seconds * 1000;
  if (isOut) return isWithin(target.scaledOutAtMs, out);
  return isWithin(target.scaledInAtMs, into) || isWithin(target.scaledOutAtMs, into);
}
