import type { Target as TargetInput, UpdateEventBusRequest } from '@aws-sdk/client-eventbridge';
import { table, type Call, type PolicyDocument } from '../../cloud/service';
import type { Json, Table } from '../../kernel';
import type { Archive, ArchivedEvent, Replay } from './archives/state';
import type { ApiDestination, Connection } from './connections/state';

export interface Bus {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  readonly createdAtMs: number;
  readonly modifiedAtMs: number;
  readonly settings?: Pick<UpdateEventBusRequest, 'KmsKeyIdentifier' | 'DeadLetterConfig' | 'LogConfig'>;
  readonly policy?: { readonly text: string; readonly document: PolicyDocument };
  readonly tags: Readonly<Record<string, string>>;
}

export interface Transformer {
  /** JSON paths by name. */
  readonly paths: Readonly<Record<string, string>>;
  readonly template: string;
}

export interface Target {
  readonly id: string;
  readonly arn: string;
  readonly roleArn?: string;
  readonly input?: string;
  readonly inputPath?: string;
  readonly transformer?: Transformer;
  readonly messageGroupId?: string;
  readonly deadLetterArn?: string;
  readonly retriesMax?: number;
  readonly ageMaxSeconds?: number;
  readonly others?: Pick<
    TargetInput,
    | 'AppSyncParameters'
    | 'BatchParameters'
    | 'EcsParameters'
    | 'HttpParameters'
    | 'KinesisParameters'
    | 'RedshiftDataParameters'
    | 'RunCommandParameters'
    | 'SageMakerPipelineParameters'
  >;
}

/** A pattern as it was given, and read. */
export interface Pattern {
  readonly text: string;
  readonly rules: { readonly [key: string]: Json };
}

export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly bus: string;
  readonly state: 'ENABLED' | 'DISABLED';
  readonly description?: string;
  readonly roleArn?: string;
  readonly pattern?: Pattern;
  readonly schedule?: string;
  /** The entry of the timers that brings the next scheduled event. */
  readonly laterId?: number;
  /** From when a rate counts. */
  readonly sinceMs: number;
  /** The service of AWS whose rule it is. */
  readonly managedBy?: string;
  readonly createdBy: string;
  readonly targets: readonly Target[];
  readonly tags: Readonly<Record<string, string>>;
}

/** An event as it travels. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  /** Of an event that is sent again. */
  readonly 'replay-name'?: string;
  readonly resources: readonly string[];
  readonly detail: { readonly [key: string]: Json | undefined };
}

export type State = {
  buses: Table<Bus>;
  /** By bus and name. */
  rules: Table<Rule>;
  archives: Table<Archive>;
  /** By archive, time and id. */
  archivedEvents: Table<ArchivedEvent>;
  replays: Table<Replay>;
  connections: Table<Connection>;
  apiDestinations: Table<ApiDestination>;
};

export const state: State = {
  buses: table<Bus>(),
  rules: table<Rule>(),
  archives: table<Archive>(),
  archivedEvents: table<ArchivedEvent>(),
  replays: table<Replay>(),
  connections: table<Connection>(),
  apiDestinations: table<ApiDestination>(),
};

export type EventsCall = Call<State>;

export const ruleKey = (bus: string, name: string): string => `${bus}\u0000${name}`;
