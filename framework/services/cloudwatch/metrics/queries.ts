/** Queries: metrics, and expressions over them, on one grid of periods. */
import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { noMetricStat, validationError } from '../errors';
import type { CloudWatchCall, MetricStat, Query } from '../state';
import { parseExpression } from './math';
import { asSeries, type Grid, type Values } from './math-functions';
import { datapoints, isStatistic } from './statistics';

interface Dimensioned {
  Name?: string | undefined;
  Value?: string | undefined;
}

/** Dimensions in the order of their names. */
export function readDimensions(given: readonly Dimensioned[] | undefined): [string, string][] {
  const pairs = (given ?? []).map(({ Name = '', Value = '' }): [string, string] => [Name, Value]);
  return pairs.sort(([a], [b]) => (a < b ? -1 : 1));
}

export function checkStatistic(stat: string): void {
  if (isStatistic(stat)) return;
  throw validationError(`Invalid statistic: ${stat}`);
}

/** Reads MetricDataQueries; `periodSeconds` of an expression that names none is that of its metrics. */
export function readQueries(call: CloudWatchCall, given: readonly MetricDataQuery[]): Query[] {
  const ids = given.map(({ Id = '' }) => Id);
  if (new Set(ids).size < ids.length) throw validationError('The Id must be unique within the array.');
  return given.map((query, index) => readQuery(call, query, { ids, index }));
}

function readQuery(
  call: CloudWatchCall,
  query: MetricDataQuery,
  { ids, index }: { ids: readonly string[]; index: number },
): Query {
  const { Id = '', Expression, MetricStat: given, Label, ReturnData = true, AccountId } = query;
  if (AccountId !== undefined && AccountId !== call.accountId)
    call.notEmulated('cloudwatch: metrics of other accounts');
  if (!/^[a-z]\w*$/.test(Id)) throw validationError(`Invalid Id: ${Id}. Ids begin with a lower-case letter.`);
  const base = { id: Id, returnsData: ReturnData, ...(Label === undefined ? {} : { label: Label }) };
  if (Expression === undefined && given === undefined) throw noMetricStat(index + 1);
  if (Expression !== undefined && given !== undefined) {
    throw validationError('Exactly one of Expression and MetricStat must be specified for each metric.');
  }
  if (Expression !== undefined) {
    if (/^\s*(SELECT|SEARCH|ANOMALY_DETECTION_BAND)\b/.test(Expression)) {
      call.notEmulated(`cloudwatch: the expression ${Expression}`);
    }
    parseExpression(Expression, ids, (what) => call.notEmulated(what));
    return { ...base, expression: Expression };
  }
  const { Metric, Period = 60, Stat = 'Average', Unit } = given ?? {};
  checkStatistic(Stat);
  checkPeriod(Period);
  const metric: MetricStat = {
    namespace: Metric?.Namespace ?? '',
    name: Metric?.MetricName ?? '',
    dimensions: readDimensions(Metric?.Dimensions),
    periodSeconds: Period,
    stat: Stat,
    ...(Unit === undefined ? {} : { unit: Unit }),
  };
  return { ...base, metric };
}

/** Points are kept by the minute, so a shorter period finds them at the beginning of theirs. */
export function checkPeriod(seconds: number): void {
  if (seconds % 60 !== 0 && ![1, 5, 10, 20, 30].includes(seconds))
    throw validationError('Period must be 1, 5, 10, 20, 30 or a multiple of 60');
}

/** The period that all queries share. */
export function periodOf(call: CloudWatchCall, queries: readonly Query[]): number {
  const periods = new Set(
    queries.flatMap(({ metric }) => (metric === undefined ? [] : [metric.periodSeconds])),
  );
  if (periods.size > 1) call.notEmulated('cloudwatch: metric math over metrics of different periods');
  return [...periods][0] ?? 60;
}

/** The values of a query at each place of the grid. */
export function valuesOf(call: CloudWatchCall, queries: readonly Query[], id: string, grid: Grid): Values {
  const query = queries.find((each) => each.id === id);
  // Expressions may only name others, or they would never end.
  if (query === undefined) throw validationError(`Invalid metrics list: '${id}' depends on itself`);
  if (query.metric !== undefined) {
    const toMs = grid.fromMs + grid.length * grid.periodMs;
    const values: (number | undefined)[] = Array.from({ length: grid.length }, () => undefined);
    for (const { atMs, value } of datapoints(call, query.metric, grid.fromMs, toMs)) {
      values[(atMs - grid.fromMs) / grid.periodMs] = value;
    }
    return values;
  }
  const ids = queries.map((each) => each.id);
  const expression = parseExpression(query.expression ?? '0', ids, (what) => call.notEmulated(what));
  const others = queries.filter((each) => each.id !== id);
  return asSeries(
    expression((other) => valuesOf(call, others, other, grid), grid),
    grid.length,
  );
}
