import { refusal } from '../sns/topic';
import { testAlarm, topicArn } from './alarm';

test('a composite alarm follows its rule at once and tells its topic', () => {
  const alarm = testAlarm();
  const none = { OKActions: [], AlarmActions: [], InsufficientDataActions: [] };
  alarm.put({ ...none, TreatMissingData: 'notBreaching' });
  alarm.put({ ...none, AlarmName: 'slow', MetricName: 'Slow', TreatMissingData: 'notBreaching' });
  alarm.cloudwatch.putCompositeAlarm({
    AlarmName: 'both',
    AlarmRule: 'ALARM("errors") AND NOT (OK(slow) OR INSUFFICIENT_DATA(slow))',
    AlarmActions: [topicArn],
  });
  alarm.count(1);
  alarm.cloud.advance('90 seconds');
  expect(alarm.state('both')).toBe('OK');
  alarm.count(1);
  alarm.count(1, 'Slow');
  alarm.cloud.advance('90 seconds');
  expect(alarm.state('both')).toBe('ALARM');
  expect(alarm.notifications()).toMatchInlineSnapshot(`
   [
     {
       "AWSAccountId": "000000000000",
       "AlarmActions": [
         "arn:aws:sns:us-east-1:000000000000:alerts",
       ],
       "AlarmArn": "arn:aws:cloudwatch:us-east-1:000000000000:alarm:both",
       "AlarmConfigurationUpdatedTimestamp": "2026-01-01T00:00:00.000+0000",
       "AlarmDescription": null,
       "AlarmName": "both",
       "AlarmRule": "ALARM("errors") AND NOT (OK(slow) OR INSUFFICIENT_DATA(slow))",
       "InsufficientDataActions": [],
       "NewStateReason": "arn:aws:cloudwatch:us-east-1:000000000000:alarm:slow transitioned to ALARM at 2026-01-01T00:02:00.000+0000",
       "NewStateValue": "ALARM",
       "OKActions": [],
       "OldStateValue": "OK",
       "Region": "US East (N. Virginia)",
       "StateChangeTime": "2026-01-01T00:02:00.000+0000",
       "TriggeringChildren": [
         {
           "Arn": "arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors",
           "State": {
             "Timestamp": "2026-01-01T00:01:00.000+0000",
             "Value": "ALARM",
           },
         },
         {
           "Arn": "arn:aws:cloudwatch:us-east-1:000000000000:alarm:slow",
           "State": {
             "Timestamp": "2026-01-01T00:02:00.000+0000",
             "Value": "ALARM",
           },
         },
       ],
     },
   ]
  `);
});

test.each([
  ['ALARM("errors"', 'ValidationError: AlarmRule must not contain invalid expressions'],
  ['ALARM("errors") ALARM("x")', 'ValidationError: AlarmRule must not contain invalid expressions'],
  ['NOT ALARM("both")', 'ValidationError: Alarm rule of both must not depend on itself'],
])('the rule %s is refused', (AlarmRule, message) => {
  const { cloudwatch } = testAlarm();
  expect(refusal(() => cloudwatch.putCompositeAlarm({ AlarmName: 'both', AlarmRule }))).toBe(message);
});
