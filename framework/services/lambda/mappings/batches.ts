/** Batches of messages on their way through functions (aws-behaviour.md 1.7). */
import { AwsError, parseArn, type AskClient, type ServiceClients } from '../../../cloud/service';
import { begin } from '../execution/begin';
import type { Outcome } from '../execution/outcome';
import { checkConcurrency } from '../functions/concurrency';
import { routed } from '../functions/names';
import { queueUrl, roleSession } from '../functions/role';
import { functionMetric } from '../metrics';
import { qualifiedKey, type LambdaCall } from '../state';
import type { EventSourceMapping, MappingBatch, ReceivedMessage } from './state';
import { traceOf } from '../execution/trace';
import { pollIfHeldBack, setResult, targetOfMapping } from './next-poll';
import { eventOf } from './record';

const deleteMax = 10;
const backOffMs = { first: 1000, last: 30_000 };
const failed = 'PROBLEM: Function call failed';

/** Sends a batch to its function; SQS and Lambda deliver at least once. */
export function dispatch(batch: MappingBatch, call: LambdaCall): void {
  const mapping = call.state.mappings.get(batch.uuid);
  if (mapping === undefined) return;
  call.state.batches.set(batchKey(batch), true);
  call.later({
    kind: 'runBatch',
    payload: batch,
    delivery: { to: mapping.functionArn, subject: batch.messages[0]?.messageId ?? '' },
  });
}

/** Invokes the function with a batch; a throttled one is tried again for as long as its messages are hidden. */
export function runBatch(batch: MappingBatch, call: LambdaCall): void {
  const mapping = call.state.mappings.get(batch.uuid);
  const target = mapping === undefined ? undefined : targetOfMapping(mapping, call);
  if (mapping === undefined || target === undefined) {
    call.state.batches.delete(batchKey(batch));
    return;
  }
  call.state.batches.set(batchKey(batch), true);
  try {
    const chosen = routed(target, call);
    checkConcurrency(chosen, call);
    begin(
      chosen,
      {
        requestId: call.random('request id of a batch').uuid(),
        attempt: 1,
        answerTo: { kind: 'mapping', batch },
        payload: call.blobs.put(Buffer.from(eventOf(batch.messages))),
        functionArn: mapping.functionArn,
        trace: traceOf(chosen.version, traceHeaderOf(batch.messages), call),
      },
      call,
    );
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throttledBatch(batch, mapping, error, call);
  }
}

function throttledBatch(
  batch: MappingBatch,
  mapping: EventSourceMapping,
  error: AwsError,
  call: LambdaCall,
): void {
  const { functionName, qualifier, functionArn } = mapping;
  if (error.code === 'TooManyRequestsException')
    functionMetric(call, functionName, 'Throttles', { qualifier });
  const afterMs = Math.min(backOffMs.last, backOffMs.first * 2 ** batch.throttles);
  const messages = batch.messages.length;
  if (call.nowMs + afterMs >= batch.untilMs) {
    call.note('batch returned to its queue', functionArn, { messages, reason: error.code });
    setResult(batch.uuid, failed, call);
    done(batch, call);
    return;
  }
  call.note('retry scheduled', functionArn, { messages, afterMs, reason: error.code });
  call.later({ afterMs, kind: 'runBatch', payload: { ...batch, throttles: batch.throttles + 1 } });
}

/** The messages of a batch may come of several traces; the first one's is gone on with. */
function traceHeaderOf([first]: readonly ReceivedMessage[]): string | undefined {
  const attributes: unknown = first?.record['attributes'];
  const header: unknown =
    typeof attributes === 'object' && attributes !== null
      ? Reflect.get(attributes, 'AWSTraceHeader')
      : undefined;
  return typeof header === 'string' ? header : undefined;
}

