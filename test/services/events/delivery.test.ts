import type { Target } from '@aws-sdk/client-eventbridge';
import { arm, throttle } from '../../../framework/faults';
import { refusal } from '../dynamodb/table';
import { testCloud } from '../../test-cloud';

const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const queueUrl = (name: string) => `https://sqs.us-east-1.amazonaws.com/000000000000/${name}`;

/** A rule for events of the shop with queues as targets. */
function shop(...targets: Partial<Target>[]) {
  const cloud = testCloud();
  const events = cloud.ask('events');
  for (const QueueName of ['orders', 'dead']) {
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: queueArn(QueueName),
          Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:events:us-east-1:000000000000:rule/placed' } },
        },
      ],
    });
    cloud.ask('sqs').createQueue({ QueueName, Attributes: { Policy } });
  }
  events.putRule({ Name: 'placed', EventPattern: JSON.stringify({ source: ['shop'] }) });
  if (targets.length > 0) {
    events.putTargets({
      Rule: 'placed',
      Targets: targets.map((target, index) => ({ Id: `t${index}`, Arn: queueArn('orders'), ...target })),
    });
  }
  const put = (more: object = {}, detail: object = { id: 1 }) =>
    events.putEvents({
      Entries: [{ Source: 'shop', DetailType: 'order placed', Detail: JSON.stringify(detail), ...more }],
    });
  const messages = (name = 'orders') =>
    cloud
      .ask('sqs')
      .receiveMessage({ QueueUrl: queueUrl(name), MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] })
      .Messages ?? [];
  const bodies = () => messages().map(({ Body = '' }) => Body);
  return { cloud, events, put, messages, bodies };
}

test('an event that a rule matches comes to its target within a second', () => {
  const { cloud, put, bodies } = shop({});
  const { Entries, FailedEntryCount } = put({ Resources: ['arn:x'] });
  expect(FailedEntryCount).toBe(0);
  put({ Source: 'other' });
  expect(bodies()).toEqual([]);
  cloud.advance('1 second');
  expect(bodies().map((body) => JSON.parse(body))).toEqual([
    {
      version: '0',
      id: Entries?.[0]?.EventId,
      'detail-type': 'order placed',
      source: 'shop',
      account: '000000000000',
      time: '2026-01-01T00:00:00Z',
      region: 'us-east-1',
      resources: ['arn:x'],
      detail: { id: 1 },
    },
  ]);
});

test.each<[string, Partial<Target>, string]>([
  ['a constant', { Input: '{"a":1}' }, '{"a":1}'],
  ['a part', { InputPath: '$.detail.items[1]' }, '{"sku":"b"}'],
  [
    'a template of JSON',
    {
      InputTransformer: {
        InputPathsMap: {
          id: '$.detail.id',
          items: '$.detail.items',
          none: '$.detail.none',
          note: '$.detail.note',
        },
        InputTemplate:
          '{"order": "n<id>", "id": <id>, "items": <items>, "none": "<none>", "note": <note>, "text": "<note>"}',
      },
    },
    '{"order": "n1", "id": 1, "items": [{"sku":"a"},{"sku":"b"}], "none": "", "note": "say \\"hi\\"", "text": "say \\"hi\\""}',
  ],
  [
    'a template of text',
    {
      InputTransformer: {
        InputPathsMap: { note: '$.detail.note' },
        InputTemplate: '"<aws.events.rule-name>: <note>"',
      },
    },
    '"placed: say \\"hi\\""',
  ],
])('a target may get %s', (_, target, expected) => {
  const { cloud, put, bodies } = shop(target);
  put({}, { id: 1, items: [{ sku: 'a' }, { sku: 'b' }], note: 'say "hi"' });
  cloud.advance('1 second');
  expect(bodies()).toEqual([expected]);
});

test.each([
  [{ Source: '' }, 'InvalidArgument Parameter Source is not valid. Reason: Source is a required argument.'],
  [
    { DetailType: undefined },
    'InvalidArgument Parameter DetailType is not valid. Reason: DetailType is a required argument.',
  ],
  [{ Detail: '[1]' }, 'MalformedDetail Detail is malformed.'],
  [{ Source: 'aws.s3' }, 'NotAuthorizedForSource Not authorized for the source.'],
])('a bad entry fails by itself: %#', (changed, expected) => {
  const { put } = shop();
  const { Entries = [], FailedEntryCount } = put(changed);
  expect(FailedEntryCount).toBe(1);
  expect(Entries.map(({ ErrorCode, ErrorMessage }) => `${ErrorCode} ${ErrorMessage}`)).toEqual([expected]);
});

test('entries are limited together', () => {
  const { put } = shop();
  expect(refusal(() => put({}, { text: 'x'.repeat(256 * 1024) }))).toBe(
    'ValidationException: Total size of the entries in the request is over the limit.',
  );
});

