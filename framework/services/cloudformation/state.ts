import type {
  Capability,
  OnFailure,
  ResourceStatus,
  RollbackTrigger,
  StackDriftStatus,
  StackStatus,
} from '@aws-sdk/client-cloudformation';
import { table, type Call, type Json, type Principal } from '../../cloud/service';
import type { ChangeSet } from './change-sets/state';
import type { CustomRequest } from './custom-resources/state';
import type { DriftDetection, ResourceDrift } from './drift/state';
import { drop, listed, put } from './listing';
import type { StackOperation } from './life-cycle/stack-operation';
import type { ModelledResource } from './modelled/type';
import type { Signal } from './waiting/state';

export type { StackOperation } from './life-cycle/stack-operation';

export interface StackOutput {
  key: string;
  value: string;
  description?: string;
  exportName?: string;
}

/** What a stack is made of and how: what an update replaces and its rollback restores. */
export interface StackConfiguration {
  description?: string;
  /** Bytes of the template's text. */
  template: string;
  /** Bytes of the text as it was sent, where snippets were put into it. */
  original?: string;
  /** As given or defaulted, as text, in the template's order. */
  parameters: { key: string; value: string; resolved?: string; isSecret: boolean }[];
  /** Parameters of AWS-specific types, whose values have to exist. */
  mustExist: { name: string; type: string; values: string[] }[];
  /** As functions see them. */
  values: Record<string, string | string[]>;
  conditions: Record<string, boolean>;
  outputs: StackOutput[];
  /** Names of the exports that the template's Fn::ImportValue read. */
  imports: string[];
  tags: Record<string, string>;
  capabilities: Capability[];
  notificationArns: string[];
  rollbackTriggers: RollbackTrigger[];
  monitoringMinutes?: number;
}

export interface Stack extends StackConfiguration {
  stackId: string;
  name: string;
  status: StackStatus;
  reason?: string;
  createdMs: number;
  updatedMs?: number;
  deletedMs?: number;
  /** As whom resources are made: the caller, or the session of RoleARN. */
  principal: Principal;
  roleArn?: string;
  onFailure: OnFailure;
  retainExceptOnCreate: boolean;
  timeoutMinutes?: number;
  isProtected: boolean;
  stackPolicy?: string;
  operation: StackOperation;
  /** While an update is not over: the configuration that was stable last. A stack that never was has none. */
  before?: StackConfiguration;
  /** Whether the stack has ever been complete. */
  isStable?: boolean;
  /** The ClientRequestTokens used so far, and for what. */
  tokens?: { token: string; action: string }[];
  /** The change set that was executed last. */
  changeSetId?: string;
  /** Of a nested stack: the resource that it is, and the outermost stack. */
  nestedIn?: { stackId: string; logicalId: string; rootId: string };
  /** Custom resources whose answers are not to be shown. */
  noEchoOf?: string[];
}

/** A physical thing that stands, or stood, for a resource. */
export interface PhysicalThing {
  physicalId?: string;
  ref?: string;
  attributes?: Record<string, unknown>;
  /** Resolved and coerced: what it was made of. */
  properties?: Record<string, unknown>;
  memo?: Json;
}

/** What the template declares of a resource, besides its properties. */
export interface Declared {
  type: string;
  /** Logical ids that have to exist first. */
  needs: string[];
  deletionPolicy: 'Delete' | 'Retain' | 'RetainExceptOnCreate' | 'Snapshot';
  updateReplacePolicy: 'Delete' | 'Retain' | 'Snapshot';
  /** Metadata, as JSON text. */
  metadata?: string;
}

