/** Message move tasks: redriving a dead-letter queue, at a rate, as new messages. */
import type { ListMessageMoveTasksResultEntry, SQS } from '@aws-sdk/client-sqs';
import type { Operations } from '../../../cloud/service';
import { findQueue } from '../addresses';
import { invalidParameterValue, missingParameter, moveResourceNotFound, moveTaskNotFound } from '../errors';
import { sourcesOf } from '../queues/dead-letter-sources';
import {
  keyOf,
  ordered,
  placeOf,
  type MoveTask,
  type Place,
  type QueueKey,
  type SqsCall,
  type State,
  type StoredMessage,
} from '../state';
import { messagesArrived } from './long-poll';
import { expireMessages, watchRetention } from './retention';
import { nextSequence, putMessage, removeMessage, surface, visibleMessages } from './store';

/** Where the caller leaves the rate to AWS, which then moves as fast as it sees fit. */
const messagesPerSecondDefault = 500;
const stepMs = 1000;

type Step = QueueKey & { readonly task: string };

function ownQueue(call: SqsCall, arn: string, parameter: 'SourceArn' | 'DestinationArn'): Place {
  const place = findQueue(call, arn);
  if (place === undefined || place.queue.accountId !== call.accountId) throw moveResourceNotFound(parameter);
  return place;
}

const tasksOf = ({ state, queue }: Place): [string, MoveTask][] => [
  ...state.moveTasks.prefix(`${queue.id}\u0000`, { reverse: true }),
];

/** The later step: moves a second's worth of messages, or ends the task. */
export function moveMessages(key: Step, call: SqsCall): void {
  const place = placeOf(call, key);
  const task = place?.state.moveTasks.get(key.task);
  if (place === undefined || task === undefined || task.status !== 'RUNNING') return;
  const { state, queue } = place;
  expireMessages(call, place);
  surface(state, queue.id, call.nowMs);
  const arrivedAt = new Map<string, Place>();
  let moved = 0;
  let failureReason: string | undefined;
  for (const message of visibleMessages(place)) {
    if (moved >= (task.messagesPerSecond ?? messagesPerSecondDefault)) break;
    const to = destinationOf(call, task, message);
    if (typeof to === 'string') {
      failureReason = to;
      break;
    }
    move(call, place, to, message);
    arrivedAt.set(to.queue.arn, to);
    moved++;
  }
  const movedCount = task.movedCount + moved;
  if (failureReason !== undefined) {
    state.moveTasks.set(key.task, { ...task, movedCount, status: 'FAILED', failureReason });
  } else if ([...visibleMessages(place)].length === 0) {
    state.moveTasks.set(key.task, { ...task, movedCount, status: 'COMPLETED' });
  } else {
    state.moveTasks.set(key.task, { ...task, movedCount });
    call.later({ afterMs: stepMs, kind: 'moveMessages', payload: key });
  }
  for (const to of arrivedAt.values()) messagesArrived(call, to);
}

/** Where a message goes, or why the task cannot tell. */
function destinationOf(call: SqsCall, task: MoveTask, message: StoredMessage): Place | string {
  const arn = task.destinationArn ?? message.deadLetterSourceArn;
  if (arn === undefined) return 'CouldNotDetermineMessageSource';
  return findQueue(call, arn) ?? 'AWS.SimpleQueueService.NonExistentQueue';
}

/** A moved message is a new one: new id, new time of enqueueing, no receives (aws-behaviour.md 4.3). */
function move(call: SqsCall, from: Place, to: Place, message: StoredMessage): void {
  removeMessage(from.state, message);
  const messageId = call.random('messageId').uuid();
  const {
    queueId: _queueId,
    body,
    attributes,
    senderId,
    traceHeader,
    groupId,
    deduplicationId,
    sequenceNumber,
    dataKey,
  } = message;
  putMessage(
    to.state,
    {
      queueId: to.queue.id,
      messageId,
      body,
      attributes,
      senderId,
      ...(traceHeader === undefined ? {} : { traceHeader }),
      ...(groupId === undefined ? {} : { groupId }),
      ...(deduplicationId === undefined ? {} : { deduplicationId }),
      ...(sequenceNumber === undefined ? {} : { sequenceNumber }),
      ...(dataKey === undefined ? {} : { dataKey }),
      sentAtMs: call.nowMs,
      enqueuedAtMs: call.nowMs,
      sequence: nextSequence(to.state, to.queue.id),
      visibleAtMs: call.nowMs,
      receiveCount: 0,
    },
    call.nowMs,
  );
  call.note('message moved by a move task', from.queue.arn, {
    messageId: message.messageId,
    newMessageId: messageId,
    destinationArn: to.queue.arn,
  });
  watchRetention(call, to);
}

