import type { ReceiveMessageResult } from '@aws-sdk/client-sqs';
import type { Exchange } from '../../../framework/cloud/exchange';
import { rootPrincipal } from '../../../framework/cloud/identify';
import { run } from '../../../framework/cloud/pipeline';
import { epochMs } from '../../../framework/kernel';
import { testCloud, type TestCloud } from '../../test-cloud';

export interface TestQueue {
  readonly cloud: TestCloud;
  readonly url: string;
  readonly arn: string;
  /** Sends and answers the message's id. */
  readonly send: (body: string, delaySeconds?: number) => string;
  /** Bodies that a receive of up to ten finds. */
  readonly bodies: () => string[];
  /** The receipt handle of the one message that a receive finds. */
  readonly handle: () => string;
  readonly counts: () => string;
}

/** A queue in a cloud of its own, or in one that is given. */
export function testQueue(
  options: { name?: string; attributes?: Record<string, string>; cloud?: TestCloud } = {},
): TestQueue {
  const { name = 'orders', attributes = {}, cloud = testCloud() } = options;
  const sqs = cloud.ask('sqs');
  const { QueueUrl: url = '' } = sqs.createQueue({ QueueName: name, Attributes: attributes });
  const receive = (max: number) =>
    sqs.receiveMessage({ QueueUrl: url, MaxNumberOfMessages: max }).Messages ?? [];
  return {
    cloud,
    url,
    arn: `arn:aws:sqs:us-east-1:000000000000:${name}`,
    send(body, DelaySeconds) {
      return sqs.sendMessage({ QueueUrl: url, MessageBody: body, DelaySeconds }).MessageId ?? '';
    },
    bodies: () => receive(10).map(({ Body = '' }) => Body),
    handle: () => receive(1)[0]?.ReceiptHandle ?? '',
    counts() {
      const { Attributes = {} } = sqs.getQueueAttributes({ QueueUrl: url, AttributeNames: ['All'] });
      const { ApproximateNumberOfMessages: visible, ApproximateNumberOfMessagesNotVisible: inFlight } =
        Attributes;
      return `${visible} visible, ${inFlight} in flight, ${Attributes.ApproximateNumberOfMessagesDelayed} delayed`;
    },
  };
}

/** Events of that name that the service noted, each with its virtual time in seconds. */
export function notes(cloud: TestCloud, event: string): object[] {
  return cloud.world.trace.entries
    .filter((entry) => entry.type === 'event')
    .filter((entry) => entry.event === event)
    .map(({ atMs, resource, detail }) => ({ atSeconds: (atMs - epochMs) / 1000, resource, ...detail }));
}

/** A receive that may wait: `answer` is undefined as long as it does. */
export interface Poll {
  readonly answer: () => string | undefined;
}

/** Long-polls the queue without blocking the test, as a client over a wire would. */
export function poll({ cloud, url }: TestQueue, waitSeconds?: number): Poll {
  const exchange: Exchange = {
    origin: { task: 'test', cause: 0 },
    requestId: cloud.engine.newRequestId(),
    serviceName: 'sqs',
    operation: 'ReceiveMessage',
    input: { QueueUrl: url, WaitTimeSeconds: waitSeconds, MaxNumberOfMessages: 10 },
    principal: rootPrincipal('000000000000', 'aws'),
    accountId: '000000000000',
    region: 'us-east-1',
    context: {},
    accesses: [],
    entry: 0,
  };
  run(exchange, cloud.engine);
  return {
    answer() {
      if (exchange.error !== undefined) return exchange.error.message;
      if (exchange.output === undefined) return undefined;
      const { Messages = [] }: ReceiveMessageResult = exchange.output;
      return Messages.length === 0 ? 'nothing' : Messages.map(({ Body }) => Body).join(', ');
    },
  };
}
