import { S3 } from '@aws-sdk/client-s3';
import { defineSystem, type SystemContext } from 'stormproof';
import { consume, note, notes } from './consumer';

interface Invoice {
  id: string;
}

/** S3 upload → SQS. */
export const uploadQueue = defineSystem<Invoice>({
  name: 'upload-queue',
  template: 'templates/patterns/upload-queue.yaml',
  noun: 'invoice',
  work: (n) => ({ id: `invoices/2026/invoice ${n}+1.json` }),
  async submit({ aws, stack }, { id }) {
    await aws(S3).putObject({ Bucket: stack.ref('Uploads'), Key: id, Body: '{}' });
  },
  async outcomes(context) {
    const keys = await notes(context, 'Uploads', 'seen/');
    return keys.map((key) => ({ id: key.slice('seen/'.length, key.lastIndexOf('/')) }));
  },
  flaws: [
    {
      id: 'wrong-prefix',
      title: 'the notification is for another folder than the one that is used',
      patches: [
        {
          file: 'templates/patterns/upload-queue.yaml',
          find: 'Value: invoices/',
          replace: 'Value: invoice-files/',
        },
      ],
    },
  ],
});

interface S3Event {
  Records?: { s3: { object: { key: string } } }[];
}

/** Notes each object that a message tells of; keys come encoded as in a form. */
export async function takeEvents(context: SystemContext): Promise<void> {
  await consume(context, 'Events', async ({ Body = '{}', MessageId = '' }) => {
    const { Records = [] }: S3Event = JSON.parse(Body);
    for (const { s3 } of Records) {
      const key = decodeURIComponent(s3.object.key.replaceAll('+', ' '));
      await note(context, 'Uploads', `seen/${key}/${MessageId}`);
    }
    return true;
  });
}
