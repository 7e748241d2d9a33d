import { functionArn, functionCloud } from '../lambda/function-cloud';
import { refusal } from '../sns/topic';
import { testAlarm, topicArn } from './alarm';

test('an alarm goes from OK to ALARM and back, and tells its topic each time', () => {
  const alarm = testAlarm();
  alarm.put({ TreatMissingData: 'notBreaching', AlarmDescription: 'orders fail' });
  alarm.cloud.advance('90 seconds');
  alarm.count(2);
  alarm.count(3);
  alarm.cloud.advance('10 minutes');
  expect(alarm.changes()).toMatchInlineSnapshot(`
   [
     "00:01:00 INSUFFICIENT_DATA -> OK: Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].",
     "00:02:00 OK -> ALARM: Threshold Crossed: 1 out of the last 1 datapoints [5.0 (01/01/26 00:01:00)] was greater than or equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition).",
     "00:05:00 ALARM -> OK: Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].",
   ]
  `);
  const messages = alarm.notifications();
  expect(
    messages.map(({ OldStateValue, NewStateValue }) => [OldStateValue, NewStateValue].join(' -> ')),
  ).toEqual(['INSUFFICIENT_DATA -> OK', 'OK -> ALARM', 'ALARM -> OK']);
  expect(messages[1]).toMatchInlineSnapshot(`
   {
     "AWSAccountId": "000000000000",
     "AlarmActions": [
       "arn:aws:sns:us-east-1:000000000000:alerts",
     ],
     "AlarmArn": "arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors",
     "AlarmConfigurationUpdatedTimestamp": "2026-01-01T00:00:00.000+0000",
     "AlarmDescription": "orders fail",
     "AlarmName": "errors",
     "InsufficientDataActions": [
       "arn:aws:sns:us-east-1:000000000000:alerts",
     ],
     "NewStateReason": "Threshold Crossed: 1 out of the last 1 datapoints [5.0 (01/01/26 00:01:00)] was greater than or equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition).",
     "NewStateValue": "ALARM",
     "OKActions": [
       "arn:aws:sns:us-east-1:000000000000:alerts",
     ],
     "OldStateValue": "OK",
     "Region": "US East (N. Virginia)",
     "StateChangeTime": "2026-01-01T00:02:00.000+0000",
     "Trigger": {
       "ComparisonOperator": "GreaterThanOrEqualToThreshold",
       "Dimensions": [],
       "EvaluateLowSampleCountPercentile": "",
       "EvaluationPeriods": 1,
       "MetricName": "Errors",
       "Namespace": "shop",
       "Period": 60,
       "Statistic": "SUM",
       "StatisticType": "Statistic",
       "Threshold": 1,
       "TreatMissingData": "notBreaching",
       "Unit": null,
     },
   }
  `);
});

test('the subject names state, alarm and region', () => {
  const alarm = testAlarm();
  alarm.cloud.ask('sns').setSubscriptionAttributes({
    SubscriptionArn: alarm.cloud.ask('sns').listSubscriptions({}).Subscriptions?.[0]?.SubscriptionArn ?? '',
    AttributeName: 'RawMessageDelivery',
    AttributeValue: 'false',
  });
  alarm.put();
  alarm.count(1);
  alarm.cloud.advance('2 minutes');
  expect(alarm.notifications()).toMatchObject([{ Subject: 'ALARM: "errors" in US East (N. Virginia)' }]);
});

test('an alarm begins without data, and without any it stays so', () => {
  const alarm = testAlarm();
  alarm.put();
  alarm.cloud.advance('1 hour');
  expect(alarm.changes()).toEqual([]);
  expect(alarm.cloudwatch.describeAlarms({}).MetricAlarms).toMatchInlineSnapshot(`
   [
     {
       "ActionsEnabled": true,
       "AlarmActions": [
         "arn:aws:sns:us-east-1:000000000000:alerts",
       ],
       "AlarmArn": "arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors",
       "AlarmConfigurationUpdatedTimestamp": 2026-01-01T00:00:00.000Z,
       "AlarmName": "errors",
       "ComparisonOperator": "GreaterThanOrEqualToThreshold",
       "Dimensions": [],
       "EvaluationPeriods": 1,
       "InsufficientDataActions": [
         "arn:aws:sns:us-east-1:000000000000:alerts",
       ],
       "MetricName": "Errors",
       "Namespace": "shop",
       "OKActions": [
         "arn:aws:sns:us-east-1:000000000000:alerts",
       ],
       "Period": 60,
       "StateReason": "Unchecked: Initial alarm creation",
       "StateTransitionedTimestamp": 2026-01-01T00:00:00.000Z,
       "StateUpdatedTimestamp": 2026-01-01T00:00:00.000Z,
       "StateValue": "INSUFFICIENT_DATA",
       "Statistic": "Sum",
       "Threshold": 1,
     },
   ]
  `);
});

