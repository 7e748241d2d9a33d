import { epochMs } from '../../../framework/kernel';
import type { AskClient, ServiceClients } from '../../../framework/cloud/service';
import { testCloud, type TestCloud } from '../../test-cloud';

export const topicArn = 'arn:aws:sns:us-east-1:000000000000:alerts';

type CloudWatch = AskClient<ServiceClients['cloudwatch']>;
export type PutAlarm = Parameters<CloudWatch['putMetricAlarm']>[0];

export interface TestAlarm {
  readonly cloud: TestCloud;
  readonly cloudwatch: CloudWatch;
  /** Puts the alarm 'errors' on the sum of shop/Errors by the minute, with the topic for all its states. */
  put(more?: Partial<PutAlarm>): void;
  /** Adds points to shop/Errors now. */
  count(value: number, name?: string): void;
  state(name?: string): string;
  /** 'minutes:seconds OK -> ALARM: reason' of each change so far. */
  changes(): string[];
  /** Messages that the topic sent to the queue 'alerts', parsed. */
  notifications(): Record<string, unknown>[];
}

export function clockText(atMs: number): string {
  return new Date(atMs).toISOString().slice(11, 19);
}

export function testAlarm(cloud = testCloud()): TestAlarm {
  const cloudwatch = cloud.ask('cloudwatch');
  const sns = cloud.ask('sns');
  sns.createTopic({ Name: 'alerts' });
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: '*',
      },
    ],
  });
  const { QueueUrl } = cloud.ask('sqs').createQueue({ QueueName: 'alerts', Attributes: { Policy } });
  const Endpoint = 'arn:aws:sqs:us-east-1:000000000000:alerts';
  sns.subscribe({
    TopicArn: topicArn,
    Protocol: 'sqs',
    Endpoint,
    Attributes: { RawMessageDelivery: 'true' },
  });
  return {
    cloud,
    cloudwatch,
    put(more) {
      cloudwatch.putMetricAlarm({
        AlarmName: 'errors',
        Namespace: 'shop',
        MetricName: 'Errors',
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        OKActions: [topicArn],
        AlarmActions: [topicArn],
        InsufficientDataActions: [topicArn],
        ...more,
      });
    },
    count(Value, MetricName = 'Errors') {
      cloudwatch.putMetricData({ Namespace: 'shop', MetricData: [{ MetricName, Value, Unit: 'Count' }] });
    },
    state(name = 'errors') {
      const { MetricAlarms = [], CompositeAlarms = [] } = cloudwatch.describeAlarms({
        AlarmNames: [name],
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      });
      return [...MetricAlarms, ...CompositeAlarms][0]?.StateValue ?? 'none';
    },
    changes: () =>
      cloud.world.trace.entries
        .filter((entry) => entry.type === 'event')
        .filter((entry) => entry.event === 'alarm state changed')
        .map(
          ({ atMs, detail }) =>
            `${clockText(atMs)} ${detail['from']} -> ${detail['to']}: ${detail['reason']}`,
        ),
    notifications() {
      const { Messages = [] } = cloud.ask('sqs').receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
      return Messages.map(({ Body = '' }) => {
        const message: Record<string, unknown> = JSON.parse(Body);
        return message;
      });
    },
  };
}

/** Virtual time so many seconds after the world began. */
export const at = (seconds: number): Date => new Date(epochMs + seconds * 1000);
