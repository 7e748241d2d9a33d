import { table, type Call } from '../../cloud/service';
import type { Table } from '../../kernel';

export interface Suspended {
  readonly scaleIn: boolean;
  readonly scaleOut: boolean;
  readonly scheduled: boolean;
}

/** One number of a resource that may be scaled: the read units of a table. */
export interface Target {
  readonly namespace: 'dynamodb';
  readonly resourceId: string;
  readonly dimension: string;
  readonly id: string;
  readonly arn: string;
  readonly min: number;
  readonly max: number;
  readonly roleArn: string;
  readonly createdAtMs: number;
  readonly suspended: Suspended;
  readonly tags: Readonly<Record<string, string>>;
  /** The activity under way, if there is one: nothing else is done to the target until it ends. */
  readonly busyWith?: string;
  readonly scaledOutAtMs?: number;
  readonly scaledInAtMs?: number;
}

export interface AlarmName {
  readonly kind: 'AlarmHigh' | 'AlarmLow' | 'ProvisionedCapacityHigh' | 'ProvisionedCapacityLow';
  readonly name: string;
  readonly arn: string;
}

/** A target tracking policy. */
export interface Policy {
  readonly name: string;
  readonly arn: string;
  readonly dimension: string;
  readonly resourceId: string;
  readonly metric: 'DynamoDBReadCapacityUtilization' | 'DynamoDBWriteCapacityUtilization';
  /** Percent of the units that are provisioned. */
  readonly targetValue: number;
  readonly scaleOutCooldownSeconds?: number;
  readonly scaleInCooldownSeconds?: number;
  readonly disableScaleIn: boolean;
  readonly alarms: readonly AlarmName[];
  readonly createdAtMs: number;
}

export interface ScheduledAction {
  readonly name: string;
  readonly arn: string;
  readonly dimension: string;
  readonly resourceId: string;
  readonly schedule: string;
  readonly timezone?: string;
  readonly startAtMs?: number;
  readonly endAtMs?: number;
  readonly min?: number;
  readonly max?: number;
  readonly createdAtMs: number;
  /** The entry of the timers that brings the next one. */
  readonly laterId?: number;
}

export interface Activity {
  readonly id: string;
  readonly resourceId: string;
  readonly dimension: string;
  readonly description: string;
  readonly cause: string;
  readonly startedAtMs: number;
  readonly endedAtMs?: number;
  readonly status: 'InProgress' | 'Successful' | 'Failed';
  readonly message: string;
}

export type State = {
  /** By resource and dimension. */
  targets: Table<Target>;
  /** By resource, dimension and name. */
  policies: Table<Policy>;
  scheduledActions: Table<ScheduledAction>;
  /** By number, newest last. */
  activities: Table<Activity>;
};

export const state: State = {
  targets: table<Target>(),
  policies: table<Policy>(),
  scheduledActions: table<ScheduledAction>(),
  activities: table<Activity>(),
};

export type ScalingCall = Call<State>;

export const keyOf = (...parts: string[]): string => parts.join('\u0000');
