import type { CloudWatch, Datapoint as Described, MetricDatum } from '@aws-sdk/client-cloudwatch';
import type { Operations } from '../../../cloud/service';
import {
  invalidCombination,
  invalidNextToken,
  invalidValue,
  missingParameter,
  validationError,
} from '../errors';
import { page } from '../pages';
import type { CloudWatchCall, MetricStat, Query, State } from '../state';
import { checkPeriod, checkStatistic, periodOf, readDimensions, readQueries, valuesOf } from './queries';
import { addPoint, minuteMs } from './record';
import { buckets, sampleGauge, simpleStatistics, statisticOf, unitsOf } from './statistics';

/** aws-behaviour.md 10.2 */
const limits = {
  pastMs: 14 * 86_400_000,
  futureMs: 2 * 3_600_000,
  datapoints: 1440,
  datums: 1000,
  list: 500,
};

function readTimestamp(call: CloudWatchCall, given: Date | undefined, where: string): number {
  const atMs = given?.getTime() ?? call.nowMs;
  if (atMs < call.nowMs - limits.pastMs) {
    throw invalidValue(`The parameter ${where}.Timestamp must specify a time within the past two weeks.`);
  }
  if (atMs > call.nowMs + limits.futureMs) {
    throw invalidValue(
      `The parameter ${where}.Timestamp must specify a time no more than two hours in the future.`,
    );
  }
  return atMs;
}

/** The points of a datum: one value, several with how often each came, or statistics made already. */
function readPoints(datum: MetricDatum, where: string) {
  const { Value, Values, Counts = [], StatisticValues, Unit: unit = 'None' } = datum;
  if (Value !== undefined && StatisticValues !== undefined) {
    throw invalidCombination(
      `The parameters ${where}.Value and ${where}.StatisticValues are mutually exclusive and you have specified both.`,
    );
  }
  if (Value !== undefined && Values !== undefined) {
    throw invalidValue(
      `The parameters ${where}.Value and ${where}.Values are mutually exclusive and you have specified both.`,
    );
  }
  const point = (value: number, count: number) => {
    if (!Number.isFinite(value))
      throw invalidValue(`The value ${value} for parameter ${where}.Value is invalid.`);
    return { count, sum: value * count, min: value, max: value, unit };
  };
  if (StatisticValues !== undefined) {
    const { SampleCount = 0, Sum = 0, Minimum = 0, Maximum = 0 } = StatisticValues;
    const summary = SampleCount > 1 ? { isSummary: true as const } : {};
    return [{ count: SampleCount, sum: Sum, min: Minimum, max: Maximum, unit, ...summary }];
  }
  if (Values !== undefined) {
    if (Counts.length > 0 && Counts.length !== Values.length) {
      throw invalidValue(`The parameters ${where}.Values and ${where}.Counts must be of the same size.`);
    }
    return Values.map((value, index) => point(value, Counts[index] ?? 1));
  }
  if (Value === undefined) throw missingParameter(`${where}.Value`);
  return [point(Value, 1)];
}

const secondOf = (date: Date): number => Math.floor(date.getTime() / 1000);

const descending = <T extends { atMs: number }>(points: T[]): T[] =>
  points.toSorted((a, b) => b.atMs - a.atMs);