function readHandle(handle: string | undefined): { task: string; sourceArn: string } {
  if (handle === undefined || handle === '') throw missingParameter('TaskHandle');
  const text = Buffer.from(handle, 'base64').toString();
  const [task, sourceArn, ...rest] = text.split(' ');
  if (task === undefined || sourceArn === undefined || rest.length > 0 || !sourceArn.startsWith('arn:')) {
    throw invalidParameterValue('Value for parameter TaskHandle is invalid.');
  }
  return { task, sourceArn };
}

/** The source queue's ARN out of a task handle; for permissions. */
export const sourceOfHandle = (handle: string | undefined): string => readHandle(handle).sourceArn;

function startTask(
  call: SqsCall,
  source: Place,
  destinationArn?: string,
  messagesPerSecond?: number,
): string {
  const { state, queue } = source;
  surface(state, queue.id, call.nowMs);
  const task = `${queue.id}\u0000${ordered(call.count('moveTask'))}`;
  const id = call.random('moveTask').uuid();
  const handle = Buffer.from(`${id} ${queue.arn}`).toString('base64');
  state.moveTasks.set(task, {
    handle,
    sourceArn: queue.arn,
    ...(destinationArn === undefined ? {} : { destinationArn }),
    ...(messagesPerSecond === undefined ? {} : { messagesPerSecond }),
    status: 'RUNNING',
    startedAtMs: call.nowMs,
    movedCount: 0,
    toMoveCount: [...visibleMessages(source)].length,
  });
  call.later({ kind: 'moveMessages', payload: { ...keyOf(queue), task } });
  return handle;
}

function described(task: MoveTask): ListMessageMoveTasksResultEntry {
  return {
    ...(task.status === 'RUNNING' ? { TaskHandle: task.handle } : {}),
    Status: task.status,
    SourceArn: task.sourceArn,
    ...(task.destinationArn === undefined ? {} : { DestinationArn: task.destinationArn }),
    ...(task.messagesPerSecond === undefined ? {} : { MaxNumberOfMessagesPerSecond: task.messagesPerSecond }),
    ApproximateNumberOfMessagesMoved: task.movedCount,
    ApproximateNumberOfMessagesToMove: task.toMoveCount,
    ...(task.failureReason === undefined ? {} : { FailureReason: task.failureReason }),
    StartedTimestamp: task.startedAtMs,
  };
}

export const moveTasks: Operations<SQS, State> = {
  startMessageMoveTask({ SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond: rate }, call) {
    const source = ownQueue(call, SourceArn, 'SourceArn');
    if (sourcesOf(source).length === 0) {
      throw invalidParameterValue('Source queue must be configured as a Dead Letter Queue.');
    }
    if (DestinationArn !== undefined) ownQueue(call, DestinationArn, 'DestinationArn');
    if (rate !== undefined && (rate < 1 || rate > 500)) {
      throw invalidParameterValue(
        `Value ${rate} for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: Must be between 1 and 500.`,
      );
    }
    if (tasksOf(source).some(([, { status }]) => status === 'RUNNING')) {
      throw invalidParameterValue(
        'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
      );
    }
    return { TaskHandle: startTask(call, source, DestinationArn, rate) };
  },

  cancelMessageMoveTask({ TaskHandle }, call) {
    const source = findQueue(call, readHandle(TaskHandle).sourceArn);
    const found =
      source === undefined ? undefined : tasksOf(source).find(([, { handle }]) => handle === TaskHandle);
    if (source === undefined || found === undefined || found[1].status !== 'RUNNING')
      throw moveTaskNotFound();
    const [key, task] = found;
    source.state.moveTasks.set(key, { ...task, status: 'CANCELLED' });
    return { ApproximateNumberOfMessagesMoved: task.movedCount };
  },

  listMessageMoveTasks({ SourceArn, MaxResults = 1 }, call) {
    const source = ownQueue(call, SourceArn, 'SourceArn');
    return {
      Results: tasksOf(source)
        .slice(0, MaxResults)
        .map(([, task]) => described(task)),
    };
  },
};
