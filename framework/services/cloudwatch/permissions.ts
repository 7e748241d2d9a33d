import type { CloudWatch } from '@aws-sdk/client-cloudwatch';
import type { Access, Permissions } from '../../cloud/service';
import { alarmArn } from './alarms/put';
import { dashboardArn } from './dashboards';
import { insightRuleArn } from './insight-rules';
import { metricStreamArn } from './metric-streams';
import type { CloudWatchCall, State } from './state';

const onAlarm =
  (action: string) =>
  ({ AlarmName }: { AlarmName: string }, call: CloudWatchCall): Access => ({
    action: `cloudwatch:${action}`,
    resource: alarmArn(call, AlarmName),
  });

const onAlarms =
  (action: string) =>
  ({ AlarmNames }: { AlarmNames: string[] }, call: CloudWatchCall): Access[] =>
    AlarmNames.map((AlarmName) => onAlarm(action)({ AlarmName }, call));

const onDashboard =
  (action: string) =>
  ({ DashboardName }: { DashboardName: string }, call: CloudWatchCall): Access => ({
    action: `cloudwatch:${action}`,
    resource: dashboardArn(call, DashboardName),
  });

const onArn =
  (action: string) =>
  ({ ResourceARN }: { ResourceARN: string }): Access => ({
    action: `cloudwatch:${action}`,
    resource: ResourceARN,
  });

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html */
export const permissions: Permissions<CloudWatch, State> = {
  deleteAlarms: onAlarms('DeleteAlarms'),
  deleteDashboards: ({ DashboardNames }, call) =>
    DashboardNames.map((DashboardName) => onDashboard('DeleteDashboards')({ DashboardName }, call)),
  describeAlarmHistory: ({ AlarmName }, call) => ({
    action: 'cloudwatch:DescribeAlarmHistory',
    resource: alarmArn(call, AlarmName ?? '*'),
  }),
  describeAlarms: (_input, call) => ({ action: 'cloudwatch:DescribeAlarms', resource: alarmArn(call, '*') }),
  disableAlarmActions: onAlarms('DisableAlarmActions'),
  enableAlarmActions: onAlarms('EnableAlarmActions'),
  getDashboard: onDashboard('GetDashboard'),
  listTagsForResource: onArn('ListTagsForResource'),
  putCompositeAlarm: onAlarm('PutCompositeAlarm'),
  putInsightRule: ({ RuleName }, call) => ({
    action: 'cloudwatch:PutInsightRule',
    resource: insightRuleArn(call, RuleName),
  }),
  putMetricStream: ({ Name, RoleArn }, call) => [
    { action: 'cloudwatch:PutMetricStream', resource: metricStreamArn(call, Name) },
    {
      action: 'iam:PassRole',
      resource: RoleArn,
      context: { 'iam:passedtoservice': 'streams.metrics.cloudwatch.amazonaws.com' },
    },
  ],
  getMetricStream: ({ Name }, call) => ({
    action: 'cloudwatch:GetMetricStream',
    resource: metricStreamArn(call, Name),
  }),
  deleteMetricStream: ({ Name }, call) => ({
    action: 'cloudwatch:DeleteMetricStream',
    resource: metricStreamArn(call, Name),
  }),
  putDashboard: onDashboard('PutDashboard'),
  putMetricAlarm: onAlarm('PutMetricAlarm'),
  putMetricData: ({ Namespace }) => ({
    action: 'cloudwatch:PutMetricData',
    resource: '*',
    context: { 'cloudwatch:namespace': Namespace },
  }),
  setAlarmState: onAlarm('SetAlarmState'),
  tagResource: onArn('TagResource'),
  untagResource: onArn('UntagResource'),
};
