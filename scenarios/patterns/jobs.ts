import { SQS } from '@aws-sdk/client-sqs';
import { defineSystem } from 'stormproof';
import { notes } from './consumer';

interface Job {
  id: string;
}

/** A queue of jobs for several workers. */
export const jobs = defineSystem<Job>({
  name: 'jobs',
  template: 'templates/patterns/jobs.yaml',
  noun: 'job',
  work: (n) => ({ id: `job-${n}` }),
  async submit({ aws, stack }, job) {
    await aws(SQS).sendMessage({ QueueUrl: stack.ref('Jobs'), MessageBody: JSON.stringify(job) });
  },
  async outcomes(context) {
    const keys = await notes(context, 'Ledger');
    return keys.map((key) => ({ id: key.slice(0, key.indexOf('/')) }));
  },
  flaws: [
    {
      id: 'short-visibility',
      title: 'a job that takes its time is given to a second worker',
      patches: [
        {
          file: 'templates/patterns/jobs.yaml',
          find: 'VisibilityTimeout: 60',
          replace: 'VisibilityTimeout: 1',
        },
      ],
    },
  ],
});
