/** An alarm enters a state: what is told, and to whom. */
import type { Alarm, AlarmState, CloudWatchCall, StateValue } from '../state';
import { actOn } from './actions';
import { parseRule } from './composite-rule';
import { alarmNamed } from './composites';
import { remember } from './history';
import { alarmData } from './messages';
import { momentText } from './reason';

type NewState = Pick<AlarmState, 'value' | 'reason'> & { readonly reasonData?: string | undefined };

const readData = (reasonData: string | undefined): object => {
  if (reasonData === undefined) return {};
  try {
    return { stateReasonData: JSON.parse(reasonData) };
  } catch {
    return { stateReasonData: reasonData };
  }
};

const historyState = ({ value, reason, reasonData }: NewState): object => ({
  stateValue: value,
  stateReason: reason,
  ...readData(reasonData),
});

/** Puts an alarm into a state. Actions follow where it was in another; alarms made of this one look again. */
export function enterState(call: CloudWatchCall, alarm: Alarm, next: NewState): void {
  const former = alarm.state;
  const isTransition = former.value !== next.value;
  const { value, reason, reasonData } = next;
  const state: AlarmState = {
    value,
    reason,
    ...(reasonData === undefined ? {} : { reasonData }),
    updatedAtMs: call.nowMs,
    transitionedAtMs: isTransition ? call.nowMs : former.transitionedAtMs,
  };
  const entered = { ...alarm, state };
  call.state.alarms.set(alarm.name, entered);
  if (!isTransition) return;
  call.note('alarm state changed', alarm.arn, { from: former.value, to: value, reason });
  remember(call, entered, 'StateUpdate', summaryOf(former.value, value), {
    oldState: historyState(former),
    newState: historyState(next),
  });
  actOn(call, entered, former);
  call.tell('events', 'event', {
    source: 'aws.cloudwatch',
    detailType: 'CloudWatch Alarm State Change',
    resources: [alarm.arn],
    detail: alarmData(entered, former),
  });
  evaluateComposites(call, entered, momentText(call.nowMs));
}

const summaryOf = (from: StateValue, to: StateValue): string => `Alarm updated from ${from} to ${to}`;

/** Looks again at all composite alarms that speak of an alarm whose state has changed. */
function evaluateComposites(call: CloudWatchCall, changed: Alarm, moment: string): void {
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
