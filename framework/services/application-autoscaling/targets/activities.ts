/** Scaling activities: a change of units from its beginning to its end. */
import type { ApplicationAutoScaling, ScalingActivity } from '@aws-sdk/client-application-auto-scaling';
import { AwsError, type Operations } from '../../../cloud/service';
import { validation } from '../errors';
import { page } from '../pages';
import { type Activity, type ScalingCall, type State, type Target } from '../state';
import { settleAlarms } from '../policies/alarms';
import { capacityOf, setUnits, unitsOf } from './capacity';
import { knownPlace, targetKey } from './dimensions';

const keptMs = 42 * 86_400_000;
const pollMs = 5_000;

function remember(call: ScalingCall, activity: Activity): void {
  const key = String(call.count('activity')).padStart(12, '0');
  call.state.activities.set(key, activity);
}

/** Sets a target's units to a value, unless that is what it has; answers whether it was begun. */
export function scaleTo(call: ScalingCall, target: Target, value: number, cause: string): boolean {
  const what = knownPlace(call, target).kind === 'Read' ? 'read' : 'write';
  const id = call.random('activity').uuid();
  const begun = {
    id,
    resourceId: target.resourceId,
    dimension: target.dimension,
    description: `Setting ${what} capacity units to ${value}.`,
    cause,
    startedAtMs: call.nowMs,
  };
  try {
    const capacity = capacityOf(call, target);
    if (capacity.isChanging || unitsOf(call, target, capacity) === value) return false;
    setUnits(call, target, capacity, value);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const message = `Failed to set ${what} capacity units to ${value}. Reason: ${error.message}`;
    remember(call, { ...begun, endedAtMs: call.nowMs, status: 'Failed', message });
    call.note('scaling failed', target.arn, { cause, value, reason: error.message });
    return false;
  }
  const message = `Successfully set ${what} capacity units to ${value}. Waiting for change to be fulfilled by dynamodb.`;
  remember(call, { ...begun, status: 'InProgress', message });
  call.state.targets.set(targetKey(target), { ...target, busyWith: id });
  call.note('scaling started', target.arn, { cause, value });
  call.later({ afterMs: pollMs, kind: 'settled', payload: { key: targetKey(target), id, value } });
  return true;
}

/** Looks whether the table has its new units. */
export function settled(payload: { key: string; id: string; value: number }, call: ScalingCall): void {
  const target = call.state.targets.get(payload.key);
  if (target?.busyWith !== payload.id) return;
  let failure: string | undefined;
  try {
    if (capacityOf(call, target).isChanging) {
      call.later({ afterMs: pollMs, kind: 'settled', payload });
      return;
    }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    failure = error.message;
  }
  const { busyWith: _, ...free } = target;
  call.state.targets.set(payload.key, free);
  end(call, payload.id, payload.value, failure);
  if (failure === undefined) settleAlarms(call, free, payload.value);
}

function end(call: ScalingCall, id: string, value: number, failure: string | undefined): void {
  for (const [key, activity] of call.state.activities.range({ reverse: true })) {
    if (activity.id !== id) continue;
    const [done] = activity.message.split(' Waiting');
    const message =
      failure === undefined
        ? `${done} Change successfully fulfilled by dynamodb.`
        : `Failed to fulfill ${value} capacity units. Reason: ${failure}`;
    const status = failure === undefined ? 'Successful' : 'Failed';
    call.state.activities.set(key, { ...activity, endedAtMs: call.nowMs, status, message });
    return;
  }
}

const activityOutput = (activity: Activity): ScalingActivity => ({
  ActivityId: activity.id,
  ServiceNamespace: 'dynamodb',
  ResourceId: activity.resourceId,
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked when the target was registered
  ScalableDimension: activity.dimension as NonNullable<ScalingActivity['ScalableDimension']>,
  Description: activity.description,
  Cause: activity.cause,
  StartTime: new Date(activity.startedAtMs),
  ...(activity.endedAtMs === undefined ? {} : { EndTime: new Date(activity.endedAtMs) }),
  StatusCode: activity.status,
  StatusMessage: activity.message,
});

export const activities: Operations<ApplicationAutoScaling, State> = {
  /** Newest first, of the last six weeks. */
  describeScalingActivities(input, call) {
    const { ServiceNamespace, ResourceId, ScalableDimension, IncludeNotScaledActivities } = input;
    if (ServiceNamespace !== 'dynamodb') {
      call.notEmulated(`application-autoscaling: the service namespace ${ServiceNamespace}`);
    }
    if (ScalableDimension !== undefined && ResourceId === undefined) {
      throw validation('ResourceId must be specified if ScalableDimension is specified');
    }
    if (IncludeNotScaledActivities === true) {
      call.modelledOnly('application-autoscaling: IncludeNotScaledActivities');
    }
    const found = [...call.state.activities.range({ reverse: true })]
      .map(([, activity]) => activity)
      .filter(({ startedAtMs }) => startedAtMs > call.nowMs - keptMs)
      .filter(({ resourceId }) => ResourceId === undefined || resourceId === ResourceId)
      .filter(({ dimension }) => ScalableDimension === undefined || dimension === ScalableDimension);
    const { rows, token } = page(found, input);
    return { ScalingActivities: rows.map(activityOutput), ...token };
  },
};
