import { table, type Call, type Principal } from '../../cloud/service';
import type { Json, Table } from '../../kernel';

/** A call as it was recorded; its event is made when somebody looks. */
export interface RecordedCall {
  readonly atMs: number;
  readonly service: string;
  readonly operation: string;
  readonly readOnly: boolean;
  readonly isData: boolean;
  readonly principal: Principal;
  readonly accessKeyId?: string;
  /** The service that asked. */
  readonly via?: string;
  readonly accountId: string;
  readonly region: string;
  readonly requestId: string;
  readonly userAgent?: string;
  /** ARNs. */
  readonly resources: readonly string[];
  readonly error?: { readonly code: string; readonly message: string };
  readonly request: Json;
  /** Of calls that change something and succeed. */
  readonly response: Json;
}

export interface DataResource {
  readonly type: string;
  readonly values: readonly string[];
}

export interface EventSelector {
  readonly readWriteType: 'All' | 'ReadOnly' | 'WriteOnly';
  readonly includesManagement: boolean;
  readonly dataResources: readonly DataResource[];
  readonly excludedSources: readonly string[];
}

export interface FieldSelector {
  readonly field: string;
  readonly equals: readonly string[];
  readonly startsWith: readonly string[];
  readonly endsWith: readonly string[];
  readonly notEquals: readonly string[];
  readonly notStartsWith: readonly string[];
  readonly notEndsWith: readonly string[];
}

export interface AdvancedSelector {
  readonly name?: string;
  readonly fields: readonly FieldSelector[];
}

export interface Trail {
  readonly name: string;
  readonly arn: string;
  readonly homeRegion: string;
  readonly bucket: string;
  readonly prefix?: string;
  /** A topic's name or ARN that is told of each file. */
  readonly topic?: string;
  /** Kinds of insights that are asked for; none are found here. */
  readonly insights?: readonly string[];
  readonly includesGlobal: boolean;
  readonly isMultiRegion: boolean;
  readonly selectors: readonly EventSelector[];
  /** In place of `selectors`, where there are any. */
  readonly advanced: readonly AdvancedSelector[];
  readonly isCustom: boolean;
  readonly isLogging: boolean;
  readonly startedAtMs?: number;
  readonly stoppedAtMs?: number;
  readonly deliveredAtMs?: number;
  readonly attemptedAtMs?: number;
  readonly deliveryError?: string;
  readonly notifiedAtMs?: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** Of an account, with all its regions. */
export type State = {
  /** Management events, by region and number. */
  history: Table<RecordedCall>;
  /** By home region and name. */
  trails: Table<Trail>;
  /** What a trail has not delivered yet, by trail, region and number. */
  undelivered: Table<RecordedCall>;
  /** Lookups in the second of the last one, by region. */
  lookups: Table<{ second: number; count: number }>;
};

export const state: State = {
  history: table<RecordedCall>(),
  trails: table<Trail>(),
  undelivered: table<RecordedCall>(),
  lookups: table<{ second: number; count: number }>(),
};

export type TrailCall = Call<State>;

export const keyOf = (...parts: string[]): string => parts.join('\u0000');

export const numberKey = (number: number): string => String(number).padStart(12, '0');
