import type { ResourceProgress, ResourceRequest, ResourceType } from '../../../cloud/service';
import { isMap } from '../../../template';
import { PlainFailure } from '../life-cycle/failure';
import { key, setStack, type CloudFormationCall, type Stack, type StackResource } from '../state';
import { requestKey, sendRequest } from './requests';
import { readResponse, type CustomResponse } from './response';
import type { CustomMemo, CustomRequest } from './state';

/**
 * A resource that somebody else makes: each request waits for its answer, and fails when none comes
 * (aws-behaviour.md 8.7).
 */
export function customResource(
  call: CloudFormationCall,
  stack: Stack,
  { leftover }: StackResource,
): ResourceType {
  return {
    properties: [],
    replaceOn: [],
    create(request) {
      if (typeof request.properties['ServiceToken'] !== 'string')
        throw new PlainFailure('The custom resource has no ServiceToken.');
      const fallbackId = request.generatedName(64);
      const sent = sendRequest(call, stack, request, { type: 'Create' });
      return pending(call, sent, { fallbackId, requestId: sent.requestId }, fallbackId);
    },
    update(request) {
      const { properties, previous = properties, physicalId = '' } = request;
      if (properties['ServiceToken'] !== previous['ServiceToken'])
        throw new PlainFailure('Modifying service token is not allowed.');
      const sent = sendRequest(call, stack, request, { type: 'Update' });
      const memo = { ...memoOf(request), requestId: sent.requestId };
      return { ...pending(call, sent, memo, physicalId), isPending: false };
    },
    check: (request) => checked(call, request),
    delete: (request) => deleted(call, stack, request, leftover),
  };
}

const memoOf = ({ memo, physicalId = '' }: Pick<ResourceRequest, 'memo' | 'physicalId'>): CustomMemo => {
  const { fallbackId, requestId, noEcho } = isMap(memo) ? memo : {};
  return {
    fallbackId: typeof fallbackId === 'string' ? fallbackId : physicalId,
    ...(typeof requestId === 'string' ? { requestId } : {}),
    ...(noEcho === true ? { noEcho } : {}),
  };
};

function pending(
  call: CloudFormationCall,
  { untilMs }: CustomRequest,
  memo: CustomMemo,
  physicalId: string,
): ResourceProgress {
  return { done: false, isPending: true, waitMs: untilMs - call.nowMs, physicalId, memo };
}

/** The request that is waited for, if one is. */
function open(call: CloudFormationCall, request: ResourceRequest): CustomRequest | undefined {
  const { requestId } = memoOf(request);
  return requestId === undefined
    ? undefined
    : call.state.customRequests.get(key(request.stackId, request.logicalId, requestId));
}

/** The answer to a request, which is over by that; undefined as long as there is time left. */
function answerTo(call: CloudFormationCall, sent: CustomRequest): CustomResponse | undefined {
  const { requestId, answer, untilMs } = sent;
  if (answer === undefined && call.nowMs < untilMs) return undefined;
  call.state.customRequests.delete(requestKey(sent));
  if (answer === undefined) {
    throw new PlainFailure(
      `CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [${requestId}]. If you are using the Python cfn-response module, you may need to update your Lambda function code so that CloudFormation can attach the updated version.`,
    );
  }
  const response = readResponse(Buffer.from(call.blobs.get(answer)).toString('utf8'), sent);
  if (typeof response === 'string') throw new PlainFailure(response);
  return response;
}

const failedWords = ({ reason }: CustomResponse, { requestId }: CustomRequest): PlainFailure =>
  new PlainFailure(
    `Received response status [FAILED] from custom resource. Message returned: ${reason} (RequestId: ${requestId})`,
  );

function checked(call: CloudFormationCall, request: ResourceRequest): ResourceProgress {
  const sent = open(call, request);
  const memo = memoOf(request);
  const standing = request.physicalId ?? memo.fallbackId;
  if (sent === undefined) return { done: true, physicalId: standing, memo };
  const isCreation = sent.requestType === 'Create';
  // Whatever comes of it, something may have been made: it is deleted under this id.
  if (isCreation) request.made?.(memo.fallbackId);
  const response = answerTo(call, sent);
  if (response === undefined) return { ...pending(call, sent, memo, standing), isPending: isCreation };
  if (isCreation) request.made?.(response.physicalId ?? memo.fallbackId);
  if (!response.isSuccess) throw failedWords(response, sent);
  const { noEcho: _noEcho, requestId: _over, ...rest } = memo;
  hide(call, request, response.noEcho);
  return {
    done: true,
    waitMs: 0,
    physicalId: response.physicalId ?? standing,
    attributes: response.data,
    hasOnlyTheseAttributes: true,
    memo: { ...rest, ...(response.noEcho ? { noEcho: true } : {}) },
  };
}

/** Whether the stack's events are to show what the resource answered. */
function hide(call: CloudFormationCall, { stackId, logicalId }: ResourceRequest, isHidden: boolean): void {
  const stack = call.state.stacks.get(stackId);
  if (stack === undefined || (!isHidden && stack.noEchoOf === undefined)) return;
  const others = (stack.noEchoOf ?? []).filter((one) => one !== logicalId);
  setStack(call, stack, { noEchoOf: isHidden ? [...others, logicalId] : others });
}

function deleted(
  call: CloudFormationCall,
  stack: Stack,
  request: ResourceRequest,
  leftover: string | undefined,
): { done: boolean; waitMs?: number; memo?: CustomMemo } {
  const found = open(call, request);
  const memo = memoOf(request);
  if (found?.requestType === 'Delete') {
    const response = answerTo(call, found);
    if (response?.isSuccess === false) throw failedWords(response, found);
    return response === undefined
      ? { done: false, waitMs: found.untilMs - call.nowMs, memo }
      : { done: true };
  }
  // What was asked before is not waited for any more.
  if (found !== undefined) call.state.customRequests.delete(requestKey(found));
  const sent = sendRequest(call, stack, request, { type: 'Delete', leftover });
  return { done: false, waitMs: sent.untilMs - call.nowMs, memo: { ...memo, requestId: sent.requestId } };
}

/**
 * A custom resource that is called off: what it was asked is not waited for any more, but its function may have made
 * something, which is deleted with the rest.
 */
export function reopened(call: CloudFormationCall, resource: StackResource): StackResource {
  const { physicalId, memo, stackId, logicalId } = resource;
  if (!isMap(memo)) return resource;
  const { fallbackId, requestId = '' } = memoOf({ memo });
  call.state.customRequests.delete(key(stackId, logicalId, requestId));
  return physicalId === undefined ? { ...resource, physicalId: fallbackId } : resource;
}
