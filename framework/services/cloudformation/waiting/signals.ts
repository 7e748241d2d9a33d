import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import type { Input } from '../../../cloud/service';
import { takeAnswer } from '../custom-resources/requests';
import { changedStackDoesNotExist, resourceDoesNotExist, validationError } from '../errors';
import { moveResource } from '../life-cycle/events';
import { waitConditionType, waitHandleType } from '../life-cycle/own-type-names';
import { wake } from '../life-cycle/pending';
import { findStack, key, resourceOf, resourcesOf, type CloudFormationCall } from '../state';
import type { Signal } from './state';

/** Takes a signal for a resource; of a unique id, the first counts. */
function take(call: CloudFormationCall, signal: Signal): void {
  const place = key(signal.stackId, signal.logicalId, signal.uniqueId);
  if (!call.state.signals.has(place)) call.state.signals.set(place, signal);
}

/** Tells a resource that waits for it that something is ready, or has failed. */
export function signalResource(
  {
    StackName,
    LogicalResourceId: logicalId,
    UniqueId: uniqueId,
    Status,
  }: Input<CloudFormation, 'signalResource'>,
  call: CloudFormationCall,
): object {
  const stack = findStack(call, StackName);
  if (stack === undefined || stack.status === 'DELETE_COMPLETE') throw changedStackDoesNotExist(StackName);
  const { stackId, status } = stack;
  const resource = resourceOf(call, stackId, logicalId);
  if (resource?.status === undefined) throw resourceDoesNotExist(logicalId, stack.name);
  const { turn, status: own } = resource;
  if (!status.endsWith('_IN_PROGRESS'))
    throw validationError(`Stack:${stackId} is in ${status} state and can not be signaled.`);
  if (turn !== 'busy')
    throw validationError(`Resource ${logicalId} is in ${own} state and can not be signaled.`);
  moveResource(call, stack, resource, own, `Received ${Status} signal with UniqueId ${uniqueId}`);
  const isSuccess = Status === 'SUCCESS';
  take(call, { stackId, logicalId, uniqueId, isSuccess, data: '', reason: '' });
  wake(call, stackId, logicalId);
  return {};
}

/** The object that was put to one of CloudFormation's own buckets, and where. */
interface Put {
  bucket: string;
  key: string;
  blob: string;
}

/** S3's news: an answer of a custom resource, or a signal for wait conditions. */
export function ownBucket({ bucket, key: name, blob }: Put, call: CloudFormationCall): void {
  if (bucket.startsWith('cloudformation-custom-resource-response-')) takeAnswer(call, name, blob);
  else takeSignal(call, name, Buffer.from(call.blobs.get(blob)).toString('utf8'));
}

function takeSignal(call: CloudFormationCall, name: string, text: string): void {
  const slash = name.lastIndexOf('/');
  const [stackId, handle] = [name.slice(0, slash), name.slice(slash + 1)];
  if (resourceOf(call, stackId, handle)?.type !== waitHandleType) return;
  const { Status, UniqueId, Data, Reason } = parsed(text);
  if ((Status !== 'SUCCESS' && Status !== 'FAILURE') || typeof UniqueId !== 'string') return;
  const reason = typeof Reason === 'string' ? Reason : '';
  const data = typeof Data === 'string' ? Data : JSON.stringify(Data ?? '');
  take(call, {
    stackId,
    logicalId: handle,
    uniqueId: UniqueId,
    isSuccess: Status === 'SUCCESS',
    data,
    reason,
  });
  for (const { type, logicalId } of resourcesOf(call, stackId))
    if (type === waitConditionType) wake(call, stackId, logicalId);
}

/** What is no JSON object is no signal. */
function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
