import type { SQS } from '@aws-sdk/client-sqs';
import type { Operations } from '../../../cloud/service';
import { queueAt, queueUrl } from '../addresses';
import type { Place, Queue, State } from '../state';
import { checkMaxResults } from './queues';
import { redrivePolicyOf } from './redrive-policy';

/** Queues whose redrive policy names this one, by name. */
export function sourcesOf({ state, queue }: Place): Queue[] {
  return [...state.queues.values()].filter(
    (source) => redrivePolicyOf(source)?.deadLetterTargetArn === queue.arn,
  );
}

export const deadLetterSources: Operations<SQS, State> = {
  listDeadLetterSourceQueues(input, call) {
    const max = checkMaxResults(input.MaxResults);
    const from = input.NextToken === undefined ? '' : Buffer.from(input.NextToken, 'base64').toString();
    const sources = sourcesOf(queueAt(call, input.QueueUrl)).filter(({ name }) => name > from);
    const page = sources.slice(0, max);
    return {
      queueUrls: page.map((source) => queueUrl(call, source)),
      ...(input.MaxResults !== undefined && sources.length > page.length
        ? { NextToken: Buffer.from(page.at(-1)?.name ?? '').toString('base64') }
        : {}),
    };
  },
};
