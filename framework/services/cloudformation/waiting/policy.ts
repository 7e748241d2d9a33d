/** CreationPolicy of resources other than wait conditions: made, they wait for signals before they count as made. */
import type { CloudFormationCall, Stack, StackResource } from '../state';
import { waitConditionType } from '../life-cycle/own-type-names';
import { standInForPolicy } from './stand-ins';
import { signalsOf, wantedByPolicy } from './wanted';

/** What a made resource's CreationPolicy says: it is met, or waits until then, or is broken for this reason. */
export type PolicyOutcome =
  { kind: 'met' } | { kind: 'waits'; untilMs: number } | { kind: 'broken'; reason: string };

export function creationPolicy(
  call: CloudFormationCall,
  stack: Stack,
  resource: StackResource,
): PolicyOutcome {
  const { logicalId, type, stackId } = resource;
  const wanted = type === waitConditionType ? undefined : wantedByPolicy(call, stack, logicalId);
  if (wanted === undefined || wanted.count < 1) return { kind: 'met' };
  const { count, seconds } = wanted;
  if (resource.signalUntilMs === undefined) {
    standInForPolicy(call, stack, logicalId, count);
    return { kind: 'waits', untilMs: call.nowMs + seconds * 1000 };
  }
  const signals = signalsOf(call, stackId, logicalId);
  const failures = signals.filter(({ isSuccess }) => !isSuccess).length;
  if (failures > 0) {
    const reason = `Received ${failures} FAILURE signal(s) out of ${count}. Unable to satisfy 100% MinSuccessfulInstancesPercent requirement`;
    return { kind: 'broken', reason };
  }
  if (signals.length >= count) return { kind: 'met' };
  if (call.nowMs < resource.signalUntilMs) return { kind: 'waits', untilMs: resource.signalUntilMs };
  const missing = count - signals.length;
  return {
    kind: 'broken',
    reason: `Failed to receive ${missing} resource signal(s) within the specified duration`,
  };
}
