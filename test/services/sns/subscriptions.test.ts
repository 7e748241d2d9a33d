import { refusal, testTopic, topicArn } from './topic';

const queueArn = 'arn:aws:sqs:us-east-1:000000000000:one';

test('a queue of the same account is subscribed at once, and subscribing it again answers the same', () => {
  const topic = testTopic();
  const arn = topic.subscribe('one', { RawMessageDelivery: 'true' });
  const again = (Attributes: Record<string, string>) =>
    topic.sns.subscribe({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: queueArn, Attributes });
  expect(again({ RawMessageDelivery: 'true' }).SubscriptionArn).toBe(arn);
  expect(refusal(() => again({ RawMessageDelivery: 'false' }))).toBe(
    'InvalidParameter: Invalid parameter: Attributes Reason: Subscription already exists with different attributes',
  );
  expect(topic.sns.getSubscriptionAttributes({ SubscriptionArn: arn }).Attributes).toEqual({
    SubscriptionArn: arn,
    TopicArn: topicArn,
    Protocol: 'sqs',
    Endpoint: queueArn,
    Owner: '000000000000',
    SubscriptionPrincipal: 'arn:aws:iam::000000000000:root',
    ConfirmationWasAuthenticated: 'true',
    PendingConfirmation: 'false',
    RawMessageDelivery: 'true',
  });
});

test('a mail address waits for its confirmation and is forgotten after two days without', () => {
  const { sns, cloud, notes } = testTopic();
  const subscribe = (Endpoint: string) => sns.subscribe({ TopicArn: topicArn, Protocol: 'email', Endpoint });
  expect(subscribe('a@example.com').SubscriptionArn).toBe('pending confirmation');
  subscribe('b@example.com');
  const [first] = notes('subscription confirmation requested');
  const { token = '' }: { token?: string } = first ?? {};
  const { SubscriptionArn } = sns.confirmSubscription({ TopicArn: topicArn, Token: token });
  cloud.advance('2 days');
  cloud.advance('1 second');
  expect(sns.listSubscriptionsByTopic({ TopicArn: topicArn }).Subscriptions).toEqual([
    {
      SubscriptionArn,
      Owner: '000000000000',
      Protocol: 'email',
      Endpoint: 'a@example.com',
      TopicArn: topicArn,
    },
  ]);
  expect(sns.confirmSubscription({ TopicArn: topicArn, Token: token }).SubscriptionArn).toBe(SubscriptionArn);
  const confirm = (TopicArn: string, Token: string) =>
    refusal(() => sns.confirmSubscription({ TopicArn, Token }));
  expect(confirm(topicArn, 'a'.repeat(256))).toBe('InvalidParameter: Invalid parameter: Token');
  expect(confirm(`${topicArn}s`, token)).toBe('InvalidParameter: Invalid parameter: Token');
  expect(confirm(topicArn, 'randomtoken')).toBe('InvalidParameter: Invalid token');
  expect(confirm('arn:aws:sns:us-west-2:000000000000:orders', token)).toBe(
    'InvalidParameter: Invalid parameter: Topic',
  );
  expect([...cloud.engine.modelledOnly]).toEqual([
    'sns: subscriptions of protocol email (nothing is delivered)',
  ]);
});

test('a queue of another account waits until its owner confirms', () => {
  const { sns, notes } = testTopic();
  const Endpoint = 'arn:aws:sqs:us-east-1:111111111111:theirs';
  const input = { TopicArn: topicArn, Protocol: 'sqs', Endpoint };
  expect(sns.subscribe(input).SubscriptionArn).toBe('pending confirmation');
  expect(notes('subscription confirmation requested')).toHaveLength(1);
});

test.each([
  [
    'carrier-pigeon',
    'x',
    {},
    'Invalid parameter: Amazon SNS does not support this protocol string: carrier-pigeon',
  ],
  ['sqs', 'orders', {}, 'Invalid parameter: SQS endpoint ARN'],
  ['lambda', 'orders', {}, 'Invalid parameter: Lambda endpoint ARN'],
  ['https', 'http://x', {}, 'Invalid parameter: Endpoint must match the specified protocol'],
  ['email', 'nobody', {}, 'Invalid parameter: Email address'],
  [
    'sqs',
    `${queueArn}.fifo`,
    {},
    'Invalid parameter: Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics',
  ],
  ['sqs', queueArn, { Colour: 'red' }, 'Invalid parameter: Attributes Reason: AttributeName'],
  [
    'sqs',
    queueArn,
    { RawMessageDelivery: 'perhaps' },
    'Invalid parameter: Attributes Reason: RawMessageDelivery: Invalid value [perhaps]. Must be true or false.',
  ],
  [
    'lambda',
    'arn:aws:lambda:us-east-1:000000000000:function:f',
    { RawMessageDelivery: 'true' },
    'Invalid parameter: Attributes Reason: RawMessageDelivery: Delivery protocol [lambda] does not support raw message delivery.',
  ],
  [
    'sqs',
    queueArn,
    { FilterPolicyScope: 'Subject' },
    'Invalid parameter: Attributes Reason: FilterPolicyScope: Invalid value [Subject]. Please use either MessageBody or MessageAttributes',
  ],
  [
    'sqs',
    queueArn,
    { RedrivePolicy: '{' },
    'Invalid parameter: Attributes Reason: RedrivePolicy: failed to parse JSON.',
  ],
  [
    'sqs',
    queueArn,
    { RedrivePolicy: '{"deadLetterTargetArn":"dlq"}' },
    'Invalid parameter: Attributes Reason: RedrivePolicy: deadLetterTargetArn is an invalid arn',
  ],
])('subscribing %s %s with %j is refused', (Protocol, Endpoint, Attributes, message) => {
  const { sns } = testTopic();
  expect(refusal(() => sns.subscribe({ TopicArn: topicArn, Protocol, Endpoint, Attributes }))).toBe(
    `InvalidParameter: ${message}`,
  );
});

test('who has unsubscribed gets nothing more, and unsubscribing again is no error', () => {
  const topic = testTopic();
  const arn = topic.subscribe('one');
  topic.sns.unsubscribe({ SubscriptionArn: arn });
  topic.sns.unsubscribe({ SubscriptionArn: arn });
  topic.publish('m');
  topic.cloud.settle();
  expect(topic.bodies('one')).toEqual([]);
  expect(refusal(() => topic.sns.getSubscriptionAttributes({ SubscriptionArn: arn }))).toBe(
    'NotFound: Subscription does not exist',
  );
});

test('an empty value takes an attribute away', () => {
  const topic = testTopic();
  const SubscriptionArn = topic.subscribe('one', {
    FilterPolicy: '{"kind":["a"]}',
    RawMessageDelivery: 'true',
  });
  topic.sns.setSubscriptionAttributes({ SubscriptionArn, AttributeName: 'FilterPolicy', AttributeValue: '' });
  topic.publish('m');
  topic.cloud.settle();
  expect(topic.bodies('one')).toEqual(['m']);
});
