import { testCloud } from '../../test-cloud';

const template = {
  Resources: {
    Topic: { Type: 'AWS::SNS::Topic' },
    Errors: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        Namespace: 'AWS/Lambda',
        MetricName: 'Errors',
        Dimensions: [{ Name: 'FunctionName', Value: 'Processor' }],
        Statistic: 'Sum',
        Period: '60',
        EvaluationPeriods: 3,
        DatapointsToAlarm: 2,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
        AlarmActions: [{ Ref: 'Topic' }],
      },
    },
    Rate: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: 'rate',
        EvaluationPeriods: 1,
        Threshold: 0.1,
        ComparisonOperator: 'GreaterThanThreshold',
        Metrics: [
          {
            Id: 'm1',
            MetricStat: { Metric: { Namespace: 'shop', MetricName: 'Errors' }, Period: 300, Stat: 'Sum' },
            ReturnData: false,
          },
          { Id: 'e1', Expression: 'm1 / 100', Label: 'rate' },
        ],
      },
    },
    Both: {
      Type: 'AWS::CloudWatch::CompositeAlarm',
      Properties: { AlarmRule: { 'Fn::Sub': 'ALARM("${Errors}") OR ALARM("${Rate}")' } },
    },
    Board: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: { DashboardName: 'shop', DashboardBody: '{"widgets":[]}' },
    },
  },
  Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Errors', 'Arn'] } } },
};

test('a stack makes alarms and a dashboard, and takes them away', () => {
  const cloud = testCloud();
  const cfn = cloud.ask('cloudformation');
  const cloudwatch = cloud.ask('cloudwatch');
  cfn.createStack({ StackName: 'shop', TemplateBody: JSON.stringify(template) });
  cloud.settle();
  const [stack] = cfn.describeStacks({ StackName: 'shop' }).Stacks ?? [];
  expect(stack?.StackStatus).toBe('CREATE_COMPLETE');
  expect(stack?.Outputs?.[0]?.OutputValue).toMatch(
    /^arn:aws:cloudwatch:us-east-1:000000000000:alarm:shop-Errors-\w+$/,
  );
  const { MetricAlarms = [], CompositeAlarms = [] } = cloudwatch.describeAlarms({
    AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
  });
  expect(MetricAlarms).toMatchObject([
    { AlarmName: 'rate', Metrics: [{ Id: 'm1' }, { Id: 'e1', Label: 'rate' }] },
    {
      MetricName: 'Errors',
      Period: 60,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
      Dimensions: [{ Name: 'FunctionName', Value: 'Processor' }],
      TreatMissingData: 'notBreaching',
    },
  ]);
  expect(CompositeAlarms[0]?.AlarmRule).toMatch(/^ALARM\("shop-Errors-\w+"\) OR ALARM\("rate"\)$/);
  expect(cloudwatch.listDashboards({}).DashboardEntries).toMatchObject([{ DashboardName: 'shop', Size: 14 }]);
  cfn.deleteStack({ StackName: 'shop' });
  cloud.settle();
  expect(cloudwatch.describeAlarms({ AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] })).toEqual({
    MetricAlarms: [],
    CompositeAlarms: [],
  });
  expect(cloudwatch.listDashboards({}).DashboardEntries).toEqual([]);
});
