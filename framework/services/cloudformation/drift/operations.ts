import type { CloudFormation, StackResourceDrift } from '@aws-sdk/client-cloudformation';
import type { Operations } from '../../../cloud/service';
import { changedStackDoesNotExist, resourceDoesNotExist, validationError } from '../errors';
import { page } from '../stacks/paging';
import { findStack, key, resourceOf, type CloudFormationCall, type Stack, type State } from '../state';
import { detect } from './detect';
import type { ResourceDrift } from './state';

const driftsPerPage = 100;
const time = { low: 1000, high: 4000 };

/** Statuses in which drift may be looked for (aws-behaviour.md 8.6). */
const detectable = [
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'UPDATE_ROLLBACK_FAILED',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
];

function detectableStack(call: CloudFormationCall, name: string): Stack {
  const stack = findStack(call, name);
  if (stack === undefined || stack.status === 'DELETE_COMPLETE') throw changedStackDoesNotExist(name);
  if (!detectable.includes(stack.status))
    throw validationError(
      `Stack [${stack.name}] is in [${stack.status}] state. Drift detection cannot be performed in this state.`,
    );
  return stack;
}

function told(drift: ResourceDrift): StackResourceDrift {
  const { expected, actual } = drift;
  return {
    StackId: drift.stackId,
    LogicalResourceId: drift.logicalId,
    PhysicalResourceId: drift.physicalId,
    ResourceType: drift.type,
    ...(expected === undefined ? {} : { ExpectedProperties: expected }),
    ...(actual === undefined ? {} : { ActualProperties: actual }),
    PropertyDifferences: drift.differences,
    StackResourceDriftStatus: drift.status,
    Timestamp: new Date(drift.checkedMs),
  };
}

export const detectingDrift: Pick<
  Operations<CloudFormation, State>,
  | 'detectStackDrift'
  | 'detectStackResourceDrift'
  | 'describeStackDriftDetectionStatus'
  | 'describeStackResourceDrifts'
> = {
  detectStackDrift({ StackName, LogicalResourceIds = [] }, call) {
    const { stackId, name } = detectableStack(call, StackName);
    const missing = LogicalResourceIds.find((one) => resourceOf(call, stackId, one) === undefined);
    if (missing !== undefined) throw resourceDoesNotExist(missing, name);
    const isBusy = [...call.state.detections.values()].some(
      (one) => one.stackId === stackId && one.status === 'DETECTION_IN_PROGRESS',
    );
    if (isBusy) throw validationError(`Drift detection is already in progress for stack [${stackId}]`);
    const id = call.random('drift detection id').uuid();
    call.state.detections.set(id, {
      id,
      stackId,
      logicalIds: [...LogicalResourceIds],
      beganMs: call.nowMs,
      status: 'DETECTION_IN_PROGRESS',
    });
    const afterMs = call.random('time to detect drift').between(time.low, time.high);
    call.later({ kind: 'detectDrift', payload: { id }, afterMs });
    return { StackDriftDetectionId: id };
  },

  describeStackDriftDetectionStatus({ StackDriftDetectionId: id }, call) {
    const found = call.state.detections.get(id);
    if (found === undefined) throw validationError(`No drift detection found for id [${id}]`);
    return {
      StackId: found.stackId,
      StackDriftDetectionId: id,
      DetectionStatus: found.status,
      ...(found.reason === undefined ? {} : { DetectionStatusReason: found.reason }),
      ...(found.drift === undefined ? {} : { StackDriftStatus: found.drift }),
      ...(found.driftedCount === undefined ? {} : { DriftedStackResourceCount: found.driftedCount }),
      Timestamp: new Date(found.beganMs),
    };
  },

  detectStackResourceDrift({ StackName, LogicalResourceId }, call) {
    const stack = detectableStack(call, StackName);
    const resource = resourceOf(call, stack.stackId, LogicalResourceId);
    if (resource?.physicalId === undefined) throw resourceDoesNotExist(LogicalResourceId, stack.name);
    const drift = detect(call, stack, resource);
    if (drift.status === 'NOT_CHECKED')
      throw validationError(`Resource type ${resource.type} does not support drift detection here.`);
    return { StackResourceDrift: told(drift) };
  },

  describeStackResourceDrifts({ StackName, StackResourceDriftStatusFilters: filters = [], NextToken }, call) {
    const stack = findStack(call, StackName);
    if (stack === undefined || stack.status === 'DELETE_COMPLETE') throw changedStackDoesNotExist(StackName);
    const all = [...call.state.drifts.prefix(`${key(stack.stackId)}\u0000`)].map(([, drift]) => drift);
    const kept = all.filter(({ status }) => filters.length === 0 || filters.includes(status));
    const { items, next } = page(kept, NextToken, driftsPerPage);
    return { StackResourceDrifts: items.map(told), ...next };
  },
};
