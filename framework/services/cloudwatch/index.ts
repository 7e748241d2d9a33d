import type { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { defineService } from '../../cloud/service';
import { alarms } from './alarms/alarms';
import { evaluate } from './alarms/evaluate';
import { anomalyDetectors } from './anomaly-detectors';
import { dashboards } from './dashboards';
import { metrics } from './metrics/metrics';
import { insightRules } from './insight-rules';
import { metricStreams } from './metric-streams';
import { measured } from './metrics/record';
import { permissions } from './permissions';
import { resources } from './resources';
import { state } from './state';
import { tags } from './tags';

/** Amazon CloudWatch: metrics by the minute, metric and composite alarms, dashboards (aws-behaviour.md 10.2). */
export const cloudwatch = defineService<CloudWatch>()({
  name: 'cloudwatch',
  state,
  operations: {
    ...metrics,
    ...alarms,
    ...tags,
    ...dashboards,
    ...insightRules,
    ...metricStreams,
    ...anomalyDetectors,
  },
  permissions,
  subjects: {
    putMetricAlarm: ({ AlarmName }) => AlarmName,
    putCompositeAlarm: ({ AlarmName }) => AlarmName,
    putMetricData: ({ Namespace }) => Namespace,
    setAlarmState: ({ AlarmName }) => AlarmName,
  },
  later: { evaluate },
  measured,
  accessDenied: { code: 'AccessDenied', status: 403 },
  throttled: { code: 'Throttling', status: 400, message: 'Rate exceeded' },
  internalError: { code: 'InternalServiceError', status: 500, message: 'The service failed.' },
  resources,
});
