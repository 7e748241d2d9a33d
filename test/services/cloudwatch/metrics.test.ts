import { refusal } from '../sns/topic';
import { at, testAlarm } from './alarm';

type Datum = { MetricName?: string; Value?: number; Unit?: 'Count' | 'Percent' } & Record<string, unknown>;

function testMetrics() {
  const { cloud, cloudwatch } = testAlarm();
  return {
    cloud,
    cloudwatch,
    put: (...data: Datum[]) =>
      cloudwatch.putMetricData({
        Namespace: 'shop',
        MetricData: data.map((datum) => ({ MetricName: 'Latency', ...datum })),
      }),
    statistics: (more: object = {}) =>
      cloudwatch.getMetricStatistics({
        Namespace: 'shop',
        MetricName: 'Latency',
        StartTime: at(0),
        EndTime: at(600),
        Period: 60,
        Statistics: ['SampleCount', 'Sum', 'Minimum', 'Maximum', 'Average'],
        ...more,
      }).Datapoints,
  };
}

test('points of a minute are one datapoint, whichever way they came', () => {
  const { cloud, put, statistics } = testMetrics();
  put({ Value: 1 }, { Value: 5 });
  cloud.advance('70 seconds');
  put({ Values: [2, 4], Counts: [3, 1] });
  put({ StatisticValues: { SampleCount: 2, Sum: 10, Minimum: 1, Maximum: 9 } });
  put({ Value: 7, Timestamp: at(5) });
  expect(statistics()).toMatchInlineSnapshot(`
   [
     {
       "Average": 4.333333333333333,
       "Maximum": 7,
       "Minimum": 1,
       "SampleCount": 3,
       "Sum": 13,
       "Timestamp": 2026-01-01T00:00:00.000Z,
       "Unit": "None",
     },
     {
       "Average": 3.3333333333333335,
       "Maximum": 9,
       "Minimum": 1,
       "SampleCount": 6,
       "Sum": 20,
       "Timestamp": 2026-01-01T00:01:00.000Z,
       "Unit": "None",
     },
   ]
  `);
  expect(statistics({ Period: 300, Statistics: ['Sum'] })).toEqual([
    { Timestamp: at(0), Unit: 'None', Sum: 33 },
  ]);
});

test('units are kept apart', () => {
  const { put, statistics } = testMetrics();
  put({ Value: 1, Unit: 'Count' }, { Value: 50, Unit: 'Percent' });
  expect(statistics({ Unit: 'Percent', Statistics: ['Sum'] })).toEqual([
    { Timestamp: at(0), Unit: 'Percent', Sum: 50 },
  ]);
});

test('percentiles are taken from the values themselves', () => {
  const { put, statistics } = testMetrics();
  for (let value = 1; value <= 101; value++) put({ Value: value });
  expect(statistics({ Statistics: undefined, ExtendedStatistics: ['p50', 'p90', 'p99.5'] })).toEqual([
    { Timestamp: at(0), Unit: 'None', ExtendedStatistics: { p50: 51, p90: 91, 'p99.5': 100.5 } },
  ]);
});

