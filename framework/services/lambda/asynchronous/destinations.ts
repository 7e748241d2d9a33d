import { AwsError, parseArn } from '../../../cloud/service';
import { latest } from '../functions/names';
import { queueUrl, roleSession } from '../functions/role';
import type { RunOutcome } from '../execution/outcome';
import type { AsynchronousEvent, LambdaCall, LambdaFunction } from '../state';
import { functionMetric } from '../metrics';
import type { Failure } from './giving-up';

const queueBytesMax = 1_048_576;
const topicBytesMax = 262_144;

/** The record of a result that Lambda sends to a destination (aws-behaviour.md 1.5). */
interface InvocationRecord {
  version: '1.0';
  timestamp: string;
  requestContext: {
    requestId: string;
    functionArn: string;
    condition: 'Success' | Failure['condition'];
    approximateInvokeCount: number;
  };
  requestPayload?: unknown;
  responseContext?: { statusCode: 200; executedVersion: string; functionError?: 'Unhandled' };
  responsePayload?: unknown;
}

/** Sends the record of a success. */
export function sendOnSuccess(
  event: AsynchronousEvent,
  fn: LambdaFunction,
  destination: string,
  outcome: RunOutcome,
  call: LambdaCall,
): void {
  send(recordOf(event, fn, 'Success', outcome, call), fn, destination, call);
}

/** Sends the record of an event that was given up. */
export function sendOnFailure(
  event: AsynchronousEvent,
  fn: LambdaFunction,
  destination: string,
  { condition, outcome }: Failure,
  call: LambdaCall,
): void {
  send(recordOf(event, fn, condition, outcome, call), fn, destination, call);
}

function recordOf(
  event: AsynchronousEvent,
  fn: LambdaFunction,
  condition: InvocationRecord['requestContext']['condition'],
  outcome: RunOutcome | undefined,
  call: LambdaCall,
): InvocationRecord {
  return {
    version: '1.0',
    timestamp: new Date(call.nowMs).toISOString(),
    requestContext: {
      requestId: event.requestId,
      functionArn: `${fn.arn}:${event.qualifier ?? latest}`,
      condition,
      approximateInvokeCount: event.attempts,
    },
    requestPayload: JSON.parse(Buffer.from(call.blobs.get(event.payload)).toString('utf8')),
    // An event that was never run has no response.
    ...(outcome === undefined
      ? {}
      : {
          responseContext: {
            statusCode: 200,
            executedVersion: outcome.version,
            ...(outcome.kind === 'value' ? {} : { functionError: 'Unhandled' as const }),
          },
          responsePayload: JSON.parse(outcome.json),
        }),
  };
}

function send(record: InvocationRecord, fn: LambdaFunction, destination: string, call: LambdaCall): void {
  const { requestId, condition } = record.requestContext;
  try {
    deliver(record, fn, destination, call);
    call.note('destination record sent', fn.arn, { requestId, destination, condition });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { code, message } = error;
    functionMetric(call, fn.name, 'DestinationDeliveryFailures');
    call.note('destination record not delivered', fn.arn, {
      requestId,
      destination,
      condition,
      code,
      message,
    });
  }
}

function deliver(record: InvocationRecord, fn: LambdaFunction, destination: string, call: LambdaCall): void {
  const { principal } = roleSession(fn, call);
  const target = parseArn(destination);
  const options = { as: principal, region: target?.region ?? call.region };
  const text = JSON.stringify(record);
  if (target?.service === 'lambda') {
    call
      .ask('lambda', options)
      .invoke({ FunctionName: destination, InvocationType: 'Event', Payload: Buffer.from(text) });
    return;
  }
  const { requestPayload: _request, responsePayload: _response, ...short } = record;
  const bytesMax = target?.service === 'sns' ? topicBytesMax : queueBytesMax;
  const body = Buffer.byteLength(text) > bytesMax ? JSON.stringify(short) : text;
  if (target?.service === 'sns') call.ask('sns', options).publish({ TopicArn: destination, Message: body });
  else call.ask('sqs', options).sendMessage({ QueueUrl: queueUrl(destination), MessageBody: body });
}
