/** Alarms and dashboards as they are now, for drift and imports. */
import { AwsError, readTags, type ResourceReadout, type ResourceRequest } from '../../cloud/service';

function tagsOf(request: ResourceRequest, ResourceARN: string): ReturnType<typeof readTags> {
  const { Tags = [] } = request.aws('cloudwatch').listTagsForResource({ ResourceARN });
  return readTags(request, Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value])));
}

const unlessEmpty = <T>(list: T[] | undefined): T[] | undefined =>
  list === undefined || list.length === 0 ? undefined : list;

/** A metric's alarm or a composite one; its members are called as the type's properties are. */
export function readAlarm(request: ResourceRequest): ResourceReadout | undefined {
  const { physicalId = '' } = request;
  const { MetricAlarms = [], CompositeAlarms = [] } = request.aws('cloudwatch').describeAlarms({
    AlarmNames: [physicalId],
    AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
  });
  const [metric] = MetricAlarms;
  const [composite] = CompositeAlarms;
  const alarm = metric ?? composite;
  if (alarm === undefined) return undefined;
  const { AlarmArn = '', AlarmName, AlarmDescription, ActionsEnabled } = alarm;
  return {
    properties: {
      ...(metric === undefined ? { AlarmRule: composite?.AlarmRule } : { ...settingsOf(metric) }),
      AlarmName,
      AlarmDescription,
      ActionsEnabled,
      AlarmActions: unlessEmpty(alarm.AlarmActions),
      OKActions: unlessEmpty(alarm.OKActions),
      InsufficientDataActions: unlessEmpty(alarm.InsufficientDataActions),
      Tags: tagsOf(request, AlarmArn),
    },
    attributes: { Arn: AlarmArn },
  };
}

/** What a metric alarm has and a composite one has not. */
export const metricAlarmProperties: readonly string[] = [
  'ComparisonOperator',
  'DatapointsToAlarm',
  'Dimensions',
  'EvaluateLowSampleCountPercentile',
  'EvaluationPeriods',
  'ExtendedStatistic',
  'MetricName',
  'Metrics',
  'Namespace',
  'Period',
  'Statistic',
  'Threshold',
  'TreatMissingData',
  'Unit',
];

function settingsOf(metric: object): Record<string, unknown> {
  const told = Object.entries(metric).filter(([name]) => metricAlarmProperties.includes(name));
  const known = Object.fromEntries(told.map(([name, value]: [string, unknown]) => [name, valueOf(value)]));
  return { ...Object.fromEntries(metricAlarmProperties.map((name) => [name, undefined])), ...known };
}

/** A list without items is none. */
const valueOf = (value: unknown): unknown => (Array.isArray(value) && value.length === 0 ? undefined : value);

export function readDashboard(request: ResourceRequest): ResourceReadout | undefined {
  const { physicalId: DashboardName = '' } = request;
  try {
    const { DashboardBody } = request.aws('cloudwatch').getDashboard({ DashboardName });
    return { properties: { DashboardName, DashboardBody } };
  } catch (error) {
    if (error instanceof AwsError && /NotFound/.test(error.code)) return undefined;
    throw error;
  }
}
