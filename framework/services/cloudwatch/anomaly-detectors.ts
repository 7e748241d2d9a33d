import type {
  AnomalyDetector as DetectorOutput,
  CloudWatch,
  Dimension,
  MetricDataQuery,
  SingleMetricAnomalyDetector,
} from '@aws-sdk/client-cloudwatch';
import type { Operations } from '../../cloud/service';
import { detectorNotFound, missingParameter } from './errors';
import { readDimensions } from './metrics/queries';
import { page } from './pages';
import type { AnomalyDetector, CloudWatchCall, State } from './state';

const pageSize = 100;

interface Named {
  Namespace?: string | undefined;
  MetricName?: string | undefined;
  Dimensions?: Dimension[] | undefined;
  Stat?: string | undefined;
  SingleMetricAnomalyDetector?: SingleMetricAnomalyDetector | undefined;
  MetricMathAnomalyDetector?: { MetricDataQueries?: MetricDataQuery[] | undefined } | undefined;
}

/** The metric that a request means, in the older form or the newer one. */
function metricOf(call: CloudWatchCall, input: Named) {
  if (input.MetricMathAnomalyDetector !== undefined) {
    return call.notEmulated('cloudwatch: anomaly detectors of metric math');
  }
  const { Namespace, MetricName, Dimensions, Stat } = input.SingleMetricAnomalyDetector ?? input;
  if (Namespace === undefined) throw missingParameter('Namespace');
  if (MetricName === undefined) throw missingParameter('MetricName');
  if (Stat === undefined) throw missingParameter('Stat');
  return { namespace: Namespace, name: MetricName, dimensions: readDimensions(Dimensions), stat: Stat };
}

const keyOf = ({ namespace, name, dimensions, stat }: ReturnType<typeof metricOf>): string =>
  [namespace, name, JSON.stringify(dimensions), stat].join('\u0000');

function output({ namespace, name, dimensions, stat, configuration }: AnomalyDetector): DetectorOutput {
  const metric = {
    Namespace: namespace,
    MetricName: name,
    Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
    Stat: stat,
  };
  const { timezone, excluded } = configuration;
  return {
    ...metric,
    Configuration: {
      ExcludedTimeRanges: excluded.map(({ fromMs, toMs }) => ({
        StartTime: new Date(fromMs),
        EndTime: new Date(toMs),
      })),
      ...(timezone === undefined ? {} : { MetricTimezone: timezone }),
    },
    StateValue: 'PENDING_TRAINING',
    SingleMetricAnomalyDetector: metric,
  };
}

/** Detectors are kept and shown, and never trained: bands and alarms over them are refused. */
export const anomalyDetectors: Operations<CloudWatch, State> = {
  putAnomalyDetector({ Configuration = {}, ...input }, call) {
    const metric = metricOf(call, input);
    call.modelledOnly('cloudwatch: anomaly detectors (they are never trained)');
    const { ExcludedTimeRanges = [], MetricTimezone } = Configuration;
    const configuration = {
      ...(MetricTimezone === undefined ? {} : { timezone: MetricTimezone }),
      excluded: ExcludedTimeRanges.map(({ StartTime, EndTime }) => ({
        fromMs: StartTime?.getTime() ?? 0,
        toMs: EndTime?.getTime() ?? 0,
      })),
    };
    call.state.anomalyDetectors.set(keyOf(metric), { ...metric, configuration });
    return {};
  },

  describeAnomalyDetectors(input, call) {
    const { Namespace, MetricName, Dimensions, NextToken, MaxResults = pageSize } = input;
    const types = input.AnomalyDetectorTypes ?? ['SINGLE_METRIC'];
    const wanted = Dimensions === undefined ? undefined : JSON.stringify(readDimensions(Dimensions));
    const found = [...call.state.anomalyDetectors.range()].filter(
      ([, detector]) =>
        types.includes('SINGLE_METRIC') &&
        (Namespace === undefined || detector.namespace === Namespace) &&
        (MetricName === undefined || detector.name === MetricName) &&
        (wanted === undefined || JSON.stringify(detector.dimensions) === wanted),
    );
    const { rows, token } = page(found, ([key]) => key, NextToken, MaxResults);
    return { AnomalyDetectors: rows.map(([, detector]) => output(detector)), ...token };
  },

  deleteAnomalyDetector(input, call) {
    if (!call.state.anomalyDetectors.delete(keyOf(metricOf(call, input)))) throw detectorNotFound();
    return {};
  },
};