test('an event for a bus that is not there is lost silently', () => {
  const { cloud, put, bodies } = shop({});
  expect(put({ EventBusName: 'none' }).Entries?.[0]?.EventId).toBeDefined();
  cloud.advance('1 second');
  expect(bodies()).toEqual([]);
});

test('a throttled target is tried again with growing waits, and then given up', () => {
  const { cloud, put, bodies, messages } = shop({
    RetryPolicy: { MaximumRetryAttempts: 2 },
    DeadLetterConfig: { Arn: queueArn('dead') },
  });
  const fault = arm(
    throttle({ service: 'sqs', operation: 'SendMessage', times: 3 }),
    'throttle-1',
    cloud.world,
    () => true,
  );
  cloud.engine.inject(fault);
  put();
  cloud.advance('1 second');
  cloud.advance('10 seconds');
  expect(fault.fired).toBe(3);
  expect(bodies()).toEqual([]);
  const [dead] = messages('dead');
  expect(JSON.parse(dead?.Body ?? '').detail).toEqual({ id: 1 });
  const attributes = Object.entries(dead?.MessageAttributes ?? {}).map(([name, { StringValue }]) => [
    name,
    StringValue,
  ]);
  expect(Object.fromEntries(attributes)).toMatchObject({
    ERROR_CODE: 'THROTTLING',
    EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
    RETRY_ATTEMPTS: '2',
    RULE_ARN: 'arn:aws:events:us-east-1:000000000000:rule/placed',
    TARGET_ARN: queueArn('orders'),
  });
});

test('a target that refuses is not tried again', () => {
  const { cloud, put, messages } = shop({
    Arn: 'arn:aws:sns:us-east-1:000000000000:none',
    DeadLetterConfig: { Arn: queueArn('dead') },
  });
  put();
  cloud.advance('1 minute');
  expect(
    messages('dead').map(({ MessageAttributes }) => MessageAttributes?.['ERROR_CODE']?.StringValue),
  ).toEqual([expect.stringMatching(/^NO_(PERMISSIONS|RESOURCE)$/)]);
});

test('an event goes on to another bus of the account, as it is', () => {
  const { cloud, events, put, bodies } = shop({
    Arn: 'arn:aws:events:us-east-1:000000000000:event-bus/second',
  });
  const { EventBusArn } = events.createEventBus({ Name: 'second' });
  events.putRule({ Name: 'placed', EventBusName: 'second', EventPattern: '{"source":["shop"]}' });
  events.putTargets({
    Rule: 'placed',
    EventBusName: 'second',
    Targets: [{ Id: 'q', Arn: queueArn('orders') }],
  });
  cloud.ask('sqs').setQueueAttributes({
    QueueUrl: queueUrl('orders'),
    Attributes: {
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: '*',
          },
        ],
      }),
    },
  });
  expect(EventBusArn).toBe('arn:aws:events:us-east-1:000000000000:event-bus/second');
  const { Entries } = put();
  cloud.advance('2 seconds');
  expect(bodies().map((body) => JSON.parse(body).id)).toEqual([Entries?.[0]?.EventId]);
});

test('a log group takes events where a resource policy lets EventBridge in', () => {
  const { cloud, put } = shop({ Arn: 'arn:aws:logs:us-east-1:000000000000:log-group:/aws/events/shop' });
  const logs = cloud.ask('logs');
  logs.createLogGroup({ logGroupName: '/aws/events/shop' });
  const written = () =>
    (logs.filterLogEvents({ logGroupName: '/aws/events/shop' }).events ?? []).map(
      ({ message = '' }) => JSON.parse(message).detail,
    );
  put();
  cloud.advance('1 second');
  expect(written()).toEqual([]);
  logs.putResourcePolicy({
    policyName: 'events',
    policyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: ['events.amazonaws.com', 'delivery.logs.amazonaws.com'] },
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: 'arn:aws:logs:us-east-1:000000000000:log-group:/aws/events/*:*',
        },
      ],
    }),
  });
  put({}, { id: 2 });
  cloud.advance('1 second');
  expect(written()).toEqual([{ id: 2 }]);
  expect(logs.describeResourcePolicies({}).resourcePolicies?.map(({ policyName }) => policyName)).toEqual([
    'events',
  ]);
  logs.deleteResourcePolicy({ policyName: 'events' });
  expect(refusal(() => logs.deleteResourcePolicy({ policyName: 'events' }))).toBe(
    'ResourceNotFoundException: Policy with name [events] does not exist.',
  );
});

test('a copied delivery comes twice', () => {
  const { cloud, put, bodies } = shop({});
  const copies = {
    id: 'copies',
    title: 'copies',
    tookEffect: () => undefined,
    delivery: () => ({ copiesAfterMs: [10] }),
  };
  cloud.engine.inject(copies);
  put();
  cloud.advance('2 seconds');
  expect(bodies()).toHaveLength(2);
});
