import type { CloudWatch, Tag } from '@aws-sdk/client-cloudwatch';
import { formatArn, type Operations } from '../../../cloud/service';
import { invalidValue, validationError } from '../errors';
import { placeKey } from '../metrics/record';
import { isStatistic } from '../metrics/statistics';
import { checkPeriod, checkStatistic, periodOf, readDimensions, readQueries } from '../metrics/queries';
import {
  comparisons,
  treatments,
  type Alarm,
  type AlarmState,
  type CloudWatchCall,
  type MetricAlarm,
  type Query,
  type State,
} from '../state';
import { isEmulatedAction } from './actions';
import { evaluateSoon } from './clock';
import { parseRule } from './composite-rule';
import { leadsBack } from './composites';
import { remember } from './history';
import { evaluateComposite } from './transition';

type MetricInput = Parameters<NonNullable<Operations<CloudWatch, State>['putMetricAlarm']>>[0];

export function alarmArn({ partition, region, accountId }: CloudWatchCall, name: string): string {
  return formatArn({ partition, service: 'cloudwatch', region, accountId, resource: `alarm:${name}` });
}

interface CommonInput {
  AlarmName: string;
  AlarmDescription?: string | undefined;
  ActionsEnabled?: boolean | undefined;
  OKActions?: string[] | undefined;
  AlarmActions?: string[] | undefined;
  InsufficientDataActions?: string[] | undefined;
  Tags?: Tag[] | undefined;
}

export const tagsOf = (tags: readonly Tag[] | undefined): Record<string, string> =>
  Object.fromEntries((tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));

/** What both kinds of alarm have. An alarm that is there already keeps its state and its tags. */
function commonPart(call: CloudWatchCall, input: CommonInput) {
  const former = call.state.alarms.get(input.AlarmName);
  const fresh: AlarmState = {
    value: 'INSUFFICIENT_DATA',
    reason: 'Unchecked: Initial alarm creation',
    updatedAtMs: call.nowMs,
    transitionedAtMs: call.nowMs,
  };
  const { OKActions = [], AlarmActions = [], InsufficientDataActions = [], AlarmDescription } = input;
  for (const action of [...OKActions, ...AlarmActions, ...InsufficientDataActions]) {
    if (!action.startsWith('arn:')) throw validationError(`Invalid arn syntax: ${action}`);
    if (!isEmulatedAction(action)) call.modelledOnly(`cloudwatch: the alarm action ${action}`);
  }
  return {
    name: input.AlarmName,
    arn: alarmArn(call, input.AlarmName),
    ...(AlarmDescription === undefined ? {} : { description: AlarmDescription }),
    actionsEnabled: input.ActionsEnabled ?? true,
    actions: { OK: OKActions, ALARM: AlarmActions, INSUFFICIENT_DATA: InsufficientDataActions },
    state: former?.state ?? fresh,
    configuredAtMs: call.nowMs,
    tags: former?.tags ?? tagsOf(input.Tags),
  };
}

/** What is watched: one metric, or metric math. */
function queriesOf(call: CloudWatchCall, input: MetricInput): { queries: Query[]; isMath: boolean } {
  const { MetricName, Metrics, Statistic, ExtendedStatistic } = input;
  if (Metrics !== undefined && Metrics.length > 0) {
    if (MetricName !== undefined) throw validationError('Metrics and MetricName are mutually exclusive');
    const queries = readQueries(call, Metrics);
    if (queries.filter(({ returnsData }) => returnsData).length !== 1) {
      throw validationError('Exactly one element of the metrics list should return data.');
    }
    return { queries, isMath: true };
  }
  if (MetricName === undefined || input.Namespace === undefined) {
    throw validationError('MetricName and Namespace must be specified');
  }
  if ((Statistic === undefined) === (ExtendedStatistic === undefined)) {
    throw validationError('Exactly one of Statistic and ExtendedStatistic must be specified');
  }
  const stat = Statistic ?? ExtendedStatistic ?? '';
  if (ExtendedStatistic !== undefined && !isStatistic(ExtendedStatistic)) {
    throw invalidValue(`The value ${ExtendedStatistic} for parameter ExtendedStatistic is not supported.`);
  }
  checkStatistic(stat);
  checkPeriod(input.Period ?? 60);
  const metric = {
    namespace: input.Namespace,
    name: MetricName,
    dimensions: readDimensions(input.Dimensions),
    periodSeconds: input.Period ?? 60,
    stat,
    ...(input.Unit === undefined ? {} : { unit: input.Unit }),
  };
  return { queries: [{ id: 'm1', metric, returnsData: true }], isMath: false };
}

