/** CloudFormation's CloudWatch types, in terms of the CloudWatch API. */
import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import {
  AwsError,
  resourceTags,
  tagChanges,
  type ResourceProgress,
  type ResourceRequest,
  type ResourceType,
} from '../../cloud/service';
import { readAlarm, readDashboard, metricAlarmProperties } from './resource-readouts';

type Properties = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isGone = (error: unknown): boolean => error instanceof AwsError && error.code === 'ResourceNotFound';

const text = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
const number = (value: unknown): number | undefined => (value === undefined ? undefined : Number(value));
const flag = (value: unknown): boolean | undefined =>
  value === undefined ? undefined : value === true || value === 'true';
const texts = (value: unknown): string[] | undefined =>
  Array.isArray(value) ? value.flatMap((each) => text(each) ?? []) : undefined;
const records = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter(isRecord) : [];

const dimensionsOf = (value: unknown) =>
  records(value).map(({ Name, Value }) => ({ Name: text(Name), Value: text(Value) }));

function queryOf(query: Properties) {
  const stat = query['MetricStat'];
  const metric = isRecord(stat) ? stat['Metric'] : undefined;
  return {
    Id: text(query['Id']),
    ...present('Expression', text(query['Expression'])),
    ...present('Label', text(query['Label'])),
    ...present('ReturnData', flag(query['ReturnData'])),
    ...present('AccountId', text(query['AccountId'])),
    ...(!isRecord(stat) || !isRecord(metric)
      ? {}
      : {
          MetricStat: {
            Metric: {
              Namespace: text(metric['Namespace']),
              MetricName: text(metric['MetricName']),
              Dimensions: dimensionsOf(metric['Dimensions']),
            },
            Period: number(stat['Period']),
            Stat: text(stat['Stat']),
            ...present('Unit', text(stat['Unit'])),
          },
        }),
  };
}

function present<K extends string, V>(name: K, value: V | undefined): { [key in K]?: V } {
  const result: { [key in K]?: V } = {};
  if (value !== undefined) result[name] = value;
  return result;
}

/** Properties of both kinds of alarm. */
function commonInput(request: ResourceRequest, AlarmName: string) {
  const { properties } = request;
  return {
    AlarmName,
    ...present('AlarmDescription', text(properties['AlarmDescription'])),
    ...present('ActionsEnabled', flag(properties['ActionsEnabled'])),
    ...present('OKActions', texts(properties['OKActions'])),
    ...present('AlarmActions', texts(properties['AlarmActions'])),
    ...present('InsufficientDataActions', texts(properties['InsufficientDataActions'])),
    Tags: resourceTags(request).list,
  };
}

