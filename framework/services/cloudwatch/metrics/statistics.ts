/** Statistics of metrics by period. */
import type { StandardUnit } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchCall, MetricStat, Minute } from '../state';
import { isTrimmed, trimmed } from './trimmed';
import { addPoint, merged, minuteKey, minuteMs, seriesKey } from './record';

/** One number per period, in order of time; undefined where there was no data. */
export interface Datapoint {
  readonly atMs: number;
  readonly value: number;
  readonly sampleCount: number;
  readonly unit: StandardUnit;
}

interface Bucket {
  readonly atMs: number;
  readonly sum: Minute;
  /** How often each value came. */
  readonly values: readonly { value: number; count: number }[];
}

export const simpleStatistics = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] as const;
const percentile = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/;

export const isStatistic = (stat: string): boolean =>
  simpleStatistics.some((simple) => simple === stat) || percentile.test(stat) || isTrimmed(stat);

/** Dimensions as the metric's own record. */
export const metricOf = ({
  namespace,
  name,
  dimensions,
}: Pick<MetricStat, 'namespace' | 'name' | 'dimensions'>) => ({
  namespace,
  name,
  dimensions: Object.fromEntries(dimensions),
});

/** What is read and not counted up is looked at when somebody wants to know, once a minute. */
export function sampleGauge(call: CloudWatchCall, stat: MetricStat, atMs: number): boolean {
  const metric = metricOf(stat);
  const value = call.gauge(metric);
  if (value === undefined) return false;
  const key = minuteKey(seriesKey(metric), Math.floor(atMs / minuteMs), gaugeUnit(stat.name));
  if (call.state.minutes.has(key)) return true;
  addPoint(call, metric, atMs, { count: 1, sum: value, min: value, max: value, unit: gaugeUnit(stat.name) });
  return true;
}

const gaugeUnit = (name: string): StandardUnit => (name.includes('Age') ? 'Seconds' : 'Count');

/** Whether a metric has points from a moment on. */
export function hasDataSince(call: CloudWatchCall, stat: MetricStat, sinceMs: number): boolean {
  const key = seriesKey(metricOf(stat));
  const from = minuteKey(key, Math.floor(sinceMs / minuteMs));
  for (const _ of call.state.minutes.range({ from, to: `${key}\u0001` })) return true;
  return false;
}

/** Points of a metric between two moments, by periods that begin with `fromMs`. */
export function buckets(call: CloudWatchCall, stat: MetricStat, fromMs: number, toMs: number): Bucket[] {
  const key = seriesKey(metricOf(stat));
  const periodMs = stat.periodSeconds * 1000;
  const found = new Map<string, { atMs: number; sum: Minute; values: Map<number, number> }>();
  const range = {
    from: minuteKey(key, Math.floor(fromMs / minuteMs)),
    to: minuteKey(key, Math.ceil(toMs / minuteMs)),
  };
  for (const [minute, row] of call.state.minutes.range(range)) {
    if (stat.unit !== undefined && row.unit !== stat.unit) continue;
    const atMs = Number(minute.split('\u0000')[3]) * minuteMs;
    if (atMs < fromMs) continue;
    const start = fromMs + Math.floor((atMs - fromMs) / periodMs) * periodMs;
    // Units do not mix.
    const key = `${start} ${row.unit}`;
    const bucket = found.get(key);
    const values = bucket?.values ?? new Map<number, number>();
    if (needsValues(stat.stat)) addValues(call, minute, row, values);
    found.set(key, { atMs: start, sum: bucket === undefined ? row : merged(bucket.sum, row), values });
  }
  return [...found.values()].map(({ atMs, sum, values }) => ({
    atMs,
    sum,
    values: [...values].map(([value, count]) => ({ value, count })),
  }));
}

function addValues(call: CloudWatchCall, minute: string, row: Minute, values: Map<number, number>): void {
  const add = (value: number, count: number) => values.set(value, (values.get(value) ?? 0) + count);
  if (row.min === row.max) add(row.min, row.count);
  else for (const [, { value, count }] of call.state.values.prefix(`${minute}\u0000`)) add(value, count);
}

/** A statistic of a bucket; undefined for percentiles of what came as statistics already. */
export function statisticOf({ sum, values }: Bucket, stat: string): number | undefined {
  switch (stat) {
    case 'SampleCount':
      return sum.count;
    case 'Average':
      return sum.sum / sum.count;
    case 'Sum':
      return sum.sum;
    case 'Minimum':
      return sum.min;
    case 'Maximum':
      return sum.max;
    default:
      if (sum.isSummary === true && sum.min !== sum.max) return undefined;
      return isTrimmed(stat) ? trimmed(values, stat) : rank(values, Number(stat.slice(1)));
  }
}

const needsValues = (stat: string): boolean => !simpleStatistics.some((simple) => simple === stat);

/** The value at a percentage of all, between two neighbours in proportion. */
function rank(values: readonly { value: number; count: number }[], percent: number): number | undefined {
  const sorted = values.toSorted((a, b) => a.value - b.value);
  const count = sorted.reduce((sum, each) => sum + each.count, 0);
  const place = (percent / 100) * (count - 1);
  const at = (index: number): number => {
    let seen = 0;
    for (const each of sorted) {
      seen += each.count;
      if (index < seen) return each.value;
    }
    return sorted.at(-1)?.value ?? 0;
  };
  if (count === 0) return undefined;
  const low = at(Math.floor(place));
  return low + (at(Math.ceil(place)) - low) * (place - Math.floor(place));
}

/** The units that came, in order of their names. */
export const unitsOf = (found: readonly { sum: Minute }[]): StandardUnit[] =>
  [...new Set(found.map(({ sum }) => sum.unit))].sort();

/** One number per period; of several units the first one counts alone. */
export function datapoints(
  call: CloudWatchCall,
  stat: MetricStat,
  fromMs: number,
  toMs: number,
): Datapoint[] {
  const found = buckets(call, stat, fromMs, toMs);
  const [unit] = unitsOf(found);
  return found.flatMap((bucket) => {
    if (bucket.sum.unit !== unit) return [];
    const value = statisticOf(bucket, stat.stat);
    const { atMs, sum } = bucket;
    return value === undefined ? [] : [{ atMs, value, sampleCount: sum.count, unit: sum.unit }];
  });
}
