/** Points of metrics, as they come in: they are summed up by the minute at once. */
import type { Metric, MetricPoint } from '../../../cloud/service';
import { evaluateSoon } from '../alarms/clock';
import type { CloudWatchCall, Minute, State } from '../state';

/** AWS keeps sums of a minute for 15 days, and coarser ones longer (aws-behaviour.md 10.2). */
const retentionMinutes = 15 * 24 * 60;

export const minuteMs = 60_000;

/** Dimensions as text, in one order whatever order they were given in. */
export function dimensionsKey(dimensions: Readonly<Record<string, string>>): string {
  const names = Object.keys(dimensions);
  // Services give them in order, and sorting costs more than all the rest.
  if (!isOrdered(names)) names.sort();
  let key = '';
  for (const name of names) key += `${name}\u0001${dimensions[name]}\u0001`;
  return key;
}

function isOrdered(names: readonly string[]): boolean {
  for (let at = 1; at < names.length; at++) if ((names[at - 1] ?? '') > (names[at] ?? '')) return false;
  return true;
}

/** What alarms are found by when a point comes: the metric but for its name. */
export const placeKey = (namespace: string, dimensions: Readonly<Record<string, string>>): string =>
  `${namespace}\u0000${dimensionsKey(dimensions)}`;

export const seriesKey = ({ namespace, name, dimensions }: Metric): string =>
  `${namespace}\u0000${name}\u0000${dimensionsKey(dimensions)}`;

/** Minutes since 1970 have eight digits until the year 2160, so their text orders as they do. */
export const minuteKey = (series: string, minute: number, unit = ''): string =>
  `${series}\u0000${minute}\u0000${unit}`;

/** Another service told a point. This runs within its calls, so it does as little as it can. */
export function measured(point: MetricPoint, call: CloudWatchCall): void {
  const { value, unit, atMs = call.nowMs } = point;
  addPoint(call, point, atMs, { count: 1, sum: value, min: value, max: value, unit });
}

/** Adds points of one value, or a summary of several, to a metric, and lets the alarms look that watch it. */
export function addPoint(call: CloudWatchCall, metric: Metric, atMs: number, point: Minute): void {
  const { state } = call;
  const series = seriesKey(metric);
  const key = minuteKey(series, Math.floor(atMs / minuteMs), point.unit);
  const former = state.minutes.get(key);
  if (former === undefined) {
    enter(call, metric, series);
    state.minutes.set(key, point);
  } else {
    if (point.isSummary !== true && (former.min !== former.max || former.min !== point.min)) {
      countValue(state, key, former, point);
    }
    state.minutes.set(key, merged(former, point));
  }
  if (state.watched.size === 0) return;
  for (const name of state.watched.get(placeKey(metric.namespace, metric.dimensions)) ?? []) {
    evaluateSoon(call, name);
  }
}

export function merged(one: Minute, other: Minute): Minute {
  const both = {
    count: one.count + other.count,
    sum: one.sum + other.sum,
    min: Math.min(one.min, other.min),
    max: Math.max(one.max, other.max),
    unit: one.unit,
  };
  return one.isSummary === true || other.isSummary === true ? { ...both, isSummary: true } : both;
}

/** From the second value on each is counted, for percentiles; up to there minimum and count tell it. */
function countValue(state: State, key: string, former: Minute, point: Minute): void {
  if (former.min === former.max && former.isSummary !== true) addValue(state, key, former.min, former.count);
  addValue(state, key, point.min, point.count);
}

function addValue(state: State, key: string, value: number, more: number): void {
  const valueKey = `${key}\u0000${value}`;
  const count = (state.values.get(valueKey)?.count ?? 0) + more;
  state.values.set(valueKey, { value, count });
}

/** The first point of a minute: makes the metric known, and forgets minutes that are too old. */
function enter(call: CloudWatchCall, metric: Metric, key: string): void {
  const { state, nowMs } = call;
  const sinceMinute = Math.floor(nowMs / minuteMs) - retentionMinutes;
  const known = state.series.get(key);
  if (known === undefined) {
    const names = Object.keys(metric.dimensions).sort();
    const dimensions = names.map((name) => [name, metric.dimensions[name] ?? ''] as const);
    const { namespace, name } = metric;
    state.series.set(key, { namespace, name, dimensions, sinceMinute: Math.floor(nowMs / minuteMs) });
  } else if (known.sinceMinute < sinceMinute) {
    for (const table of [state.minutes, state.values]) {
      const old = table.range({ from: `${key}\u0000`, to: minuteKey(key, sinceMinute) });
      for (const [each] of old) table.delete(each);
    }
    state.series.set(key, { ...known, sinceMinute });
  }
}
