import { S3, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { SQS, type Message } from '@aws-sdk/client-sqs';
import type { SystemContext } from 'stormproof';

/** Whether a message was dealt with; one that was not comes back after its visibility timeout. */
type Handle = (message: Message) => Promise<boolean>;

/** Receives until nothing is to be had; deletes what `handle` has dealt with. */
export async function consume({ aws, stack }: SystemContext, queue: string, handle: Handle, batch = 10) {
  const sqs = aws(SQS);
  const QueueUrl = stack.ref(queue);
  for (;;) {
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: batch });
    if (Messages.length === 0) return;
    for (const message of Messages) {
      if (!(await handle(message))) continue;
      await sqs.deleteMessage({ QueueUrl, ReceiptHandle: message.ReceiptHandle });
    }
  }
}

/** Lets time pass: virtual where the cloud has such time, else real. */
export function sleep(spanMs: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, spanMs));
}

/** Notes in a bucket that something was done; each note is an object, so that doing it twice shows. */
export async function note({ aws, stack }: SystemContext, bucket: string, key: string): Promise<void> {
  await aws(S3).putObject({ Bucket: stack.ref(bucket), Key: key, Body: 'done' });
}

/** The keys of all notes, in order. */
export async function notes({ aws, stack }: SystemContext, bucket: string, prefix = ''): Promise<string[]> {
  const keys: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2(
    { client: aws(S3) },
    { Bucket: stack.ref(bucket), Prefix: prefix },
  )) {
    for (const { Key = '' } of Contents) keys.push(Key);
  }
  return keys;
}
