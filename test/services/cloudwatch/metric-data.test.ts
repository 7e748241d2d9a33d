import { refusal } from '../sns/topic';
import { at, testAlarm } from './alarm';

interface Asked {
  readonly name?: string;
  readonly stat: string;
  readonly period?: number;
  readonly expression?: string;
}

/** A metric shop/Latency with a point in each of the first minutes, and how it is asked for. */
function withPoints(...values: number[]) {
  const { cloudwatch, ...rest } = testAlarm();
  cloudwatch.putMetricData({
    Namespace: 'shop',
    MetricData: values.map((Value, minute) => ({ MetricName: 'Latency', Value, Timestamp: at(60 * minute) })),
  });
  const data = (...asked: Asked[]) =>
    cloudwatch.getMetricData({
      StartTime: at(0),
      EndTime: at(300),
      ScanBy: 'TimestampAscending',
      MetricDataQueries: asked.map(({ name = 'Latency', stat, period = 60, expression }, index) => ({
        Id: `q${index}`,
        ReturnData: expression !== undefined || asked.every((each) => each.expression === undefined),
        ...(expression === undefined
          ? { MetricStat: { Metric: { Namespace: 'shop', MetricName: name }, Period: period, Stat: stat } }
          : { Expression: expression }),
      })),
    }).MetricDataResults;
  const calculated = (expression: string) => data({ stat: 'Sum' }, { stat: '', expression })?.[0]?.Values;
  return { ...rest, cloudwatch, data, calculated };
}

test.each([
  ['RUNNING_SUM(q0)', [1, 3, 6, 12]],
  ['DIFF(q0)', [1, 1, 3]],
  ['DIFF_TIME(q0)', [60, 60, 60]],
  ['RATE(q0) * 60', [1, 1, 3]],
  ['FIRST(q0) + LAST(q0)', [7, 7, 7, 7, 7]],
  ['DATAPOINT_COUNT(q0)', [4, 4, 4, 4, 4]],
  ['LOG10(q0 * 0 + 100)', [2, 2, 2, 2]],
  ['q0 / PERIOD(q0) * 60', [1, 2, 3, 6]],
  ['MINUTE(q0)', [0, 1, 2, 3, 4]],
  ['IF(HOUR(q0) == 0 && DAY(q0) == 4, q0, 0)', [1, 2, 3, 6]],
  ['YEAR(q0) * 100 + MONTH(q0)', [202601, 202601, 202601, 202601, 202601]],
  ['TIME_SERIES(5)', [5, 5, 5, 5, 5]],
])('the expression %s is %j', (expression, expected) => {
  const { calculated } = withPoints(1, 2, 3, 6);
  expect(calculated(expression)).toEqual(expected);
});

test('a name that is none is refused', () => {
  expect(() => withPoints(1).calculated('NOTHING')).toThrow(
    "Invalid metrics list: error in expression 'NOTHING'",
  );
});

test('the standard deviation is that of all values', () => {
  expect(withPoints(2, 4, 4, 4).calculated('STDDEV(q0)')?.[0]).toBeCloseTo(0.866, 3);
});

test.each([
  ['tm80', 4.5],
  ['TM(10%:90%)', 5.5],
  ['TM(2:5)', 4],
  ['tc80', 8],
  ['ts80', 36],
  ['TS(80%:)', 109],
  ['IQM', 5.5],
  ['PR(:5)', 50],
  ['WM(10%:90%)', 5.5],
  ['p50', 5.5],
])('the statistic %s of ten values is %d', (stat, expected) => {
  const { cloudwatch } = testAlarm();
  const Values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 100];
  cloudwatch.putMetricData({ Namespace: 'shop', MetricData: [{ MetricName: 'Latency', Values }] });
  const { Datapoints } = cloudwatch.getMetricStatistics({
    Namespace: 'shop',
    MetricName: 'Latency',
    StartTime: at(0),
    EndTime: at(60),
    Period: 60,
    ExtendedStatistics: [stat],
  });
  expect(Datapoints?.[0]?.ExtendedStatistics).toEqual({ [stat]: expected });
});

