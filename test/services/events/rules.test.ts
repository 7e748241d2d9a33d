import { refusal } from '../dynamodb/table';
import { testCloud } from '../../test-cloud';

const queueArn = 'arn:aws:sqs:us-east-1:000000000000:ticks';

function clock(ScheduleExpression: string) {
  const cloud = testCloud();
  const events = cloud.ask('events');
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: '*',
      },
    ],
  });
  const { QueueUrl } = cloud.ask('sqs').createQueue({ QueueName: 'ticks', Attributes: { Policy } });
  events.putRule({ Name: 'tick', ScheduleExpression });
  events.putTargets({ Rule: 'tick', Targets: [{ Id: 'q', Arn: queueArn }] });
  const ticks = () =>
    (cloud.ask('sqs').receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 }).Messages ?? [])
      .map(({ Body = '' }) => JSON.parse(Body))
      .toSorted((a, b) => (a.time < b.time ? -1 : 1));
  return { cloud, events, ticks };
}

test('a rate fires one period after it was set, and each period from then on', () => {
  const { cloud, ticks } = clock('rate(5 minutes)');
  cloud.advance('16 minutes');
  const found = ticks();
  expect(found.map(({ time }) => time.slice(11, 16))).toEqual(['00:05', '00:10', '00:15']);
  expect(found[0]).toMatchObject({
    source: 'aws.events',
    'detail-type': 'Scheduled Event',
    resources: ['arn:aws:events:us-east-1:000000000000:rule/tick'],
    detail: {},
  });
});

test('a cron fires at its minutes', () => {
  const { cloud, ticks } = clock('cron(30 6 * * ? *)');
  cloud.advance('2 days');
  expect(ticks().map(({ time }) => time)).toEqual(['2026-01-01T06:30:00Z', '2026-01-02T06:30:00Z']);
});

test('an alarm that changes its state is an event', () => {
  const { cloud, events, ticks } = clock('cron(0 0 1 1 ? 2100)');
  events.putRule({
    Name: 'tick',
    EventPattern: '{"source":["aws.cloudwatch"],"detail":{"state":{"value":["ALARM"]}}}',
  });
  const cloudwatch = cloud.ask('cloudwatch');
  cloudwatch.putMetricAlarm({
    AlarmName: 'errors',
    Namespace: 'shop',
    MetricName: 'errors',
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanThreshold',
  });
  cloudwatch.setAlarmState({ AlarmName: 'errors', StateValue: 'OK', StateReason: 'x' });
  cloudwatch.setAlarmState({ AlarmName: 'errors', StateValue: 'ALARM', StateReason: 'x' });
  cloud.advance('1 second');
  expect(ticks()).toMatchObject([
    {
      'detail-type': 'CloudWatch Alarm State Change',
      resources: ['arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors'],
      detail: { alarmName: 'errors', state: { value: 'ALARM' }, previousState: { value: 'OK' } },
    },
  ]);
});

test('a schedule does not keep a world from settling', () => {
  const { cloud, ticks } = clock('rate(1 minute)');
  cloud.settle();
  expect(ticks()).toEqual([]);
});

test('a rule that is off is silent, and begins anew when it is switched on', () => {
  const { cloud, events, ticks } = clock('rate(10 minutes)');
  events.disableRule({ Name: 'tick' });
  cloud.advance('35 minutes');
  expect(ticks()).toEqual([]);
  events.enableRule({ Name: 'tick' });
  cloud.advance('11 minutes');
  expect(ticks().map(({ time }) => time.slice(11, 16))).toEqual(['00:45']);
});

test.each([
  [
    { ScheduleExpression: 'rate(1 minutes)' },
    'ValidationException: Parameter ScheduleExpression is not valid.',
  ],
  [
    { ScheduleExpression: 'at(2026-01-01T00:00:00)' },
    'ValidationException: Parameter ScheduleExpression is not valid.',
  ],
  [{}, 'ValidationException: Parameter(s) EventPattern or ScheduleExpression must be specified.'],
  [
    { EventBusName: 'none', EventPattern: '{"a":[1]}' },
    'ResourceNotFoundException: Event bus none does not exist.',
  ],
  [
    { EventBusName: 'own', ScheduleExpression: 'rate(1 minute)' },
    'ValidationException: ScheduleExpression is supported only on the default event bus.',
  ],
])('a bad rule is refused: %#', (rule, message) => {
  const events = testCloud().ask('events');
  events.createEventBus({ Name: 'own' });
  expect(refusal(() => events.putRule({ Name: 'x', ...rule }))).toBe(message);
});

