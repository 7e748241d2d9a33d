import type { Lambda } from '@aws-sdk/client-lambda';
import type { Operations } from '../../../cloud/service';
import { enqueue } from '../asynchronous/queue';
import { functionIsPending, invalidRequestContent, requestTooLarge } from '../errors';
import { checkConcurrency } from '../functions/concurrency';
import { arnOf, referenceOf, requestedFunction } from '../functions/names';
import type { LambdaCall, State } from '../state';
import { begin } from './begin';

/** aws-behaviour.md 1.2. */
const payloadBytesMax = { RequestResponse: 6_291_456, Event: 1_048_576, DryRun: 6_291_456 };

export const invocations: Operations<Lambda, State> = {
  /**
   * A synchronous caller waits (parked) until the environment reports; what the function throws is an answer,
   * no error.
   */
  invoke(input, call) {
    const type = input.InvocationType ?? 'RequestResponse';
    if (input.DurableExecutionName !== undefined) call.notEmulated('lambda:Invoke with DurableExecutionName');
    if (input.TenantId !== undefined) call.notEmulated('lambda:Invoke with TenantId');
    const fn = requestedFunction(input, call);
    const payload = checkedPayload(input.Payload, type);
    const clientContext = readClientContext(input.ClientContext);
    if (type === 'DryRun') return { StatusCode: 204 };
    if (fn.state === 'Pending') throw functionIsPending();
    const traceId = newTraceId(call);
    if (type === 'Event') {
      enqueue(fn, { requestId: call.requestId, payload, traceId }, call);
      return { StatusCode: 202 };
    }
    checkConcurrency(fn, call);
    const parked = call.park();
    begin(
      fn,
      {
        requestId: call.requestId,
        attempt: 1,
        answerTo: { kind: 'caller', parked: parked.parked, wantsLogs: input.LogType === 'Tail' },
        payload: call.blobs.put(payload),
        functionArn: arnOf(referenceOf(input.FunctionName, input.Qualifier, call), call),
        traceId,
        ...(clientContext === undefined ? {} : { clientContext }),
      },
      call,
    );
    return parked;
  },
};

/** The header that X-Ray knows an invocation by (aws-behaviour.md 10.4). */
function newTraceId(call: LambdaCall): string {
  const random = call.random('trace id');
  const seconds = Math.floor(call.nowMs / 1000).toString(16);
  return `Root=1-${seconds}-${random.hex(24)};Parent=${random.hex(16)};Sampled=0`;
}

/** No payload at all is `{}`. */
function checkedPayload(
  payload: Uint8Array | undefined,
  type: 'RequestResponse' | 'Event' | 'DryRun',
): Uint8Array {
  if (payload === undefined || payload.length === 0) return Buffer.from('{}');
  const limit = payloadBytesMax[type];
  if (payload.length > limit) throw requestTooLarge(payload.length, type, limit);
  try {
    JSON.parse(Buffer.from(payload).toString('utf8'));
  } catch (error) {
    const what = error instanceof Error ? error.message : '';
    // AWS prints its JSON parser's words here; these are ours.
    throw invalidRequestContent(
      `Could not parse request body into json: Could not parse payload into json: ${what}`,
    );
  }
  return payload;
}

const clientContextBytesMax = 3583;

function readClientContext(encoded: string | undefined): string | undefined {
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  try {
    if (encoded.length > clientContextBytesMax) throw new RangeError('too long');
    JSON.parse(text);
  } catch {
    throw invalidRequestContent('Client context must be a valid Base64-encoded JSON object.');
  }
  return text;
}
