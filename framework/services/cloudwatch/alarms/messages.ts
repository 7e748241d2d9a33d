/** What topics and functions are told of an alarm; members and their order as seen in messages of real accounts. */
import type { Json } from '../../../kernel';
import type { Alarm, AlarmState, CloudWatchCall, MetricAlarm, MetricStat, Query } from '../state';
import { childStates } from './composites';
import { momentText } from './reason';
import { regionName } from './region-names';

/** `Average` is `AVERAGE` here; percentiles stay. */
const statisticWords = (stat: string): object =>
  /^p\d/.test(stat)
    ? { StatisticType: 'ExtendedStatistic', ExtendedStatistic: stat }
    : { StatisticType: 'Statistic', Statistic: stat === 'SampleCount' ? 'SAMPLE_COUNT' : stat.toUpperCase() };

function simpleTrigger(metric: MetricStat): object {
  return {
    MetricName: metric.name,
    Namespace: metric.namespace,
    ...statisticWords(metric.stat),
    Unit: metric.unit ?? null,
    Dimensions: metric.dimensions.map(([name, value]) => ({ value, name })),
  };
}

function queryTrigger({ id, expression, label, returnsData, metric }: Query): object {
  return {
    ...(expression === undefined ? {} : { Expression: expression }),
    Id: id,
    ...(label === undefined ? {} : { Label: label }),
    ...(metric === undefined
      ? {}
      : {
          MetricStat: {
            Metric: {
              Dimensions: metric.dimensions.map(([name, value]) => ({ value, name })),
              MetricName: metric.name,
              Namespace: metric.namespace,
            },
            Period: metric.periodSeconds,
            Stat: metric.stat,
          },
        }),
    ReturnData: returnsData,
  };
}

function trigger(alarm: MetricAlarm): object {
  const [first] = alarm.queries;
  const what =
    alarm.isMath || first?.metric === undefined
      ? { Metrics: alarm.queries.map(queryTrigger) }
      : simpleTrigger(first.metric);
  return {
    ...what,
    Period: alarm.periodSeconds,
    EvaluationPeriods: alarm.evaluationPeriods,
    ...(alarm.datapointsToAlarm === undefined ? {} : { DatapointsToAlarm: alarm.datapointsToAlarm }),
    ComparisonOperator: alarm.comparison,
    Threshold: alarm.threshold,
    TreatMissingData: alarm.treatMissingData ?? 'missing',
    EvaluateLowSampleCountPercentile: '',
  };
}

/** The message to a topic. */
export function notification(call: CloudWatchCall, alarm: Alarm, former: AlarmState): string {
  const { name, description, arn, state, actions } = alarm;
  return JSON.stringify({
    AlarmName: name,
    AlarmDescription: description ?? null,
    AWSAccountId: call.accountId,
    AlarmConfigurationUpdatedTimestamp: momentText(alarm.configuredAtMs),
    NewStateValue: state.value,
    NewStateReason: state.reason,
    StateChangeTime: momentText(state.updatedAtMs),
    Region: regionName(call.region),
    AlarmArn: arn,
    OldStateValue: former.value,
    OKActions: actions.OK,
    AlarmActions: actions.ALARM,
    InsufficientDataActions: actions.INSUFFICIENT_DATA,
    ...(alarm.kind === 'metric'
      ? { Trigger: trigger(alarm) }
      : { AlarmRule: alarm.rule, TriggeringChildren: childStates(call, alarm) }),
  });
}

const shownState = ({
  value,
  reason,
  reasonData,
  updatedAtMs,
}: AlarmState): { [member: string]: Json | undefined } => ({
  value,
  reason,
  ...(reasonData === undefined ? {} : { reasonData }),
  timestamp: momentText(updatedAtMs),
});

function shownQuery({ id, expression, label, returnsData, metric }: Query): {
  [member: string]: Json | undefined;
} {
  return {
    id,
    ...(expression === undefined ? {} : { expression }),
    ...(label === undefined ? {} : { label }),
    ...(metric === undefined
      ? {}
      : {
          metricStat: {
            metric: {
              namespace: metric.namespace,
              name: metric.name,
              dimensions: Object.fromEntries(metric.dimensions),
            },
            period: metric.periodSeconds,
            stat: metric.stat,
            ...(metric.unit === undefined ? {} : { unit: metric.unit }),
          },
        }),
    returnData: returnsData,
  };
}

/** An alarm with its state and the one before, as functions and EventBridge get to see it. */
export function alarmData(alarm: Alarm, former: AlarmState) {
  const { description } = alarm;
  return {
    alarmName: alarm.name,
    state: shownState(alarm.state),
    previousState: shownState(former),
    configuration: {
      ...(description === undefined ? {} : { description }),
      ...(alarm.kind === 'metric' ? { metrics: alarm.queries.map(shownQuery) } : { alarmRule: alarm.rule }),
    },
  };
}

/** The event to a function. */
export function lambdaPayload(call: CloudWatchCall, alarm: Alarm, former: AlarmState): string {
  return JSON.stringify({
    source: 'aws.cloudwatch',
    alarmArn: alarm.arn,
    accountId: call.accountId,
    time: momentText(call.nowMs),
    region: call.region,
    alarmData: alarmData(alarm, former),
  });
}