function putMetricAlarm(request: ResourceRequest, AlarmName: string): void {
  const { properties } = request;
  const metrics = records(properties['Metrics']);
  const input = {
    ...commonInput(request, AlarmName),
    ...present('MetricName', text(properties['MetricName'])),
    ...present('Namespace', text(properties['Namespace'])),
    ...present('Statistic', text(properties['Statistic'])),
    ...present('ExtendedStatistic', text(properties['ExtendedStatistic'])),
    ...(properties['Dimensions'] === undefined ? {} : { Dimensions: dimensionsOf(properties['Dimensions']) }),
    ...present('Period', number(properties['Period'])),
    ...present('Unit', text(properties['Unit'])),
    ...present('EvaluationPeriods', number(properties['EvaluationPeriods'])),
    ...present('DatapointsToAlarm', number(properties['DatapointsToAlarm'])),
    ...present('Threshold', number(properties['Threshold'])),
    ...present('ComparisonOperator', text(properties['ComparisonOperator'])),
    ...present('TreatMissingData', text(properties['TreatMissingData'])),
    ...present('EvaluateLowSampleCountPercentile', text(properties['EvaluateLowSampleCountPercentile'])),
    ...(metrics.length === 0 ? {} : { Metrics: metrics.map(queryOf) }),
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the API model checks what a template gives
  request.aws('cloudwatch').putMetricAlarm(input as PutMetricAlarmInput);
}

function putCompositeAlarm(request: ResourceRequest, AlarmName: string): void {
  const AlarmRule = text(request.properties['AlarmRule']) ?? '';
  request.aws('cloudwatch').putCompositeAlarm({ ...commonInput(request, AlarmName), AlarmRule });
}

function exists(request: ResourceRequest, name: string): boolean {
  const { MetricAlarms = [], CompositeAlarms = [] } = request.aws('cloudwatch').describeAlarms({
    AlarmNames: [name],
    AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
  });
  return MetricAlarms.length + CompositeAlarms.length > 0;
}

const arnOf = ({ partition, region, accountId }: ResourceRequest, name: string): string =>
  `arn:${partition}:cloudwatch:${region}:${accountId}:alarm:${name}`;

const alarmProgress = (request: ResourceRequest, name: string): ResourceProgress => ({
  done: true,
  physicalId: name,
  attributes: { Arn: arnOf(request, name) },
});

/** Putting an alarm again leaves its tags alone. */
function changeTags(request: ResourceRequest, name: string): void {
  const cloudwatch = request.aws('cloudwatch');
  const ResourceARN = arnOf(request, name);
  const { list: Tags, gone: TagKeys } = tagChanges(request);
  if (TagKeys.length > 0) cloudwatch.untagResource({ ResourceARN, TagKeys });
  if (Tags.length > 0) cloudwatch.tagResource({ ResourceARN, Tags });
}

function alarmType(
  type: string,
  properties: readonly string[],
  put: (request: ResourceRequest, name: string) => void,
): ResourceType {
  return {
    properties: [
      'ActionsEnabled',
      'AlarmActions',
      'AlarmDescription',
      'AlarmName',
      'InsufficientDataActions',
      'OKActions',
      'Tags',
      ...properties,
    ],
    replaceOn: ['AlarmName'],
    read: readAlarm,

    create(request) {
      const name = text(request.properties['AlarmName']) ?? request.generatedName(255);
      // Putting an alarm that is there changes it; CloudFormation must not adopt it.
      if (exists(request, name)) {
        throw new AwsError(
          'AlreadyExists',
          `Resource of type '${type}' with identifier '${name}' already exists.`,
        );
      }
      put(request, name);
      return alarmProgress(request, name);
    },

    update(request) {
      const { physicalId: name = '' } = request;
      put(request, name);
      changeTags(request, name);
      return alarmProgress(request, name);
    },

    delete(request) {
      try {
        request.aws('cloudwatch').deleteAlarms({ AlarmNames: [request.physicalId ?? ''] });
      } catch (error) {
        if (!isGone(error)) throw error;
      }
      return { done: true };
    },
  };
}

const metricAlarm = alarmType('AWS::CloudWatch::Alarm', metricAlarmProperties, putMetricAlarm);

const compositeAlarm = alarmType('AWS::CloudWatch::CompositeAlarm', ['AlarmRule'], putCompositeAlarm);

function putDashboard(request: ResourceRequest, DashboardName: string): ResourceProgress {
  const { DashboardBody } = request.properties;
  const body = typeof DashboardBody === 'string' ? DashboardBody : JSON.stringify(DashboardBody);
  request.aws('cloudwatch').putDashboard({ DashboardName, DashboardBody: body });
  return { done: true, physicalId: DashboardName };
}

const dashboard: ResourceType = {
  properties: ['DashboardBody', 'DashboardName'],
  replaceOn: ['DashboardName'],
  read: readDashboard,
  create: (request) =>
    putDashboard(request, text(request.properties['DashboardName']) ?? request.generatedName(255)),
  update: (request) => putDashboard(request, request.physicalId ?? ''),
  delete(request) {
    try {
      request.aws('cloudwatch').deleteDashboards({ DashboardNames: [request.physicalId ?? ''] });
    } catch (error) {
      if (!isGone(error)) throw error;
    }
    return { done: true };
  },
};

export const resources: Readonly<Record<string, ResourceType>> = {
  'AWS::CloudWatch::Alarm': metricAlarm,
  'AWS::CloudWatch::CompositeAlarm': compositeAlarm,
  'AWS::CloudWatch::Dashboard': dashboard,
};
