/** What Lambda's pollers do for event source mappings of queues (aws-behaviour.md 1.7). */
import { AwsError, parseArn, type AskClient, type ServiceClients } from '../../../cloud/service';
import { hasRoom, idleEnvironment } from '../execution/environments';
import type { Target } from '../functions/names';
import { queueUrl, roleSession } from '../functions/role';
import { qualifiedKey, type LambdaCall } from '../state';
import type { EventSourceMapping, ReceivedMessage } from './state';
import { deleteMessages, dispatch } from './batches';
import { pollAt, pollIfHeldBack, pollingOf, setResult, targetOfMapping } from './next-poll';
import { matches } from './filter';
import { receivedMessage } from './record';

const receiveMax = 10;
const payloadBytesMax = 6_291_456;
/** How long what was read of the queue's attributes holds. */
const attributesHoldMs = 60_000;
const hostPollMs = 1000;
/** Pollers try again after a refusal; the rate is Lambda's own affair. */
const troubleMs = 60_000;
/** Concurrency grows by so many a minute while there is a backlog. */
const concurrency = { first: 5, perMinute: 300, last: 1250 };

type Queue = AskClient<ServiceClients['sqs']>;

/** Receives once, and hands over what makes a batch. */
export function poll({ uuid }: { uuid: string }, call: LambdaCall): void {
  const { next: _, ...before } = pollingOf(uuid, call);
  call.state.pollings.set(uuid, before);
  const mapping = call.state.mappings.get(uuid);
  const target = mapping?.state === 'Enabled' ? targetOfMapping(mapping, call) : undefined;
  if (mapping === undefined || mapping.state !== 'Enabled') return;
  if (target === undefined) {
    trouble(mapping, 'PROBLEM: Function not found.', call);
    return;
  }
  if (!mayRunMore(mapping, call)) {
    call.state.pollings.set(uuid, { ...pollingOf(uuid, call), isHeldBack: true });
    return;
  }
  if (before.gathered.length === 0 && idleEnvironment(target.version, call) === undefined && !hasRoom(call)) {
    pollAt(uuid, call.nowMs + hostPollMs, call);
    return;
  }
  try {
    const queue = call.ask('sqs', {
      as: roleSession(target.version, call).principal,
      region: parseArn(mapping.queueArn)?.region ?? call.region,
    });
    receive(mapping, target, queue, call);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    trouble(mapping, `PROBLEM: ${error.message}`, call);
    if (error.code.startsWith('AccessDenied') || (error.status ?? 400) >= 500) retryInBackground(uuid, call);
  }
}

function receive(mapping: EventSourceMapping, { version }: Target, queue: Queue, call: LambdaCall): void {
  const { uuid, windowSeconds } = mapping;
  const QueueUrl = queueUrl(mapping.queueArn);
  const ownSeconds = visibilityOf(mapping, queue, call);
  const neededSeconds = windowSeconds + version.inForce.timeoutSeconds;
  const seconds = neededSeconds > ownSeconds && windowSeconds > 0 ? neededSeconds + 30 : ownSeconds;
  const wanted = mapping.batchSize - pollingOf(uuid, call).gathered.length;
  const { Messages = [] } = queue.receiveMessage({
    QueueUrl,
    MaxNumberOfMessages: Math.min(receiveMax, wanted),
    MessageSystemAttributeNames: ['All'],
    MessageAttributeNames: ['All'],
    VisibilityTimeout: seconds,
    // The queue's own wait is for its consumers; a poller is told when to come.
    WaitTimeSeconds: 0,
  });
  if (Messages.length === 0) {
    noBacklog(mapping, call);
    return;
  }
  const received = Messages.map((message) => receivedMessage(message, mapping));
  const chosen = received.filter(({ record }) => matches(record, mapping.filters));
  const others = received.filter((message) => !chosen.includes(message));
  if (others.length > 0) deleteMessages(mapping, others, queue, call);
  if (chosen.length > 0) gather(mapping, chosen, call.nowMs + seconds * 1000, call);
  setResult(uuid, 'OK', call);
}

