/** Metrics of AWS/SQS, by queue (aws-behaviour.md 4.5). */
import type { Metric } from '../../cloud/service';
import { allMessages } from './messages/store';
import type { Place, SqsCall, StoredMessage } from './state';

/** Counts what was done with a queue, which also keeps its gauges alive. */
export function queueMetric(
  call: SqsCall,
  { state, queue }: Place,
  name: string,
  { unit, value }: { unit: 'Count' | 'Bytes'; value: number } = { unit: 'Count', value: 1 },
): void {
  state.activities.set(queue.id, call.nowMs);
  const { accountId } = queue;
  call.metric({ namespace: 'AWS/SQS', name, unit, value, dimensions: { QueueName: queue.name }, accountId });
}

/** A queue that nobody used for so long and that holds nothing has no metrics until it is used again. */
const inactiveAfterMs = 6 * 3_600_000;

type Count = (message: StoredMessage, nowMs: number) => boolean;

const counts: Readonly<Record<string, Count>> = {
  ApproximateNumberOfMessagesVisible: ({ visibleAtMs }, nowMs) => visibleAtMs <= nowMs,
  ApproximateNumberOfMessagesNotVisible: ({ visibleAtMs, receivedAtMs }, nowMs) =>
    visibleAtMs > nowMs && receivedAtMs !== undefined,
  ApproximateNumberOfMessagesDelayed: ({ visibleAtMs, receivedAtMs }, nowMs) =>
    visibleAtMs > nowMs && receivedAtMs === undefined,
};

/** What a queue holds now; undefined for other metrics, and while the queue is inactive. */
export function gauge({ namespace, name, dimensions }: Metric, call: SqsCall): number | undefined {
  if (namespace !== 'AWS/SQS') return undefined;
  const queue = call.state.queues.get(dimensions['QueueName'] ?? '');
  const lastUsedAtMs = queue === undefined ? undefined : call.state.activities.get(queue.id);
  if (queue === undefined || lastUsedAtMs === undefined) return undefined;
  const messages = [...allMessages({ state: call.state, queue })];
  if (messages.length === 0 && call.nowMs - lastUsedAtMs > inactiveAfterMs) return undefined;
  if (name === 'ApproximateAgeOfOldestMessage') {
    const [oldest] = messages;
    return oldest === undefined ? 0 : Math.floor((call.nowMs - oldest.enqueuedAtMs) / 1000);
  }
  const count = Object.hasOwn(counts, name) ? counts[name] : undefined;
  return count === undefined ? undefined : messages.filter((message) => count(message, call.nowMs)).length;
}
