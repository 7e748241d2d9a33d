import type { StackStatus } from '@aws-sdk/client-cloudformation';

/** What a stack is doing; each step of the operation reads it. */
export interface StackOperation {
  kind: 'create' | 'update' | 'rollback' | 'updateRollback' | 'delete' | 'import';
  /**
   * `forward` makes and changes resources, `monitoring` watches alarms after that, `restore` changes resources back,
   * `held` is a nested stack's wait for its parent, `cleanup` deletes what an update or its rollback has left over,
   * `remove` deletes the stack's resources, `import` takes over what exists.
   */
  phase: 'forward' | 'monitoring' | 'restore' | 'held' | 'cleanup' | 'remove' | 'import' | 'done';
  /** The caller's ClientRequestToken; every event of the operation carries it. */
  token?: string;
  /** A failure leaves everything as it is. */
  isRollbackDisabled?: boolean;
  /** A rollback deletes what it made even where DeletionPolicy says Retain. */
  retainExceptOnCreate?: boolean;
  /** Logical ids that DeleteStack was told to leave behind. */
  retain?: string[];
  /** What can't be deleted is left behind. */
  isForced?: boolean;
  /** Logical ids that ContinueUpdateRollback was told not to restore. */
  skip?: string[];
  /** Where a deletion that is refused goes back to. */
  previous?: { status: StackStatus; reason?: string };
  /** The step that ends a creation, or the monitoring of alarms. */
  timeoutId?: number;
  /** The step that looks at the rollback triggers next. */
  watchId?: number;
  /** Of this update alone, instead of the stack's. */
  stackPolicy?: string;
  /** By logical id: the change sets of nested stacks that are executed with this one's. */
  nestedChangeSets?: Record<string, string>;
  /** Begun by the stack in which this one is nested, which also says when to clean up. */
  isNested?: boolean;
  /** A deletion that takes back what the parent's operation made. */
  isTakenBack?: boolean;
  /** Why a creation or an update failed. */
  problem?: string;
  /** The stack's tags before an update or its rollback changed them. */
  tagsBefore?: Record<string, string>;
}
