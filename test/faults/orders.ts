import type { Origin } from '../../framework/cloud/exchange';
import { AwsError } from '../../framework/cloud/error';
import type { HttpRequest } from '../../framework/cloud/protocols';
import { rootPrincipal } from '../../framework/cloud/identify';
import { arm, type Armed, type Fault } from '../../framework/faults';
import type { WorldOptions } from '../../framework/kernel';
import { testCloud, type TestCloud } from '../test-cloud';

const accountId = '000000000000';
const region = 'us-east-1';

/** A cloud with two queues and a bucket whose events go to the queue 'events'. */
export interface OrdersCloud extends TestCloud {
  inject(fault: Fault): Armed;
  /** Puts objects; each makes an event. */
  put(...keys: string[]): void;
  /** Keys told by the events that have arrived, in order of arrival, and takes them out of the queue. */
  arrived(): string[];
  /** Sends a message as somebody; answers 'done' or the code of the refusal. */
  send(from: Partial<Origin>, queue?: 'orders' | 'events'): string;
  /** Sends a message over the wire as somebody; tells when and how that ended, as far as it has. */
  post(from: Origin & { call: number }): Ending[];
  /** How many messages wait in the queue 'orders'. */
  waiting(): number;
  /** Asks for a queue's attributes as somebody. */
  look(from: Partial<Origin>): string;
  /** Fault entries of the trace: 'throttle-1: throttle every service'. */
  faultEntries(): string[];
}

/** 'answered 200', or how the answer was lost. */
export interface Ending {
  how: string;
  afterMs: number;
}

/** A function's environment, at its nth call, over the wire. */
export const calling = (call: number) => ({ task: 'Processor/1', call, cause: 0 });
/** A function's environment, at its nth call. */
export const environment = (call: number): Partial<Origin> => ({ task: 'Processor/1', call });
export const service: Partial<Origin> = { task: 'events' };
export const scenario = (call: number): Partial<Origin> => ({ task: 'scenario', call });

export const ordersArn = arnOf('orders');
export const eventsArn = arnOf('events');

function arnOf(queue: string): string {
  return `arn:aws:sqs:${region}:${accountId}:${queue}`;
}

const means = (selected: string, arn: string | undefined) =>
  arn === selected || arn?.split(':')[5] === selected;

export function ordersCloud(options: Partial<WorldOptions> = {}): OrdersCloud {
  const cloud = testCloud(options);
  const sqs = cloud.ask('sqs');
  const urls = new Map(['orders', 'events'].map((name) => [name, createQueue(cloud, name)]));
  const s3 = cloud.ask('s3');
  s3.createBucket({ Bucket: 'uploads' });
  s3.putBucketNotificationConfiguration({
    Bucket: 'uploads',
    NotificationConfiguration: {
      QueueConfigurations: [{ QueueArn: eventsArn, Events: ['s3:ObjectCreated:*'] }],
    },
  });
  sqs.purgeQueue({ QueueUrl: urls.get('events') });
  cloud.advance('2 minutes');
  let count = 0;

  function ask(from: Partial<Origin>, operation: string, input: object): string {
    const origin = { task: 'test', cause: 0, accountId, region, ...from };
    try {
      cloud.engine.ask(origin, 'sqs', operation, input, { as: rootPrincipal(accountId, 'aws') });
      return 'done';
    } catch (error) {
      if (error instanceof AwsError) return error.code;
      throw error;
    }
  }

  return {
    ...cloud,
    inject(fault) {
      const armed = arm(fault, `${fault.kind}-${++count}`, cloud.world, means);
      cloud.engine.inject(armed);
      return armed;
    },
    put(...keys) {
      for (const Key of keys) s3.putObject({ Bucket: 'uploads', Key, Body: Buffer.from('{}') });
    },
    arrived() {
      const keys: string[] = [];
      for (;;) {
        const { Messages = [] } = sqs.receiveMessage({
          QueueUrl: urls.get('events'),
          MaxNumberOfMessages: 10,
        });
        if (Messages.length === 0) return keys;
        for (const { Body = '', ReceiptHandle } of Messages) {
          const { Records = [] }: { Records?: { s3: { object: { key: string } } }[] } = JSON.parse(Body);
          keys.push(...Records.map((record) => record.s3.object.key));
          sqs.deleteMessage({ QueueUrl: urls.get('events'), ReceiptHandle });
        }
      }
    },
    send: (from, queue = 'orders') =>
      ask(from, 'sendMessage', { QueueUrl: urls.get(queue), MessageBody: 'order' }),
    post(origin) {
      const ends: Ending[] = [];
      const fromMs = cloud.world.nowMs;
      const end = (how: string) => void ends.push({ how, afterMs: cloud.world.nowMs - fromMs });
      cloud.engine.post({
        origin,
        wire: sendRequest(urls.get('orders')),
        onAnswer: ({ status }) => end(`answered ${status}`),
        onLost: end,
      });
      cloud.engine.step();
      return ends;
    },
    waiting() {
      // The test's own look meets no fault.
      const { faults } = cloud.engine;
      cloud.engine.faults = [];
      const QueueUrl = urls.get('orders');
      const { Attributes = {} } = sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['All'] });
      cloud.engine.faults = faults;
      return Number(Attributes['ApproximateNumberOfMessages']);
    },
    look: (from) =>
      ask(from, 'getQueueAttributes', { QueueUrl: urls.get('orders'), AttributeNames: ['All'] }),
    faultEntries: () =>
      cloud.world.trace.entries.flatMap((entry) =>
        entry.type === 'fault' ? [`${entry.fault}: ${entry.effect}`] : [],
      ),
  };
}

function sendRequest(QueueUrl: string | undefined): HttpRequest {
  return {
    method: 'POST',
    host: 'sqs.us-east-1.amazonaws.com',
    path: '/',
    headers: {
      authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sqs/aws4_request',
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'AmazonSQS.SendMessage',
    },
    body: Buffer.from(JSON.stringify({ QueueUrl, MessageBody: 'order' })),
  };
}

function createQueue(cloud: TestCloud, name: string): string {
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 's3.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: arnOf(name),
      },
    ],
  });
  return cloud.ask('sqs').createQueue({ QueueName: name, Attributes: { Policy } }).QueueUrl ?? '';
}
