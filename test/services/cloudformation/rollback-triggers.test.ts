import type { TestCloud } from '../../test-cloud';
import { cloudOfThings, deployed } from './stack';

const Arn = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors';
const RollbackConfiguration = {
  RollbackTriggers: [{ Arn, Type: 'AWS::CloudWatch::Alarm' }],
  MonitoringTimeInMinutes: 30,
};
const queue = (delay: number): string =>
  `Resources: {Work: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: ${delay}}}}`;

function cloudWithAlarm(): TestCloud {
  const cloud = cloudOfThings();
  cloud.ask('cloudwatch').putMetricAlarm({
    AlarmName: 'errors',
    Namespace: 'Shop',
    MetricName: 'Errors',
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'ignore',
  });
  return cloud;
}

test('an operation is over only when the alarms were quiet for the monitoring time', () => {
  const cloud = cloudWithAlarm();
  const beganMs = cloud.world.nowMs;
  const { status } = deployed(queue(1), { cloud, RollbackConfiguration });
  expect(status()).toBe('CREATE_COMPLETE');
  expect(cloud.world.nowMs - beganMs).toBeGreaterThan(30 * 60_000);
  const [stack] = cloud.ask('cloudformation').describeStacks({ StackName: 'shop' }).Stacks ?? [];
  expect(stack?.RollbackConfiguration).toEqual(RollbackConfiguration);
});

test('an alarm in the monitoring time rolls an update back, before anything is cleaned up', () => {
  const cloud = cloudWithAlarm();
  const { events, status } = deployed(queue(1), { cloud });
  const cfn = cloud.ask('cloudformation');
  cfn.updateStack({ StackName: 'shop', TemplateBody: queue(2), RollbackConfiguration });
  cloud.advance('10 minutes');
  expect(status()).toBe('UPDATE_IN_PROGRESS User Initiated');
  cloud.ask('cloudwatch').setAlarmState({ AlarmName: 'errors', StateValue: 'ALARM', StateReason: 'test' });
  cloud.settle();
  expect(status()).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(events()).toContain(`shop UPDATE_ROLLBACK_IN_PROGRESS Rollback trigger ${Arn} is in ALARM state. `);
  const [QueueUrl] = cloud.ask('sqs').listQueues({}).QueueUrls ?? [];
  const { Attributes } = cloud.ask('sqs').getQueueAttributes({ QueueUrl, AttributeNames: ['DelaySeconds'] });
  expect(Attributes).toEqual({ DelaySeconds: '1' });
});

test('an alarm that there is not fails the operation', () => {
  const { events } = deployed(queue(1), { RollbackConfiguration });
  expect(events()).toContain(
    `shop ROLLBACK_IN_PROGRESS Rollback trigger ${Arn} does not exist. Rollback requested by user.`,
  );
});
