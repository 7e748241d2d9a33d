import { testCloud } from '../../test-cloud';
import { notes, poll, testQueue } from './queue';

/** A queue whose messages are shown again at once, and its dead-letter queue. */
function withDeadLetters(options: { maxReceiveCount?: number; source?: Record<string, string> } = {}) {
  const cloud = testCloud();
  const deadLetters = testQueue({ cloud, name: 'dead-letters' });
  const redrive = { deadLetterTargetArn: deadLetters.arn, maxReceiveCount: options.maxReceiveCount ?? 3 };
  const attributes = { VisibilityTimeout: '0', ...options.source, RedrivePolicy: JSON.stringify(redrive) };
  return { cloud, deadLetters, source: testQueue({ cloud, name: 'source', attributes }) };
}

test('a message is delivered as often as maxReceiveCount says, and the next receive moves it', () => {
  const { cloud, source, deadLetters } = withDeadLetters();
  const messageId = source.send('poison');
  const seen = [source.bodies(), source.bodies(), source.bodies()];
  expect(seen).toEqual([['poison'], ['poison'], ['poison']]);
  expect(deadLetters.counts()).toBe('0 visible, 0 in flight, 0 delayed');
  expect(source.bodies()).toEqual([]);
  expect(deadLetters.counts()).toBe('1 visible, 0 in flight, 0 delayed');
  expect(notes(cloud, 'message moved to dead-letter queue')).toEqual([
    { atSeconds: 0, resource: source.arn, messageId, deadLetterQueueArn: deadLetters.arn, receiveCount: 3 },
  ]);
});

test('a dead letter keeps its id, its time and its source', () => {
  const { cloud, source, deadLetters } = withDeadLetters({ maxReceiveCount: 1 });
  const messageId = source.send('poison');
  cloud.advance('10 seconds');
  source.bodies();
  source.bodies();
  const { Messages } = cloud
    .ask('sqs')
    .receiveMessage({ QueueUrl: deadLetters.url, MessageSystemAttributeNames: ['All'] });
  expect(Messages?.[0]).toMatchObject({
    MessageId: messageId,
    Attributes: {
      SentTimestamp: '1767225600000',
      ApproximateReceiveCount: '2',
      DeadLetterQueueSourceArn: source.arn,
    },
  });
});

test('retention in the dead-letter queue runs from the first send', () => {
  const { cloud, source, deadLetters } = withDeadLetters({ maxReceiveCount: 1 });
  cloud
    .ask('sqs')
    .setQueueAttributes({ QueueUrl: deadLetters.url, Attributes: { MessageRetentionPeriod: '100' } });
  source.send('poison');
  cloud.advance('90 seconds');
  source.bodies();
  source.bodies();
  cloud.advance('9 seconds');
  expect(deadLetters.counts()).toBe('1 visible, 0 in flight, 0 delayed');
  cloud.advance('1 second');
  expect(deadLetters.counts()).toBe('0 visible, 0 in flight, 0 delayed');
});

test('a dead letter answers whoever waits at the dead-letter queue', () => {
  const { source, deadLetters } = withDeadLetters({ maxReceiveCount: 1 });
  source.send('poison');
  const waiting = poll(deadLetters, 20);
  source.bodies();
  source.bodies();
  expect(waiting.answer()).toBe('poison');
});

test('without its dead-letter queue a message goes on being received', () => {
  const { cloud, source, deadLetters } = withDeadLetters({ maxReceiveCount: 1 });
  cloud.ask('sqs').deleteQueue({ QueueUrl: deadLetters.url });
  source.send('poison');
  expect([source.bodies(), source.bodies()]).toEqual([['poison'], ['poison']]);
});

test('the policy is given back with its count as a number, and an empty text takes it away', () => {
  const { cloud, source, deadLetters } = withDeadLetters();
  const sqs = cloud.ask('sqs');
  const set = (RedrivePolicy: string) => {
    sqs.setQueueAttributes({ QueueUrl: source.url, Attributes: { RedrivePolicy } });
    return sqs.getQueueAttributes({ QueueUrl: source.url, AttributeNames: ['RedrivePolicy'] });
  };
  const text = (count: number | string) =>
    JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount: count });
  expect(set(text('5'))).toEqual({ Attributes: { RedrivePolicy: text(5) } });
  expect(sqs.listDeadLetterSourceQueues({ QueueUrl: deadLetters.url })).toEqual({ queueUrls: [source.url] });
  expect(set('')).toEqual({});
  expect(sqs.listDeadLetterSourceQueues({ QueueUrl: deadLetters.url })).toEqual({ queueUrls: [] });
});