test('once the data has gone out of reach an alarm sleeps, and a point wakes it', () => {
  const alarm = testAlarm();
  alarm.put({ TreatMissingData: 'notBreaching' });
  const pending = () => alarm.cloud.world.timers.list().filter(({ kind }) => kind === 'evaluate').length;
  expect(pending()).toBe(1);
  alarm.cloud.advance('1 hour');
  expect(pending()).toBe(0);
  alarm.count(1);
  expect(pending()).toBe(1);
  alarm.cloud.advance('1 hour');
  expect([pending(), alarm.state()]).toEqual([0, 'OK']);
});

test('three out of five: other minutes may be good', () => {
  const alarm = testAlarm();
  alarm.put({ EvaluationPeriods: 5, DatapointsToAlarm: 3, TreatMissingData: 'notBreaching' });
  for (const value of [0, 1, 0, 1, 1, 0, 0, 0, 0]) {
    alarm.count(value);
    alarm.cloud.advance('1 minute');
  }
  expect(alarm.changes()).toMatchInlineSnapshot(`
   [
     "00:01:00 INSUFFICIENT_DATA -> OK: Threshold Crossed: 1 out of the last 1 datapoints [0.0 (01/01/26 00:00:00)] was not greater than or equal to the threshold (1.0) and 4 missing datapoints were treated as [NonBreaching] (minimum 3 datapoints for ALARM -> OK transition).",
     "00:05:00 OK -> ALARM: Threshold Crossed: 3 out of the last 5 datapoints [1.0 (01/01/26 00:01:00), 1.0 (01/01/26 00:03:00), 1.0 (01/01/26 00:04:00)] were greater than or equal to the threshold (1.0) (minimum 3 datapoints for OK -> ALARM transition).",
     "00:07:00 ALARM -> OK: Threshold Crossed: 3 out of the last 5 datapoints [0.0 (01/01/26 00:02:00), 0.0 (01/01/26 00:05:00), 0.0 (01/01/26 00:06:00)] were not greater than or equal to the threshold (1.0) (minimum 3 datapoints for ALARM -> OK transition).",
   ]
  `);
});

test('missing data that counts as breaching sets a silent alarm off', () => {
  const alarm = testAlarm();
  alarm.put({ TreatMissingData: 'breaching', EvaluationPeriods: 2, ComparisonOperator: 'LessThanThreshold' });
  alarm.count(5);
  alarm.cloud.advance('10 minutes');
  expect(alarm.changes()).toMatchInlineSnapshot(`
   [
     "00:01:00 INSUFFICIENT_DATA -> OK: Threshold Crossed: 1 out of the last 1 datapoints [5.0 (01/01/26 00:00:00)] was not less than the threshold (1.0) and 1 missing datapoint was treated as [Breaching] (minimum 1 datapoint for ALARM -> OK transition).",
     "00:05:00 OK -> ALARM: Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as [Breaching].",
   ]
  `);
});

test('alarms on metrics of DynamoDB ignore missing data, whatever they say', () => {
  const alarm = testAlarm();
  alarm.put({ Namespace: 'AWS/DynamoDB', MetricName: 'UserErrors', TreatMissingData: 'breaching' });
  alarm.cloud.advance('10 minutes');
  expect(alarm.changes()).toEqual([]);
});

test('periods of several minutes move on minute by minute', () => {
  const alarm = testAlarm();
  alarm.put({ Period: 300, Threshold: 3, TreatMissingData: 'notBreaching' });
  for (const value of [1, 1, 1]) {
    alarm.count(value);
    alarm.cloud.advance('2 minutes');
  }
  expect(alarm.changes()).toMatchInlineSnapshot(`
   [
     "00:01:00 INSUFFICIENT_DATA -> OK: Threshold Crossed: 1 out of the last 1 datapoints [1.0 (31/12/25 23:56:00)] was not greater than or equal to the threshold (3.0) (minimum 1 datapoint for ALARM -> OK transition).",
     "00:05:00 OK -> ALARM: Threshold Crossed: 1 out of the last 1 datapoints [3.0 (01/01/26 00:00:00)] was greater than or equal to the threshold (3.0) (minimum 1 datapoint for OK -> ALARM transition).",
     "00:06:00 ALARM -> OK: Threshold Crossed: 1 out of the last 1 datapoints [2.0 (01/01/26 00:01:00)] was not greater than or equal to the threshold (3.0) (minimum 1 datapoint for ALARM -> OK transition).",
   ]
  `);
});

