/**
 * Receives from FIFO queues that are tried again: within five minutes the same attempt gets the same messages under
 * the same handles, as long as nothing else became of them.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-receiverequestattemptid-request-parameter.html
 */
import type { Place, ReceiveRequest, SqsCall, StoredMessage } from '../state';
import { messageAt, putMessage } from './store';

const attemptMs = 5 * 60_000;

const keyOf = ({ queue }: Place, attemptId: string): string => `${queue.id}\u0000${attemptId}`;

export function rememberAttempt(
  call: SqsCall,
  place: Place,
  { attemptId }: ReceiveRequest,
  taken: readonly StoredMessage[],
): void {
  if (attemptId === undefined) return;
  place.state.attempts.set(keyOf(place, attemptId), {
    untilMs: call.nowMs + attemptMs,
    messages: taken.map(({ enqueuedAtMs, sequence, receipt = '' }) => ({ enqueuedAtMs, sequence, receipt })),
  });
}

/** What the same attempt took before, hidden anew; undefined where it is to take messages now. */
export function repeatAttempt(
  call: SqsCall,
  place: Place,
  { attemptId, visibilityMs }: ReceiveRequest,
): StoredMessage[] | undefined {
  if (attemptId === undefined) return undefined;
  const attempt = place.state.attempts.get(keyOf(place, attemptId));
  if (attempt === undefined || attempt.untilMs <= call.nowMs) return undefined;
  const found = attempt.messages.flatMap(({ enqueuedAtMs, sequence, receipt }) => {
    const message = messageAt(place, enqueuedAtMs, sequence);
    return message?.receipt === receipt && message.visibleAtMs > call.nowMs ? [message] : [];
  });
  if (found.length < attempt.messages.length) return undefined;
  return found.map((message) => {
    const hidden = { ...message, visibleAtMs: call.nowMs + visibilityMs };
    putMessage(place.state, hidden, call.nowMs);
    return hidden;
  });
}
