import { SQS } from '@aws-sdk/client-sqs';
import { defineSystem, type SystemContext } from 'stormproof';
import { consume, note, notes } from './consumer';

interface Payment {
  id: string;
  account: string;
}

/** A FIFO queue, in which each account is a group. */
export const payments = defineSystem<Payment>({
  name: 'payments',
  template: 'templates/patterns/payments.yaml',
  noun: 'payment',
  work: (n) => ({ id: `payment-${n}`, account: n % 2 === 1 ? 'a' : 'b' }),
  async submit({ aws, stack }, payment) {
    const QueueUrl = stack.ref('Payments');
    const group = QueueUrl.endsWith('.fifo') ? { MessageGroupId: payment.account } : {};
    await aws(SQS).sendMessage({ QueueUrl, MessageBody: JSON.stringify(payment), ...group });
  },
  async outcomes(context) {
    const keys = await notes(context, 'Ledger');
    return keys.map((key) => {
      const [, account = '', id = ''] = key.split('/');
      return { id, account };
    });
  },
  flaws: [
    {
      id: 'standard-queue',
      title: 'payments of one account overtake each other',
      patches: [
        {
          file: 'templates/patterns/payments.yaml',
          find: `      FifoQueue: true
      ContentBasedDeduplication: true
`,
          replace: '',
        },
      ],
    },
    {
      id: 'no-deduplication',
      title: 'nothing tells a payment that is sent again from a new one',
      patches: [
        {
          file: 'templates/patterns/payments.yaml',
          find: 'ContentBasedDeduplication: true',
          replace: 'ContentBasedDeduplication: false',
        },
      ],
    },
  ],
});

/** Takes payments one at a time until `count` are taken; the first one fails once. */
export async function takePayments(
  context: SystemContext,
  count: number,
  pause: () => Promise<void>,
): Promise<void> {
  const taken: string[] = [];
  let failures = 0;
  for (let round = 0; round < 6; round++) {
    await consume(
      context,
      'Payments',
      async ({ Body = '{}', MessageId = '' }) => {
        const { id, account }: Payment = JSON.parse(Body);
        if (failures === 0) {
          failures++;
          return false;
        }
        const nth = String(taken.push(id)).padStart(4, '0');
        await note(context, 'Ledger', `${nth}/${account}/${id}/${MessageId}`);
        return true;
      },
      1,
    );
    if (taken.length >= count) return;
    await pause();
  }
}
