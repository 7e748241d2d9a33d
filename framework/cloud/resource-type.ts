/** The contract of a CloudFormation type, kept by the service whose API it is made of. */
import type { Json } from '../kernel';
import type { AskClient, ServiceClients, ServiceName } from './service';

/** What CloudFormation hands to a resource type. */
export interface ResourceRequest {
  logicalId: string;
  type: string;
  stackName: string;
  stackId: string;
  accountId: string;
  region: string;
  partition: string;
  nowMs: number;
  /** Resolved properties. */
  properties: Record<string, unknown>;
  /** On update: the properties that are in force now. */
  previous?: Record<string, unknown>;
  /** On everything but create. */
  physicalId?: string;
  /** Whatever the type's last progress left under `memo`. */
  memo?: Json;
  /** The stack's tags and aws:cloudformation:* tags. */
  tags: Record<string, string>;
  /** On update: the same, as they were before. */
  previousTags?: Record<string, string>;
  /**
   * On create: says that the resource exists from now on under this id, so that a failure of what `create` does after
   * that leaves nothing behind.
   */
  made?(physicalId: string): void;
  /** A service as the stack's principal. */
  aws<N extends ServiceName>(service: N): AskClient<ServiceClients[N]>;
  /** CloudFormation's generated name: `<StackName>-<LogicalId>-<random>`, cut to `lengthMax`. */
  generatedName(lengthMax: number, options?: { lowerCase?: boolean }): string;
  /** See `Call.notEmulated` and `Call.modelledOnly`. */
  notEmulated(what: string): never;
  modelledOnly(what: string): void;
}

export interface ResourceProgress {
  /** False: CloudFormation asks `check` again after `waitMs`. */
  done: boolean;
  waitMs?: number;
  physicalId: string;
  /** For Fn::GetAtt; the type's `Ref` is the physical id unless `ref` says otherwise. */
  attributes?: Record<string, unknown>;
  ref?: string;
  memo?: Json;
  /** Attributes told before are gone; otherwise they stay. */
  hasOnlyTheseAttributes?: boolean;
  /** On create: nothing stands yet, and the physical id comes with a later answer. */
  isPending?: boolean;
}

export interface ResourceReadout {
  properties: Record<string, unknown>;
  /** For Fn::GetAtt. */
  attributes?: Record<string, unknown>;
  ref?: string;
}

/** A CloudFormation type in terms of its service's own API. Errors of the API become the resource's failure. */
export interface ResourceType {
  /** Properties that are honoured; any other known one is refused loudly as not emulated. */
  properties: readonly string[];
  /** Those whose change replaces the resource; `Outer/Inner` stands for a member of an object. */
  replaceOn: readonly string[];
  create(request: ResourceRequest): ResourceProgress;
  /** Whether a created or updated resource has become ready. */
  check?(request: ResourceRequest): ResourceProgress;
  /**
   * In place; absent where every property replaces. A rollback calls it with `previous` and `properties` swapped, also
   * where the update failed before it took effect. An answer with another physical id means that it was replaced.
   */
  update?(request: ResourceRequest): ResourceProgress;
  /**
   * What the resource is in its service now, under its physical id; undefined when it is gone. Properties in the form
   * of the template, as far as this type reads them: drift and imports go by that. Absent where nothing is read.
   */
  read?(request: ResourceRequest): ResourceReadout | undefined;
  /** A resource that is gone already counts as deleted. */
  delete(request: ResourceRequest): { done: boolean; waitMs?: number; memo?: Json };
}