/** What the function made of a batch: its messages are deleted, all, those that did not fail, or none. */
export function afterBatch(batch: MappingBatch, outcome: Outcome, call: LambdaCall): void {
  const mapping = call.state.mappings.get(batch.uuid);
  const target = mapping === undefined ? undefined : targetOfMapping(mapping, call);
  if (mapping !== undefined && target !== undefined) {
    const succeeded = succeededOf(batch.messages, mapping, outcome);
    const isWhole = succeeded.length === batch.messages.length;
    setResult(batch.uuid, isWhole ? 'OK' : failed, call);
    if (!isWhole) {
      const returned = batch.messages.length - succeeded.length;
      call.note('batch returned to its queue', mapping.functionArn, {
        messages: returned,
        reason: outcome.errorType ?? (outcome.kind === 'value' ? 'batchItemFailures' : outcome.kind),
      });
    }
    deleteAs(mapping, succeeded, target.version, call);
  }
  done(batch, call);
}

function deleteAs(
  mapping: EventSourceMapping,
  messages: readonly ReceivedMessage[],
  version: Parameters<typeof roleSession>[0],
  call: LambdaCall,
): void {
  if (messages.length === 0) return;
  try {
    const region = parseArn(mapping.queueArn)?.region ?? call.region;
    const queue = call.ask('sqs', { as: roleSession(version, call).principal, region });
    deleteMessages(mapping, messages, queue, call);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { code, message } = error;
    call.note('messages not deleted', mapping.queueArn, { messages: messages.length, code, message });
    setResult(mapping.uuid, `PROBLEM: ${message}`, call);
  }
}

export function deleteMessages(
  { queueArn }: EventSourceMapping,
  messages: readonly ReceivedMessage[],
  queue: AskClient<ServiceClients['sqs']>,
  call: LambdaCall,
): void {
  for (let first = 0; first < messages.length; first += deleteMax) {
    const { Failed = [] } = queue.deleteMessageBatch({
      QueueUrl: queueUrl(queueArn),
      Entries: messages.slice(first, first + deleteMax).map(({ messageId, receiptHandle }) => ({
        Id: messageId,
        ReceiptHandle: receiptHandle,
      })),
    });
    for (const { Code = '', Message = '' } of Failed) {
      call.note('messages not deleted', queueArn, { messages: 1, code: Code, message: Message });
    }
  }
}

/**
 * Which messages are done with. With ReportBatchItemFailures the answer names those that are not; what names none of
 * the batch's, or nothing, fails the whole batch.
 */
function succeededOf(
  messages: readonly ReceivedMessage[],
  { reportsItemFailures }: EventSourceMapping,
  outcome: Outcome,
): readonly ReceivedMessage[] {
  if (outcome.kind !== 'value') return [];
  if (!reportsItemFailures) return messages;
  const failures = failuresOf(outcome.json);
  if (failures === undefined) return messages;
  const ids = failures.map((failure) => identifierOf(failure));
  const known = new Set(messages.map(({ messageId }) => messageId));
  if (!ids.every((id) => id !== undefined && known.has(id))) return [];
  return messages.filter(({ messageId }) => !ids.includes(messageId));
}

/** Undefined where the answer says nothing of failures, which is a success. */
function failuresOf(json: string): readonly unknown[] | undefined {
  const answer: unknown = JSON.parse(json);
  if (typeof answer !== 'object' || answer === null) return undefined;
  const failures: unknown = Reflect.get(answer, 'batchItemFailures');
  return Array.isArray(failures) ? failures : undefined;
}

function identifierOf(failure: unknown): string | undefined {
  if (typeof failure !== 'object' || failure === null) return undefined;
  const id: unknown = Reflect.get(failure, 'itemIdentifier');
  return typeof id === 'string' ? id : undefined;
}

function done(batch: MappingBatch, call: LambdaCall): void {
  call.state.batches.delete(batchKey(batch));
  pollIfHeldBack(batch.uuid, call);
}

function batchKey({ uuid, batch }: MappingBatch): string {
  return qualifiedKey(uuid, String(batch).padStart(12, '0'));
}
