/** The alarms that composite alarms speak of. */
import type { Alarm, CloudWatchCall, CompositeAlarm } from '../state';
import { parseRule } from './composite-rule';
import { momentText } from './reason';

const nameOf = (alarm: string): string =>
  alarm.slice(alarm.lastIndexOf(':alarm:') + 1).replace(/^:?alarm:/, '');

/** The alarm that a rule names, by name or ARN. */
export const alarmNamed = (call: CloudWatchCall, alarm: string): Alarm | undefined =>
  call.state.alarms.get(alarm.startsWith('arn:') ? nameOf(alarm) : alarm);

/** The alarms of a rule with their states, as notifications tell them. */
export function childStates(call: CloudWatchCall, { rule }: CompositeAlarm): object[] {
  return parseRule(rule).alarms.flatMap((name) => {
    const child = alarmNamed(call, name);
    if (child === undefined) return [];
    const { arn, state } = child;
    return [{ Arn: arn, State: { Value: state.value, Timestamp: momentText(state.updatedAtMs) } }];
  });
}

/** Whether a rule would lead back to the alarm that has it. */
export function leadsBack(call: CloudWatchCall, name: string, rule: string): boolean {
  return parseRule(rule).alarms.some((each) => {
    const child = alarmNamed(call, each);
    if (each === name || child?.name === name) return true;
    return child?.kind === 'composite' && leadsBack(call, name, child.rule);
  });
}