test('another unit is other data', () => {
  const alarm = testAlarm();
  alarm.put({ Unit: 'Percent' });
  alarm.count(5);
  alarm.cloud.advance('5 minutes');
  expect(alarm.state()).toBe('INSUFFICIENT_DATA');
});

test('a state that is set by hand sets actions off and lasts until the next evaluation', () => {
  const alarm = testAlarm();
  alarm.put({ TreatMissingData: 'notBreaching' });
  alarm.cloud.advance('90 seconds');
  alarm.cloudwatch.setAlarmState({ AlarmName: 'errors', StateValue: 'ALARM', StateReason: 'a drill' });
  expect(alarm.state()).toBe('ALARM');
  alarm.cloud.advance('1 minute');
  expect(alarm.changes().map((change) => change.split(':').slice(2, 4).join(':'))).toMatchInlineSnapshot(`
   [
     "00 INSUFFICIENT_DATA -> OK: Threshold Crossed",
     "30 OK -> ALARM: a drill",
     "00 ALARM -> OK: Threshold Crossed",
   ]
  `);
  expect(alarm.notifications()).toHaveLength(3);
  expect(
    refusal(() => alarm.cloudwatch.setAlarmState({ AlarmName: 'x', StateValue: 'OK', StateReason: '' })),
  ).toBe('ResourceNotFound: ');
});

test('an alarm whose actions are disabled tells nobody', () => {
  const alarm = testAlarm();
  alarm.put();
  alarm.cloudwatch.disableAlarmActions({ AlarmNames: ['errors'] });
  alarm.count(1);
  alarm.cloud.advance('2 minutes');
  expect([alarm.state(), alarm.notifications().length]).toEqual(['ALARM', 0]);
  alarm.cloudwatch.enableAlarmActions({ AlarmNames: ['errors'] });
  alarm.cloud.advance('10 minutes');
  expect(alarm.notifications()).toHaveLength(1);
});

test('a topic whose policy leaves CloudWatch out gets nothing, and the history says so', () => {
  const alarm = testAlarm();
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 's3.amazonaws.com' },
    Action: 'sns:Publish',
    Resource: '*',
  };
  alarm.cloud.ask('sns').setTopicAttributes({
    TopicArn: topicArn,
    AttributeName: 'Policy',
    AttributeValue: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
  });
  alarm.put();
  alarm.count(1);
  alarm.cloud.advance('2 minutes');
  const { AlarmHistoryItems = [] } = alarm.cloudwatch.describeAlarmHistory({ AlarmName: 'errors' });
  expect(
    AlarmHistoryItems.map(({ HistoryItemType, HistorySummary }) => `${HistoryItemType}: ${HistorySummary}`),
  ).toMatchInlineSnapshot(`
   [
     "Action: Failed to execute action arn:aws:sns:us-east-1:000000000000:alerts. Received error: "User: cloudwatch.amazonaws.com is not authorized to perform: sns:Publish on resource: arn:aws:sns:us-east-1:000000000000:alerts because no resource-based policy allows the sns:Publish action"",
     "StateUpdate: Alarm updated from INSUFFICIENT_DATA to ALARM",
     "ConfigurationUpdate: Alarm "errors" created",
   ]
  `);
});

