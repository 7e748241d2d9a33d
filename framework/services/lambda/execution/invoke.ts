import type { Lambda } from '@aws-sdk/client-lambda';
import type { Operations } from '../../../cloud/service';
import { enqueue } from '../asynchronous/queue';
import { functionIsPending, invalidRequestContent, requestTooLarge } from '../errors';
import { checkConcurrency } from '../functions/concurrency';
import { arnOf, referenceOf, requestedTarget, routed } from '../functions/names';
import type { State } from '../state';
import { begin } from './begin';
import { traceOf } from './trace';

/** aws-behaviour.md 1.2. */
const payloadBytesMax = { RequestResponse: 6_291_456, Event: 1_048_576, DryRun: 6_291_456 };

export const invocations: Operations<Lambda, State> = {
  /** As Lambda was called before there was Invoke. */
  invokeAsync(input, call) {
    const target = requestedTarget({ FunctionName: input.FunctionName }, call);
    if (!(input.InvokeArgs instanceof Uint8Array)) return call.notEmulated('lambda:InvokeAsync of a stream');
    const payload = checkedPayload(input.InvokeArgs, 'Event');
    const trace = traceOf(target.version, call.traceHeader, call);
    if (target.version.state === 'Pending') throw functionIsPending();
    enqueue(target, { requestId: call.requestId, payload, trace }, call);
    return { Status: 202 };
  },

  /**
   * A synchronous caller waits (parked) until the environment reports; what the function throws is an answer,
   * no error.
   */
  invoke(input, call) {
    const type = input.InvocationType ?? 'RequestResponse';
    if (input.DurableExecutionName !== undefined) call.notEmulated('lambda:Invoke with DurableExecutionName');
    if (input.TenantId !== undefined) call.notEmulated('lambda:Invoke with TenantId');
    const target = requestedTarget(input, call);
    const payload = checkedPayload(input.Payload, type);
    const clientContext = readClientContext(input.ClientContext);
    if (type === 'DryRun') return { StatusCode: 204 };
    if (target.version.state === 'Pending') throw functionIsPending();
    const trace = traceOf(target.version, call.traceHeader, call);
    if (type === 'Event') {
      enqueue(target, { requestId: call.requestId, payload, trace }, call);
      return { StatusCode: 202 };
    }
    const chosen = routed(target, call);
    checkConcurrency(chosen, call);
    const parked = call.park();
    begin(
      chosen,
      {
        requestId: call.requestId,
        attempt: 1,
        answerTo: { kind: 'caller', parked: parked.parked, wantsLogs: input.LogType === 'Tail' },
        payload: call.blobs.put(payload),
        functionArn: arnOf(referenceOf(input.FunctionName, input.Qualifier, call), call),
        trace,
        ...(clientContext === undefined ? {} : { clientContext }),
      },
      call,
    );
    return parked;
  },
};

/** No payload at all is `{}`. */
function checkedPayload(
  payload: Uint8Array | undefined,
  type: 'RequestResponse' | 'Event' | 'DryRun',
): Uint8Array {
  if (payload === undefined || payload.length === 0) return Buffer.from('{}');
  const limit = payloadBytesMax[type];
  if (payload.length > limit) throw requestTooLarge(payload.length, type, limit);
  try {
    JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString('utf8'));
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
