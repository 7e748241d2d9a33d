import type { Dose, Fault } from './fault';

export interface StackFailureOptions extends Dose {
  /** The logical id of the resource that fails. */
  resource: string;
  /** At what: whatever a rollback does to the resource counts as `rollback`, and as nothing else. */
  on: 'create' | 'update' | 'delete' | 'rollback';
  /** At which attempt of that since the resource was first seen: the first, by default; `every` for all of them. */
  attempt?: number | 'every';
  /** Before the step takes effect (by default), or after it did: then what was done is there, and counts as failed. */
  when?: 'before' | 'after';
  /** The ResourceStatusReason; by default that of a resource handler's internal failure. */
  reason?: string;
  /** Of this stack alone. */
  stack?: string;
}

/**
 * Makes a step of a resource of a stack fail, as when a service has a bad moment or a quota is met.
 *
 * CloudFormation does about it what it does about any failure: it rolls back, gets stuck, or leaves things behind.
 *
 * @example
 * inject(faults.stackFailure({ resource: 'Processor', on: 'update', when: 'after' }));
 */
export function stackFailure(options: StackFailureOptions): Fault {
  const { resource, on, attempt = 1, when = 'before', reason, stack } = options;
  return {
    kind: 'stackFailure',
    title: `fail ${resource} on ${on}${attempt === 1 ? '' : ` (attempt ${attempt})`}, ${when} it takes effect`,
    dose: options,
    proof: 'stack failure',
    stackStep(view) {
      const isMeant =
        view.logicalId === resource &&
        view.step === on &&
        view.when === when &&
        (attempt === 'every' || view.nth === attempt) &&
        (stack === undefined || stack === view.stackName);
      if (!isMeant) return undefined;
      return reason === undefined ? {} : { reason };
    },
  };
}
