import type { Capability, OnFailure, ResourceStatus, StackStatus } from '@aws-sdk/client-cloudformation';
import { table, type Call, type Json, type Principal } from '../../cloud/service';

/** What a stack is doing; each step of the operation reads it. */
export interface StackOperation {
  kind: 'create' | 'rollback' | 'delete';
  /** The caller's ClientRequestToken; every event of the operation carries it. */
  token?: string;
  /** Logical ids that DeleteStack was told to leave behind. */
  retain?: string[];
  /** Where a deletion that is refused goes back to. */
  previous?: { status: StackStatus; reason?: string };
  /** Of a creation with a timeout: the step that ends it. */
  timeoutId?: number;
}

export interface StackOutput {
  key: string;
  value: string;
  description?: string;
  exportName?: string;
}

export interface Stack {
  stackId: string;
  name: string;
  status: StackStatus;
  reason?: string;
  description?: string;
  createdMs: number;
  deletedMs?: number;
  /** Bytes of the template's text. */
  template: string;
  /** As given or defaulted, as text, in the template's order. */
  parameters: { key: string; value: string; isSecret: boolean }[];
  /** As functions see them. */
  values: Record<string, string | string[]>;
  conditions: Record<string, boolean>;
  outputs: StackOutput[];
  /** Names of the exports that the template's Fn::ImportValue read. */
  imports: string[];
  tags: Record<string, string>;
  capabilities: Capability[];
  /** As whom resources are made: the caller, or the session of RoleARN. */
  principal: Principal;
  roleArn?: string;
  onFailure: OnFailure;
  retainExceptOnCreate: boolean;
  timeoutMinutes?: number;
  isProtected: boolean;
  operation: StackOperation;
}

export interface StackResource {
  stackId: string;
  logicalId: string;
  type: string;
  /** Undefined while the resource waits for those that it needs. */
  status?: ResourceStatus;
  reason?: string;
  detailedStatus?: 'VALIDATION_FAILED';
  /** Logical ids that have to exist first. */
  needs: string[];
  deletionPolicy: 'Delete' | 'Retain' | 'RetainExceptOnCreate';
  physicalId?: string;
  ref?: string;
  attributes?: Record<string, unknown>;
  /** Resolved and coerced: what the resource was made of. */
  properties?: Record<string, unknown>;
  memo?: Json;
  /** Attempts that AWS's own retries have used up. */
  attempts?: number;
  changedMs: number;
}

export interface StackEvent {
  stackId: string;
  stackName: string;
  eventId: string;
  logicalId: string;
  physicalId: string;
  type: string;
  atMs: number;
  status: ResourceStatus | StackStatus;
  reason?: string;
  detailedStatus?: 'VALIDATION_FAILED';
  /** JSON text. */
  properties?: string;
  token?: string;
}

export interface Export {
  name: string;
  value: string;
  stackId: string;
}

export const state = {
  /** By stack id; deleted stacks stay. */
  stacks: table<Stack>(),
  /** Ids of the stacks that are not deleted, by name. */
  live: table<string>(),
  /** By stack id and logical id. */
  resources: table<StackResource>(),
  /** By stack id and the event's number. */
  events: table<StackEvent>(),
  exports: table<Export>(),
};

export type State = typeof state;
export type CloudFormationCall = Call<State>;

/** Joins the parts of a composite key. */
export const key = (...parts: readonly string[]): string => parts.join('\u0000');

/** The resources of a stack, by logical id. */
export function resourcesOf(call: CloudFormationCall, stackId: string): StackResource[] {
  return [...call.state.resources.prefix(`${stackId}\u0000`)].map(([, resource]) => resource);
}

export function resourceOf(
  call: CloudFormationCall,
  stackId: string,
  logicalId: string,
): StackResource | undefined {
  return call.state.resources.get(key(stackId, logicalId));
}

/** Changes a resource: what `changes` holds is put over what is there. */
export function setResource(
  call: CloudFormationCall,
  resource: StackResource,
  changes: Partial<StackResource>,
): StackResource {
  const changed = { ...resource, ...changes, changedMs: call.nowMs };
  call.state.resources.set(key(resource.stackId, resource.logicalId), changed);
  return changed;
}

export function setStack(call: CloudFormationCall, stack: Stack, changes: Partial<Stack>): Stack {
  const changed = { ...stack, ...changes };
  call.state.stacks.set(stack.stackId, changed);
  return changed;
}

/** A live stack by its name, or any by its id. */
export function findStack(call: CloudFormationCall, nameOrId: string): Stack | undefined {
  const id = nameOrId.startsWith('arn:') ? nameOrId : call.state.live.get(nameOrId);
  return id === undefined ? undefined : call.state.stacks.get(id);
}
