import { refusal } from '../dynamodb/table';
import { testCloud } from '../../test-cloud';

const bus = 'arn:aws:events:us-east-1:000000000000:event-bus/default';
const queueArn = 'arn:aws:sqs:us-east-1:000000000000:orders';
const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/000000000000/orders';
const hourMs = 3_600_000;

/** An archive of the shop's events, and a rule that sends them to a queue. */
function shop() {
  const cloud = testCloud();
  const events = cloud.ask('events');
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queueArn,
      },
    ],
  });
  cloud.ask('sqs').createQueue({ QueueName: 'orders', Attributes: { Policy } });
  const EventPattern = JSON.stringify({ source: ['shop'] });
  events.putRule({ Name: 'all', EventPattern });
  events.putTargets({ Rule: 'all', Targets: [{ Id: 'queue', Arn: queueArn }] });
  events.createArchive({ ArchiveName: 'kept', EventSourceArn: bus, EventPattern, RetentionDays: 2 });
  const put = (Source: string) =>
    events.putEvents({ Entries: [{ Source, DetailType: 'placed', Detail: '{"id":1}' }] });
  const bodies = () =>
    (cloud.ask('sqs').receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 }).Messages ?? []).map(
      ({ Body = '{}' }): Record<string, unknown> => JSON.parse(Body),
    );
  const replay = (ReplayName: string, more: object = {}) =>
    events.startReplay({
      ReplayName,
      EventSourceArn: 'arn:aws:events:us-east-1:000000000000:archive/kept',
      EventStartTime: new Date(cloud.world.nowMs - hourMs),
      EventEndTime: new Date(cloud.world.nowMs + hourMs),
      Destination: { Arn: bus },
      ...more,
    });
  return { cloud, events, put, bodies, replay };
}

test('an archive keeps the events that its pattern matches, as long as it is to', () => {
  const { cloud, events, put } = shop();
  put('shop');
  put('other');
  cloud.advance('1 second');
  const described = () => events.describeArchive({ ArchiveName: 'kept' });
  expect(described()).toMatchObject({
    ArchiveName: 'kept',
    EventPattern: '{"source":["shop"]}',
    EventSourceArn: bus,
    EventCount: 1,
    // Its texts, and 26 bytes for its time and account.
    SizeBytes: 'shop'.length + 'placed'.length + '{"id":1}'.length + 26,
    RetentionDays: 2,
    State: 'ENABLED',
  });
  cloud.advance('3 days');
  expect(described().EventCount).toBe(0);
});

test('the rule that feeds an archive is managed by AWS', () => {
  const { events } = shop();
  const named = { Name: 'Events-Archive-kept' };
  expect(events.describeRule(named)).toMatchObject({
    ManagedBy: 'prod.vhs.events.aws.internal',
    EventPattern: '{"source":["shop"],"replay-name":[{"exists":false}]}',
  });
  expect(events.listTargetsByRule({ Rule: named.Name }).Targets).toMatchObject([
    { Id: named.Name, Arn: 'arn:aws:events:us-east-1:::' },
  ]);
  expect(refusal(() => events.deleteRule(named))).toBe(
    'ManagedRuleException: Rule Events-Archive-kept is managed by an AWS service and can only be modified if force is true.',
  );
  events.deleteArchive({ ArchiveName: 'kept' });
  expect(refusal(() => events.describeRule(named))).toBe(
    'ResourceNotFoundException: Rule Events-Archive-kept does not exist on EventBus default.',
  );
});

test('a replay sends events again, with its name, and they are not archived again', () => {
  const { cloud, events, put, bodies, replay } = shop();
  put('shop');
  cloud.advance('1 second');
  const [first] = bodies();
  expect(replay('again')).toMatchObject({ State: 'STARTING' });
  cloud.advance('10 seconds');
  expect(bodies()).toEqual([{ ...first, 'replay-name': 'again' }]);
  expect(events.describeReplay({ ReplayName: 'again' })).toMatchObject({
    State: 'COMPLETED',
    Destination: { Arn: bus },
    EventLastReplayedTime: expect.any(Date),
    ReplayEndTime: expect.any(Date),
  });
  expect(events.describeArchive({ ArchiveName: 'kept' }).EventCount).toBe(1);
});

