import type {
  Change,
  ChangeSetStatus,
  ChangeSetType,
  ExecutionStatus,
  OnStackFailure,
} from '@aws-sdk/client-cloudformation';
import type { StackConfiguration } from '../state';

/** A resource that exists already, and that a stack is to take over. */
export interface ImportedResource {
  logicalId: string;
  type: string;
  /** The properties that identify it. */
  identifier: Record<string, string>;
}

/** What a stack would become, and what that would change. */
export interface ChangeSet {
  id: string;
  name: string;
  stackId: string;
  stackName: string;
  type: ChangeSetType;
  description?: string;
  status: ChangeSetStatus;
  reason?: string;
  executionStatus: ExecutionStatus;
  createdMs: number;
  configuration: StackConfiguration;
  /** Property by property, with their values; told as far as DescribeChangeSet is asked for. */
  changes: Change[];
  roleArn?: string;
  onStackFailure?: OnStackFailure;
  includeNestedStacks: boolean;
  /** By logical id: the change sets of nested stacks. */
  nested?: Record<string, string>;
  /** Of a nested stack's: the change sets of its parent and of the outermost stack. */
  parentId?: string;
  rootId?: string;
  token?: string;
  imported: ImportedResource[];
}
