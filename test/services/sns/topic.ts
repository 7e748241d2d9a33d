import { AwsError, type AskClient, type ServiceClients } from '../../../framework/cloud/service';
import { epochMs } from '../../../framework/kernel';
import { testCloud, type TestCloud } from '../../test-cloud';

export const topicArn = 'arn:aws:sns:us-east-1:000000000000:orders';

/** A queue policy, or a topic's, that lets a service in on behalf of one resource. */
export function letsIn(service: string, action: string, sourceArn: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: service },
        Action: action,
        Resource: '*',
        Condition: { ArnEquals: { 'aws:SourceArn': sourceArn } },
      },
    ],
  });
}

export interface TestTopic {
  readonly cloud: TestCloud;
  readonly sns: AskClient<ServiceClients['sns']>;
  /** Makes a queue that the topic may send to; answers its ARN. */
  queue(name: string, policy?: string): string;
  /** Subscribes a queue of that name, which is made; answers the subscription's ARN. */
  subscribe(queueName: string, attributes?: Record<string, string>): string;
  publish(
    message: string,
    more?: Partial<Parameters<AskClient<ServiceClients['sns']>['publish']>[0]>,
  ): string;
  /** Bodies that lie in a queue, which are taken out. */
  bodies(queueName: string): string[];
  /** Events of that name, each with its virtual time in seconds. */
  readonly notes: (event: string) => object[];
}

/** A topic named 'orders' in a cloud of its own, or in one that is given. */
export function testTopic(cloud = testCloud()): TestTopic {
  const sns = cloud.ask('sns');
  sns.createTopic({ Name: 'orders' });
  const self: TestTopic = {
    cloud,
    sns,
    queue(name, policy = letsIn('sns.amazonaws.com', 'sqs:SendMessage', topicArn)) {
      cloud.ask('sqs').createQueue({ QueueName: name, Attributes: policy === '' ? {} : { Policy: policy } });
      return `arn:aws:sqs:us-east-1:000000000000:${name}`;
    },
    subscribe(queueName, Attributes) {
      const Endpoint = self.queue(queueName);
      const input = { TopicArn: topicArn, Protocol: 'sqs', Endpoint };
      return sns.subscribe(Attributes === undefined ? input : { ...input, Attributes }).SubscriptionArn ?? '';
    },
    publish: (Message, more) => sns.publish({ TopicArn: topicArn, Message, ...more }).MessageId ?? '',
    bodies(queueName) {
      const QueueUrl = `https://sqs.us-east-1.amazonaws.com/000000000000/${queueName}`;
      const { Messages = [] } = cloud.ask('sqs').receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
      return Messages.map(({ Body = '' }) => Body);
    },
    notes: (event) =>
      cloud.world.trace.entries
        .filter((entry) => entry.type === 'event')
        .filter((entry) => entry.event === event)
        .map(({ atMs, resource, detail }) => ({ atSeconds: (atMs - epochMs) / 1000, resource, ...detail })),
  };
  return self;
}

/** Code and message of what a call was refused with. */
export function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof AwsError) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('The call was not refused.');
}
