import { formatArn, parseArn } from '../../cloud/service';
import { accessToResourceDenied, invalidAddress, missingParameter, queueDoesNotExist } from './errors';
import type { Place, Queue, SqsCall } from './state';

/** What host names end with, where it is not `amazonaws.com` (AWS General Reference, service endpoints). */
const urlSuffixes: Readonly<Record<string, string>> = {
  'aws-cn': 'amazonaws.com.cn',
  'aws-eusc': 'amazonaws.eu',
  'aws-iso': 'c2s.ic.gov',
  'aws-iso-b': 'sc2s.sgov.gov',
};

export function queueArn(call: SqsCall, accountId: string, name: string): string {
  return formatArn({
    partition: call.partition,
    service: 'sqs',
    region: call.region,
    accountId,
    resource: name,
  });
}

/** AWS's own URL of a queue (aws-behaviour.md 4.1). */
export function queueUrl(call: SqsCall, { accountId, name }: Pick<Queue, 'accountId' | 'name'>): string {
  return `https://sqs.${call.region}.${urlSuffixes[call.partition] ?? 'amazonaws.com'}/${accountId}/${name}`;
}

/**
 * The account and queue that a queue URL names.
 *
 * Only the path decides, so that URLs of any endpoint work; a bare name is a queue of the caller's, as on AWS.
 */
export function readQueueUrl(call: SqsCall, url: string): { accountId: string; name: string } {
  if (/^[\w-]+(\.fifo)?$/.test(url)) return { accountId: call.accountId, name: url };
  const [, accountId, name] = /^https?:\/\/[^/]+\/(?:.*\/)?(\d{12})\/([^/?#]+)\/?$/.exec(url) ?? [];
  // An address without a path names no queue rather than none of ours.
  if (/^https?:\/\/[^/]+\/?$/.test(url)) throw queueDoesNotExist();
  if (accountId === undefined || name === undefined) throw invalidAddress(url);
  return { accountId, name };
}

/** The queue of a URL, in the account that the URL names. */
export function queueAt(call: SqsCall, url: string | undefined): Place {
  if (url === undefined || url === '') throw missingParameter('QueueUrl');
  const { accountId, name } = readQueueUrl(call, url);
  return queueNamed(call, accountId, name);
}

export function queueNamed(call: SqsCall, accountId: string, name: string): Place {
  const state = call.stateOf(accountId, call.region);
  const queue = state.queues.get(name);
  if (queue === undefined) throw queueDoesNotExist();
  return { state, queue };
}

/** The queue of an ARN; undefined where the ARN names none in this region. */
export function findQueue(call: SqsCall, arn: string): Place | undefined {
  const parts = parseArn(arn);
  if (parts === undefined || parts.service !== 'sqs') return undefined;
  const state = call.stateOf(parts.accountId, parts.region);
  const queue = state.queues.get(parts.resource);
  return queue === undefined ? undefined : { state, queue };
}

/**
 * The queue of a URL for operations that no policy can open to other accounts.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-limitations-of-custom-policies.html
 */
export function ownQueueAt(call: SqsCall, url: string | undefined): Place {
  const place = queueAt(call, url);
  if (place.queue.accountId !== call.accountId) throw accessToResourceDenied(queueUrl(call, place.queue));
  return place;
}