test('a function is an action too, with a payload of its own form', () => {
  const cloud = functionCloud();
  cloud.createProcessor();
  cloud.ask('lambda').addPermission({
    FunctionName: 'Processor',
    StatementId: 'alarm',
    Action: 'lambda:InvokeFunction',
    Principal: 'lambda.alarms.cloudwatch.amazonaws.com',
    SourceArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors',
  });
  const alarm = testAlarm(cloud);
  alarm.put({ AlarmActions: [functionArn] });
  alarm.count(1);
  cloud.advance('2 minutes');
  const [invoked = ''] = cloud.invoked();
  expect(JSON.parse(invoked.slice(invoked.indexOf('{')))).toMatchInlineSnapshot(`
   {
     "accountId": "000000000000",
     "alarmArn": "arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors",
     "alarmData": {
       "alarmName": "errors",
       "configuration": {
         "metrics": [
           {
             "id": "m1",
             "metricStat": {
               "metric": {
                 "dimensions": {},
                 "name": "Errors",
                 "namespace": "shop",
               },
               "period": 60,
               "stat": "Sum",
             },
             "returnData": true,
           },
         ],
       },
       "previousState": {
         "reason": "Unchecked: Initial alarm creation",
         "timestamp": "2026-01-01T00:00:05.000+0000",
         "value": "INSUFFICIENT_DATA",
       },
       "state": {
         "reason": "Threshold Crossed: 1 out of the last 1 datapoints [1.0 (01/01/26 00:00:00)] was greater than or equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition).",
         "reasonData": "{"version":"1.0","queryDate":"2026-01-01T00:01:00.000+0000","startDate":"2026-01-01T00:00:00.000+0000","statistic":"Sum","period":60,"recentDatapoints":[1],"threshold":1,"evaluatedDatapoints":[{"timestamp":"2026-01-01T00:00:00.000+0000","value":1}]}",
         "timestamp": "2026-01-01T00:01:00.000+0000",
         "value": "ALARM",
       },
     },
     "region": "us-east-1",
     "source": "aws.cloudwatch",
     "time": "2026-01-01T00:01:00.000+0000",
   }
  `);
});

test('an alarm on an expression follows its metrics', () => {
  const alarm = testAlarm();
  const metric = (Id: string, MetricName: string) => ({
    Id,
    ReturnData: false,
    MetricStat: { Metric: { Namespace: 'shop', MetricName }, Period: 60, Stat: 'Sum' },
  });
  alarm.cloudwatch.putMetricAlarm({
    AlarmName: 'rate',
    Metrics: [metric('m1', 'Errors'), metric('m2', 'Orders'), { Id: 'e1', Expression: '100 * m1 / m2' }],
    EvaluationPeriods: 1,
    Threshold: 10,
    ComparisonOperator: 'GreaterThanThreshold',
  });
  alarm.count(10, 'Orders');
  alarm.count(1);
  alarm.cloud.advance('1 minute');
  alarm.count(2);
  alarm.count(10, 'Orders');
  alarm.cloud.advance('1 minute');
  expect(alarm.changes()).toMatchInlineSnapshot(`
   [
     "00:01:00 INSUFFICIENT_DATA -> OK: Threshold Crossed: 1 out of the last 1 datapoints [10.0 (01/01/26 00:00:00)] was not greater than the threshold (10.0) (minimum 1 datapoint for ALARM -> OK transition).",
     "00:02:00 OK -> ALARM: Threshold Crossed: 1 out of the last 1 datapoints [20.0 (01/01/26 00:01:00)] was greater than the threshold (10.0) (minimum 1 datapoint for OK -> ALARM transition).",
   ]
  `);
});

test.each<[object, string]>([
  [
    { Statistic: undefined },
    'ValidationError: Exactly one of Statistic and ExtendedStatistic must be specified',
  ],
  [
    { EvaluationPeriods: 1441 },
    'ValidationError: Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).',
  ],
  [
    { TreatMissingData: 'sometimes' },
    'ValidationError: The value sometimes is not supported for TreatMissingData parameter. Supported values are [breaching, notBreaching, ignore, missing].',
  ],
  [
    { DatapointsToAlarm: 2 },
    'ValidationError: DatapointsToAlarm must be less than or equal to EvaluationPeriods',
  ],
  [{ Period: 90 }, 'ValidationError: Period must be 1, 5, 10, 20, 30 or a multiple of 60'],
  [{ AlarmActions: ['page me'] }, 'ValidationError: Invalid arn syntax: page me'],
])('an alarm with %j is refused', (more, message) => {
  const alarm = testAlarm();
  expect(refusal(() => alarm.put(more))).toBe(message);
});

test('a deleted alarm is not evaluated any more; a name that is not there deletes none', () => {
  const alarm = testAlarm();
  alarm.put();
  expect(refusal(() => alarm.cloudwatch.deleteAlarms({ AlarmNames: ['errors', 'other'] }))).toBe(
    'ResourceNotFound: Alarm other does not exist',
  );
  alarm.cloudwatch.deleteAlarms({ AlarmNames: ['errors'] });
  alarm.count(1);
  expect(alarm.cloud.world.timers.size).toBe(0);
});
