import { refusal } from '../sns/topic';
import { testCloud } from '../../test-cloud';

const MetricDataQueries = [
  {
    Id: 'm',
    MetricStat: { Metric: { Namespace: 'shop', MetricName: 'Errors' }, Period: 60, Stat: 'Sum' },
  },
];

test('the time span of a question is checked in whole seconds', () => {
  const cloudwatch = testCloud().ask('cloudwatch');
  const data = (from: string, to: string) =>
    refusal(() =>
      cloudwatch.getMetricData({ MetricDataQueries, StartTime: new Date(from), EndTime: new Date(to) }),
    );
  expect(data('2026-01-01T00:00:00.100Z', '2026-01-01T00:00:00.900Z')).toBe(
    'ValidationError: The parameter StartTime must not equal parameter EndTime.',
  );
  expect(data('2026-01-01T00:01:00Z', '2026-01-01T00:00:00Z')).toBe(
    'ValidationError: The parameter EndTime must be greater than StartTime.',
  );
  expect(
    refusal(() =>
      cloudwatch.getMetricStatistics({
        Namespace: 'shop',
        MetricName: 'Errors',
        StartTime: new Date('2026-01-01T00:00:00.100Z'),
        EndTime: new Date('2026-01-01T00:00:00.900Z'),
        Period: 60,
        Statistics: ['Sum'],
      }),
    ),
  ).toBe('InvalidParameterValue: The parameter StartTime must be less than the parameter EndTime.');
});

test('a datum has one value or several, not both', () => {
  const cloudwatch = testCloud().ask('cloudwatch');
  expect(
    refusal(() =>
      cloudwatch.putMetricData({
        Namespace: 'shop',
        MetricData: [{ MetricName: 'Errors', Value: 1, Values: [1, 2] }],
      }),
    ),
  ).toBe(
    'InvalidParameterValue: The parameters MetricData.member.1.Value and MetricData.member.1.Values are mutually ' +
      'exclusive and you have specified both.',
  );
});
