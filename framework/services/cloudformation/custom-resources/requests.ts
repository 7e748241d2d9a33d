import { parseArn, type ResourceRequest } from '../../../cloud/service';
import { PlainFailure } from '../life-cycle/failure';
import { wake } from '../life-cycle/pending';
import { key, type CloudFormationCall, type Stack } from '../state';
import { presignedUrl } from './presigned';
import type { CustomRequest } from './state';

const timeoutSeconds = 3600;
const urlSeconds = 7200;

/** Requests are known by the stack, the resource and their id; the name of the object that answers says the same. */
export const requestKey = ({ stackId, logicalId, requestId }: CustomRequest): string =>
  key(stackId, logicalId, requestId);

/** Sends a request to whoever makes the resource; it is answered by an object that is put to the request's URL. */
export function sendRequest(
  call: CloudFormationCall,
  stack: Stack,
  request: ResourceRequest,
  { type: requestType, leftover }: { type: CustomRequest['requestType']; leftover?: string | undefined },
): CustomRequest {
  const { logicalId, stackId, properties, previous, physicalId } = request;
  const token = properties['ServiceToken'];
  const waitMs = timeoutOf(properties) * 1000;
  const sent: CustomRequest = {
    requestId: call.random('custom resource request').uuid(),
    requestType,
    stackId,
    logicalId,
    ...(leftover === undefined ? {} : { leftover }),
    untilMs: call.nowMs + waitMs,
  };
  const bucket = `cloudformation-custom-resource-response-${call.region.replaceAll('-', '')}`;
  const event = {
    RequestType: requestType,
    ServiceToken: token,
    ResponseURL: presignedUrl(call, bucket, `${stackId}|${logicalId}|${sent.requestId}`, urlSeconds),
    StackId: stackId,
    RequestId: sent.requestId,
    LogicalResourceId: logicalId,
    ...(requestType === 'Create' ? {} : { PhysicalResourceId: physicalId }),
    ResourceType: request.type,
    ResourceProperties: asTexts(properties),
    ...(requestType === 'Update' ? { OldResourceProperties: asTexts(previous ?? {}) } : {}),
  };
  deliver(call, stack, String(token), JSON.stringify(event));
  call.state.customRequests.set(requestKey(sent), sent);
  return sent;
}

function deliver(call: CloudFormationCall, stack: Stack, token: string, event: string): void {
  const service = parseArn(token)?.service;
  if (service === 'sns') {
    call
      .ask('sns', { as: stack.principal })
      .publish({ TopicArn: token, Subject: 'AWS CloudFormation custom resource request', Message: event });
  } else if (service === 'lambda') {
    const Payload = Buffer.from(event);
    call
      .ask('lambda', { as: stack.principal })
      .invoke({ FunctionName: token, InvocationType: 'Event', Payload });
  } else
    throw new PlainFailure(`Invalid service token: expected an ARN of a function or a topic, got ${token}.`);
}

function timeoutOf({ ServiceTimeout: given }: Readonly<Record<string, unknown>>): number {
  if (given === undefined) return timeoutSeconds;
  const seconds = Number(given);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > timeoutSeconds)
    throw new PlainFailure('ServiceTimeout must be an integer between 1 and 3600.');
  return seconds;
}

/** Functions are handed numbers and booleans as text. */
function asTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asTexts);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, asTexts(member)]));
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

/** An object was put to one of CloudFormation's own buckets: the answer to a request, if it is still waited for. */
export function takeAnswer(call: CloudFormationCall, name: string, blob: string): void {
  const [stackId = '', logicalId = '', requestId = ''] = name.split('|');
  const place = key(stackId, logicalId, requestId);
  const request = call.state.customRequests.get(place);
  if (request === undefined || request.answer !== undefined) return;
  call.state.customRequests.set(place, { ...request, answer: blob });
  wake(call, stackId, logicalId, request.leftover);
}
