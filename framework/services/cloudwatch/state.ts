import type { MetricStreamOutputFormat, StandardUnit } from '@aws-sdk/client-cloudwatch';
import type { Table } from '../../kernel';
import { table, type Call } from '../../cloud/service';

/** A metric that had data: what ListMetrics knows. */
export interface Series {
  readonly namespace: string;
  readonly name: string;
  /** Names and values, ordered by name. */
  readonly dimensions: readonly (readonly [string, string])[];
  /** The oldest minute that may still be there. */
  readonly sinceMinute: number;
}

/** All points of a metric and unit within one minute, summed up. */
export interface Minute {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  readonly unit: StandardUnit;
  /** Some points came as statistics already: their values, and so percentiles, are not known. */
  readonly isSummary?: true;
}

export type StateValue = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export interface AlarmState {
  readonly value: StateValue;
  readonly reason: string;
  /** JSON text. */
  readonly reasonData?: string;
  readonly updatedAtMs: number;
  readonly transitionedAtMs: number;
}

interface AlarmBase {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  readonly actionsEnabled: boolean;
  /** ARNs, by the state whose beginning sets them off. */
  readonly actions: Readonly<Record<StateValue, readonly string[]>>;
  readonly state: AlarmState;
  readonly configuredAtMs: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** Which metric, and how its points become one number per period. */
export interface MetricStat {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly (readonly [string, string])[];
  readonly periodSeconds: number;
  /** 'Sum', 'p99' */
  readonly stat: string;
  readonly unit?: StandardUnit;
}

/** A metric or an expression over others, as metric math has them. */
export interface Query {
  readonly id: string;
  readonly label?: string;
  readonly metric?: MetricStat;
  readonly expression?: string;
  readonly returnsData: boolean;
}

export const comparisons = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
] as const;
export type Comparison = (typeof comparisons)[number];

export const treatments = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
export type MissingData = (typeof treatments)[number];

export interface MetricAlarm extends AlarmBase {
  readonly kind: 'metric';
  /** One metric alone, or what metric math needs; the one that returns data is watched. */
  readonly queries: readonly Query[];
  /** Whether it was put with `Metrics`. */
  readonly isMath: boolean;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  /** Undefined where it was not given: all of them. */
  readonly datapointsToAlarm?: number;
  readonly threshold: number;
  readonly comparison: Comparison;
  /** As it was given; `missing` without. */
  readonly treatMissingData?: MissingData;
}

export interface CompositeAlarm extends AlarmBase {
  readonly kind: 'composite';
  readonly rule: string;
}

export type Alarm = MetricAlarm | CompositeAlarm;

export interface HistoryItem {
  readonly alarmName: string;
  readonly alarmType: 'MetricAlarm' | 'CompositeAlarm';
  readonly type: 'ConfigurationUpdate' | 'StateUpdate' | 'Action';
  readonly atMs: number;
  readonly summary: string;
  /** JSON text. */
  readonly data: string;
}

export interface Dashboard {
  readonly name: string;
  readonly body: string;
  readonly modifiedAtMs: number;
}

/** A rule of Contributor Insights. */
export interface InsightRule {
  readonly name: string;
  readonly schema: string;
  /** JSON text. */
  readonly definition: string;
  readonly isEnabled: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

export interface MetricStreamSelection {
  readonly namespace?: string;
  readonly metricNames?: readonly string[];
}

export interface MetricStream {
  readonly name: string;
  readonly firehoseArn: string;
  readonly roleArn: string;
  readonly outputFormat: MetricStreamOutputFormat;
  readonly include: readonly MetricStreamSelection[];
  readonly exclude: readonly MetricStreamSelection[];
  readonly isRunning: boolean;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export interface AnomalyDetector {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly (readonly [string, string])[];
  readonly stat: string;
  readonly configuration: {
    readonly timezone?: string;
    readonly excluded: readonly { readonly fromMs: number; readonly toMs: number }[];
  };
}

export type State = {
  series: Table<Series>;
  /** By series, minute since 1970 and unit. */
  minutes: Table<Minute>;
  /** How often each value came, by key of the minute and value; only where there were several. */
  values: Table<{ value: number; count: number }>;
  alarms: Table<Alarm>;
  /** Names of the alarms that watch metrics of a namespace and dimensions. */
  watched: Table<readonly string[]>;
  /** The entry of the timers at which an alarm is evaluated next, by its name. */
  evaluations: Table<number>;
  /** By alarm and number. */
  history: Table<HistoryItem>;
  dashboards: Table<Dashboard>;
  /** By name. */
  insightRules: Table<InsightRule>;
  metricStreams: Table<MetricStream>;
  /** By metric and statistic. */
  anomalyDetectors: Table<AnomalyDetector>;
};

export const state: State = {
  series: table<Series>(),
  minutes: table<Minute>(),
  values: table<{ value: number; count: number }>(),
  alarms: table<Alarm>(),
  watched: table<readonly string[]>(),
  evaluations: table<number>(),
  history: table<HistoryItem>(),
  dashboards: table<Dashboard>(),
  insightRules: table<InsightRule>(),
  metricStreams: table<MetricStream>(),
  anomalyDetectors: table<AnomalyDetector>(),
};

export type CloudWatchCall = Call<State>;
