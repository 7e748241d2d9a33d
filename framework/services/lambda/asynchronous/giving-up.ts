import { AwsError, parseArn } from '../../../cloud/service';
import { queueUrl, roleSession } from '../functions/role';
import type { RunOutcome } from '../execution/outcome';
import type { AsynchronousEvent, LambdaCall, LambdaFunction } from '../state';
import { traceEvent } from '../execution/segments';
import { functionMetric } from '../metrics';
import { sendOnFailure } from './destinations';
import { eventInvokeConfigOf } from './event-invoke-configs';

/** Why an event is given up. */
export interface Failure {
  condition: 'RetriesExhausted' | 'EventAgeExceeded' | 'ZeroReservedConcurrency';
  /** The HTTP status that an invocation answers with: 200 where the function itself failed. */
  errorCode: string;
  errorMessage: string;
  /** Of the last attempt, if there was one. */
  outcome?: RunOutcome;
}

const errorMessageBytesMax = 1024;

/**
 * Gives up an event: it goes to the dead-letter queue, to the on-failure destination, to both, or nowhere
 * (aws-behaviour.md 1.5).
 */
export function giveUp(
  event: AsynchronousEvent,
  fn: LambdaFunction,
  failure: Failure,
  call: LambdaCall,
): void {
  const { requestId, attempts } = event;
  const { deadLetterArn } = fn.inForce;
  const onFailure = eventInvokeConfigOf(event, call)?.onFailure;
  functionMetric(call, fn.name, 'AsyncEventsDropped', { qualifier: event.qualifier });
  call.note('event dropped', fn.arn, { requestId, attempts, reason: failure.condition });
  traceEvent(event, fn, () => roleSession(fn, call).principal, true, call);
  if (deadLetterArn !== undefined) sendDeadLetter(event, fn, deadLetterArn, failure, call);
  if (onFailure !== undefined) sendOnFailure(event, fn, onFailure, failure, call);
  if (deadLetterArn === undefined && onFailure === undefined) {
    call.note('no dead-letter queue or destination', fn.arn, {
      requestId,
      attempts,
      reason: failure.condition,
    });
  }
}

function sendDeadLetter(
  event: AsynchronousEvent,
  fn: LambdaFunction,
  deadLetterArn: string,
  { errorCode, errorMessage }: Failure,
  call: LambdaCall,
): void {
  const { requestId } = event;
  try {
    const messageId = deliverDeadLetter(event, fn, deadLetterArn, { errorCode, errorMessage }, call);
    call.note('dead letter sent', fn.arn, {
      requestId,
      queue: deadLetterArn,
      messageId,
      errorMessage,
    });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    functionMetric(call, fn.name, 'DeadLetterErrors');
    call.note('dead letter not delivered', fn.arn, {
      requestId,
      queue: deadLetterArn,
      code: error.code,
      message: error.message,
    });
  }
}

/** To a queue or a topic, as the function's role; answers the message's id. */
function deliverDeadLetter(
  { requestId, payload }: AsynchronousEvent,
  fn: LambdaFunction,
  deadLetterArn: string,
  { errorCode, errorMessage }: Pick<Failure, 'errorCode' | 'errorMessage'>,
  call: LambdaCall,
): string {
  const target = parseArn(deadLetterArn);
  const options = { as: roleSession(fn, call).principal, region: target?.region ?? call.region };
  const text = Buffer.from(call.blobs.get(payload)).toString('utf8');
  const MessageAttributes = {
    RequestID: { DataType: 'String', StringValue: requestId },
    ErrorCode: { DataType: 'Number', StringValue: errorCode },
    ErrorMessage: { DataType: 'String', StringValue: firstBytes(errorMessage, errorMessageBytesMax) },
  };
  const sent =
    target?.service === 'sns'
      ? call.ask('sns', options).publish({ TopicArn: deadLetterArn, Message: text, MessageAttributes })
      : call
          .ask('sqs', options)
          .sendMessage({ QueueUrl: queueUrl(deadLetterArn), MessageBody: text, MessageAttributes });
  return sent.MessageId ?? '';
}

/** As many whole characters as fit; neither SQS nor SNS takes an empty attribute. */
function firstBytes(text: string, bytesMax: number): string {
  if (text === '') return ' ';
  const bytes = Buffer.from(text);
  if (bytes.length <= bytesMax) return text;
  let end = bytesMax;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end).toString('utf8');
}
