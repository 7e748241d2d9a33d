import {
  AwsError,
  type ResourceProgress,
  type ResourceRequest,
  type ResourceType,
} from '../../../cloud/service';
import { isMap, own } from '../../../template';
import { PlainFailure } from '../life-cycle/failure';
import type { CloudFormationCall, Stack, StackResource } from '../state';
import { beginNestedDeletion, beginNestedRestore, createNested, updateNested } from './orders';

/** Nested stacks are waited for as long as they take; they tell when they are done. */
const waitMs = 86_400_000;

/** A stack that is a resource of another one (aws-behaviour.md 8.6). */
export function nestedStack(call: CloudFormationCall, parent: Stack, resource: StackResource): ResourceType {
  const childOf = ({ physicalId = '' }: ResourceRequest): Stack | undefined =>
    call.state.stacks.get(physicalId);
  return {
    properties: ['NotificationARNs', 'Parameters', 'Tags', 'TemplateURL', 'TimeoutInMinutes'],
    replaceOn: [],
    read(request) {
      const child = childOf(request);
      if (child === undefined || child.status === 'DELETE_COMPLETE') return undefined;
      const { outputs, parameters } = child;
      const given = Object.fromEntries(parameters.map(({ key, value }) => [key, value]));
      const named = isMap(request.properties['Parameters'])
        ? Object.keys(request.properties['Parameters'])
        : [];
      const actual = Object.fromEntries(named.map((name) => [name, given[name]]));
      return {
        properties: { Parameters: named.length === 0 ? undefined : actual },
        attributes: Object.fromEntries(outputs.map(({ key, value }) => [`Outputs.${key}`, value])),
      };
    },
    create: (request) => plainly(() => waiting(createNested(call, parent, request))),
    update(request) {
      const child = childOf(request);
      if (child === undefined) throw new PlainFailure(`Stack ${request.physicalId} does not exist`);
      const isBack = parent.operation.phase === 'restore';
      const isBegun = isBack
        ? beginNestedRestore(call, parent, child, resource.logicalId)
        : plainly(() => updateNested(call, parent, child, request));
      return isBegun ? waiting(child) : finished(call, child);
    },
    check(request) {
      const child = childOf(request);
      if (child === undefined) throw new PlainFailure(`Stack ${request.physicalId} does not exist`);
      return checked(call, parent, child);
    },
    delete(request) {
      const child = childOf(request);
      if (child === undefined || child.status === 'DELETE_COMPLETE') return { done: true };
      const memo = { nth: resource.nth ?? 0 };
      const isThisAttempt = isMap(request.memo) && own(request.memo, 'nth') === memo.nth;
      if (child.status === 'DELETE_FAILED' && isThisAttempt)
        throw new PlainFailure(
          `Embedded stack ${child.stackId} was not successfully deleted: ${child.reason ?? ''}`,
        );
      beginNestedDeletion(call, parent, child);
      return { done: false, waitMs, memo };
    },
  };
}

const waiting = ({ stackId }: Stack): ResourceProgress => ({ done: false, waitMs, physicalId: stackId });

function finished(call: CloudFormationCall, { stackId }: Stack): ResourceProgress {
  const outputs = call.state.stacks.get(stackId)?.outputs ?? [];
  return {
    done: true,
    waitMs: 0,
    physicalId: stackId,
    attributes: Object.fromEntries(outputs.map(({ key, value }) => [`Outputs.${key}`, value])),
    hasOnlyTheseAttributes: true,
  };
}

/** What is wrong with a nested stack's template or parameters is told as it is. */
function plainly<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw error instanceof AwsError ? new PlainFailure(error.message) : error;
  }
}

function checked(call: CloudFormationCall, parent: Stack, child: Stack): ResourceProgress {
  const { status, operation, stackId } = child;
  const isBack = parent.operation.phase === 'restore';
  const reason = operation.problem ?? child.reason ?? '';
  if (status === 'CREATE_FAILED')
    throw new PlainFailure(`Embedded stack ${stackId} was not successfully created: ${reason}`);
  const isTakenBack = status.startsWith('UPDATE_ROLLBACK') && !isBack;
  if (isTakenBack || status === 'UPDATE_FAILED' || status === 'UPDATE_ROLLBACK_FAILED')
    throw new PlainFailure(
      `Embedded stack ${stackId} was not successfully updated. Currently in ${status} with reason: ${reason}`,
    );
  const isDone = operation.phase === 'held' || operation.phase === 'done';
  return isDone ? finished(call, child) : waiting(child);
}
