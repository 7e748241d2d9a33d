import { poll, testQueue } from './queue';

function fifoQueue(attributes: Record<string, string> = {}) {
  const queue = testQueue({ name: 'orders.fifo', attributes: { FifoQueue: 'true', ...attributes } });
  const sqs = queue.cloud.ask('sqs');
  return {
    ...queue,
    sqs,
    sendTo: (group: string, body: string, id = body) =>
      sqs.sendMessage({
        QueueUrl: queue.url,
        MessageBody: body,
        MessageGroupId: group,
        MessageDeduplicationId: id,
      }),
    receive: (max = 10) =>
      sqs.receiveMessage({ QueueUrl: queue.url, MaxNumberOfMessages: max }).Messages ?? [],
  };
}

test('a group is handed out in order, and nothing more of it while a message is in flight', () => {
  const { sqs, url, sendTo, receive, bodies, cloud } = fifoQueue();
  for (const body of ['a1', 'a2', 'a3']) sendTo('a', body);
  sendTo('b', 'b1');
  const [first] = receive(1);
  expect(first?.Body).toBe('a1');
  expect(bodies()).toEqual(['b1']);
  sqs.deleteMessage({ QueueUrl: url, ReceiptHandle: first?.ReceiptHandle });
  expect(bodies()).toEqual(['a2', 'a3']);
  cloud.advance('30 seconds');
  expect(bodies()).toEqual(['b1', 'a2', 'a3']);
});

test('of messages received together, those before the first in flight are handed out again (recorded on AWS)', () => {
  const { sqs, url, sendTo, receive, bodies } = fifoQueue();
  for (const body of ['foo', 'bar', 'baz']) sendTo('a', body);
  const [foo, bar] = receive();
  const show = (ReceiptHandle: string | undefined) =>
    sqs.changeMessageVisibility({ QueueUrl: url, ReceiptHandle, VisibilityTimeout: 0 });
  show(bar?.ReceiptHandle);
  expect(bodies()).toEqual([]);
  show(foo?.ReceiptHandle);
  expect(bodies()).toEqual(['foo', 'bar']);
});

test('a receive takes all of one group before the next, and groups take turns (recorded on AWS)', () => {
  const { sqs, url, sendTo, receive } = fifoQueue({ VisibilityTimeout: '0' });
  for (const body of ['a1', 'b1', 'a2', 'b2', 'c1']) sendTo(body[0] ?? '', body);
  const next = (max: number) => receive(max).map(({ Body }) => Body);
  expect(next(3)).toEqual(['a1', 'a2', 'b1']);
  expect(next(10)).toEqual(['c1', 'a1', 'a2', 'b1', 'b2']);
  sqs.setQueueAttributes({ QueueUrl: url, Attributes: { VisibilityTimeout: '30' } });
  const [first] = receive(1);
  sqs.changeMessageVisibility({
    QueueUrl: url,
    ReceiptHandle: first?.ReceiptHandle,
    VisibilityTimeout: 0,
  });
  expect([first?.Body, ...next(1), ...next(1), ...next(1)]).toEqual(['a1', 'b1', 'c1', 'a1']);
});

test('a purge forgets what was sent, so that it is no duplicate (recorded on AWS)', () => {
  const { sqs, url, sendTo, bodies } = fifoQueue();
  sendTo('a', 'before', 'same');
  sqs.purgeQueue({ QueueUrl: url });
  sendTo('a', 'after', 'same');
  expect(bodies()).toEqual(['after']);
});

test('a receive that is tried again gets its messages again, hidden anew, for five minutes', () => {
  const { sqs, url, sendTo, cloud } = fifoQueue();
  sendTo('a', 'a1');
  sendTo('b', 'b1');
  const attempt = (ReceiveRequestAttemptId: string, max = 1) =>
    sqs.receiveMessage({ QueueUrl: url, MaxNumberOfMessages: max, ReceiveRequestAttemptId }).Messages ?? [];
  const first = attempt('x');
  expect(first.map(({ Body }) => Body)).toEqual(['a1']);
  cloud.advance('29 seconds');
  expect(attempt('x')).toEqual(first);
  cloud.advance('29 seconds');
  expect(attempt('y').map(({ Body }) => Body)).toEqual(['b1']);
  sqs.deleteMessage({ QueueUrl: url, ReceiptHandle: first[0]?.ReceiptHandle });
  expect(attempt('x')).toEqual([]);
});

test('a delete that frees a group answers whoever waits', () => {
  const queue = fifoQueue();
  queue.sendTo('a', 'a1');
  queue.sendTo('a', 'a2');
  const [first] = queue.receive(1);
  const waiting = poll(queue, 20);
  expect(waiting.answer()).toBeUndefined();
  queue.sqs.deleteMessage({ QueueUrl: queue.url, ReceiptHandle: first?.ReceiptHandle });
  expect(waiting.answer()).toBe('a2');
});

