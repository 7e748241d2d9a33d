import { letsIn, refusal, testTopic } from './topic';

const TopicArn = 'arn:aws:sns:us-east-1:000000000000:orders.fifo';

/** A FIFO topic with a FIFO queue `lines.fifo` behind it. */
function fifo(attributes: Record<string, string> = {}, subscription: Record<string, string> = {}) {
  const topic = testTopic();
  const { sns, cloud } = topic;
  sns.createTopic({ Name: 'orders.fifo', Attributes: { FifoTopic: 'true', ...attributes } });
  const sqs = cloud.ask('sqs');
  const Policy = letsIn('sns.amazonaws.com', 'sqs:SendMessage', TopicArn);
  const queue = (QueueName: string, more: Record<string, string> = {}) =>
    sqs.createQueue({ QueueName, Attributes: { Policy, ...more } });
  queue('lines.fifo', { FifoQueue: 'true' });
  const arn = 'arn:aws:sqs:us-east-1:000000000000:lines.fifo';
  sns.subscribe({ TopicArn, Protocol: 'sqs', Endpoint: arn, Attributes: subscription });
  const received = (name = 'lines.fifo') => {
    const { Messages = [] } = sqs.receiveMessage({
      QueueUrl: `https://sqs.us-east-1.amazonaws.com/000000000000/${name}`,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['MessageGroupId', 'MessageDeduplicationId'],
    });
    return Messages;
  };
  const publish = (Message: string, MessageGroupId = 'g', MessageDeduplicationId?: string) =>
    sns.publish(
      MessageDeduplicationId === undefined
        ? { TopicArn, Message, MessageGroupId }
        : { TopicArn, Message, MessageGroupId, MessageDeduplicationId },
    );
  return { ...topic, queue, received, publish };
}

const contentBased = { ContentBasedDeduplication: 'true' };
const raw = { RawMessageDelivery: 'true' };

test('messages of a group reach a FIFO queue in order, with their ids', () => {
  const { publish, received, cloud } = fifo({}, raw);
  for (const number of [1, 2, 3, 4, 5]) publish(`message ${number}`, 'g', `id-${number}`);
  cloud.settle();
  const messages = received();
  expect(messages.map(({ Body }) => Body)).toEqual([1, 2, 3, 4, 5].map((number) => `message ${number}`));
  expect(messages[0]?.Attributes).toEqual({ MessageGroupId: 'g', MessageDeduplicationId: 'id-1' });
});

test('the envelope has a sequence number and no signature', () => {
  const { publish, received, cloud } = fifo(contentBased);
  const { MessageId, SequenceNumber } = publish('hello');
  expect(SequenceNumber).toMatch(/^\d{20}$/);
  cloud.settle();
  const body: object = JSON.parse(received()[0]?.Body ?? '');
  expect(Object.keys(body)).toEqual([
    'Type',
    'MessageId',
    'SequenceNumber',
    'TopicArn',
    'Message',
    'Timestamp',
    'UnsubscribeURL',
  ]);
  expect(body).toMatchObject({ MessageId, SequenceNumber, Message: 'hello' });
});

test('a duplicate within five minutes is answered as the first and not delivered', () => {
  const { publish, received, cloud } = fifo(contentBased);
  const first = publish('same');
  expect(publish('same', 'another group')).toEqual(first);
  cloud.settle();
  expect(received()).toHaveLength(1);
  cloud.advance('5 minutes');
  expect(publish('same').MessageId).not.toBe(first.MessageId);
});

test('with the scope MessageGroup duplicates are those of a group', () => {
  const { publish } = fifo({ ...contentBased, FifoThroughputScope: 'MessageGroup' });
  expect(publish('same', 'b').MessageId).not.toBe(publish('same', 'a').MessageId);
});