test.each([
  ['{}', 'Redrive policy does not contain mandatory attribute: maxReceiveCount.'],
  ['{"maxReceiveCount":5}', 'Redrive policy does not contain mandatory attribute: deadLetterTargetArn.'],
  ['{"deadLetterTargetArn":"dummy","maxReceiveCount":5}', 'Invalid value for deadLetterTargetArn.'],
  [
    '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:none","maxReceiveCount":1001}',
    'Invalid value for maxReceiveCount: 1001, valid values are from 1 to 1000 both inclusive.',
  ],
  [
    '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:none","maxReceiveCount":5}',
    'Dead letter target does not exist.',
  ],
  [
    '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:none.fifo","maxReceiveCount":5}',
    'Dead-letter queue must be same type of queue as the source..',
  ],
  [
    '{"deadLetterTargetArn":"arn:aws:sns:us-east-1:000000000000:topic","maxReceiveCount":5}',
    'Only SQS queues are valid resources for deadLetterTargetArn.',
  ],
])('a redrive policy is refused: %s', (RedrivePolicy, reason) => {
  const create = () => testQueue({ attributes: { RedrivePolicy } });
  const message = `Value ${RedrivePolicy} for parameter RedrivePolicy is invalid. Reason: ${reason}`;
  expect(create).toThrow(expect.objectContaining({ code: 'InvalidParameterValue', message }));
});

const allow = (policy: object) => ({ RedriveAllowPolicy: JSON.stringify(policy) });

test('a dead-letter queue takes messages only from the queues that it allows', () => {
  const cloud = testCloud();
  const source = 'arn:aws:sqs:us-east-1:000000000000:source';
  const byQueue = { redrivePermission: 'byQueue', sourceQueueArns: [source] };
  const open = testQueue({ cloud, name: 'open', attributes: allow(byQueue) });
  const closed = testQueue({ cloud, name: 'closed', attributes: allow({ redrivePermission: 'denyAll' }) });
  testQueue({ cloud, name: 'source' });
  const redriveTo = (deadLetterTargetArn: string) => () =>
    cloud.ask('sqs').setQueueAttributes({
      QueueUrl: 'source',
      Attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 }) },
    });
  expect(redriveTo(open.arn)).not.toThrow();
  expect(redriveTo(closed.arn)).toThrow(expect.objectContaining({ code: 'InvalidParameterValue' }));
});

test('a move task sends dead letters back as new messages, at its rate', () => {
  const { cloud, source, deadLetters } = withDeadLetters({ maxReceiveCount: 1 });
  const sqs = cloud.ask('sqs');
  const ids = ['a', 'b', 'c'].map((body) => source.send(body));
  source.bodies();
  source.bodies();
  const start = () =>
    sqs.startMessageMoveTask({ SourceArn: deadLetters.arn, MaxNumberOfMessagesPerSecond: 2 });
  const { TaskHandle } = start();
  expect(start).toThrow(
    'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
  );
  expect(sqs.listMessageMoveTasks({ SourceArn: deadLetters.arn }).Results).toEqual([
    {
      TaskHandle,
      Status: 'RUNNING',
      SourceArn: deadLetters.arn,
      MaxNumberOfMessagesPerSecond: 2,
      ApproximateNumberOfMessagesMoved: 0,
      ApproximateNumberOfMessagesToMove: 3,
      StartedTimestamp: 1_767_225_600_000,
    },
  ]);
  cloud.advance('500 milliseconds');
  expect(deadLetters.counts()).toBe('1 visible, 0 in flight, 0 delayed');
  cloud.advance('500 milliseconds');
  expect(sqs.listMessageMoveTasks({ SourceArn: deadLetters.arn }).Results?.[0]).toMatchObject({
    Status: 'COMPLETED',
    ApproximateNumberOfMessagesMoved: 3,
  });
  const { Messages = [] } = sqs.receiveMessage({ QueueUrl: source.url, MaxNumberOfMessages: 10 });
  expect(Messages.map(({ Body }) => Body)).toEqual(['a', 'b', 'c']);
  expect(Messages.filter(({ MessageId = '' }) => ids.includes(MessageId))).toEqual([]);
});

test('a move task can be cancelled, and needs a dead-letter queue as its source', () => {
  const { cloud, source, deadLetters } = withDeadLetters({ maxReceiveCount: 1 });
  const sqs = cloud.ask('sqs');
  source.send('a');
  source.bodies();
  source.bodies();
  const { TaskHandle } = sqs.startMessageMoveTask({ SourceArn: deadLetters.arn });
  expect(sqs.cancelMessageMoveTask({ TaskHandle })).toEqual({ ApproximateNumberOfMessagesMoved: 0 });
  cloud.advance('5 seconds');
  expect(deadLetters.counts()).toBe('1 visible, 0 in flight, 0 delayed');
  expect(() => sqs.cancelMessageMoveTask({ TaskHandle })).toThrow('Task does not exist.');
  expect(() => sqs.cancelMessageMoveTask({ TaskHandle: 'nonsense' })).toThrow(
    'Value for parameter TaskHandle is invalid.',
  );
  expect(() => sqs.startMessageMoveTask({ SourceArn: source.arn })).toThrow(
    'Source queue must be configured as a Dead Letter Queue.',
  );
  expect(() => sqs.startMessageMoveTask({ SourceArn: `${source.arn}x` })).toThrow(
    "The resource that you specified for the SourceArn parameter doesn't exist.",
  );
});
