import type { Target as TargetInput } from '@aws-sdk/client-eventbridge';
import { table, type Call, type PolicyDocument } from '../../cloud/service';
import type { Json, Table } from '../../kernel';

export interface Bus {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  readonly createdAtMs: number;
  readonly modifiedAtMs: number;
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
  readonly resources: readonly string[];
  readonly detail: { readonly [key: string]: Json | undefined };
}

export type State = {
  buses: Table<Bus>;
  /** By bus and name. */
  rules: Table<Rule>;
};

export const state: State = { buses: table<Bus>(), rules: table<Rule>() };

export type EventsCall = Call<State>;

export const ruleKey = (bus: string, name: string): string => `${bus}\u0000${name}`;
