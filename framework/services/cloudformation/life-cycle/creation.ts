import type { StackStatus } from '@aws-sdk/client-cloudformation';
import { TemplateError } from '../../../template';
import { checkProperties } from '../properties/check';
import { resourceSchema } from '../schema/load';
import { resourcesOf, setStack, type CloudFormationCall, type Stack, type StackResource } from '../state';
import { apiError, templateOf } from '../templates/source';
import {
  checkResource,
  completeResource,
  createResource,
  startReady,
  type Course,
  type ResourceStep,
} from './create';
import { startDeletes } from './deletion';
import { foresee } from './environment';
import { moveResource, moveStack, setOperation } from './events';
import { settleOutputs } from './outputs';

/** The step names a stack. */
export interface StackStep {
  stackId: string;
}

function creating(call: CloudFormationCall, stackId: string): Stack | undefined {
  const stack = call.state.stacks.get(stackId);
  return stack?.operation.kind === 'create' && stack.status === 'CREATE_IN_PROGRESS' ? stack : undefined;
}

/**
 * First step of a creation: what CloudFormation sees to be wrong before it makes anything, then the first
 * resources.
 */
export function beginCreate({ stackId }: StackStep, call: CloudFormationCall): void {
  const stack = creating(call, stackId);
  if (stack === undefined) return;
  const resources = resourcesOf(call, stackId);
  const template = templateOf(call, stack);
  const ids = resources.map(({ logicalId }) => logicalId);
  const { properties, imports, importsMissing, attributesMissing } = foresee(call, stack, template, ids);
  const [attribute] = attributesMissing;
  const [missing] = importsMissing;
  if (attribute !== undefined) return fail(call, stack, attribute);
  if (missing !== undefined) return fail(call, stack, `No export named ${missing} found.`);
  const begun = setStack(call, stack, { imports });
  const invalid = resources.filter((resource) =>
    isInvalid(call, begun, resource, properties[resource.logicalId]),
  );
  if (invalid.length > 0) {
    const names = invalid.map(({ logicalId }) => logicalId).join(', ');
    return fail(call, begun, `Validation failed for following resources: [${names}].`);
  }
  startReady(call, begun);
}

/** Checks what is known of a resource's properties; one that breaks its schema has failed before it was begun. */
function isInvalid(
  call: CloudFormationCall,
  stack: Stack,
  resource: StackResource,
  properties: Record<string, unknown> | undefined,
): boolean {
  const schema = resourceSchema(resource.type);
  if (schema === undefined || properties === undefined) return false;
  const { violations } = checkProperties(schema, properties);
  if (violations.length === 0) return false;
  const reason = `Properties validation failed for resource ${resource.logicalId} with message: [${violations.join(', ')}]`;
  moveResource(call, stack, resource, 'CREATE_FAILED', reason, { detailedStatus: 'VALIDATION_FAILED' });
  return true;
}

const course: Course = {
  completed(call, stackId) {
    const stack = creating(call, stackId);
    if (stack === undefined) return;
    const isLeft = resourcesOf(call, stackId).some(({ status }) => status !== 'CREATE_COMPLETE');
    if (isLeft) startReady(call, stack);
    else finishCreate(call, stack);
  },

  failed(call, stackId) {
    const stack = creating(call, stackId);
    if (stack === undefined) return;
    cancelUnderWay(call, stack);
    const names = resourcesOf(call, stackId)
      .filter(({ status }) => status === 'CREATE_FAILED')
      .map(({ logicalId }) => logicalId);
    fail(call, stack, `The following resource(s) failed to create: [${names.join(', ')}].`);
  },
};

function cancelUnderWay(call: CloudFormationCall, stack: Stack): void {
  for (const resource of resourcesOf(call, stack.stackId)) {
    if (resource.status !== 'CREATE_IN_PROGRESS') continue;
    moveResource(call, stack, resource, 'CREATE_FAILED', 'Resource creation cancelled');
  }
}

export const create = ({ stackId, logicalId }: ResourceStep, call: CloudFormationCall): void =>
  createResource(call, { stackId, logicalId }, course);
export const check = ({ stackId, logicalId }: ResourceStep, call: CloudFormationCall): void =>
  checkResource(call, { stackId, logicalId }, course);
export const complete = ({ stackId, logicalId }: ResourceStep, call: CloudFormationCall): void =>
  completeResource(call, { stackId, logicalId }, course);

/** All resources exist: the outputs are settled, which may still fail the stack. */
function finishCreate(call: CloudFormationCall, stack: Stack): void {
  try {
    const outputs = settleOutputs(call, stack);
    stopTimer(call, stack);
    moveStack(call, stack, 'CREATE_COMPLETE', undefined, { outputs });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    if (error.code !== 'ValidationError') throw apiError(error);
    fail(call, stack, error.awsMessage);
  }
}

/** The time that CreateStack allowed is over. */
export function timeOut({ stackId }: StackStep, call: CloudFormationCall): void {
  const stack = creating(call, stackId);
  if (stack === undefined) return;
  cancelUnderWay(call, stack);
  fail(call, stack, 'Stack creation time exceeded the specified timeout.');
}

function stopTimer(call: CloudFormationCall, stack: Stack): void {
  const { timeoutId } = stack.operation;
  if (timeoutId !== undefined) call.cancel(timeoutId);
}

/** What becomes of a stack whose creation failed is up to OnFailure (aws-behaviour.md 8.1). */
function fail(call: CloudFormationCall, stack: Stack, reason: string): void {
  stopTimer(call, stack);
  if (stack.onFailure === 'DO_NOTHING') {
    moveStack(call, stack, 'CREATE_FAILED', `${reason} `);
    return;
  }
  const isDeleted = stack.onFailure === 'DELETE';
  const status: StackStatus = isDeleted ? 'DELETE_IN_PROGRESS' : 'ROLLBACK_IN_PROGRESS';
  const requested = isDeleted ? 'Delete requested by user.' : 'Rollback requested by user.';
  const { timeoutId: _over, ...operation } = stack.operation;
  const moved = moveStack(call, stack, status, `${reason} ${requested}`);
  const kind = isDeleted ? 'delete' : 'rollback';
  startDeletes(call, setOperation(call, moved, { ...operation, kind }));
}

/** A creation that DeleteStack breaks off. */
export function breakOff(call: CloudFormationCall, stack: Stack): void {
  stopTimer(call, stack);
  cancelUnderWay(call, stack);
}