export const metrics: Operations<CloudWatch, State> = {
  putMetricData({ Namespace, MetricData = [], EntityMetricData }, call) {
    if (EntityMetricData !== undefined) call.notEmulated('cloudwatch:PutMetricData with EntityMetricData');
    if (Namespace.startsWith('AWS/'))
      throw invalidValue('The value AWS/ for parameter Namespace is invalid.');
    if (MetricData.length > limits.datums) {
      throw validationError(`The collection MetricData must not have a size greater than ${limits.datums}.`);
    }
    const read = MetricData.map((datum, index) => {
      const where = `MetricData.member.${index + 1}`;
      if (datum.StorageResolution === 1)
        call.modelledOnly('cloudwatch: StorageResolution 1 (kept by the minute)');
      const dimensions = Object.fromEntries(readDimensions(datum.Dimensions));
      const metric = { namespace: Namespace, name: datum.MetricName ?? '', dimensions };
      return { metric, atMs: readTimestamp(call, datum.Timestamp, where), points: readPoints(datum, where) };
    });
    for (const { metric, atMs, points } of read) {
      for (const point of points) addPoint(call, metric, atMs, point);
    }
    return {};
  },

  getMetricStatistics(input, call) {
    const {
      Namespace,
      MetricName,
      Dimensions,
      Period,
      Statistics = [],
      ExtendedStatistics = [],
      Unit,
    } = input;
    if (Statistics.length + ExtendedStatistics.length === 0) {
      throw invalidCombination('Must specify either Statistics or ExtendedStatistics');
    }
    checkPeriod(Period);
    for (const stat of ExtendedStatistics) checkStatistic(stat);
    const periodMs = Period * 1000;
    const fromMs = Math.floor(input.StartTime.getTime() / periodMs) * periodMs;
    const toMs = input.EndTime.getTime();
    // Times count in whole seconds.
    if (secondOf(input.StartTime) >= secondOf(input.EndTime)) {
      throw invalidValue('The parameter StartTime must be less than the parameter EndTime.');
    }
    if ((toMs - fromMs) / periodMs > limits.datapoints) {
      throw invalidCombination(
        `You have requested up to ${Math.ceil((toMs - fromMs) / periodMs)} datapoints, which exceeds the limit of ${limits.datapoints}. ` +
          'You may reduce the datapoints requested by increasing Period, or decreasing the time range.',
      );
    }
    const stat: MetricStat = {
      namespace: Namespace,
      name: MetricName,
      dimensions: readDimensions(Dimensions),
      periodSeconds: Period,
      stat: ExtendedStatistics[0] ?? 'Sum',
      ...(Unit === undefined ? {} : { unit: Unit }),
    };
    sampleGauge(call, stat, call.nowMs);
    const Datapoints = buckets(call, stat, fromMs, toMs).map((bucket): Described => {
      const described: Described = { Timestamp: new Date(bucket.atMs), Unit: bucket.sum.unit };
      for (const name of simpleStatistics) {
        if (Statistics.includes(name)) described[name] = statisticOf(bucket, name);
      }
      if (ExtendedStatistics.length === 0) return described;
      const entries = ExtendedStatistics.flatMap((name) => {
        const value = statisticOf(bucket, name);
        return value === undefined ? [] : [[name, value] as const];
      });
      return { ...described, ExtendedStatistics: Object.fromEntries(entries) };
    });
    return { Label: MetricName, Datapoints };
  },

  getMetricData(input, call) {
    if (input.NextToken !== undefined) throw invalidValue('The parameter NextToken is invalid.');
    const [from, to] = [secondOf(input.StartTime), secondOf(input.EndTime)];
    if (from === to) throw validationError('The parameter StartTime must not equal parameter EndTime.');
    if (from > to) throw validationError('The parameter EndTime must be greater than StartTime.');
    const queries = readQueries(call, input.MetricDataQueries);
    const results = queries.filter(({ returnsData }) => returnsData);
    const isAscending = input.ScanBy === 'TimestampAscending';
    for (const { metric } of queries) if (metric !== undefined) sampleGauge(call, metric, call.nowMs);
    return {
      MetricDataResults: results.map((query) => {
        const seconds = query.metric?.periodSeconds ?? periodOf(call, queries);
        const periodMs = seconds * 1000;
        const fromMs = Math.floor(input.StartTime.getTime() / periodMs) * periodMs;
        const length = Math.max(0, Math.ceil((input.EndTime.getTime() - fromMs) / periodMs));
        const values = valuesOf(call, queries, query.id, { fromMs, periodMs, length });
        const points = values.flatMap((value, index) =>
          value === undefined ? [] : [{ atMs: fromMs + index * periodMs, value }],
        );
        const ordered = isAscending ? points : descending(points);
        return {
          Id: query.id,
          Label: query.label ?? labelOf(query, queries),
          ...messagesOf(call, query, fromMs, input.EndTime.getTime()),
          Timestamps: ordered.map(({ atMs }) => new Date(atMs)),
          Values: ordered.map(({ value }) => value),
          StatusCode: 'Complete' as const,
        };
      }),
      Messages: [],
    };
  },

  listMetrics(
    { Namespace, MetricName, Dimensions = [], NextToken, RecentlyActive, IncludeLinkedAccounts },
    call,
  ) {
    if (IncludeLinkedAccounts === true) call.notEmulated('cloudwatch:ListMetrics of linked accounts');
    const sinceMinute = Math.floor(
      (call.nowMs - (RecentlyActive === 'PT3H' ? 3 * 3_600_000 : limits.pastMs)) / minuteMs,
    );
    const found = [...call.state.series.range()].filter(([key, { namespace, name, dimensions }]) => {
      if (Namespace !== undefined && namespace !== Namespace) return false;
      if (MetricName !== undefined && name !== MetricName) return false;
      const matches = Dimensions.every(({ Name, Value }) =>
        dimensions.some((pair) => pair[0] === Name && (Value === undefined || pair[1] === Value)),
      );
      return matches && isActive(call, key, sinceMinute);
    });
    // Tokens hold the last key of the page before.
    if (NextToken !== undefined && !Buffer.from(NextToken, 'base64url').includes('\u0000')) {
      throw invalidNextToken();
    }
    const { rows, token } = page(found, ([key]) => key, NextToken, limits.list);
    return {
      Metrics: rows.map(([, { namespace, name, dimensions }]) => ({
        Namespace: namespace,
        MetricName: name,
        Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
      })),
      ...token,
    };
  },
};

/** A metric's name, and what tells it from others of the same answer. */
function labelOf({ id, metric }: Query, queries: readonly Query[]): string {
  if (metric === undefined) return id;
  const others = queries.flatMap((each) => (each.metric === undefined ? [] : [each.metric]));
  const parts = [metric.name];
  if (others.some(({ stat }) => stat !== metric.stat)) parts.push(metric.stat);
  if (others.some(({ periodSeconds }) => periodSeconds !== metric.periodSeconds)) {
    parts.push(String(metric.periodSeconds));
  }
  return parts.join(' ');
}

/** Says so where points of several units were found and only one could be answered. */
function messagesOf(call: CloudWatchCall, { metric }: Query, fromMs: number, toMs: number) {
  const units = metric === undefined ? [] : unitsOf(buckets(call, metric, fromMs, toMs));
  if (units.length < 2) return {};
  const Value = `Multiple units returned: '[${units.join(', ')}]'`;
  return { Messages: [{ Code: 'MultipleUnits', Value }] };
}

function isActive(call: CloudWatchCall, series: string, sinceMinute: number): boolean {
  for (const _ of call.state.minutes.range({ from: `${series}\u0000${sinceMinute}`, to: `${series}\u0001` }))
    return true;
  return false;
}
