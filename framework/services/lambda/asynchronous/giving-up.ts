import { AwsError, parseArn } from '../../../cloud/service';
import { queueUrl, roleSession } from '../functions/role';
import type { Outcome } from '../execution/outcome';
import type { AsynchronousEvent, LambdaCall, LambdaFunction } from '../state';
import { sendOnFailure } from './destinations';

/** Why an event is given up. */
export interface Failure {
  condition: 'RetriesExhausted' | 'EventAgeExceeded';
  /** The HTTP status that an invocation answers with: 200 where the function itself failed. */
  errorCode: string;
  errorMessage: string;
  /** Of the last attempt, if there was one. */
  outcome?: Outcome;
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
  const onFailure = call.state.eventInvokeConfigs.get(fn.name)?.onFailure;
  call.note('event dropped', fn.arn, { requestId, attempts, reason: failure.condition });
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
    const { principal } = roleSession(fn, call);
    const sqs = call.ask('sqs', { as: principal, region: parseArn(deadLetterArn)?.region ?? call.region });
    const sent = sqs.sendMessage({
      QueueUrl: queueUrl(deadLetterArn),
      MessageBody: Buffer.from(call.blobs.get(event.payload)).toString('utf8'),
      MessageAttributes: {
        RequestID: { DataType: 'String', StringValue: requestId },
        ErrorCode: { DataType: 'Number', StringValue: errorCode },
        ErrorMessage: { DataType: 'String', StringValue: firstBytes(errorMessage, errorMessageBytesMax) },
      },
    });
    call.note('dead letter sent', fn.arn, {
      requestId,
      queue: deadLetterArn,
      messageId: sent.MessageId ?? '',
      errorMessage,
    });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    call.note('dead letter not delivered', fn.arn, {
      requestId,
      queue: deadLetterArn,
      code: error.code,
      message: error.message,
    });
  }
}

/** As many whole characters as fit; SQS takes no empty attribute. */
function firstBytes(text: string, bytesMax: number): string {
  if (text === '') return ' ';
  const bytes = Buffer.from(text);
  if (bytes.length <= bytesMax) return text;
  let end = bytesMax;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end).toString('utf8');
}
