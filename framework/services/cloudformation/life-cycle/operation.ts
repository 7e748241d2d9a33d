/** The operations on a stack as state machines: every step reads what the stack is doing and takes it one step on. */
import {
  leftoversOf,
  resourceOf,
  resourcesOf,
  setStack,
  type CloudFormationCall,
  type Stack,
} from '../state';
import { templateOf } from '../templates/source';
import { missingThings } from '../properties/stored-parameters';
import {
  beginCleanup,
  endInFailure,
  enter,
  finishCleanup,
  finishRemoval,
  settle,
  stopTimer,
} from './endings';
import { foresee } from './environment';
import { moveResource } from './events';
import { cancelUnderWay, failedResources, startReady } from './forward';
import { importersOf } from './outputs';
import { isInvalid } from './prepare';
import { beginRemoval, removalFailed, startRemovals } from './removal';
import { startRestores } from './restore';
import { denial } from './stack-policy';
import type { ResourceStep } from './pending';
import { check, complete, workOn, type StepOutcome } from './steps';
import { triggered, watchLater } from './watching';

/** The step names a stack. */
export interface StackStep {
  stackId: string;
}

/** The stack, as long as it is in this phase. */
export function inPhase(
  call: CloudFormationCall,
  stackId: string,
  ...phases: Stack['operation']['phase'][]
): Stack | undefined {
  const stack = call.state.stacks.get(stackId);
  return stack !== undefined && phases.includes(stack.operation.phase) ? stack : undefined;
}

/**
 * First step of a creation or an update: what CloudFormation sees to be wrong before it makes anything, then the first
 * resources.
 */
export function beginForward({ stackId }: StackStep, call: CloudFormationCall): void {
  const stack = inPhase(call, stackId, 'forward');
  if (stack === undefined) return;
  const resources = resourcesOf(call, stackId).filter(({ isRemoved }) => isRemoved !== true);
  const template = templateOf(call, stack);
  const ids = resources.map(({ logicalId }) => logicalId);
  const { properties, imports, importsMissing, attributesMissing } = foresee(call, stack, template, ids);
  const wrong = missingThings(call, stack);
  if (wrong !== undefined) return fail(call, stack, `${wrong}.`);
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
  if (isRemovalDenied(call, begun)) return fail(call, begun, failedResources(call, stackId));
  advance(call, begun);
}

/** Whether the stack policy keeps something from being deleted that the template has no more. */
function isRemovalDenied(call: CloudFormationCall, stack: Stack): boolean {
  let isDenied = false;
  for (const resource of resourcesOf(call, stack.stackId)) {
    const reason = resource.isRemoved === true ? denial(stack, resource, 'Update:Delete') : undefined;
    if (reason === undefined) continue;
    isDenied = true;
    moveResource(call, stack, resource, 'UPDATE_FAILED', reason, { turn: 'failed', isChanged: true });
  }
  return isDenied;
}

/** First step of DeleteStack: an export that is in use stops it before anything is deleted (aws-behaviour.md 8.6). */
export function beginDelete({ stackId }: StackStep, call: CloudFormationCall): void {
  const stack = inPhase(call, stackId, 'remove');
  if (stack === undefined) return;
  for (const { exportName } of stack.outputs) {
    const importers = exportName === undefined ? [] : importersOf(call, exportName);
    if (importers.length === 0) continue;
    const reason = `Delete canceled. Cannot delete export ${exportName} as it is in use by ${importers.join(' and ')}.`;
    enter(call, stack, stack.operation.previous?.status ?? 'CREATE_COMPLETE', { phase: 'done' }, reason);
    return;
  }
  beginRemoval(call, stack);
  advance(call, stack);
}

/** A nested stack's clean-up may begin, or one that a stack waited for is over. */
export function goOnCleaning({ stackId }: StackStep, call: CloudFormationCall): void {
  const stack = inPhase(call, stackId, 'cleanup');
  if (stack !== undefined) advance(call, stack);
}

/** First step of ContinueUpdateRollback and RollbackStack. */
export function goOnRestoring({ stackId }: StackStep, call: CloudFormationCall): void {
  const stack = inPhase(call, stackId, 'restore');
  if (stack !== undefined) advance(call, stack);
}

const step =
  (take: (call: CloudFormationCall, step: ResourceStep) => StepOutcome) =>
  (taken: ResourceStep, call: CloudFormationCall): void => {
    const outcome = take(call, taken);
    const stack = call.state.stacks.get(taken.stackId);
    if (stack === undefined || outcome === 'under way') return;
    if (outcome === 'failed') failed(call, stack, taken);
    else advance(call, stack);
  };

