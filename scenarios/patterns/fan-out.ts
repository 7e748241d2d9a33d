import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { defineSystem, type SystemContext } from 'stormproof';
import { consume, note, notes, sleep } from './consumer';

interface Order {
  id: string;
  delivery: 'parcel' | 'letter';
}

/** SNS → two SQS queues, one of them filtered and with a dead-letter queue. */
export const fanOut = defineSystem<Order>({
  name: 'fan-out',
  template: 'templates/patterns/fan-out.yaml',
  noun: 'order',
  work: (n) => ({ id: `order-${n}`, delivery: n % 3 === 0 ? 'letter' : 'parcel' }),
  async submit({ aws, stack }, order) {
    await aws(SNS).publish({
      TopicArn: stack.ref('Orders'),
      Message: JSON.stringify(order),
      MessageAttributes: { delivery: { DataType: 'String', StringValue: order.delivery } },
    });
  },
  async outcomes(context) {
    const keys = await notes(context, 'Ledger');
    return keys.map((key) => {
      const [place = '', id = ''] = key.split('/');
      return { id, place };
    });
  },
  deadLetters: ['ShippingDlq'],
  flaws: [
    {
      id: 'no-redrive',
      title: 'what shipping can’t take stays in its queue for ever',
      patches: [
        {
          file: 'templates/patterns/fan-out.yaml',
          find: `      RedrivePolicy:
        deadLetterTargetArn: !GetAtt ShippingDlq.Arn
        maxReceiveCount: 2
`,
          replace: '',
        },
      ],
    },
    {
      id: 'no-filter',
      title: 'shipping is given letters too',
      patches: [
        {
          file: 'templates/patterns/fan-out.yaml',
          find: `      FilterPolicy:
        delivery: [parcel]
`,
          replace: '',
        },
      ],
    },
    {
      id: 'short-retention',
      title: 'dead letters are gone before anybody is back from a holiday',
      patches: [
        {
          file: 'templates/patterns/fan-out.yaml',
          find: 'MessageRetentionPeriod: 1209600',
          replace: 'MessageRetentionPeriod: 86400',
        },
      ],
    },
  ],
});

/** Takes what lies in a queue, but for one order that can't be taken. */
export async function take(context: SystemContext, queue: string, poison?: string): Promise<void> {
  await consume(context, queue, async ({ Body = '{}', MessageId = '' }) => {
    const { id }: Order = JSON.parse(Body);
    if (id === poison) return false;
    await note(context, 'Ledger', `${queue}/${id}/${MessageId}`);
    return true;
  });
}

/** Takes from shipping's queue, again and again, until the order that can't be taken has become a dead letter. */
export async function takeUntilDead(context: SystemContext, poison: string): Promise<void> {
  for (let round = 0; round < 8; round++) {
    await take(context, 'Shipping', poison);
    if ((await context.stack.queue('ShippingDlq').size()) > 0) return;
    await sleep(1500);
  }
}

/** How long a queue keeps messages, in days. */
export async function retentionDays({ aws, stack }: SystemContext, queue: string): Promise<number> {
  const { Attributes = {} } = await aws(SQS).getQueueAttributes({
    QueueUrl: stack.ref(queue),
    AttributeNames: ['MessageRetentionPeriod'],
  });
  return Number(Attributes['MessageRetentionPeriod']) / 86_400;
}
