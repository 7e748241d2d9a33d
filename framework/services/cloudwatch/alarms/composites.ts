/** Composite alarms: they follow from other alarms at once. */
import type { Alarm, CloudWatchCall, CompositeAlarm } from '../state';
import { parseRule } from './composite-rule';
import { momentText } from './reason';
import { enterState } from './transition';

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

/** Looks again at all composite alarms that speak of an alarm whose state has changed. */
export function evaluateComposites(call: CloudWatchCall, changed: Alarm, moment: string): void {
  for (const alarm of call.state.alarms.values()) {
    if (alarm.kind !== 'composite') continue;
    const { alarms } = parseRule(alarm.rule);
    if (!alarms.some((name) => alarmNamed(call, name)?.name === changed.name)) continue;
    const reason = `${changed.arn} transitioned to ${changed.state.value} at ${moment}`;
    evaluateComposite(call, alarm.name, reason);
  }
}

/** Puts a composite alarm into the state that its rule asks for; alarms that are not there are in none. */
export function evaluateComposite(call: CloudWatchCall, name: string, reason: string): void {
  const alarm = call.state.alarms.get(name);
  if (alarm?.kind !== 'composite') return;
  const holds = parseRule(alarm.rule).holds((each) => alarmNamed(call, each)?.state.value);
  const value = holds ? 'ALARM' : 'OK';
  if (value !== alarm.state.value) enterState(call, alarm, { value, reason });
}

/** Whether a rule would lead back to the alarm that has it. */
export function leadsBack(call: CloudWatchCall, name: string, rule: string): boolean {
  return parseRule(rule).alarms.some((each) => {
    const child = alarmNamed(call, each);
    if (each === name || child?.name === name) return true;
    return child?.kind === 'composite' && leadsBack(call, name, child.rule);
  });
}
