import type { QueueAttributeName, SQS } from '@aws-sdk/client-sqs';
import type { Operations } from '../../../cloud/service';
import { ownQueueAt, queueArn, queueAt, queueNamed, queueUrl } from '../addresses';
import {
  invalidParameterValue,
  missingParameter,
  purgeInProgress,
  queueDeletedRecently,
  queueNameExists,
  unknownAttribute,
} from '../errors';
import { messagesArrived, refuseWaiting } from '../messages/long-poll';
import { expireMessages, watchRetention } from '../messages/retention';
import { hiddenMessages, putMessage, removeAllMessages, surface, visibleMessages } from '../messages/store';
import type { Table } from '../../../kernel';
import type { Place, Queue, SqsCall, State } from '../state';
import { defaultAttributes, isQueueAttribute, readQueuePolicy, withAttributes } from './attributes';
import { checkTags } from './tags';

const afterDeletionMs = 60_000;
const betweenPurgesMs = 60_000;

export type AttributeChanges = Readonly<Partial<Record<string, string>>>;

function checkName(name: string, isFifo: boolean): void {
  const isGood = name.length <= 80 && (isFifo ? /^[\w-]+\.fifo$/ : /^[\w-]+$/).test(name);
  if (isGood) return;
  throw invalidParameterValue(
    isFifo
      ? 'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, ' +
          'must end with .fifo suffix and be 1 to 80 in length.'
      : 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
  );
}

/** A queue with changed attributes, all checked; `Policy` is kept read as well. */
function changed(call: SqsCall, queue: Queue, changes: AttributeChanges): Queue {
  const attributes = withAttributes(call, queue, changes);
  const { policy: _former, ...rest } = queue;
  const text = attributes['Policy'];
  return {
    ...rest,
    attributes,
    ...(text === undefined ? {} : { policy: readQueuePolicy(text) }),
    modifiedAtMs: call.nowMs,
  };
}

/** Writes changed attributes and lets them take effect. */
export function changeAttributes(call: SqsCall, place: Place, changes: AttributeChanges): void {
  const queue = changed(call, place.queue, changes);
  const { state } = place;
  state.queues.set(queue.name, queue);
  const after: Place = { state, queue };
  // A FIFO queue's new delay holds for messages that wait already; a standard queue's does not.
  if (queue.isFifo && changes['DelaySeconds'] !== undefined) delayAnew(call, after);
  expireMessages(call, after);
  if (changes['MessageRetentionPeriod'] !== undefined) {
    const watched = state.expiries.get(queue.id);
    if (watched !== undefined) call.cancel(watched.laterId);
    state.expiries.delete(queue.id);
    watchRetention(call, after);
  }
}

function delayAnew(call: SqsCall, place: Place): void {
  const delayMs = Number(place.queue.attributes['DelaySeconds']) * 1000;
  for (const message of hiddenMessages(place)) {
    if (message.receivedAtMs !== undefined) continue;
    putMessage(place.state, { ...message, visibleAtMs: message.enqueuedAtMs + delayMs }, call.nowMs);
  }
  messagesArrived(call, place);
}

/** The attributes that are counted or set by SQS; counts are exact here, approximate on AWS. */
function measured(call: SqsCall, place: Place): Record<string, string> {
  const { state, queue } = place;
  expireMessages(call, place);
  surface(state, queue.id, call.nowMs);
  let visible = 0;
  let inFlight = 0;
  let delayed = 0;
  for (const _ of visibleMessages(place)) visible++;
  for (const { receivedAtMs } of hiddenMessages(place)) {
    if (receivedAtMs === undefined) delayed++;
    else inFlight++;
  }
  return {
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(Math.floor(queue.createdAtMs / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedAtMs / 1000)),
    QueueArn: queue.arn,
  };
}

function createQueue(
  call: SqsCall,
  name: string,
  given: AttributeChanges,
  tags: Record<string, string>,
): Queue {
  const { state } = call;
  const isFifo = given['FifoQueue'] === 'true';
  checkName(name, isFifo);
  const existing = state.queues.get(name);
  const deletedAtMs = state.deletions.get(name);
  if (existing === undefined && deletedAtMs !== undefined && call.nowMs - deletedAtMs < afterDeletionMs) {
    throw queueDeletedRecently();
  }
  checkTags(name, tags);
  const fresh: Queue = {
    id: String(call.count('queue')),
    name,
    arn: queueArn(call, call.accountId, name),
    accountId: call.accountId,
    isFifo,
    attributes: defaultAttributes(isFifo),
    tags,
    createdAtMs: call.nowMs,
    modifiedAtMs: call.nowMs,
  };
  const queue = changed(call, fresh, given);
  if (existing === undefined) {
    state.deletions.delete(name);
    state.queues.set(name, queue);
    return queue;
  }
  // The same call again is fine; attributes that are left out are not compared.
  for (const attribute of Object.keys(given)) {
    if (queue.attributes[attribute] !== existing.attributes[attribute]) throw queueNameExists(attribute);
  }
  return existing;
}