test('labels tell the metrics of one answer apart', () => {
  const { data } = withPoints(1);
  const labels = (...asked: Asked[]) => data(...asked)?.map(({ Label }) => Label);
  expect(labels({ stat: 'Sum' })).toEqual(['Latency']);
  expect(labels({ stat: 'Sum' }, { stat: 'Minimum' })).toEqual(['Latency Sum', 'Latency Minimum']);
  expect(labels({ stat: 'Sum' }, { stat: 'Minimum', period: 30 })).toEqual([
    'Latency Sum 60',
    'Latency Minimum 30',
  ]);
  expect(labels({ stat: 'Sum' }, { stat: 'Sum', period: 30 })).toEqual(['Latency 60', 'Latency 30']);
});

test('units do not mix, and it is said when one was chosen', () => {
  const { cloudwatch, data } = withPoints();
  const units = ['Seconds', 'Milliseconds', 'Seconds'] as const;
  cloudwatch.putMetricData({
    Namespace: 'shop',
    MetricData: units.map((Unit, index) => ({ MetricName: 'Latency', Value: index + 1, Unit })),
  });
  expect(data({ stat: 'Sum' })).toMatchObject([
    {
      Values: [2],
      Messages: [{ Code: 'MultipleUnits', Value: "Multiple units returned: '[Milliseconds, Seconds]'" }],
    },
  ]);
  const { Datapoints } = cloudwatch.getMetricStatistics({
    Namespace: 'shop',
    MetricName: 'Latency',
    StartTime: at(0),
    EndTime: at(60),
    Period: 60,
    Statistics: ['Sum'],
  });
  expect(Datapoints?.map(({ Sum, Unit }) => `${Sum} ${Unit}`).toSorted()).toEqual([
    '2 Milliseconds',
    '4 Seconds',
  ]);
});

test('an alarm with a short period is evaluated every ten seconds', () => {
  const alarm = testAlarm();
  alarm.put({ Period: 10, EvaluationPeriods: 2, TreatMissingData: 'breaching' });
  alarm.cloud.advance('10 seconds');
  expect(alarm.changes()).toEqual([
    '00:00:10 INSUFFICIENT_DATA -> ALARM: Threshold Crossed: no datapoints were received for 2 periods and ' +
      '2 missing datapoints were treated as [Breaching].',
  ]);
});

test('requests that ask for nothing are refused', () => {
  const { cloudwatch } = testAlarm();
  const range = { StartTime: at(0), EndTime: at(60) };
  const metric = { Namespace: 'shop', MetricName: 'Latency', Period: 60, ...range };
  expect(refusal(() => cloudwatch.getMetricStatistics(metric))).toBe(
    'InvalidParameterCombination: Must specify either Statistics or ExtendedStatistics',
  );
  expect(refusal(() => cloudwatch.getMetricData({ MetricDataQueries: [{ Id: 'a' }], ...range }))).toBe(
    'ValidationError: The parameter MetricDataQueries.member.1.MetricStat is required.\n',
  );
  expect(refusal(() => cloudwatch.listMetrics({ NextToken: 'nonsense' }))).toBe(
    'InvalidParameterValue: Request parameter NextToken is invalid',
  );
  expect(refusal(() => cloudwatch.deleteDashboards({ DashboardNames: [] }))).toBe(
    'InvalidParameterValue: Need to specify at least 1 dashboard.',
  );
});

test('the history of an alarm comes in pages', () => {
  const alarm = testAlarm();
  alarm.put();
  alarm.cloudwatch.setAlarmState({ AlarmName: 'errors', StateValue: 'OK', StateReason: 'fine' });
  const first = alarm.cloudwatch.describeAlarmHistory({ AlarmName: 'errors', MaxRecords: 1 });
  expect(first.AlarmHistoryItems?.map(({ HistoryItemType }) => HistoryItemType)).toHaveLength(1);
  const second = alarm.cloudwatch.describeAlarmHistory({ AlarmName: 'errors', NextToken: first.NextToken });
  expect(second.AlarmHistoryItems?.at(-1)?.HistorySummary).toBe('Alarm "errors" created');
  expect(second.NextToken).toBeUndefined();
});
