import type { OutputFormat, StandardUnit } from '@aws-sdk/client-cloudwatch-logs';
import type { Table } from '../../kernel';
import { formatArn, table, type Call } from '../../cloud/service';

export interface LogGroup {
  /** Tells a group from one of the same name that was deleted before. */
  readonly id: string;
  readonly name: string;
  readonly createdAtMs: number;
  /** Days; undefined keeps events for ever. */
  readonly retentionInDays?: number;
  readonly kmsKeyId?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly isProtected?: boolean;
  readonly dataProtection?: { readonly text: string; readonly updatedAtMs: number };
}

export interface LogStream {
  readonly id: string;
  readonly name: string;
  readonly createdAtMs: number;
  readonly firstEventAtMs?: number;
  readonly lastEventAtMs?: number;
  readonly lastIngestedAtMs?: number;
  /** Events put into it so far. */
  readonly eventCount: number;
  readonly sequenceToken?: string;
}

export interface StoredEvent {
  readonly atMs: number;
  readonly ingestedAtMs: number;
  readonly message: string;
  /** Its number within the stream; with `atMs` its place. */
  readonly sequence: number;
  readonly eventId: string;
}

/** Makes points of a metric of what is written to a group. */
export interface MetricFilter {
  readonly name: string;
  readonly pattern: string;
  readonly createdAtMs: number;
  readonly metric: {
    readonly namespace: string;
    readonly name: string;
    /** A number, or a selector of one: `$.latency`. */
    readonly value: string;
    readonly defaultValue?: number;
    readonly unit?: StandardUnit;
    /** Selectors, by the name of the dimension. */
    readonly dimensions: Readonly<Record<string, string>>;
  };
}

/** Sends what is written to a group on to a function. */
export interface SubscriptionFilter {
  readonly name: string;
  readonly pattern: string;
  readonly destinationArn: string;
  readonly distribution: 'ByLogStream' | 'Random';
  readonly createdAtMs: number;
}

/** Lets services write to groups. */
export interface ResourcePolicy {
  readonly name: string;
  readonly text: string;
  readonly updatedAtMs: number;
}

/** What a query found: fields of rows, and what was read for them. */
export interface QueryResults {
  readonly rows: readonly (readonly { readonly field: string; readonly value: string }[])[];
  readonly matched: number;
  readonly scanned: number;
  readonly bytes: number;
}

export interface Query {
  readonly id: string;
  readonly groupNames: readonly string[];
  readonly queryString: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit?: number;
  readonly status: 'Running' | 'Complete' | 'Cancelled';
  readonly createdAtMs: number;
  readonly results?: QueryResults;
}

export interface QueryDefinition {
  readonly id: string;
  readonly name: string;
  readonly queryString: string;
  readonly groupNames?: readonly string[];
  readonly updatedAtMs: number;
}

export interface ExportTask {
  readonly id: string;
  readonly name?: string;
  readonly groupName: string;
  readonly streamPrefix?: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly destination: string;
  readonly prefix: string;
  readonly status: 'PENDING' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
  readonly message?: string;
  readonly createdAtMs: number;
  readonly endedAtMs?: number;
}

export interface Destination {
  readonly name: string;
  readonly targetArn: string;
  readonly roleArn: string;
  readonly accessPolicy?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAtMs: number;
}

export interface DeliveryDestination {
  readonly name: string;
  readonly type: 'S3' | 'CWL' | 'FH' | 'XRAY';
  readonly resourceArn: string;
  readonly outputFormat?: OutputFormat;
  readonly policy?: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface DeliverySource {
  readonly name: string;
  readonly resourceArn: string;
  readonly service: string;
  readonly logType: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface Delivery {
  readonly id: string;
  readonly sourceName: string;
  readonly destinationName: string;
  readonly recordFields?: readonly string[];
  readonly fieldDelimiter?: string;
  readonly s3?: {
    readonly suffixPath?: string | undefined;
    readonly enableHiveCompatiblePath?: boolean | undefined;
  };
  readonly tags: Readonly<Record<string, string>>;
}

export type State = {
  groups: Table<LogGroup>;
  /** By group id and name. */
  streams: Table<LogStream>;
  /** By stream id, time and number. */
  events: Table<StoredEvent>;
  /** By group id and name. */
  metricFilters: Table<MetricFilter>;
  /** By group id and name. */
  subscriptionFilters: Table<SubscriptionFilter>;
  resourcePolicies: Table<ResourcePolicy>;
  /** By id. */
  queries: Table<Query>;
  queryDefinitions: Table<QueryDefinition>;
  exportTasks: Table<ExportTask>;
  deliveries: Table<Delivery>;
  /** By name. */
  destinations: Table<Destination>;
  deliveryDestinations: Table<DeliveryDestination>;
  deliverySources: Table<DeliverySource>;
};

export const state: State = {
  groups: table<LogGroup>(),
  streams: table<LogStream>(),
  events: table<StoredEvent>(),
  metricFilters: table<MetricFilter>(),
  subscriptionFilters: table<SubscriptionFilter>(),
  resourcePolicies: table<ResourcePolicy>(),
  queries: table<Query>(),
  queryDefinitions: table<QueryDefinition>(),
  exportTasks: table<ExportTask>(),
  deliveries: table<Delivery>(),
  destinations: table<Destination>(),
  deliveryDestinations: table<DeliveryDestination>(),
  deliverySources: table<DeliverySource>(),
};

export type LogsCall = Call<State>;

/** A number as text that orders as the number does. */
export const ordered = (value: number): string => String(value).padStart(16, '0');

export const streamKey = (group: LogGroup, streamName: string): string => `${group.id}\u0000${streamName}`;

export const eventKey = (stream: LogStream, atMs: number, sequence: number): string =>
  `${stream.id}\u0000${ordered(atMs)}\u0000${ordered(sequence)}`;

/** `arn:aws:logs:<region>:<account>:log-group:<name>`, without the `:*` that some answers and policies end with. */
export function groupArn(call: LogsCall, name: string): string {
  const { partition, region, accountId } = call;
  return formatArn({ partition, service: 'logs', region, accountId, resource: `log-group:${name}` });
}

export const streamArn = (call: LogsCall, groupName: string, streamName: string): string =>
  `${groupArn(call, groupName)}:log-stream:${streamName}`;