test('a rule is changed as a whole, and keeps its targets', () => {
  const { events } = clock('rate(1 minute)');
  events.putRule({ Name: 'tick', EventPattern: '{"source":["a"]}' });
  expect(events.describeRule({ Name: 'tick' })).toEqual({
    Name: 'tick',
    Arn: 'arn:aws:events:us-east-1:000000000000:rule/tick',
    EventPattern: '{"source":["a"]}',
    State: 'ENABLED',
    EventBusName: 'default',
    CreatedBy: '000000000000',
  });
  expect(events.listTargetsByRule({ Rule: 'tick' }).Targets).toEqual([{ Id: 'q', Arn: queueArn }]);
  expect(events.listRuleNamesByTarget({ TargetArn: queueArn }).RuleNames).toEqual(['tick']);
  expect(refusal(() => events.deleteRule({ Name: 'tick' }))).toBe(
    "ValidationException: Rule can't be deleted since it has targets.",
  );
  events.removeTargets({ Rule: 'tick', Ids: ['q'] });
  events.deleteRule({ Name: 'tick' });
  expect(refusal(() => events.describeRule({ Name: 'tick' }))).toBe(
    'ResourceNotFoundException: Rule tick does not exist on EventBus default.',
  );
});

test.each([
  [
    { Input: '{}', InputPath: '$.detail' },
    'Only one of Input, InputPath, or InputTransformer must be provided for target x.',
  ],
  [
    { InputTransformer: { InputPathsMap: { a: '$.a' }, InputTemplate: '"<a> <b>"' } },
    'InputTemplate for target x contains invalid placeholder b.',
  ],
  [{ Input: '{' }, 'JSON syntax error in input for target x.'],
])('a bad target is refused: %#', (target, message) => {
  const { events } = clock('rate(1 minute)');
  expect(
    refusal(() => events.putTargets({ Rule: 'tick', Targets: [{ Id: 'x', Arn: queueArn, ...target }] })),
  ).toBe(`ValidationException: ${message}`);
});

test('a rule has five targets at most', () => {
  const { events } = clock('rate(1 minute)');
  const Targets = ['a', 'b', 'c', 'd', 'e'].map((Id) => ({ Id, Arn: queueArn }));
  expect(refusal(() => events.putTargets({ Rule: 'tick', Targets }))).toMatch(/^LimitExceededException/);
});

test('a target of a service that is not emulated is kept, gets nothing, and reports say so', () => {
  const { cloud, events } = clock('rate(1 minute)');
  const target = {
    Id: 'k',
    Arn: 'arn:aws:kinesis:us-east-1:000000000000:stream/x',
    KinesisParameters: { PartitionKeyPath: '$.id' },
  };
  expect(events.putTargets({ Rule: 'tick', Targets: [target] }).FailedEntryCount).toBe(0);
  expect(events.listTargetsByRule({ Rule: 'tick' }).Targets).toContainEqual(target);
  cloud.advance('90 seconds');
  expect([...cloud.engine.modelledOnly]).toEqual([
    'events: targets of the service kinesis',
    'events: deliveries to the service kinesis',
  ]);
});

test('buses are made and deleted, but for the default one', () => {
  const events = testCloud().ask('events');
  events.createEventBus({ Name: 'own' });
  expect(refusal(() => events.createEventBus({ Name: 'own' }))).toBe(
    'ResourceAlreadyExistsException: Event bus own already exists.',
  );
  expect(events.listEventBuses({}).EventBuses?.map(({ Name }) => Name)).toEqual(['default', 'own']);
  expect(refusal(() => events.deleteEventBus({ Name: 'default' }))).toBe(
    'ValidationException: Cannot delete event bus default.',
  );
  events.deleteEventBus({ Name: 'own' });
  expect(refusal(() => events.describeEventBus({ Name: 'own' }))).toBe(
    'ResourceNotFoundException: Event bus own does not exist.',
  );
});

test('a bus policy lets another account put events', () => {
  const cloud = testCloud();
  const events = cloud.ask('events');
  events.putPermission({ Action: 'events:PutEvents', Principal: '111111111111', StatementId: 'partner' });
  expect(JSON.parse(events.describeEventBus({}).Policy ?? '').Statement).toEqual([
    {
      Sid: 'partner',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111111111111:root' },
      Action: 'events:PutEvents',
      Resource: 'arn:aws:events:us-east-1:000000000000:event-bus/default',
    },
  ]);
  events.removePermission({ StatementId: 'partner' });
  expect(events.describeEventBus({}).Policy).toBeUndefined();
  expect(refusal(() => events.removePermission({ StatementId: 'partner' }))).toBe(
    'ResourceNotFoundException: Statement with the provided id does not exist.',
  );
});