test('expressions combine metrics place by place', () => {
  const { cloud, cloudwatch, put } = testMetrics();
  put({ Value: 10 }, { MetricName: 'Errors', Value: 1 });
  cloud.advance('1 minute');
  put({ Value: 20 });
  cloud.advance('1 minute');
  put({ Value: 30 }, { MetricName: 'Errors', Value: 6 });
  const metric = (Id: string, MetricName: string) => ({
    Id,
    MetricStat: { Metric: { Namespace: 'shop', MetricName }, Period: 60, Stat: 'Sum' },
    ReturnData: false,
  });
  const expressions = [
    'm1 + 2 * (m2 - 1)',
    'm2 / m1',
    'FILL(m2, 0) / m1 * 100',
    'FILL(m2, REPEAT)',
    'SUM(m1)',
    'AVG([m1, m2])',
    'MAX(METRICS())',
    'IF(m1 > 15, m1, 0)',
    'IF(FILL(m2, 0) == 0, -1)',
    'm1 > 10 AND m1 < 30',
  ];
  const { MetricDataResults = [] } = cloudwatch.getMetricData({
    StartTime: at(0),
    EndTime: at(180),
    ScanBy: 'TimestampAscending',
    MetricDataQueries: [
      metric('m1', 'Latency'),
      metric('m2', 'Errors'),
      ...expressions.map((Expression, index) => ({ Id: `e${index}`, Expression })),
    ],
  });
  const minute = (moment: Date | undefined) => ((moment?.getTime() ?? 0) - at(0).getTime()) / 60_000;
  const rows = MetricDataResults.map(({ Timestamps = [], Values = [] }, index) => {
    const points = Values.map((value, place) => `${minute(Timestamps[place])}=${value}`);
    return `${expressions[index]}: ${points.join(' ')}`;
  });
  expect(rows).toMatchInlineSnapshot(`
   [
     "m1 + 2 * (m2 - 1): 0=10 2=40",
     "m2 / m1: 0=0.1 2=0.2",
     "FILL(m2, 0) / m1 * 100: 0=10 1=0 2=20",
     "FILL(m2, REPEAT): 0=1 1=1 2=6",
     "SUM(m1): 0=60 1=60 2=60",
     "AVG([m1, m2]): 0=5.5 1=20 2=18",
     "MAX(METRICS()): 0=10 1=20 2=30",
     "IF(m1 > 15, m1, 0): 0=0 1=20 2=30",
     "IF(FILL(m2, 0) == 0, -1): 1=-1",
     "m1 > 10 AND m1 < 30: 0=0 1=1 2=0",
   ]
  `);
});

test('metrics are listed by namespace, name and dimensions', () => {
  const { cloud, cloudwatch, put } = testMetrics();
  put({ Value: 1 }, { Value: 1, Dimensions: [{ Name: 'Shop', Value: 'north' }] });
  const list = (filter: object) =>
    cloudwatch
      .listMetrics(filter)
      .Metrics?.map(({ MetricName, Dimensions = [] }) => [MetricName, Dimensions]);
  expect(list({ Namespace: 'shop' })).toEqual([
    ['Latency', []],
    ['Latency', [{ Name: 'Shop', Value: 'north' }]],
  ]);
  expect(list({ Namespace: 'shop', Dimensions: [{ Name: 'Shop' }] })).toHaveLength(1);
  cloud.advance('15 days');
  expect(list({ Namespace: 'shop' })).toEqual([]);
});

test('data older than fifteen days is forgotten when new data comes', () => {
  const { cloud, put } = testMetrics();
  put({ Value: 1 }, { Value: 2 });
  cloud.advance('20 days');
  put({ Value: 3 });
  const table = (name: string) => cloud.world.table(`cloudwatch/000000000000/us-east-1/${name}`).save();
  expect([table('minutes').length, table('values').length]).toEqual([1, 0]);
});

test.each<[Datum, string]>([
  [{}, 'MissingParameter: The parameter MetricData.member.1.Value is required.'],
  [
    { Value: 1, StatisticValues: { SampleCount: 1, Sum: 1, Minimum: 1, Maximum: 1 } },
    'InvalidParameterCombination: The parameters MetricData.member.1.Value and MetricData.member.1.StatisticValues are mutually exclusive and you have specified both.',
  ],
  [
    { Value: 1, Timestamp: at(-15 * 86_400) },
    'InvalidParameterValue: The parameter MetricData.member.1.Timestamp must specify a time within the past two weeks.',
  ],
  [
    { Value: 1, Timestamp: at(3 * 3600) },
    'InvalidParameterValue: The parameter MetricData.member.1.Timestamp must specify a time no more than two hours in the future.',
  ],
])('the datum %j is refused', (datum, message) => {
  const { put } = testMetrics();
  expect(refusal(() => put(datum))).toBe(message);
});

test('namespaces of AWS are closed to others', () => {
  const { cloudwatch } = testMetrics();
  expect(refusal(() => cloudwatch.putMetricData({ Namespace: 'AWS/Lambda', MetricData: [] }))).toBe(
    'InvalidParameterValue: The value AWS/ for parameter Namespace is invalid.',
  );
});
