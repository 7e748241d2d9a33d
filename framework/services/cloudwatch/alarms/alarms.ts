import type {
  CloudWatch,
  CompositeAlarm as DescribedComposite,
  MetricAlarm as DescribedMetric,
  MetricDataQuery,
  Statistic,
} from '@aws-sdk/client-cloudwatch';
import { pageAt, type Operations } from '../../../cloud/service';
import { alarmNotFound, alarmToSetNotFound, invalidHistoryToken } from '../errors';
import { readDimensions } from '../metrics/queries';
import { simpleStatistics } from '../metrics/statistics';
import { page } from '../pages';
import type { Alarm, CloudWatchCall, MetricAlarm, Query, State } from '../state';
import { evaluateSoon, stopEvaluating } from './clock';
import { historyOf, remember } from './history';
import { putting, watch } from './put';
import { enterState } from './transition';

function describedBase(alarm: Alarm) {
  const { description, state } = alarm;
  return {
    AlarmName: alarm.name,
    AlarmArn: alarm.arn,
    ...(description === undefined ? {} : { AlarmDescription: description }),
    AlarmConfigurationUpdatedTimestamp: new Date(alarm.configuredAtMs),
    ActionsEnabled: alarm.actionsEnabled,
    OKActions: [...alarm.actions.OK],
    AlarmActions: [...alarm.actions.ALARM],
    InsufficientDataActions: [...alarm.actions.INSUFFICIENT_DATA],
    StateValue: state.value,
    StateReason: state.reason,
    ...(state.reasonData === undefined ? {} : { StateReasonData: state.reasonData }),
    StateUpdatedTimestamp: new Date(state.updatedAtMs),
    StateTransitionedTimestamp: new Date(state.transitionedAtMs),
  };
}

const shownDimensions = (dimensions: readonly (readonly [string, string])[]) =>
  dimensions.map(([Name, Value]) => ({ Name, Value }));

const statisticOf = (stat: string): { Statistic: Statistic } | { ExtendedStatistic: string } => {
  const simple = simpleStatistics.find((each) => each === stat);
  return simple === undefined ? { ExtendedStatistic: stat } : { Statistic: simple };
};

function shownQuery({ id, expression, label, returnsData, metric }: Query): MetricDataQuery {
  return {
    Id: id,
    ...(expression === undefined ? {} : { Expression: expression }),
    ...(label === undefined ? {} : { Label: label }),
    ...(metric === undefined
      ? {}
      : {
          MetricStat: {
            Metric: {
              Namespace: metric.namespace,
              MetricName: metric.name,
              Dimensions: shownDimensions(metric.dimensions),
            },
            Period: metric.periodSeconds,
            Stat: metric.stat,
            ...(metric.unit === undefined ? {} : { Unit: metric.unit }),
          },
        }),
    ReturnData: returnsData,
  };
}

function describedMetric(alarm: MetricAlarm): DescribedMetric {
  const metric = alarm.queries[0]?.metric;
  return {
    ...describedBase(alarm),
    ...(alarm.isMath || metric === undefined
      ? { Metrics: alarm.queries.map(shownQuery) }
      : {
          MetricName: metric.name,
          Namespace: metric.namespace,
          ...statisticOf(metric.stat),
          Dimensions: shownDimensions(metric.dimensions),
          Period: alarm.periodSeconds,
          ...(metric.unit === undefined ? {} : { Unit: metric.unit }),
        }),
    EvaluationPeriods: alarm.evaluationPeriods,
    ...(alarm.datapointsToAlarm === undefined ? {} : { DatapointsToAlarm: alarm.datapointsToAlarm }),
    Threshold: alarm.threshold,
    ComparisonOperator: alarm.comparison,
    ...(alarm.treatMissingData === undefined ? {} : { TreatMissingData: alarm.treatMissingData }),
  };
}

const isMetric = (alarm: Alarm): alarm is MetricAlarm => alarm.kind === 'metric';

function existing(call: CloudWatchCall, name: string): Alarm {
  const alarm = call.state.alarms.get(name);
  if (alarm === undefined) throw alarmNotFound(name);
  return alarm;
}

function enable(call: CloudWatchCall, names: readonly string[], actionsEnabled: boolean): void {
  for (const name of names) {
    const alarm = call.state.alarms.get(name);
    if (alarm === undefined || alarm.actionsEnabled === actionsEnabled) continue;
    const changed = { ...alarm, actionsEnabled };
    call.state.alarms.set(name, changed);
    remember(call, changed, 'ConfigurationUpdate', `Alarm "${name}" updated`, { type: 'Update' });
  }
}