export const queues: Operations<SQS, State> = {
  createQueue(input, call) {
    const name: string | undefined = input.QueueName;
    if (name === undefined) throw missingParameter('QueueName');
    return { QueueUrl: queueUrl(call, createQueue(call, name, input.Attributes ?? {}, input.tags ?? {})) };
  },

  /** At once, messages and all; AWS takes up to a minute. The name stays taken for 60 seconds. */
  deleteQueue(input, call) {
    const place = ownQueueAt(call, input.QueueUrl);
    const { state, queue } = place;
    refuseWaiting(call, place);
    removeAllMessages(place);
    for (const alarms of [state.expiries, state.wakes]) {
      const alarm = alarms.get(queue.id);
      if (alarm !== undefined) call.cancel(alarm.laterId);
      alarms.delete(queue.id);
    }
    for (const records of [state.deduplications, state.attempts, state.moveTasks, state.dataKeys]) {
      removeOf(queue, records);
    }
    state.sequences.delete(queue.id);
    state.turns.delete(queue.id);
    state.queues.delete(queue.name);
    state.deletions.set(queue.name, call.nowMs);
    return {};
  },

  getQueueUrl(input, call) {
    const { QueueOwnerAWSAccountId: accountId = call.accountId } = input;
    const name: string | undefined = input.QueueName;
    if (name === undefined || name === '') throw missingParameter('QueueName');
    return { QueueUrl: queueUrl(call, queueNamed(call, accountId, name).queue) };
  },

  listQueues({ QueueNamePrefix = '', MaxResults, NextToken }, call) {
    const max = checkMaxResults(MaxResults);
    const from = NextToken === undefined ? '' : Buffer.from(NextToken, 'base64').toString();
    const names = [...call.state.queues.prefix(QueueNamePrefix)]
      .map(([name]) => name)
      .filter((name) => name > from);
    const page = names.slice(0, max);
    if (page.length === 0) return {};
    return {
      QueueUrls: page.map((name) => queueUrl(call, { accountId: call.accountId, name })),
      // Without MaxResults AWS gives the first thousand and no token.
      ...(MaxResults !== undefined && names.length > page.length
        ? { NextToken: Buffer.from(page.at(-1) ?? '').toString('base64') }
        : {}),
    };
  },

  getQueueAttributes(input, call) {
    const place = queueAt(call, input.QueueUrl);
    const names: readonly string[] = input.AttributeNames ?? [];
    const unknown = names.find((name) => name !== 'All' && !isQueueAttribute(name));
    if (unknown !== undefined) throw unknownAttribute(unknown);
    if (names.length === 0) return {};
    const all: Record<string, string> = { ...place.queue.attributes, ...measured(call, place) };
    const wanted = Object.entries(all).filter(([name]) => names.includes('All') || names.includes(name));
    const Attributes: Partial<Record<QueueAttributeName, string>> = Object.fromEntries(wanted);
    return wanted.length === 0 ? {} : { Attributes };
  },

  setQueueAttributes(input, call) {
    const place = ownQueueAt(call, input.QueueUrl);
    changeAttributes(call, place, input.Attributes);
    return {};
  },

  /** At once; AWS takes up to a minute. Messages in flight go too. */
  purgeQueue(input, call) {
    const place = queueAt(call, input.QueueUrl);
    const { state, queue } = place;
    if (queue.purgedAtMs !== undefined && call.nowMs - queue.purgedAtMs < betweenPurgesMs) {
      throw purgeInProgress(queue.name);
    }
    removeAllMessages(place);
    // Recorded on AWS: what was sent before the purge is no duplicate after it.
    removeOf(queue, state.deduplications);
    state.queues.set(queue.name, { ...queue, purgedAtMs: call.nowMs });
    return {};
  },
};

/** Removes what a table keeps about a queue. */
function removeOf(queue: Queue, records: Table<unknown>): void {
  for (const key of [...records.prefix(`${queue.id}\u0000`)].map(([key]) => key)) records.delete(key);
}

/** Page sizes of the list calls. */
export function checkMaxResults(max: number | undefined): number {
  if (max === undefined) return 1000;
  if (max >= 1 && max <= 1000) return max;
  throw invalidParameterValue(
    `Value ${max} for parameter MaxResults is invalid. Reason: MaxResults must be an integer between 1 and 1000.`,
  );
}
