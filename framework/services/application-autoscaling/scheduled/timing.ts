/** When scheduled actions happen, and what they do. */
import { nextFiring, parseSchedule } from '../../../cloud/service';
import { keyOf, type ScalingCall, type ScheduledAction } from '../state';
import { scaleTo } from '../targets/activities';
import { capacityOf, unitsOf } from '../targets/capacity';
import { targetKey } from '../targets/dimensions';
import { AwsError } from '../../../cloud/service';

export const actionKey = ({ resourceId, dimension, name }: ScheduledAction): string =>
  keyOf(resourceId, dimension, name);

/** The action with the entry of the timers that brings its next turn, if it has one. */
export function planned(call: ScalingCall, action: ScheduledAction): ScheduledAction {
  const { laterId: _, ...idle } = action;
  const schedule = parseSchedule(action.schedule);
  const startMs = action.startAtMs ?? action.createdAtMs;
  const afterMs = Math.max(call.nowMs, startMs - 1);
  const atMs = schedule && nextFiring(schedule, afterMs, startMs);
  if (atMs === undefined || (action.endAtMs !== undefined && atMs > action.endAtMs)) return idle;
  const payload = { key: actionKey(action) };
  return { ...idle, laterId: call.later({ atMs, kind: 'scheduled', payload, background: true }) };
}

export function cancelAction(call: ScalingCall, { laterId }: ScheduledAction): void {
  if (laterId !== undefined) call.cancel(laterId);
}

/** An action's turn: it sets the limits, and brings the units within them. */
export function scheduled({ key }: { key: string }, call: ScalingCall): void {
  const action = call.state.scheduledActions.get(key);
  if (action === undefined) return;
  call.state.scheduledActions.set(key, planned(call, action));
  const former = call.state.targets.get(keyOf(action.resourceId, action.dimension));
  if (former === undefined || former.suspended.scheduled) return;
  const { min = former.min, max = former.max } = action;
  const target = { ...former, min, max };
  call.state.targets.set(targetKey(target), target);
  call.note('scheduled action', target.arn, { name: action.name, min, max });
  try {
    const units = unitsOf(call, target, capacityOf(call, target));
    if (units < min) scaleTo(call, target, min, `minimum capacity was set to ${min}`);
    else if (units > max) scaleTo(call, target, max, `maximum capacity was set to ${max}`);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    call.note('scaling failed', target.arn, { cause: action.name, reason: error.message });
  }
}
