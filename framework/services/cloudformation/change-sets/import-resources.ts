/** A stack takes over resources that exist: each is looked for, and none is made or changed. */
import { AwsError } from '../../../cloud/service';
import { TemplateError } from '../../../template';
import { configurationOf, configured as withConfiguration } from '../life-cycle/configured';
import { settleOutputs } from '../life-cycle/outputs';
import { enter } from '../life-cycle/endings';
import { moveResource, moveStack } from '../life-cycle/events';
import { failureReason } from '../life-cycle/failure';
import { prepare } from '../life-cycle/prepare';
import { resourceType, typeRequest } from '../life-cycle/request';
import type { Configured } from '../stacks/configuration';
import {
  dropResource,
  putResource,
  resourceOf,
  resourcesOf,
  setStack,
  type CloudFormationCall,
  type Stack,
  type StackResource,
} from '../state';
import type { ImportedResource } from './state';

const time = { low: 300, high: 1500 };

/** The step names the stack and what is left to import. */
interface ImportStep {
  stackId: string;
  left: string[];
}

export function beginImport(
  call: CloudFormationCall,
  stack: Stack,
  { configuration, declared }: Configured,
  imported: readonly ImportedResource[],
): void {
  const { stackId } = stack;
  for (const { logicalId, identifier } of imported) {
    const next = declared[logicalId];
    const [physicalId = ''] = Object.values(identifier);
    if (next !== undefined)
      putResource(call, { stackId, logicalId, ...next, physicalId, isNew: true, changedMs: call.nowMs });
  }
  moveStack(call, withConfiguration(stack, configuration), 'IMPORT_IN_PROGRESS', 'User Initiated', {
    before: configurationOf(stack),
    updatedMs: call.nowMs,
    operation: { ...stack.operation, kind: 'import', phase: 'import' },
  });
  const left = imported.map(({ logicalId }) => logicalId);
  call.later({ kind: 'importResource', payload: { stackId, left } });
}

/** Begins to import the first of those that are left; when none is, the import is over. */
export function importResource({ stackId, left }: ImportStep, call: CloudFormationCall): void {
  const stack = call.state.stacks.get(stackId);
  if (stack?.operation.phase !== 'import') return;
  const [logicalId] = left;
  const resource = logicalId === undefined ? undefined : resourceOf(call, stackId, logicalId);
  if (resource === undefined) {
    finish(call, stack);
    return;
  }
  moveResource(call, stack, resource, 'IMPORT_IN_PROGRESS', 'Resource import started.');
  const afterMs = call.random('time to import').between(time.low, time.high);
  call.later({ kind: 'takeOver', payload: { stackId, left }, afterMs });
}

export function takeOver({ stackId, left }: ImportStep, call: CloudFormationCall): void {
  const stack = call.state.stacks.get(stackId);
  const [logicalId = '', ...others] = left;
  const resource = resourceOf(call, stackId, logicalId);
  if (stack?.operation.phase !== 'import' || resource === undefined) return;
  const problem = taken(call, stack, resource);
  if (problem === undefined) {
    call.later({ kind: 'importResource', payload: { stackId, left: others } });
    return;
  }
  moveResource(call, stack, resource, 'IMPORT_FAILED', problem);
  rollBack(call, stack, `The following resource(s) failed to import: [${logicalId}]. `);
}

/** Has the resource stand for what is there; answers why it can't. */
function taken(call: CloudFormationCall, stack: Stack, resource: StackResource): string | undefined {
  const { type, physicalId = '', logicalId } = resource;
  const owner = [...call.state.resources.values()].find(
    (other) => other.type === type && other.physicalId === physicalId && isElsewhere(other, resource),
  );
  if (owner !== undefined) return `${physicalId} already exists in stack ${owner.stackId}`;
  const { properties, failure } = prepare(call, stack, resource);
  if (properties === undefined) return failure;
  const target = typeRequest(call, stack, resource, { ...resource, properties });
  try {
    const kind = resourceType(call, stack, resource);
    if (kind.read === undefined) return call.notEmulated(`Importing ${type} (${logicalId})`);
    const found = kind.read(target.request);
    if (found === undefined)
      return `Resource of type '${type}' with identifier '${physicalId}' was not found.`;
    const { attributes, ref } = found;
    moveResource(call, stack, resource, 'IMPORT_COMPLETE', 'Resource import completed.', {
      properties,
      ...(attributes === undefined ? {} : { attributes }),
      ...(ref === undefined ? {} : { ref }),
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return failureReason(call, error, target.asked());
  }
}

function isElsewhere(other: StackResource, resource: StackResource): boolean {
  const isSame = other.stackId === resource.stackId && other.logicalId === resource.logicalId;
  return !isSame && other.status !== 'DELETE_COMPLETE' && other.status !== 'DELETE_SKIPPED';
}

function finish(call: CloudFormationCall, stack: Stack): void {
  try {
    const outputs = settleOutputs(call, stack);
    const { before: _before, ...settled } = setStack(call, stack, { outputs, isStable: true });
    for (const resource of resourcesOf(call, stack.stackId)) {
      const { isNew: _new, ...rest } = resource;
      putResource(call, rest);
    }
    enter(call, settled, 'IMPORT_COMPLETE', { phase: 'done' });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    rollBack(call, stack, `${error.awsMessage} `);
  }
}

/** What was taken over is let go again: nothing was changed that would have to be changed back. */
function rollBack(call: CloudFormationCall, stack: Stack, reason: string): void {
  const rolling = enter(call, stack, 'IMPORT_ROLLBACK_IN_PROGRESS', { phase: 'done' }, reason);
  for (const resource of resourcesOf(call, stack.stackId)) {
    if (resource.isNew !== true) continue;
    if (resource.status === 'IMPORT_COMPLETE') {
      const begun = moveResource(call, rolling, resource, 'IMPORT_ROLLBACK_IN_PROGRESS');
      moveResource(call, rolling, begun, 'IMPORT_ROLLBACK_COMPLETE');
    }
    dropResource(call, resource);
  }
  const { before = stack } = rolling;
  const { before: _before, ...back } = withConfiguration(rolling, before);
  enter(call, back, 'IMPORT_ROLLBACK_COMPLETE', { phase: 'done' });
}
