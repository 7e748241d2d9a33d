import { testCloud } from '../../test-cloud';
import { refusal } from '../sns/topic';

const cloudwatchOf = () => testCloud().ask('cloudwatch');

const definition = JSON.stringify({
  Schema: { Name: 'CloudWatchLogRule', Version: 1 },
  LogGroupNames: ['app'],
});

test('insight rules are kept, switched off and on, tagged and deleted', () => {
  const cloudwatch = cloudwatchOf();
  cloudwatch.putInsightRule({
    RuleName: 'top',
    RuleDefinition: definition,
    Tags: [{ Key: 'a', Value: '1' }],
  });
  const ResourceARN = 'arn:aws:cloudwatch:us-east-1:000000000000:insight-rule/top';
  cloudwatch.tagResource({ ResourceARN, Tags: [{ Key: 'b', Value: '2' }] });
  expect(cloudwatch.listTagsForResource({ ResourceARN }).Tags).toEqual([
    { Key: 'a', Value: '1' },
    { Key: 'b', Value: '2' },
  ]);
  expect(cloudwatch.disableInsightRules({ RuleNames: ['top', 'none'] }).Failures).toMatchObject([
    { FailureResource: 'none', FailureCode: '404' },
  ]);
  expect(cloudwatch.describeInsightRules({}).InsightRules).toEqual([
    {
      Name: 'top',
      State: 'DISABLED',
      Schema: 'CloudWatchLogRule/1',
      Definition: definition,
      ManagedRule: false,
    },
  ]);
  cloudwatch.deleteInsightRules({ RuleNames: ['top'] });
  expect(cloudwatch.describeInsightRules({}).InsightRules).toEqual([]);
  expect(refusal(() => cloudwatch.putInsightRule({ RuleName: 'bad', RuleDefinition: '{' }))).toBe(
    'InvalidParameterValue: The parameter RuleDefinition is not valid JSON.',
  );
});

test('metric streams are kept, stopped, started and deleted', () => {
  const cloudwatch = cloudwatchOf();
  const stream = {
    Name: 'all',
    FirehoseArn: 'arn:aws:firehose:us-east-1:000000000000:deliverystream/f',
    RoleArn: 'arn:aws:iam::000000000000:role/r',
    OutputFormat: 'json',
  } as const;
  const Arn = 'arn:aws:cloudwatch:us-east-1:000000000000:metric-stream/all';
  expect(cloudwatch.putMetricStream(stream)).toEqual({ Arn });
  expect(cloudwatch.getMetricStream({ Name: 'all' })).toMatchObject({ ...stream, Arn, State: 'running' });
  cloudwatch.stopMetricStreams({ Names: ['all'] });
  expect(cloudwatch.listMetricStreams({}).Entries).toMatchObject([{ Name: 'all', State: 'stopped' }]);
  cloudwatch.deleteMetricStream({ Name: 'all' });
  expect(refusal(() => cloudwatch.getMetricStream({ Name: 'all' }))).toBe(
    'ResourceNotFoundException: MetricStream all does not exist',
  );
});

test('anomaly detectors are kept, and never trained', () => {
  const cloudwatch = cloudwatchOf();
  const metric = { Namespace: 'shop', MetricName: 'Latency', Stat: 'Sum' };
  cloudwatch.putAnomalyDetector({ SingleMetricAnomalyDetector: metric });
  expect(cloudwatch.describeAnomalyDetectors({ Namespace: 'shop' }).AnomalyDetectors).toEqual([
    {
      ...metric,
      Dimensions: [],
      Configuration: { ExcludedTimeRanges: [] },
      StateValue: 'PENDING_TRAINING',
      SingleMetricAnomalyDetector: { ...metric, Dimensions: [] },
    },
  ]);
  cloudwatch.deleteAnomalyDetector(metric);
  expect(refusal(() => cloudwatch.deleteAnomalyDetector(metric))).toBe(
    'ResourceNotFoundException: The anomaly detector does not exist',
  );
});
