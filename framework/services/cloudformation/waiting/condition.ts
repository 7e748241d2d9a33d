import type { ResourceProgress, ResourceRequest, ResourceType } from '../../../cloud/service';
import { isMap, own, scalarText } from '../../../template';
import { declarationOf } from '../life-cycle/environment';
import { PlainFailure } from '../life-cycle/failure';
import { key, type CloudFormationCall, type Stack } from '../state';
import { templateOf } from '../templates/source';
import type { Signal } from './state';

const secondsMax = 43_200;
const signalsByDefault = 1;
const secondsByDefault = 300;

/** What is waited for: so many signals, for the resource itself or for a handle, within a time. */
interface Wanted {
  count: number;
  seconds: number;
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
      const { count, seconds } = wantedOf(call, stack, request);
      if (count < 1) throw new PlainFailure('Count must be at least 1.');
      if (!(seconds >= 1 && seconds <= secondsMax))
        throw new PlainFailure(`Timeout must be between 1 and ${secondsMax} seconds.`);
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
  const policy = own(declarationOf(templateOf(call, stack), logicalId), 'CreationPolicy');
  const signal = isMap(policy) ? own(policy, 'ResourceSignal') : undefined;
  if (signal !== undefined || Handle === undefined) {
    const { Count: count, Timeout: time } = isMap(signal) ? signal : {};
    return {
      count: Number(scalarText(count) ?? signalsByDefault),
      seconds: secondsOf(scalarText(time)),
      of: logicalId,
      isByPolicy: true,
    };
  }
  if (Timeout === undefined)
    throw new PlainFailure('Timeout is required for a wait condition with a Handle.');
  return {
    count: Number(Count ?? signalsByDefault),
    seconds: Number(Timeout),
    of: handleOf(scalarText(Handle) ?? ''),
    isByPolicy: false,
  };
}

/** `PT1H30M15S` */
function secondsOf(duration: string | undefined): number {
  if (duration === undefined) return secondsByDefault;
  const [, hours = '0', minutes = '0', seconds = '0'] =
    /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(duration) ?? [];
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** The logical id of the handle whose URL this is. */
function handleOf(url: string): string {
  const path = decodeURIComponent(url.split('?')[0] ?? '');
  return path.slice(path.lastIndexOf('/') + 1);
}

function checked(call: CloudFormationCall, request: ResourceRequest, wanted: Wanted): ResourceProgress {
  const { memo, physicalId = '', stackId } = request;
  const signals = [...call.state.signals.prefix(`${key(stackId, wanted.of)}\u0000`)].map(([, one]) => one);
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
