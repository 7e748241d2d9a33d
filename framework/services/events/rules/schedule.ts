/** Rules that fire by the clock. */
import { nextFiring, parseSchedule } from '../../../cloud/service';
import { validation } from '../errors';
import { ruleKey, type EventsCall, type Rule } from '../state';
import { dispatch } from '../delivery/dispatch';

export function checkSchedule(text: string): void {
  const schedule = parseSchedule(text);
  if (schedule === undefined || schedule.kind === 'at') {
    throw validation('Parameter ScheduleExpression is not valid.');
  }
}

/** The rule with the entry of the timers that brings its next event, if it is to have one. */
export function planned(call: EventsCall, given: Rule): Rule {
  const { laterId, ...rule } = given;
  if (laterId !== undefined) call.cancel(laterId);
  const schedule = rule.schedule === undefined ? undefined : parseSchedule(rule.schedule);
  const atMs = schedule === undefined ? undefined : nextFiring(schedule, call.nowMs, rule.sinceMs);
  if (rule.state === 'DISABLED' || atMs === undefined) return rule;
  const payload = { bus: rule.bus, name: rule.name };
  return { ...rule, laterId: call.later({ atMs, kind: 'fire', payload, background: true }) };
}

/** A rule's moment. */
export function fire({ bus, name }: { bus: string; name: string }, call: EventsCall): void {
  const key = ruleKey(bus, name);
  const { laterId: _, ...rule } = call.state.rules.get(key) ?? {};
  if (!('arn' in rule)) return;
  call.state.rules.set(key, planned(call, rule));
  dispatch(call, rule, {
    version: '0',
    id: call.random('event').uuid(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: call.accountId,
    time: `${new Date(call.nowMs).toISOString().slice(0, 19)}Z`,
    region: call.region,
    resources: [rule.arn],
    detail: {},
  });
}