export interface StackResource extends Declared, PhysicalThing {
  stackId: string;
  logicalId: string;
  /** Undefined while the resource waits for those that it needs. */
  status?: ResourceStatus;
  reason?: string;
  detailedStatus?: 'VALIDATION_FAILED';
  /** Where it stands in the present phase; undefined when the phase has nothing to do with it. */
  turn?: 'waiting' | 'busy' | 'done' | 'failed';
  /** What is being done to it while it is busy. */
  action?: ResourceAction;
  /** The pending step, and its kind. */
  stepId?: number;
  stepKind?: string;
  /** Why the step that is under way is bound to fail; events tell of the attempt first. */
  problem?: string;
  /** How often a step of this kind was taken for this resource, this one included. */
  nth?: number;
  /** Calls that AWS's own retries have used up. */
  attempts?: number;
  /** Made, and waiting for the signals of its CreationPolicy until then. */
  signalUntilMs?: number;
  /** In a clean-up: how often deletion was tried. */
  tries?: number;
  /** While it is updated, and after an update failed: the properties that were in force before. */
  previous?: Record<string, unknown>;
  /** Of an update that is not over: the thing and the declaration as they were when the stack was stable. */
  before?: ResourceBefore;
  /** Begun to be changed by the update that is not over. */
  isChanged?: boolean;
  /** Made by the update that is not over. */
  isNew?: boolean;
  /** Out of the template by the update that is not over; deleted in the clean-up. */
  isRemoved?: boolean;
  /** Set on what is left over of a resource: it is kept in `leftovers`. */
  leftover?: string;
  changedMs: number;
}

/** What a step does to a resource: `discard` deletes what a failed creation left, before the next attempt. */
export type ResourceAction = 'create' | 'update' | 'replace' | 'discard' | 'restore' | 'delete';

export interface ResourceBefore extends Declared, PhysicalThing {
  status: ResourceStatus;
  /** What it is made of by now, where an update changed it before another one replaced it. */
  changedTo?: Record<string, unknown>;
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
  /** Physical things that no resource stands for any more and that are to be deleted; by stack id, id and number. */
  leftovers: table<StackResource>(),
  /** By stack id and the event's number. */
  events: table<StackEvent>(),
  exports: table<Export>(),
  /** By stack id and logical id: the latest that was found. */
  drifts: table<ResourceDrift>(),
  detections: table<DriftDetection>(),
  /** By stack id. */
  stackDrifts: table<{ status: StackDriftStatus; checkedMs: number }>(),
  /** By stack id and name. */
  changeSets: table<ChangeSet>(),
  /** By stack id, logical id and the request's id: what custom resources are asked and have not been heard for. */
  customRequests: table<CustomRequest>(),
  /** By stack id, logical id and unique id. */
  signals: table<Signal>(),
  /** Resources of types without an emulation; by type and primary identifier. */
  modelled: table<ModelledResource>(),
};

export type State = typeof state;
export type CloudFormationCall = Call<State>;

/** Joins the parts of a composite key. */
export const key = (...parts: readonly string[]): string => parts.join('\u0000');

/** The resources of a stack, by logical id. */
export function resourcesOf(call: CloudFormationCall, stackId: string): readonly StackResource[] {
  return listed(call.state.resources, stackId);
}

export function leftoversOf(call: CloudFormationCall, stackId: string): readonly StackResource[] {
  return listed(call.state.leftovers, stackId);
}

export function resourceOf(
  call: CloudFormationCall,
  stackId: string,
  logicalId: string,
  leftover?: string,
): StackResource | undefined {
  return leftover === undefined
    ? call.state.resources.get(key(stackId, logicalId))
    : call.state.leftovers.get(key(stackId, logicalId, leftover));
}

/** Keeps a resource, or what is left over of one, as it is now. */
export function putResource(call: CloudFormationCall, resource: StackResource): StackResource {
  const { stackId, logicalId, leftover } = resource;
  if (leftover === undefined) put(call.state.resources, key(stackId, logicalId), resource);
  else put(call.state.leftovers, key(stackId, logicalId, leftover), resource);
  return resource;
}

/** Changes a resource: what `changes` holds is put over what is there. */
export function setResource(
  call: CloudFormationCall,
  resource: StackResource,
  changes: Partial<StackResource>,
): StackResource {
  return putResource(call, { ...resource, ...changes, changedMs: call.nowMs });
}

export function dropResource(
  call: CloudFormationCall,
  { stackId, logicalId, leftover }: StackResource,
): void {
  if (leftover === undefined) drop(call.state.resources, key(stackId, logicalId), stackId);
  else drop(call.state.leftovers, key(stackId, logicalId, leftover), stackId);
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