test('a publish without its ids is refused, and so is a batch', () => {
  const { sns } = fifo();
  const grouped = { TopicArn, Message: 'x', MessageGroupId: 'g' };
  expect(refusal(() => sns.publish({ TopicArn, Message: 'x' }))).toBe(
    'InvalidParameter: Invalid parameter: The MessageGroupId parameter is required for FIFO topics',
  );
  expect(refusal(() => sns.publish(grouped))).toBe(
    'InvalidParameter: Invalid parameter: The topic should either have ContentBasedDeduplication enabled or ' +
      'MessageDeduplicationId provided explicitly',
  );
  const PublishBatchRequestEntries = [{ Id: '1', Message: 'x' }];
  expect(refusal(() => sns.publishBatch({ TopicArn, PublishBatchRequestEntries }))).toBe(
    'InvalidParameter: Invalid parameter: The MessageGroupId parameter is required for FIFO topics',
  );
});

test('a message that cannot be delivered holds its group up until it is given up', () => {
  const { publish, received, cloud, notes } = fifo(contentBased, raw);
  cloud.ask('sqs').setQueueAttributes({
    QueueUrl: 'https://sqs.us-east-1.amazonaws.com/000000000000/lines.fifo',
    Attributes: { Policy: '' },
  });
  publish('lost');
  cloud.settle();
  expect(notes('message dropped')).toHaveLength(1);
  cloud.ask('sqs').setQueueAttributes({
    QueueUrl: 'https://sqs.us-east-1.amazonaws.com/000000000000/lines.fifo',
    Attributes: { Policy: letsIn('sns.amazonaws.com', 'sqs:SendMessage', TopicArn) },
  });
  publish('next');
  cloud.settle();
  expect(received().map(({ Body }) => Body)).toEqual(['next']);
});

test('a standard queue may subscribe as well, and gets the group alone', () => {
  const { sns, publish, received, cloud, queue } = fifo(contentBased);
  queue('plain');
  const Endpoint = 'arn:aws:sqs:us-east-1:000000000000:plain';
  sns.subscribe({ TopicArn, Protocol: 'sqs', Endpoint, Attributes: raw });
  publish('hello');
  cloud.settle();
  expect(received('plain').map(({ Body, Attributes }) => [Body, Attributes])).toEqual([
    ['hello', { MessageGroupId: 'g' }],
  ]);
});

test('a standard topic hands on the group, for fair queues', () => {
  const topic = fifo();
  const { sns, cloud, received } = topic;
  topic.subscribe('plain', raw);
  sns.publish({
    TopicArn: 'arn:aws:sns:us-east-1:000000000000:orders',
    Message: 'm',
    MessageGroupId: 'tenant',
  });
  cloud.settle();
  expect(received('plain').map(({ Attributes }) => Attributes)).toEqual([{ MessageGroupId: 'tenant' }]);
});

test('names, attributes and dead-letter queues of FIFO topics', () => {
  const { sns } = fifo(contentBased);
  expect(sns.getTopicAttributes({ TopicArn }).Attributes).toMatchObject({
    FifoTopic: 'true',
    ContentBasedDeduplication: 'true',
  });
  expect(refusal(() => sns.createTopic({ Name: 'a.fifo' }))).toBe(
    'InvalidParameter: Invalid parameter: Topic Name',
  );
  expect(refusal(() => sns.createTopic({ Name: 'a', Attributes: { FifoTopic: 'true' } }))).toBe(
    'InvalidParameter: Fifo Topic names must end with .fifo and must be made up of only uppercase ' +
      'and lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256 characters long.',
  );
  const made = sns.createTopic({ Name: 'a', Attributes: { FifoTopic: 'false' } }).TopicArn ?? '';
  expect(sns.getTopicAttributes({ TopicArn: made }).Attributes).not.toHaveProperty('FifoTopic');
  const { SubscriptionArn = '' } = sns.listSubscriptionsByTopic({ TopicArn }).Subscriptions?.[0] ?? {};
  const redrive = (queue: string) =>
    sns.setSubscriptionAttributes({
      SubscriptionArn,
      AttributeName: 'RedrivePolicy',
      AttributeValue: JSON.stringify({ deadLetterTargetArn: `arn:aws:sqs:us-east-1:000000000000:${queue}` }),
    });
  expect(refusal(() => redrive('dead'))).toBe(
    'InvalidParameter: Invalid parameter: RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.',
  );
  redrive('dead.fifo');
});
