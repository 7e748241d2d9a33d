/** The ways out of the states that stacks get stuck in (aws-behaviour.md 8.1). */

/** A stack as its description and its resources tell of it. */
export interface StuckStack {
  status: string;
  /** The stack's StackStatusReason, which names what has failed. */
  reason?: string;
  /** The resources that are in a `*_FAILED` state. */
  failed: readonly { logicalId: string; status: string; reason?: string }[];
}

/** One call that takes a stack a step out of where it is stuck. */
export type RescueStep =
  | { operation: 'RollbackStack' }
  | { operation: 'ContinueUpdateRollback'; ResourcesToSkip: string[] }
  | { operation: 'DeleteStack'; RetainResources: string[]; DeletionMode?: 'FORCE_DELETE_STACK' };

/** The first thing is to try again: it leaves nothing behind. What fails again is skipped or left behind. */
const ways: Readonly<
  Record<string, (stack: StuckStack, taken: readonly RescueStep[]) => RescueStep | undefined>
> = {
  CREATE_FAILED: () => ({ operation: 'RollbackStack' }),
  UPDATE_FAILED: () => ({ operation: 'RollbackStack' }),
  ROLLBACK_COMPLETE: () => plainDeletion,
  ROLLBACK_FAILED: () => plainDeletion,
  REVIEW_IN_PROGRESS: () => plainDeletion,
  IMPORT_ROLLBACK_FAILED: () => plainDeletion,

  UPDATE_ROLLBACK_FAILED(stack, taken) {
    const isTried = taken.some(({ operation }) => operation === 'ContinueUpdateRollback');
    const ResourcesToSkip = isTried ? failedIn(stack, 'UPDATE_FAILED') : [];
    return { operation: 'ContinueUpdateRollback', ResourcesToSkip };
  },

  DELETE_FAILED(stack, taken) {
    const deletions = taken.filter((step) => step.operation === 'DeleteStack');
    if (deletions.length === 0) return plainDeletion;
    const RetainResources = failedIn(stack, 'DELETE_FAILED');
    const isRetained = deletions.some((step) => step.RetainResources.length > 0);
    if (!isRetained && RetainResources.length > 0) return { operation: 'DeleteStack', RetainResources };
    const isForced = deletions.some(({ DeletionMode }) => DeletionMode !== undefined);
    return isForced
      ? undefined
      : { operation: 'DeleteStack', RetainResources: [], DeletionMode: 'FORCE_DELETE_STACK' };
  },
};

const plainDeletion: RescueStep = { operation: 'DeleteStack', RetainResources: [] };

/** What has failed by itself: named by the stack, where it names any, and not called off because of another. */
function failedIn({ failed, reason = '' }: StuckStack, status: string): string[] {
  const [, names] = /failed to (?:update|delete): \[([^\]]*)\]/.exec(reason) ?? [];
  const named = names?.split(', ');
  return failed
    .filter((resource) => resource.status === status && resource.reason !== 'Resource update cancelled')
    .map(({ logicalId }) => logicalId)
    .filter((logicalId) => named?.includes(logicalId) ?? true);
}

/**
 * The next step out; undefined when the stack isn't stuck, or when there is no way.
 *
 * A stack in ROLLBACK_COMPLETE counts as stuck: all that can be done with it is to delete it.
 */
export function nextRescue(stack: StuckStack, taken: readonly RescueStep[]): RescueStep | undefined {
  return Object.hasOwn(ways, stack.status) ? ways[stack.status]?.(stack, taken) : undefined;
}

/** The step as a command of the AWS CLI. */
export function rescueCommand(step: RescueStep, stackName: string, region: string): string {
  const words = ['aws cloudformation', commands[step.operation], `--stack-name ${stackName}`];
  if (step.operation === 'ContinueUpdateRollback' && step.ResourcesToSkip.length > 0)
    words.push(`--resources-to-skip ${step.ResourcesToSkip.join(' ')}`);
  if (step.operation === 'DeleteStack') {
    if (step.RetainResources.length > 0) words.push(`--retain-resources ${step.RetainResources.join(' ')}`);
    if (step.DeletionMode !== undefined) words.push(`--deletion-mode ${step.DeletionMode}`);
  }
  return [...words, `--region ${region}`].join(' ');
}

const commands = {
  RollbackStack: 'rollback-stack',
  ContinueUpdateRollback: 'continue-update-rollback',
  DeleteStack: 'delete-stack',
} as const;
