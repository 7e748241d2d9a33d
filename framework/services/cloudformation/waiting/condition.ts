import type { ResourceProgress, ResourceRequest, ResourceType } from '../../../cloud/service';
import { isMap, scalarText } from '../../../template';
import { PlainFailure } from '../life-cycle/failure';
import type { CloudFormationCall, Stack } from '../state';
import { standInForCondition } from './stand-ins';
import type { Signal } from './state';
import { signalsOf, wantedByPolicy, type Wanted as WantedByPolicy } from './wanted';

const secondsMax = 43_200;

/** What is waited for: so many signals, for the resource itself or for a handle, within a time. */
interface Wanted extends WantedByPolicy {
  /** The logical id that the signals are for. */
  of: string;
  isByPolicy: boolean;
}

/** Waits until so many signals have come (aws-behaviour.md 8.5). */
export function waitCondition(call: CloudFormationCall, stack: Stack): ResourceType {
  return {
    properties: ['Count', 'Handle', 'Timeout'],
    replaceOn: [],
    create(request) {
      const { count, seconds, of } = wantedOf(call, stack, request);
      if (count < 1) throw new PlainFailure('Count must be at least 1.');
      if (!(seconds >= 1 && seconds <= secondsMax))
        throw new PlainFailure(`Timeout must be between 1 and ${secondsMax} seconds.`);
      standInForCondition(call, stack, { condition: request.logicalId, of, count });
      const memo = { untilMs: call.nowMs + seconds * 1000 };
      const physicalId = `${request.stackId}/${request.logicalId}`;
      return { done: false, waitMs: seconds * 1000, physicalId, memo };
    },
    check: (request) => checked(call, request, wantedOf(call, stack, request)),
    update() {
      throw new PlainFailure('Update to resource type AWS::CloudFormation::WaitCondition is not supported.');
    },
    delete: () => ({ done: true }),
  };
}

function wantedOf(call: CloudFormationCall, stack: Stack, request: ResourceRequest): Wanted {
  const { logicalId, properties } = request;
  const { Handle, Count, Timeout } = properties;
  const byPolicy = wantedByPolicy(call, stack, logicalId);
  if (byPolicy !== undefined || Handle === undefined)
    return { count: 1, seconds: 300, ...byPolicy, of: logicalId, isByPolicy: true };
  if (Timeout === undefined)
    throw new PlainFailure('Timeout is required for a wait condition with a Handle.');
  return {
    count: Number(Count ?? 1),
    seconds: Number(Timeout),
    of: handleOf(scalarText(Handle) ?? ''),
    isByPolicy: false,
  };
}

/** The logical id of the handle whose URL this is. */
function handleOf(url: string): string {
  const path = decodeURIComponent(url.split('?')[0] ?? '');
  return path.slice(path.lastIndexOf('/') + 1);
}

function checked(call: CloudFormationCall, request: ResourceRequest, wanted: Wanted): ResourceProgress {
  const { memo, physicalId = '', stackId } = request;
  const signals = signalsOf(call, stackId, wanted.of);
  const failed = signals.find(({ isSuccess }) => !isSuccess);
  if (failed !== undefined) throw new PlainFailure(failureWords(failed, wanted));
  if (signals.length >= wanted.count) {
    const data = Object.fromEntries(signals.map(({ uniqueId, data }) => [uniqueId, data]));
    return { done: true, waitMs: 0, physicalId, attributes: { Data: JSON.stringify(data) } };
  }
  const untilMs = Number(isMap(memo) ? memo['untilMs'] : 0);
  if (call.nowMs < untilMs)
    return { done: false, waitMs: untilMs - call.nowMs, physicalId, memo: { untilMs } };
  const missing = wanted.count - signals.length;
  throw new PlainFailure(
    wanted.isByPolicy
      ? `Failed to receive ${missing} resource signal(s) within the specified duration`
      : `WaitCondition timed out. Received ${signals.length} conditions when expecting ${wanted.count}`,
  );
}

const failureWords = ({ reason, uniqueId }: Signal, { isByPolicy }: Wanted): string =>
  isByPolicy
    ? `Received FAILURE signal with UniqueId ${uniqueId}`
    : `WaitCondition received failed message: '${reason}' for uniqueId: ${uniqueId}`;
