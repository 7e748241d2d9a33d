import { valuesOf } from '../metrics/queries';
import { hasDataSince, sampleGauge } from '../metrics/statistics';
import type { CloudWatchCall, MetricAlarm } from '../state';
import { remindPolicies } from './actions';
import { evaluateSoon, intervalOf } from './clock';
import { extraPeriods, judge, type Point, type Rule } from './judge';
import { reasonDataOf, reasonOf } from './reason';
import { enterState } from './transition';

export function ruleOf(alarm: MetricAlarm): Rule {
  // Alarms on DynamoDB's metrics always ignore missing data, whatever they say.
  const isDynamoDb = alarm.queries.some(({ metric }) => metric?.namespace === 'AWS/DynamoDB');
  return {
    comparison: alarm.comparison,
    threshold: alarm.threshold,
    evaluationPeriods: alarm.evaluationPeriods,
    datapointsToAlarm: alarm.datapointsToAlarm ?? alarm.evaluationPeriods,
    treatMissingData: isDynamoDb ? 'ignore' : (alarm.treatMissingData ?? 'missing'),
  };
}

/** Evaluates an alarm over the periods that end now: those of several minutes move on by one minute each time. */
export function evaluate({ name }: { name: string }, call: CloudWatchCall): void {
  call.state.evaluations.delete(name);
  const alarm = call.state.alarms.get(name);
  if (alarm === undefined || alarm.kind !== 'metric') return;
  const periodMs = alarm.periodSeconds * 1000;
  const everyMs = intervalOf(alarm);
  const toMs = Math.floor(call.nowMs / everyMs) * everyMs;
  const length = alarm.evaluationPeriods + extraPeriods;
  const fromMs = toMs - length * periodMs;
  const metrics = alarm.queries.flatMap(({ metric }) => (metric === undefined ? [] : [metric]));
  // A gauge is what it stands at by the end of the minute.
  const isGauge = metrics.map((metric) => sampleGauge(call, metric, toMs - 1)).includes(true);
  const range = rangeOf(call, alarm, { fromMs, periodMs, length });
  const rule = ruleOf(alarm);
  const judgement = judge(range, rule);
  const { state } = judgement;
  if (state !== undefined && state !== alarm.state.value) {
    const reason = reasonOf(state, judgement, rule);
    enterState(call, alarm, { value: state, reason, reasonData: reasonDataOf(alarm, judgement, call.nowMs) });
  } else if (state === 'ALARM') {
    const reasonData = reasonDataOf(alarm, judgement, call.nowMs);
    remindPolicies(call, { ...alarm, state: { ...alarm.state, reasonData } });
  }
  // Data that is in reach now will be out of it some time: that is looked at once more.
  if (isGauge || metrics.some((metric) => hasDataSince(call, metric, fromMs))) {
    evaluateSoon(call, name);
  }
}

function rangeOf(
  call: CloudWatchCall,
  { queries }: MetricAlarm,
  grid: { fromMs: number; periodMs: number; length: number },
): (Point | undefined)[] {
  const watched = queries.find(({ returnsData }) => returnsData);
  const values = valuesOf(call, queries, watched?.id ?? '', grid);
  return Array.from({ length: grid.length }, (_, index) => {
    const value = values[index];
    return value === undefined ? undefined : { atMs: grid.fromMs + index * grid.periodMs, value };
  });
}
