/** Drift: what a stack's resources are in their services, against what the template says (aws-behaviour.md 8.6). */
import { AwsError, type ResourceType } from '../../../cloud/service';
import { canonicalJson } from '../../../kernel';
import { resourceType, typeRequest } from '../life-cycle/request';
import { key, resourcesOf, type CloudFormationCall, type Stack, type StackResource } from '../state';
import { differencesOf, explicitOf } from './differences';
import type { DriftDetection, ResourceDrift } from './state';

/** Looks at one resource; a type that reads nothing is never called in sync. */
export function detect(call: CloudFormationCall, stack: Stack, resource: StackResource): ResourceDrift {
  const { stackId, logicalId, type, physicalId = '' } = resource;
  const found: ResourceDrift = {
    stackId,
    logicalId,
    physicalId,
    type,
    status: 'NOT_CHECKED',
    differences: [],
    checkedMs: call.nowMs,
  };
  const kind = resourceType(call, stack, resource);
  const drift = kind.read === undefined ? found : compare(call, stack, resource, kind, found);
  call.state.drifts.set(key(stackId, logicalId), drift);
  return drift;
}

function compare(
  call: CloudFormationCall,
  stack: Stack,
  resource: StackResource,
  kind: ResourceType,
  found: ResourceDrift,
): ResourceDrift {
  const { properties = {}, type } = resource;
  const { request } = typeRequest(call, stack, resource, resource);
  const expected = canonicalJson(properties);
  const readout = kind.read?.(request);
  if (readout === undefined) return { ...found, status: 'DELETED', expected };
  for (const name of Object.keys(properties)) {
    if (!Object.hasOwn(readout.properties, name)) call.modelledOnly(`drift of ${type}.${name}`);
  }
  const differences = differencesOf(properties, readout.properties);
  return {
    ...found,
    status: differences.length === 0 ? 'IN_SYNC' : 'MODIFIED',
    expected,
    actual: canonicalJson(explicitOf(properties, readout.properties)),
    differences,
  };
}

/** The step names a detection. */
export function detectDrift({ id }: { id: string }, call: CloudFormationCall): void {
  const detection = call.state.detections.get(id);
  const stack = detection === undefined ? undefined : call.state.stacks.get(detection.stackId);
  if (detection === undefined || stack === undefined) return;
  try {
    call.state.detections.set(id, { ...detection, ...resultOf(call, stack, detection.logicalIds) });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const reason = `Failed to detect drift: ${error.message}`;
    call.state.detections.set(id, { ...detection, status: 'DETECTION_FAILED', reason });
  }
}

const isDrifted = ({ status }: ResourceDrift): boolean => status === 'MODIFIED' || status === 'DELETED';

function resultOf(
  call: CloudFormationCall,
  stack: Stack,
  logicalIds: readonly string[],
): Pick<DriftDetection, 'status' | 'drift' | 'driftedCount'> {
  const resources = resourcesOf(call, stack.stackId).filter(
    ({ logicalId, physicalId }) =>
      physicalId !== undefined && (logicalIds.length === 0 || logicalIds.includes(logicalId)),
  );
  const drifts = resources.map((resource) => detect(call, stack, resource));
  const driftedCount = drifts.filter(isDrifted).length;
  const isChecked = drifts.some(({ status }) => status !== 'NOT_CHECKED');
  const drift = driftedCount > 0 ? 'DRIFTED' : isChecked ? 'IN_SYNC' : 'NOT_CHECKED';
  call.state.stackDrifts.set(stack.stackId, { status: drift, checkedMs: call.nowMs });
  return { status: 'DETECTION_COMPLETE', drift, driftedCount };
}