test('a replay may be for some rules alone, and may be cancelled', () => {
  const { cloud, events, put, bodies, replay } = shop();
  put('shop');
  cloud.advance('1 second');
  expect(bodies()).toHaveLength(1);
  const other = 'arn:aws:events:us-east-1:000000000000:rule/other';
  replay('for-others', { Destination: { Arn: bus, FilterArns: [other] } });
  replay('cancelled');
  expect(events.cancelReplay({ ReplayName: 'cancelled' }).State).toBe('CANCELLING');
  cloud.advance('10 seconds');
  expect(bodies()).toEqual([]);
  expect(events.listReplays({}).Replays?.map(({ ReplayName, State }) => [ReplayName, State])).toEqual([
    ['cancelled', 'CANCELLED'],
    ['for-others', 'COMPLETED'],
  ]);
  expect(refusal(() => events.cancelReplay({ ReplayName: 'cancelled' }))).toBe(
    'IllegalStatusException: Replay cancelled is not in a valid state for this operation.',
  );
});

test('archives and replays are refused in the words of AWS', () => {
  const { cloud, events, replay } = shop();
  const create = (ArchiveName: string, EventSourceArn = bus) =>
    refusal(() => events.createArchive({ ArchiveName, EventSourceArn }));
  events.createEventBus({ Name: 'second' });
  replay('once');
  const now = new Date(cloud.world.nowMs);
  expect([
    create('kept'),
    create('x', bus.replace('default', 'none')),
    refusal(() => events.describeArchive({ ArchiveName: 'none' })),
    refusal(() => events.listArchives({ NamePrefix: 'a', State: 'ENABLED' })),
    refusal(() => replay('once')),
    refusal(() => replay('x', { EventEndTime: now, EventStartTime: now })),
    refusal(() => replay('x', { EventSourceArn: 'arn:aws:events:us-east-1:000000000000:archive/none' })),
    refusal(() => replay('x', { Destination: { Arn: bus.replace('default', 'second') } })),
    refusal(() => replay('x', { Destination: { Arn: queueArn } })),
    refusal(() => events.describeReplay({ ReplayName: 'none' })),
  ]).toEqual([
    'ResourceAlreadyExistsException: Archive kept already exists.',
    'ResourceNotFoundException: Event bus none does not exist.',
    'ResourceNotFoundException: Archive none does not exist.',
    'ValidationException: At most one filter is allowed for ListArchives. Use either : State, EventSourceArn, or NamePrefix.',
    'ResourceAlreadyExistsException: Replay once already exists.',
    'ValidationException: Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.',
    'ValidationException: Parameter EventSourceArn is not valid. Reason: Archive none does not exist.',
    'ValidationException: Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.',
    'ValidationException: Parameter Destination.Arn is not valid. Reason: Must contain an event bus ARN.',
    'ResourceNotFoundException: Replay none does not exist.',
  ]);
});

test('a stack makes, changes and deletes an archive', () => {
  const cloud = testCloud();
  const cfn = cloud.ask('cloudformation');
  const body = (RetentionDays: number) =>
    JSON.stringify({
      Resources: {
        Kept: {
          Type: 'AWS::Events::Archive',
          Properties: { ArchiveName: 'kept', SourceArn: bus, RetentionDays, EventPattern: { source: ['a'] } },
        },
      },
      Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Kept', 'Arn'] } } },
    });
  cfn.createStack({ StackName: 's', TemplateBody: body(1) });
  cloud.settle();
  cfn.updateStack({ StackName: 's', TemplateBody: body(5) });
  cloud.settle();
  const { Stacks: [stack] = [] } = cfn.describeStacks({ StackName: 's' });
  expect(stack?.Outputs?.[0]?.OutputValue).toBe('arn:aws:events:us-east-1:000000000000:archive/kept');
  const events = cloud.ask('events');
  expect(events.describeArchive({ ArchiveName: 'kept' })).toMatchObject({
    RetentionDays: 5,
    EventPattern: '{"source":["a"]}',
  });
  cfn.deleteStack({ StackName: 's' });
  cloud.settle();
  expect(events.listArchives({}).Archives).toEqual([]);
});