test('a duplicate within five minutes is answered as the original and not enqueued, even after its deletion', () => {
  const { sqs, url, sendTo, receive, counts, cloud } = fifoQueue();
  const original = sendTo('a', 'first', 'id');
  const [message] = receive();
  sqs.deleteMessage({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle });
  cloud.advance('299 seconds');
  expect(sendTo('b', 'second', 'id')).toMatchObject({
    MessageId: original.MessageId,
    SequenceNumber: original.SequenceNumber,
  });
  expect(counts()).toBe('0 visible, 0 in flight, 0 delayed');
  cloud.advance('1 second');
  expect(sendTo('b', 'third', 'id').MessageId).not.toBe(original.MessageId);
  expect(counts()).toBe('1 visible, 0 in flight, 0 delayed');
});

test('with content-based deduplication the body is the id, and the scope may be the group', () => {
  const { sqs, url, counts } = fifoQueue({
    ContentBasedDeduplication: 'true',
    DeduplicationScope: 'messageGroup',
  });
  const send = (MessageGroupId: string) =>
    sqs.sendMessage({ QueueUrl: url, MessageBody: 'same', MessageGroupId });
  send('a');
  send('a');
  send('b');
  expect(counts()).toBe('2 visible, 0 in flight, 0 delayed');
});

test('sequence numbers rise', () => {
  const { sendTo } = fifoQueue();
  const numbers = ['x', 'y', 'z'].map((body) => sendTo('a', body).SequenceNumber ?? '');
  expect(numbers).toEqual([...numbers].sort());
  expect(new Set(numbers).size).toBe(3);
});

test('an expired handle is refused', () => {
  const { sqs, url, sendTo, receive, cloud } = fifoQueue();
  sendTo('a', 'a1');
  const ReceiptHandle = receive()[0]?.ReceiptHandle;
  cloud.advance('30 seconds');
  expect(() => sqs.deleteMessage({ QueueUrl: url, ReceiptHandle })).toThrow(
    `Value ${ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
  );
});

test('a new delay of the queue holds for messages that wait already', () => {
  const { sqs, url, sendTo, counts } = fifoQueue({ DelaySeconds: '60' });
  sendTo('a', 'a1');
  expect(counts()).toBe('0 visible, 0 in flight, 1 delayed');
  sqs.setQueueAttributes({ QueueUrl: url, Attributes: { DelaySeconds: '0' } });
  expect(counts()).toBe('1 visible, 0 in flight, 0 delayed');
});

test.each([
  [
    'MissingParameter',
    { MessageDeduplicationId: 'd' },
    'The request must contain the parameter MessageGroupId.',
  ],
  [
    'InvalidParameterValue',
    { MessageGroupId: 'g' },
    'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  ],
  [
    'InvalidParameterValue',
    { MessageGroupId: 'g', MessageDeduplicationId: 'd', DelaySeconds: 2 },
    'Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.',
  ],
  [
    'InvalidParameterValue',
    { MessageGroupId: '', MessageDeduplicationId: 'd' },
    'Value  for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.',
  ],
])('a send is refused with %s: %j', (code, input, message) => {
  const { sqs, url } = fifoQueue();
  const send = () => sqs.sendMessage({ QueueUrl: url, MessageBody: 'a', ...input });
  expect(send).toThrow(expect.objectContaining({ code, message }));
});

test('the name of a FIFO queue and its attribute belong together', () => {
  const { sqs } = fifoQueue();
  expect(() => sqs.createQueue({ QueueName: 'x.fifo' })).toThrow(
    'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
  );
  expect(() => sqs.createQueue({ QueueName: 'x', Attributes: { FifoQueue: 'true' } })).toThrow(
    'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.',
  );
  expect(() =>
    sqs.setQueueAttributes({ QueueUrl: 'orders.fifo', Attributes: { FifoQueue: 'false' } }),
  ).toThrow('Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.');
});

test('a message that expires in flight frees its group for whoever waits', () => {
  const queue = fifoQueue({ MessageRetentionPeriod: '60', VisibilityTimeout: '600' });
  queue.sendTo('a', 'a1');
  queue.cloud.advance('10 seconds');
  queue.sendTo('a', 'a2');
  queue.receive(1);
  queue.cloud.advance('40 seconds');
  const waiting = poll(queue, 20);
  queue.cloud.advance('9999 milliseconds');
  expect(waiting.answer()).toBeUndefined();
  queue.cloud.advance('1 millisecond');
  expect(waiting.answer()).toBe('a2');
});
