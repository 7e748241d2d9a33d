import { testCloud, type TestCloud } from '../../test-cloud';

const other = '111122223333';
const here = '000000000000';
const west = { accountId: other, region: 'us-west-2' } as const;

/** A bus of another account in another region with a rule that sends what it gets to a queue. */
function receiver(cloud: TestCloud, where: { accountId: string; region: string }) {
  const { accountId, region } = where;
  const queueArn = `arn:aws:sqs:${region}:${accountId}:got`;
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
  cloud.ask('sqs', where).createQueue({ QueueName: 'got', Attributes: { Policy } });
  const events = cloud.ask('events', where);
  const { EventBusArn: bus = '' } = events.createEventBus({ Name: 'inbox' });
  const EventBusName = 'inbox';
  events.putRule({ Name: 'all', EventBusName, EventPattern: '{"source":["shop"]}' });
  events.putTargets({ Rule: 'all', EventBusName, Targets: [{ Id: 'queue', Arn: queueArn }] });
  const allow = () =>
    events.putPermission({
      EventBusName,
      Action: 'events:PutEvents',
      Principal: here,
      StatementId: 'partner',
    });
  const got = () =>
    (
      cloud.ask('sqs', where).receiveMessage({
        QueueUrl: `https://sqs.${region}.amazonaws.com/${accountId}/got`,
        MaxNumberOfMessages: 10,
      }).Messages ?? []
    ).map(({ Body = '' }): Record<string, unknown> => JSON.parse(Body));
  return { bus, allow, got };
}

const entry = { Source: 'shop', DetailType: 'placed', Detail: '{"id":1}' };

test('a rule sends events on to a bus of another account that lets it', () => {
  const cloud = testCloud();
  const { bus, allow, got } = receiver(cloud, { accountId: other, region: 'us-east-1' });
  const events = cloud.ask('events');
  events.putRule({ Name: 'out', EventPattern: '{"source":["shop"]}' });
  events.putTargets({ Rule: 'out', Targets: [{ Id: 'bus', Arn: bus }] });
  events.putEvents({ Entries: [entry] });
  cloud.advance('3 seconds');
  expect(got()).toEqual([]);
  allow();
  const { Entries } = events.putEvents({ Entries: [entry] });
  cloud.advance('3 seconds');
  expect(got()).toMatchObject([{ id: Entries?.[0]?.EventId, account: here, region: 'us-east-1' }]);
});

test('in another region an event has another id and says where it came from', () => {
  const cloud = testCloud();
  const { bus, allow, got } = receiver(cloud, west);
  allow();
  const events = cloud.ask('events');
  events.putRule({ Name: 'out', EventPattern: '{"source":["shop"]}' });
  events.putTargets({ Rule: 'out', Targets: [{ Id: 'bus', Arn: bus }] });
  const { Entries } = events.putEvents({ Entries: [entry] });
  cloud.advance('3 seconds');
  const [event] = got();
  expect(event).toMatchObject({ account: here, region: 'us-east-1', detail: { id: 1 } });
  expect(event?.['id']).not.toBe(Entries?.[0]?.EventId);
});

test('PutEvents names a bus of another account, whose policy decides', () => {
  const cloud = testCloud();
  const { bus, allow, got } = receiver(cloud, { accountId: other, region: 'us-east-1' });
  const events = cloud.ask('events');
  const put = () => events.putEvents({ Entries: [{ ...entry, EventBusName: bus }] });
  expect(put).toThrow(/not authorized to perform: events:PutEvents/);
  allow();
  const { Entries } = put();
  cloud.advance('3 seconds');
  expect(got()).toMatchObject([{ id: Entries?.[0]?.EventId, account: here }]);
});