function refuse(call: CloudWatchCall, input: MetricInput): void {
  if (input.ThresholdMetricId !== undefined)
    call.notEmulated('cloudwatch: anomaly detection (ThresholdMetricId)');
  if (input.EvaluationCriteria !== undefined) call.notEmulated('cloudwatch: EvaluationCriteria (PromQL)');
  const low = input.EvaluateLowSampleCountPercentile;
  if (low !== undefined) {
    if (low !== 'evaluate' && low !== 'ignore') {
      throw validationError(
        `Option ${low} is not supported. Supported options for parameter EvaluateLowSampleCountPercentile are ` +
          'evaluate and ignore.',
      );
    }
    call.modelledOnly('cloudwatch: EvaluateLowSampleCountPercentile');
  }
}

const dayMs = 86_400_000;

function readMetricAlarm(call: CloudWatchCall, input: MetricInput): MetricAlarm {
  refuse(call, input);
  const { EvaluationPeriods = 1, DatapointsToAlarm, Threshold, TreatMissingData, ComparisonOperator } = input;
  const { queries, isMath } = queriesOf(call, input);
  const comparison = comparisons.find((each) => each === ComparisonOperator);
  if (comparison === undefined) call.notEmulated(`cloudwatch: the comparison ${ComparisonOperator}`);
  if (Threshold === undefined) throw validationError('Threshold must be specified');
  const treatMissingData = treatments.find((each) => each === TreatMissingData);
  if (TreatMissingData !== undefined && treatMissingData === undefined) {
    throw validationError(
      `The value ${TreatMissingData} is not supported for TreatMissingData parameter. Supported values are [breaching, notBreaching, ignore, missing].`,
    );
  }
  if (DatapointsToAlarm !== undefined && DatapointsToAlarm > EvaluationPeriods) {
    throw validationError('DatapointsToAlarm must be less than or equal to EvaluationPeriods');
  }
  const periodSeconds = periodOf(call, queries);
  const spanMs = periodSeconds * EvaluationPeriods * 1000;
  if (spanMs > (periodSeconds >= 3600 ? 7 * dayMs : dayMs)) {
    throw validationError(
      'Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).',
    );
  }
  return {
    kind: 'metric',
    ...commonPart(call, input),
    queries,
    isMath,
    periodSeconds,
    evaluationPeriods: EvaluationPeriods,
    ...(DatapointsToAlarm === undefined ? {} : { datapointsToAlarm: DatapointsToAlarm }),
    threshold: Threshold,
    comparison,
    ...(treatMissingData === undefined ? {} : { treatMissingData }),
  };
}

/** Notes which alarms a point of a metric has to wake. */
export function watch(call: CloudWatchCall, alarm: Alarm, isWatched: boolean): void {
  if (alarm.kind !== 'metric') return;
  for (const { metric } of alarm.queries) {
    if (metric === undefined) continue;
    const key = placeKey(metric.namespace, Object.fromEntries(metric.dimensions));
    const others = (call.state.watched.get(key) ?? []).filter((name) => name !== alarm.name);
    const names = isWatched ? [...others, alarm.name] : others;
    if (names.length === 0) call.state.watched.delete(key);
    else call.state.watched.set(key, names);
  }
}

function store(call: CloudWatchCall, alarm: Alarm): void {
  const former = call.state.alarms.get(alarm.name);
  if (former !== undefined && former.kind !== alarm.kind) {
    throw validationError(`Alarm ${alarm.name} exists already and is of another type`);
  }
  if (former !== undefined) watch(call, former, false);
  call.state.alarms.set(alarm.name, alarm);
  watch(call, alarm, true);
  const what = former === undefined ? 'created' : 'updated';
  remember(call, alarm, 'ConfigurationUpdate', `Alarm "${alarm.name}" ${what}`, {
    type: former === undefined ? 'Create' : 'Update',
  });
}

export const putting: Operations<CloudWatch, State> = {
  /** Puts a whole configuration in place of a former one; the state stays until the next evaluation. */
  putMetricAlarm(input, call) {
    const alarm = readMetricAlarm(call, input);
    store(call, alarm);
    evaluateSoon(call, alarm.name);
    return {};
  },

  putCompositeAlarm(input, call) {
    if (input.ActionsSuppressor !== undefined) call.notEmulated('cloudwatch: ActionsSuppressor');
    const { AlarmName, AlarmRule } = input;
    parseRule(AlarmRule);
    if (leadsBack(call, AlarmName, AlarmRule)) {
      throw validationError(`Alarm rule of ${AlarmName} must not depend on itself`);
    }
    store(call, { kind: 'composite', ...commonPart(call, input), rule: AlarmRule });
    evaluateComposite(
      call,
      AlarmName,
      `${alarmArn(call, AlarmName)} was created and its alarm rule evaluated`,
    );
    return {};
  },
};