export const alarms: Operations<CloudWatch, State> = {
  ...putting,

  describeAlarms(input, call) {
    const {
      AlarmNames,
      AlarmNamePrefix = '',
      AlarmTypes = ['MetricAlarm'],
      StateValue,
      ActionPrefix,
    } = input;
    if (input.ChildrenOfAlarmName !== undefined || input.ParentsOfAlarmName !== undefined) {
      call.notEmulated('cloudwatch:DescribeAlarms by parents or children');
    }
    const found = [...call.state.alarms.values()].filter(({ name, kind, state, actions }) => {
      if (AlarmNames !== undefined && !AlarmNames.includes(name)) return false;
      if (!name.startsWith(AlarmNamePrefix)) return false;
      if (!AlarmTypes.includes(kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm')) return false;
      if (StateValue !== undefined && state.value !== StateValue) return false;
      return (
        ActionPrefix === undefined ||
        Object.values(actions)
          .flat()
          .some((each) => each.startsWith(ActionPrefix))
      );
    });
    const { rows, token } = page(found, ({ name }) => name, input.NextToken, input.MaxRecords ?? 50);
    return {
      MetricAlarms: rows.filter(isMetric).map(describedMetric),
      CompositeAlarms: rows.flatMap((alarm): DescribedComposite[] =>
        alarm.kind === 'composite' ? [{ ...describedBase(alarm), AlarmRule: alarm.rule }] : [],
      ),
      ...token,
    };
  },

  describeAlarmsForMetric({ MetricName, Namespace, Dimensions, Statistic: statistic, Period }, call) {
    const dimensions = JSON.stringify(readDimensions(Dimensions));
    const found = [...call.state.alarms.values()].filter(isMetric).filter(({ queries, isMath }) => {
      const metric = queries[0]?.metric;
      if (isMath || metric === undefined) return false;
      return (
        metric.name === MetricName &&
        metric.namespace === Namespace &&
        JSON.stringify(metric.dimensions) === dimensions &&
        (statistic === undefined || metric.stat === statistic) &&
        (Period === undefined || metric.periodSeconds === Period)
      );
    });
    return { MetricAlarms: found.map(describedMetric) };
  },

  /** All or none: a name that is not there keeps the others. */
  deleteAlarms({ AlarmNames }, call) {
    const found = AlarmNames.map((name) => existing(call, name));
    for (const alarm of found) {
      stopEvaluating(call, alarm);
      watch(call, alarm, false);
      call.state.alarms.delete(alarm.name);
      remember(call, alarm, 'ConfigurationUpdate', `Alarm "${alarm.name}" deleted`, { type: 'Delete' });
    }
    return {};
  },

  /** Lasts until the next evaluation, which is due at the next full minute. */
  setAlarmState({ AlarmName, StateValue, StateReason, StateReasonData }, call) {
    const alarm = call.state.alarms.get(AlarmName);
    if (alarm === undefined) throw alarmToSetNotFound();
    enterState(call, alarm, { value: StateValue, reason: StateReason, reasonData: StateReasonData });
    if (alarm.kind === 'metric') evaluateSoon(call, AlarmName);
    return {};
  },

  enableAlarmActions({ AlarmNames }, call) {
    enable(call, AlarmNames, true);
    return {};
  },

  disableAlarmActions({ AlarmNames }, call) {
    enable(call, AlarmNames, false);
    return {};
  },

  describeAlarmHistory(input, call) {
    const {
      AlarmName,
      HistoryItemType,
      StartDate,
      EndDate,
      AlarmTypes = ['MetricAlarm'],
      MaxRecords = 100,
    } = input;
    const found = historyOf(call, AlarmName).filter(({ type, atMs, alarmType }) => {
      if (HistoryItemType !== undefined && type !== HistoryItemType) return false;
      if (StartDate !== undefined && atMs < StartDate.getTime()) return false;
      if (EndDate !== undefined && atMs > EndDate.getTime()) return false;
      return AlarmTypes.includes(alarmType);
    });
    if (input.ScanBy === 'TimestampAscending') found.reverse();
    const { rows, token } = pageAt(found, {
      token: input.NextToken,
      size: MaxRecords,
      refusal: invalidHistoryToken,
    });
    return {
      AlarmHistoryItems: rows.map(({ alarmName, alarmType, type, atMs, summary, data }) => ({
        AlarmName: alarmName,
        AlarmType: alarmType,
        Timestamp: new Date(atMs),
        HistoryItemType: type,
        HistorySummary: summary,
        HistoryData: data,
      })),
      ...token,
    };
  },
};