/** Puts messages to the batch; it is handed over when it is full, or else when its window is over. */
function gather(
  mapping: EventSourceMapping,
  messages: readonly ReceivedMessage[],
  untilMs: number,
  call: LambdaCall,
): void {
  const { uuid, windowSeconds, batchSize } = mapping;
  for (const message of messages) {
    const bytes = Buffer.byteLength(JSON.stringify(message.record));
    if (pollingOf(uuid, call).gatheredBytes + bytes > payloadBytesMax) handOver(uuid, call);
    const polling = pollingOf(uuid, call);
    const isFirst = polling.gathered.length === 0;
    const batch = isFirst ? call.count('batch') : polling.batch;
    call.state.pollings.set(uuid, {
      ...polling,
      batch,
      gathered: [...polling.gathered, message],
      gatheredBytes: polling.gatheredBytes + bytes,
      untilMs: isFirst ? untilMs : Math.min(untilMs, polling.untilMs ?? untilMs),
    });
    if (isFirst && windowSeconds > 0) {
      call.later({ afterMs: windowSeconds * 1000, kind: 'closeBatch', payload: { uuid, batch } });
    }
  }
  if (windowSeconds === 0 || pollingOf(uuid, call).gathered.length >= batchSize) handOver(uuid, call);
}

/** The window of a batch is over. */
export function closeBatch({ uuid, batch }: { uuid: string; batch: number }, call: LambdaCall): void {
  const polling = pollingOf(uuid, call);
  if (polling.batch === batch && polling.gathered.length > 0) handOver(uuid, call);
}

function handOver(uuid: string, call: LambdaCall): void {
  const { gathered, batch, untilMs = call.nowMs, ...polling } = pollingOf(uuid, call);
  call.state.pollings.set(uuid, { ...polling, batch, gathered: [], gatheredBytes: 0 });
  dispatch({ uuid, batch, messages: gathered, untilMs, throttles: 0 }, call);
}

function visibilityOf({ uuid, queueArn }: EventSourceMapping, queue: Queue, call: LambdaCall): number {
  const polling = pollingOf(uuid, call);
  const known = polling.visibility;
  if (known !== undefined && call.nowMs - known.readAtMs < attributesHoldMs) return known.seconds;
  const { Attributes = {} } = queue.getQueueAttributes({
    QueueUrl: queueUrl(queueArn),
    AttributeNames: ['VisibilityTimeout'],
  });
  const seconds = Number(Attributes['VisibilityTimeout'] ?? 30);
  call.state.pollings.set(uuid, { ...polling, visibility: { seconds, readAtMs: call.nowMs } });
  return seconds;
}

/** Whether another batch may begin: with a backlog, more and more of them, up to the mapping's own limit. */
function mayRunMore(mapping: EventSourceMapping, call: LambdaCall): boolean {
  const { uuid, maximumConcurrency = concurrency.last } = mapping;
  const running = runningBatches(uuid, call);
  const polling = pollingOf(uuid, call);
  const minutes =
    polling.busySinceMs === undefined ? 0 : Math.floor((call.nowMs - polling.busySinceMs) / 60_000);
  const limit = Math.min(maximumConcurrency, concurrency.first + minutes * concurrency.perMinute);
  if (running < limit) return true;
  if (polling.busySinceMs === undefined) {
    call.state.pollings.set(uuid, { ...polling, busySinceMs: call.nowMs });
  }
  if (limit < maximumConcurrency) growLater(uuid, call);
  return false;
}

/** The limit rises although no batch ends. */
function growLater(uuid: string, call: LambdaCall): void {
  const { isHeldBack } = pollingOf(uuid, call);
  if (!isHeldBack) call.later({ afterMs: 60_000, kind: 'growPollers', payload: { uuid } });
}

export function growPollers({ uuid }: { uuid: string }, call: LambdaCall): void {
  pollIfHeldBack(uuid, call);
}

function runningBatches(uuid: string, call: LambdaCall): number {
  let count = 0;
  for (const _ of call.state.batches.prefix(qualifiedKey(uuid, ''))) count++;
  return count;
}

function noBacklog({ uuid }: EventSourceMapping, call: LambdaCall): void {
  const { busySinceMs: _, ...polling } = pollingOf(uuid, call);
  call.state.pollings.set(uuid, polling);
}

function retryInBackground(uuid: string, call: LambdaCall): void {
  call.later({ afterMs: troubleMs, kind: 'pollAgain', payload: { uuid }, background: true });
}

/** After a refusal; in the background, because nothing may ever change. */
export function pollAgain({ uuid }: { uuid: string }, call: LambdaCall): void {
  if (pollingOf(uuid, call).next === undefined) poll({ uuid }, call);
}

function trouble(mapping: EventSourceMapping, result: string, call: LambdaCall): void {
  if (mapping.lastResult !== result) {
    call.note('queue not polled', mapping.queueArn, { mapping: mapping.uuid, reason: result });
  }
  setResult(mapping.uuid, result, call);
}
