import type {
  ApplicationAutoScaling,
  ScheduledAction as ActionOutput,
} from '@aws-sdk/client-application-auto-scaling';
import { parseSchedule, type Operations } from '../../../cloud/service';
import { noScheduledAction, validation } from '../errors';
import { page } from '../pages';
import { keyOf, type ScalingCall, type ScheduledAction, type State, type Target } from '../state';
import { placeOf, targetAt } from '../targets/dimensions';
import { actionKey, cancelAction, planned } from './timing';

function actionArn(call: ScalingCall, target: Target, name: string): string {
  const { partition, region, accountId } = call;
  const resource = `scheduledAction:${target.id}:resource/dynamodb/${target.resourceId}:scheduledActionName/${name}`;
  return `arn:${partition}:autoscaling:${region}:${accountId}:${resource}`;
}

const actionOutput = (action: ScheduledAction): ActionOutput => ({
  ScheduledActionName: action.name,
  ScheduledActionARN: action.arn,
  ServiceNamespace: 'dynamodb',
  Schedule: action.schedule,
  ...(action.timezone === undefined ? {} : { Timezone: action.timezone }),
  ResourceId: action.resourceId,
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked when the target was registered
  ScalableDimension: action.dimension as NonNullable<ActionOutput['ScalableDimension']>,
  ...(action.startAtMs === undefined ? {} : { StartTime: new Date(action.startAtMs) }),
  ...(action.endAtMs === undefined ? {} : { EndTime: new Date(action.endAtMs) }),
  ScalableTargetAction: {
    ...(action.min === undefined ? {} : { MinCapacity: action.min }),
    ...(action.max === undefined ? {} : { MaxCapacity: action.max }),
  },
  CreationTime: new Date(action.createdAtMs),
});

function checkTimezone(call: ScalingCall, timezone: string | undefined): void {
  if (timezone !== undefined && !['UTC', 'Etc/UTC'].includes(timezone)) {
    call.notEmulated(`application-autoscaling:PutScheduledAction with the time zone ${timezone}`);
  }
}

export const scheduledActions: Operations<ApplicationAutoScaling, State> = {
  /** Parts that are not given stay as they were. */
  putScheduledAction(input, call) {
    const { ScheduledActionName: name, ServiceNamespace, ResourceId, ScalableDimension } = input;
    placeOf(call, ServiceNamespace, ResourceId, ScalableDimension);
    const target = targetAt(call, ResourceId, ScalableDimension);
    const former = call.state.scheduledActions.get(keyOf(ResourceId, ScalableDimension, name));
    const schedule = input.Schedule ?? former?.schedule;
    if (schedule === undefined || parseSchedule(schedule) === undefined) {
      throw validation(`Invalid schedule expression: ${schedule}`);
    }
    const timezone = input.Timezone ?? former?.timezone;
    checkTimezone(call, timezone);
    const { MinCapacity: min = former?.min, MaxCapacity: max = former?.max } =
      input.ScalableTargetAction ?? {};
    if (min === undefined && max === undefined) {
      throw validation('Either MinCapacity or MaxCapacity must be specified in ScalableTargetAction');
    }
    if (min !== undefined && max !== undefined && min > max) {
      throw validation('Maximum capacity cannot be less than minimum capacity');
    }
    const startAtMs = input.StartTime?.getTime() ?? former?.startAtMs;
    const endAtMs = input.EndTime?.getTime() ?? former?.endAtMs;
    if (startAtMs !== undefined && endAtMs !== undefined && startAtMs >= endAtMs) {
      throw validation('Start time must be before end time');
    }
    if (former !== undefined) cancelAction(call, former);
    const action: ScheduledAction = {
      name,
      arn: former?.arn ?? actionArn(call, target, name),
      dimension: ScalableDimension,
      resourceId: ResourceId,
      schedule,
      ...(timezone === undefined ? {} : { timezone }),
      ...(startAtMs === undefined ? {} : { startAtMs }),
      ...(endAtMs === undefined ? {} : { endAtMs }),
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
      createdAtMs: former?.createdAtMs ?? call.nowMs,
    };
    call.state.scheduledActions.set(actionKey(action), planned(call, action));
    return {};
  },

  deleteScheduledAction({ ScheduledActionName, ServiceNamespace, ResourceId, ScalableDimension }, call) {
    placeOf(call, ServiceNamespace, ResourceId, ScalableDimension);
    const key = keyOf(ResourceId, ScalableDimension, ScheduledActionName);
    const action = call.state.scheduledActions.get(key);
    if (action === undefined) throw noScheduledAction(ScheduledActionName, ResourceId, ScalableDimension);
    cancelAction(call, action);
    call.state.scheduledActions.delete(key);
    return {};
  },

  describeScheduledActions(input, call) {
    const { ScheduledActionNames = [], ServiceNamespace, ResourceId, ScalableDimension } = input;
    if (ServiceNamespace !== 'dynamodb') {
      call.notEmulated(`application-autoscaling: the service namespace ${ServiceNamespace}`);
    }
    const found = [...call.state.scheduledActions.values()]
      .filter(({ name }) => ScheduledActionNames.length === 0 || ScheduledActionNames.includes(name))
      .filter(({ resourceId }) => ResourceId === undefined || resourceId === ResourceId)
      .filter(({ dimension }) => ScalableDimension === undefined || dimension === ScalableDimension);
    const { rows, token } = page(found, input);
    return { ScheduledActions: rows.map(actionOutput), ...token };
  },
};
