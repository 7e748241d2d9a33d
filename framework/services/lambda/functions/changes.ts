import { functionIsPending, revisionMismatch, updateInProgress } from '../errors';
import { stopIdleEnvironments } from '../execution/environments';
import { versionKey, type FunctionVersion, type LambdaCall, type LambdaFunction } from '../state';
import { latest } from './names';

/** How long AWS takes to make a function usable: drawn, because it promises nothing. */
const activationMs = { low: 500, high: 3000 };

/** One change at a time, and only of what the caller has seen (aws-behaviour.md 1.1). */
export function refuseWhileChanging(fn: LambdaFunction, revisionId: string | undefined): void {
  if (fn.state === 'Pending') throw functionIsPending();
  if (fn.isUpdating) throw updateInProgress(fn.arn);
  if (revisionId !== undefined && revisionId !== fn.revisionId) throw revisionMismatch();
}

/** A change becomes complete a little later (aws-behaviour.md 1.1). */
export function completeLater({ name, version, change }: FunctionVersion, call: LambdaCall): void {
  const afterMs = call.random('activation').between(activationMs.low, activationMs.high);
  call.later({ afterMs, kind: 'completeChange', payload: { name, version, change } });
}

/** The function becomes usable, or its update comes into force; environments of what was in force before end. */
export function completeChange(
  { name, version, change }: { name: string; version: string; change: number },
  call: LambdaCall,
): void {
  if (version !== latest) {
    const published = call.state.versions.get(versionKey(name, version));
    if (published === undefined) return;
    call.state.versions.set(versionKey(name, version), {
      ...published,
      state: 'Active',
      revisionId: call.random('revision id').uuid(),
    });
    return;
  }
  const fn = call.state.functions.get(name);
  if (fn === undefined || fn.change !== change) return;
  const deployment = fn.isUpdating ? call.count('deployment') : fn.deployment;
  call.state.functions.set(name, {
    ...fn,
    state: 'Active',
    isUpdating: false,
    inForce: fn.settings,
    deployment,
    revisionId: call.random('revision id').uuid(),
  });
  if (fn.isUpdating) stopIdleEnvironments(name, call, latest);
}