test('who may put events is told by bus, source and detail type', () => {
  const { cloud } = clock('rate(1 minute)');
  const as = cloud.role('clerk', [
    {
      Effect: 'Allow',
      Action: 'events:PutEvents',
      Resource: 'arn:aws:events:us-east-1:000000000000:event-bus/default',
      Condition: { StringEquals: { 'events:source': 'shop' } },
    },
  ]);
  const put = (Source: string) =>
    cloud.ask('events', { as }).putEvents({ Entries: [{ Source, DetailType: 'x', Detail: '{}' }] });
  expect(put('shop').FailedEntryCount).toBe(0);
  expect(refusal(() => put('other'))).toMatch(/^AccessDeniedException: .*events:PutEvents/);
});

test('a stack makes a bus, its policy and rules with targets', () => {
  const cloud = testCloud();
  const cfn = cloud.ask('cloudformation');
  const events = cloud.ask('events');
  const TemplateBody = JSON.stringify({
    Resources: {
      Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'ticks' } },
      Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'own' } },
      BusPolicy: {
        Type: 'AWS::Events::EventBusPolicy',
        Properties: {
          EventBusName: { Ref: 'Bus' },
          StatementId: 'p',
          Action: 'events:PutEvents',
          Principal: '111111111111',
        },
      },
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          Name: 'placed',
          EventBusName: { Ref: 'Bus' },
          EventPattern: { source: ['shop'] },
          Targets: [
            { Id: 'q', Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] }, RetryPolicy: { MaximumRetryAttempts: '3' } },
          ],
        },
      },
      Tick: {
        Type: 'AWS::Events::Rule',
        Properties: { ScheduleExpression: 'rate(1 hour)', State: 'DISABLED' },
      },
    },
    Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Rule', 'Arn'] } } },
  });
  cfn.createStack({ StackName: 'shop', TemplateBody });
  cloud.settle();
  const [stack] = cfn.describeStacks({ StackName: 'shop' }).Stacks ?? [];
  expect([stack?.StackStatus, stack?.StackStatusReason]).toEqual(['CREATE_COMPLETE', undefined]);
  expect(stack?.Outputs?.[0]?.OutputValue).toBe('arn:aws:events:us-east-1:000000000000:rule/own/placed');
  expect(events.listTargetsByRule({ Rule: 'placed', EventBusName: 'own' }).Targets).toEqual([
    { Id: 'q', Arn: queueArn, RetryPolicy: { MaximumRetryAttempts: 3 } },
  ]);
  expect(events.describeEventBus({ Name: 'own' }).Policy).toContain('111111111111');
  expect(events.listRules({}).Rules?.map(({ State }) => State)).toEqual(['DISABLED']);
  cfn.deleteStack({ StackName: 'shop' });
  cloud.settle();
  expect(events.listEventBuses({}).EventBuses).toHaveLength(1);
  expect(events.listRules({}).Rules).toEqual([]);
});

test("a bus keeps settings that have no behaviour here; partners' sources are nowhere", () => {
  const events = testCloud().ask('events');
  const DeadLetterConfig = { Arn: 'arn:aws:sqs:us-east-1:000000000000:dead' };
  const KmsKeyIdentifier = 'alias/shop';
  const made = events.createEventBus({ Name: 'kept', DeadLetterConfig, KmsKeyIdentifier });
  expect(made).toMatchObject({ DeadLetterConfig, KmsKeyIdentifier });
  events.updateEventBus({ Name: 'kept', KmsKeyIdentifier: 'alias/other' });
  expect(events.describeEventBus({ Name: 'kept' })).toMatchObject({
    DeadLetterConfig,
    KmsKeyIdentifier: 'alias/other',
  });
  const EventSourceName = 'aws.partner/shop.example/1';
  expect(refusal(() => events.createEventBus({ Name: EventSourceName, EventSourceName }))).toBe(
    `ResourceNotFoundException: Event source ${EventSourceName} does not exist.`,
  );
});

test('a FIFO queue is no target without a group', () => {
  const events = testCloud().ask('events');
  events.putRule({ Name: 'r', EventPattern: '{"source":["shop"]}' });
  const Targets = [{ Id: 'q', Arn: 'arn:aws:sqs:us-east-1:000000000000:orders.fifo' }];
  expect(refusal(() => events.putTargets({ Rule: 'r', Targets }))).toBe(
    'ValidationException: Parameter(s) SqsParameters must be specified for target: q.',
  );
});
