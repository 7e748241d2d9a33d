import { testAlarm } from '../cloudwatch/alarm';
import { refusal } from '../sns/topic';
import { at, testGroup } from './group';

const transformation = { metricNamespace: 'shop', metricName: 'Errors', metricValue: '1' };

function filtered(filterPattern: string, more: object = {}) {
  const group = testGroup();
  const logs = group.cloud.ask('logs');
  logs.putMetricFilter({
    logGroupName: 'app',
    filterName: 'errors',
    filterPattern,
    metricTransformations: [{ ...transformation, ...more }],
  });
  const sums = (Dimensions: { Name: string; Value: string }[] = []) =>
    group.cloud
      .ask('cloudwatch')
      .getMetricStatistics({
        Namespace: 'shop',
        MetricName: 'Errors',
        Dimensions,
        StartTime: new Date(at(0)),
        EndTime: new Date(at(3600)),
        Period: 60,
        Statistics: ['Sum'],
      })
      .Datapoints?.map(({ Sum, Unit }) => `${Sum} ${Unit}`);
  return { ...group, logs, sums };
}

test('each line that matches is a point, at the time of the line', () => {
  const { put, sums } = filtered('ERROR');
  put({ 'ERROR one': 1, 'INFO two': 2, 'ERROR three': 3, 'ERROR four': 70 });
  expect(sums()).toEqual(['2 None', '1 None']);
});

test('values and dimensions come out of JSON', () => {
  const { put, sums } = filtered('{ $.level = "ERROR" }', {
    metricValue: '$.ms',
    unit: 'Milliseconds',
    dimensions: { Shop: '$.shop' },
  });
  put({
    '{"level":"ERROR","ms":12,"shop":"north"}': 1,
    '{"level":"ERROR","ms":"30","shop":"north"}': 2,
    '{"level":"ERROR","shop":"north"}': 3,
    '{"level":"INFO","ms":5,"shop":"north"}': 4,
  });
  expect(sums([{ Name: 'Shop', Value: 'north' }])).toEqual(['42 Milliseconds']);
});

test('the default value is told where nothing matched', () => {
  const { put, sums } = filtered('ERROR', { defaultValue: 0 });
  put({ 'INFO one': 1 });
  expect(sums()).toEqual(['0 None']);
});

test('filters are described, counted, tested and deleted', () => {
  const { logs } = filtered('ERROR');
  expect(logs.describeMetricFilters({ logGroupName: 'app' }).metricFilters).toEqual([
    {
      filterName: 'errors',
      filterPattern: 'ERROR',
      metricTransformations: [transformation],
      creationTime: at(0),
      logGroupName: 'app',
      applyOnTransformedLogs: false,
    },
  ]);
  expect(logs.describeLogGroups({}).logGroups?.[0]?.metricFilterCount).toBe(1);
  expect(
    logs.testMetricFilter({ filterPattern: 'ERROR', logEventMessages: ['fine', 'an ERROR'] }).matches,
  ).toEqual([{ eventNumber: 2, eventMessage: 'an ERROR', extractedValues: {} }]);
  logs.deleteMetricFilter({ logGroupName: 'app', filterName: 'errors' });
  expect(refusal(() => logs.deleteMetricFilter({ logGroupName: 'app', filterName: 'errors' }))).toBe(
    'ResourceNotFoundException: The specified metric filter does not exist.',
  );
});

test('a line in a log sets an alarm off', () => {
  const { cloud, put } = filtered('ERROR');
  const alarm = testAlarm(cloud);
  alarm.put();
  put({ 'ERROR one': 1 });
  cloud.advance('1 minute');
  expect(alarm.state()).toBe('ALARM');
});

test('a stack makes metric filters', () => {
  const { cloud } = testGroup();
  const Properties = {
    LogGroupName: 'app',
    FilterPattern: '{ $.shop = * }',
    MetricTransformations: [
      {
        MetricNamespace: 'shop',
        MetricName: 'Lines',
        MetricValue: '1',
        Unit: 'Count',
        Dimensions: [{ Key: 'Shop', Value: '$.shop' }],
      },
    ],
  };
  const TemplateBody = JSON.stringify({
    Resources: { Filter: { Type: 'AWS::Logs::MetricFilter', Properties } },
  });
  cloud.ask('cloudformation').createStack({ StackName: 'shop', TemplateBody });
  cloud.settle();
  const logs = cloud.ask('logs');
  expect(logs.describeMetricFilters({}).metricFilters).toMatchObject([
    { metricTransformations: [{ metricName: 'Lines', unit: 'Count', dimensions: { Shop: '$.shop' } }] },
  ]);
  cloud.ask('cloudformation').deleteStack({ StackName: 'shop' });
  cloud.settle();
  expect(logs.describeMetricFilters({}).metricFilters).toEqual([]);
});
