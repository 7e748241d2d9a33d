/** What an alarm sets off when it enters a state: messages to topics, invocations of functions. */
import { AwsError, parseArn, servicePrincipal } from '../../../cloud/service';
import type { Alarm, AlarmState, CloudWatchCall } from '../state';
import { remember } from './history';
import { lambdaPayload, notification } from './messages';
import { regionName } from './region-names';

/** Carries out the actions of the state that the alarm is in now. */
export function actOn(call: CloudWatchCall, alarm: Alarm, former: AlarmState): void {
  if (!alarm.actionsEnabled) return;
  for (const action of alarm.actions[alarm.state.value]) {
    try {
      if (!act(call, alarm, former, action)) continue;
      remember(call, alarm, 'Action', `Successfully executed action ${action}`, { actionState: 'Succeeded' });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const { code, message } = error;
      call.note('alarm action failed', alarm.arn, { action, code, message });
      const data = { actionState: 'Failed', notificationResource: action, error: message };
      remember(
        call,
        alarm,
        'Action',
        `Failed to execute action ${action}. Received error: "${message}"`,
        data,
      );
    }
  }
}

/** Whether the action is one that is emulated; the others were told of when the alarm was put. */
function act(call: CloudWatchCall, alarm: Alarm, former: AlarmState, action: string): boolean {
  const target = parseArn(action);
  const by = (service: string) => ({
    as: servicePrincipal(service, call.accountId),
    sourceArn: alarm.arn,
    sourceAccount: call.accountId,
    accountId: target?.accountId ?? call.accountId,
    region: target?.region ?? call.region,
  });
  if (target?.service === 'sns') {
    call.ask('sns', by('cloudwatch')).publish({
      TopicArn: action,
      Subject: subjectOf(alarm, call.region),
      Message: notification(call, alarm, former),
    });
    return true;
  }
  if (target?.service === 'autoscaling') {
    const payload = { policyArn: action, alarmName: alarm.name, state: alarm.state.value };
    call.tell('application-autoscaling', 'alarm', { ...payload, datapoints: datapointsOf(alarm) });
    return true;
  }
  if (target?.service !== 'lambda') return false;
  call.ask('lambda', by('lambda.alarms.cloudwatch')).invoke({
    FunctionName: action,
    InvocationType: 'Event',
    Payload: Buffer.from(lambdaPayload(call, alarm, former)),
  });
  return true;
}

/** SNS takes a hundred characters; AWS cuts the rest off. */
const subjectOf = ({ state, name }: Alarm, region: string): string =>
  `${state.value}: "${name}" in ${regionName(region)}`.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 100);

/** The values that brought an alarm into its state, oldest first. */
function datapointsOf({ state }: Alarm): number[] {
  const data: unknown = JSON.parse(state.reasonData ?? '{}');
  const points =
    typeof data === 'object' && data !== null && 'recentDatapoints' in data ? data.recentDatapoints : [];
  return Array.isArray(points) ? points.filter((point) => typeof point === 'number') : [];
}

const isScaling = (action: string): boolean => parseArn(action)?.service === 'autoscaling';

/** Scaling policies are told each minute as long as an alarm lasts; other actions only when it begins. */
export function remindPolicies(call: CloudWatchCall, alarm: Alarm): void {
  if (!alarm.actionsEnabled) return;
  for (const action of alarm.actions[alarm.state.value].filter(isScaling))
    act(call, alarm, alarm.state, action);
}

export const isEmulatedAction = (action: string): boolean =>
  ['sns', 'lambda', 'autoscaling'].includes(parseArn(action)?.service ?? '');
