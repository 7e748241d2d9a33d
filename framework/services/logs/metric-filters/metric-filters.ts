import type {
  CloudWatchLogs,
  MetricFilter as Described,
  MetricTransformation,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Operations } from '../../../cloud/service';
import { filterNotFound, invalidParameter } from '../errors';
import { compileFilterPattern } from '../events/filter-pattern';
import { groupNamed, page } from '../find';
import type { LogGroup, LogsCall, MetricFilter, State } from '../state';

const pageSize = 50;

const keyOf = (group: LogGroup, filterName: string): string => `${group.id}\u0000${filterName}`;

export const metricFiltersOf = (call: LogsCall, group: LogGroup): MetricFilter[] =>
  [...call.state.metricFilters.prefix(keyOf(group, ''))].map(([, filter]) => filter);

export function deleteMetricFilters(call: LogsCall, group: LogGroup): void {
  for (const [key] of call.state.metricFilters.prefix(keyOf(group, ''))) call.state.metricFilters.delete(key);
}

function readMetric(pattern: string, [given]: readonly MetricTransformation[]): MetricFilter['metric'] {
  const {
    metricNamespace = '',
    metricName = '',
    metricValue = '',
    defaultValue,
    dimensions = {},
    unit,
  } = given ?? {};
  const hasFields = /^[{[]/.test(pattern.trim());
  const isSelector = metricValue.startsWith('$');
  if (isSelector ? !hasFields : metricValue.trim() === '' || Number.isNaN(Number(metricValue))) {
    throw invalidParameter(
      `Invalid metric transformation: the value ${metricValue} is not valid for the filter pattern`,
    );
  }
  if (Object.keys(dimensions).length > 0 && (defaultValue !== undefined || !hasFields)) {
    throw invalidParameter(
      'Invalid metric transformation: dimensions and default value are mutually exclusive properties.',
    );
  }
  return {
    namespace: metricNamespace,
    name: metricName,
    value: metricValue,
    ...(defaultValue === undefined ? {} : { defaultValue }),
    ...(unit === undefined ? {} : { unit }),
    dimensions,
  };
}

function described(group: LogGroup, { name, pattern, createdAtMs, metric }: MetricFilter): Described {
  const { defaultValue, dimensions } = metric;
  return {
    filterName: name,
    filterPattern: pattern,
    metricTransformations: [
      {
        metricName: metric.name,
        metricNamespace: metric.namespace,
        metricValue: metric.value,
        ...(defaultValue === undefined ? {} : { defaultValue }),
        ...(Object.keys(dimensions).length === 0 ? {} : { dimensions: { ...dimensions } }),
        ...(metric.unit === undefined ? {} : { unit: metric.unit }),
      },
    ],
    creationTime: createdAtMs,
    logGroupName: group.name,
    applyOnTransformedLogs: false,
  };
}

export const metricFilters: Operations<CloudWatchLogs, State> = {
  /** Counts from now on: what was written before is not looked at. */
  putMetricFilter(input, call) {
    const { logGroupName, filterName, filterPattern, metricTransformations } = input;
    for (const name of ['fieldSelectionCriteria', 'emitSystemFieldDimensions'] as const) {
      if (input[name] !== undefined) call.notEmulated(`logs:PutMetricFilter with ${name}`);
    }
    if (input.applyOnTransformedLogs === true) {
      call.notEmulated('logs:PutMetricFilter with applyOnTransformedLogs');
    }
    const group = groupNamed(call, logGroupName);
    compileFilterPattern(filterPattern);
    const metric = readMetric(filterPattern, metricTransformations);
    const filter = { name: filterName, pattern: filterPattern, createdAtMs: call.nowMs, metric };
    call.state.metricFilters.set(keyOf(group, filterName), filter);
    return {};
  },

  deleteMetricFilter({ logGroupName, filterName }, call) {
    const key = keyOf(groupNamed(call, logGroupName), filterName);
    if (!call.state.metricFilters.delete(key)) throw filterNotFound();
    return {};
  },

  describeMetricFilters(input, call) {
    const { logGroupName, filterNamePrefix = '', metricName, metricNamespace, limit = pageSize } = input;
    const groups =
      logGroupName === undefined ? [...call.state.groups.values()] : [groupNamed(call, logGroupName)];
    const found = groups.flatMap((group) =>
      metricFiltersOf(call, group)
        .filter(({ name }) => name.startsWith(filterNamePrefix))
        .filter(({ metric }) => metricName === undefined || metric.name === metricName)
        .filter(({ metric }) => metricNamespace === undefined || metric.namespace === metricNamespace)
        .map((filter) => described(group, filter)),
    );
    const { rows, nextToken } = page(found, (filter) => `${filter.logGroupName} ${filter.filterName}`, {
      nextToken: input.nextToken,
      limit,
    });
    return { metricFilters: rows, ...(nextToken === undefined ? {} : { nextToken }) };
  },

  testMetricFilter({ filterPattern, logEventMessages }) {
    const { matches, extracted } = compileFilterPattern(filterPattern);
    return {
      matches: logEventMessages.flatMap((eventMessage, index) =>
        matches(eventMessage)
          ? [{ eventNumber: index + 1, eventMessage, extractedValues: extracted(eventMessage) }]
          : [],
      ),
    };
  },
};
