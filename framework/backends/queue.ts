import { SQS, type Message } from '@aws-sdk/client-sqs';
import type { Cloud } from './cloud';

const batchMax = 10;

/** A queue of a stack, to look into. */
export class Queue {
  constructor(
    private readonly cloud: Cloud,
    readonly logicalId: string,
    readonly url: string,
  ) {}

  /** Messages waiting or in flight. */
  async size(): Promise<number> {
    const { Attributes = {} } = await this.cloud.aws(SQS).getQueueAttributes({
      QueueUrl: this.url,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ],
    });
    return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
  }

  /** All messages that can be received now. Each is received once more by it and hidden for its visibility timeout. */
  async messages(): Promise<Message[]> {
    const sqs = this.cloud.aws(SQS);
    const all: Message[] = [];
    for (;;) {
      const { Messages = [] } = await sqs.receiveMessage({
        QueueUrl: this.url,
        MaxNumberOfMessages: batchMax,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      });
      if (Messages.length === 0) return all;
      all.push(...Messages);
    }
  }
}