export const workOnResource = step(workOn);
export const checkResource = step(check);
export const completeResource = step(complete);

/** What becomes of an operation that failed on its way forward. */
function fail(call: CloudFormationCall, stack: Stack, reason: string): void {
  goOn(call, endInFailure(call, stack, reason));
}

/** Takes a stack on in the phase that it has come to, if it has come to one. */
function goOn(call: CloudFormationCall, stack: Stack | undefined): void {
  if (stack !== undefined) advance(call, stack);
}

/** Takes a stack on when a resource is done: begins what can begin, or ends the phase when nothing is left. */
export function advance(call: CloudFormationCall, stack: Stack): void {
  switch (stack.operation.phase) {
    case 'forward':
      if (startReady(call, stack).length === 0) goOn(call, finishForward(call, stack));
      return;
    case 'restore':
      if (startRestores(call, stack).length === 0) goOn(call, beginCleanup(call, stack));
      return;
    case 'cleanup':
      if (startRemovals(call, stack).length === 0) finishCleanup(call, stack);
      return;
    case 'remove':
      startRemovals(call, stack);
      if (!isUnderWay(call, stack)) finishRemoval(call, stack);
      return;
    case 'monitoring':
    case 'held':
    case 'import':
    case 'done':
  }
}

/** Whether anything is still being deleted; what is left when nothing is waits for what has failed. */
function isUnderWay(call: CloudFormationCall, { stackId }: Stack): boolean {
  return [...resourcesOf(call, stackId), ...leftoversOf(call, stackId)].some(({ turn }) => turn === 'busy');
}

function failed(
  call: CloudFormationCall,
  stack: Stack,
  { stackId, logicalId, leftover }: ResourceStep,
): void {
  const { phase } = stack.operation;
  if (phase === 'forward') {
    cancelUnderWay(call, stack);
    return fail(call, stack, failedResources(call, stackId));
  }
  if (phase === 'restore') {
    cancelUnderWay(call, stack);
    enter(call, stack, 'UPDATE_ROLLBACK_FAILED', { phase: 'done' }, `${failedResources(call, stackId)} `);
    return;
  }
  const resource = resourceOf(call, stackId, logicalId, leftover);
  if (resource !== undefined) removalFailed(call, stack, resource);
  advance(call, stack);
}

/** All resources are as they should be; alarms may still be watched before the operation is over. */
function finishForward(call: CloudFormationCall, stack: Stack): Stack | undefined {
  const { monitoringMinutes = 0, rollbackTriggers } = stack;
  if (monitoringMinutes === 0 || rollbackTriggers.length === 0) return settle(call, stack);
  const { timeoutId: creationId } = stack.operation;
  if (creationId !== undefined) call.cancel(creationId);
  const payload = { stackId: stack.stackId };
  const timeoutId = call.later({ afterMs: monitoringMinutes * 60_000, kind: 'endMonitoring', payload });
  setStack(call, stack, { operation: { ...stack.operation, phase: 'monitoring', timeoutId } });
  return undefined;
}

/** The time for which alarms are watched after an operation is over. */
export function endMonitoring({ stackId }: StackStep, call: CloudFormationCall): void {
  const stack = inPhase(call, stackId, 'monitoring');
  if (stack !== undefined) goOn(call, settle(call, stack));
}

/** The time that CreateStack allowed is over. */
export function timeOut({ stackId }: StackStep, call: CloudFormationCall): void {
  const stack = inPhase(call, stackId, 'forward');
  if (stack?.operation.kind === 'create')
    breakOff(call, stack, 'Stack creation time exceeded the specified timeout.');
}

/** Looks at the rollback triggers. */
export function watchTriggers({ stackId }: StackStep, call: CloudFormationCall): void {
  const stack = inPhase(call, stackId, 'forward', 'monitoring');
  if (stack === undefined) return;
  const reason = triggered(call, stack);
  if (reason === undefined) watchLater(call, stack);
  else breakOff(call, stack, reason);
}

/** Ends an operation on its way forward, for a reason that is none of its resources'. */
export function breakOff(call: CloudFormationCall, stack: Stack, reason: string): void {
  cancelUnderWay(call, stack);
  fail(call, stack, reason);
}

/** A creation that DeleteStack breaks off. */
export function abandon(call: CloudFormationCall, stack: Stack): void {
  stopTimer(call, stack);
  cancelUnderWay(call, stack);
}
