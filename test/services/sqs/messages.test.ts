import { createHash } from 'node:crypto';
import { notes, testQueue } from './queue';

const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

test('a message that was received stays hidden for the visibility timeout and then comes back', () => {
  const queue = testQueue();
  queue.send('a');
  expect(queue.bodies()).toEqual(['a']);
  queue.cloud.advance('29 seconds');
  expect(queue.bodies()).toEqual([]);
  queue.cloud.advance('1 second');
  expect(queue.bodies()).toEqual(['a']);
});

test('each receive counts, gives a new receipt handle and keeps the time of the first', () => {
  const { cloud, url, send } = testQueue();
  const messageId = send('a');
  const sqs = cloud.ask('sqs');
  const receive = () =>
    sqs.receiveMessage({ QueueUrl: url, VisibilityTimeout: 0, MessageSystemAttributeNames: ['All'] })
      .Messages?.[0];
  cloud.advance('5 seconds');
  const first = receive();
  cloud.advance('5 seconds');
  const second = receive();
  expect(first?.ReceiptHandle).not.toBe(second?.ReceiptHandle);
  expect(second).toEqual({
    MessageId: messageId,
    ReceiptHandle: second?.ReceiptHandle,
    Body: 'a',
    MD5OfBody: md5('a'),
    Attributes: {
      SenderId: '000000000000',
      SentTimestamp: '1767225600000',
      ApproximateReceiveCount: '2',
      ApproximateFirstReceiveTimestamp: '1767225605000',
    },
  });
  expect(notes(cloud, 'message received')).toEqual([
    { atSeconds: 5, resource: 'arn:aws:sqs:us-east-1:000000000000:orders', messageId, receiveCount: 1 },
    { atSeconds: 10, resource: 'arn:aws:sqs:us-east-1:000000000000:orders', messageId, receiveCount: 2 },
  ]);
});

test('messages are handed out oldest first, up to the number asked for', () => {
  const { cloud, url, send, bodies } = testQueue();
  for (const body of ['a', 'b', 'c']) send(body);
  const one = cloud.ask('sqs').receiveMessage({ QueueUrl: url });
  expect(one.Messages?.map(({ Body }) => Body)).toEqual(['a']);
  expect(bodies()).toEqual(['b', 'c']);
  expect(cloud.ask('sqs').receiveMessage({ QueueUrl: url })).toEqual({});
});

test('a delay of the message wins over the delay of the queue', () => {
  const queue = testQueue({ attributes: { DelaySeconds: '60' } });
  queue.send('of the queue');
  queue.send('its own', 10);
  expect(queue.counts()).toBe('0 visible, 0 in flight, 2 delayed');
  queue.cloud.advance('10 seconds');
  expect(queue.bodies()).toEqual(['its own']);
  queue.cloud.advance('49999 milliseconds');
  expect(queue.bodies()).toEqual(['its own']);
  queue.cloud.advance('1 millisecond');
  expect(queue.bodies()).toEqual(['of the queue']);
});

test('a deleted message never comes back', () => {
  const { cloud, url, send, handle, counts } = testQueue();
  send('a');
  cloud.ask('sqs').deleteMessage({ QueueUrl: url, ReceiptHandle: handle() });
  expect(counts()).toBe('0 visible, 0 in flight, 0 delayed');
});

test('an expired handle still deletes, unless the message was received again since', () => {
  const { cloud, url, send, handle, counts } = testQueue();
  const sqs = cloud.ask('sqs');
  send('a');
  const first = handle();
  cloud.advance('31 seconds');
  const second = handle();
  cloud.advance('31 seconds');
  sqs.deleteMessage({ QueueUrl: url, ReceiptHandle: first });
  expect(counts()).toBe('1 visible, 0 in flight, 0 delayed');
  sqs.deleteMessage({ QueueUrl: url, ReceiptHandle: second });
  expect(counts()).toBe('0 visible, 0 in flight, 0 delayed');
  expect(() => sqs.deleteMessage({ QueueUrl: url, ReceiptHandle: 'nonsense' })).toThrow(
    expect.objectContaining({
      code: 'ReceiptHandleIsInvalid',
      status: 404,
      message: 'The input receipt handle "nonsense" is not a valid receipt handle.',
    }),
  );
});

test('a changed visibility counts from now, and 0 shows the message at once', () => {
  const queue = testQueue();
  const { cloud, url } = queue;
  const sqs = cloud.ask('sqs');
  queue.send('a');
  const handle = queue.handle();
  cloud.advance('20 seconds');
  sqs.changeMessageVisibility({ QueueUrl: url, ReceiptHandle: handle, VisibilityTimeout: 60 });
  cloud.advance('59 seconds');
  expect(queue.counts()).toBe('0 visible, 1 in flight, 0 delayed');
  sqs.changeMessageVisibility({ QueueUrl: url, ReceiptHandle: handle, VisibilityTimeout: 0 });
  expect(queue.bodies()).toEqual(['a']);
});

test('visibility cannot be stretched beyond twelve hours from the receive', () => {
  const { cloud, url, send, handle } = testQueue();
  send('a');
  const ReceiptHandle = handle();
  cloud.advance('10 seconds');
  const change = (VisibilityTimeout: number) => () =>
    cloud.ask('sqs').changeMessageVisibility({ QueueUrl: url, ReceiptHandle, VisibilityTimeout });
  expect(change(43_200)).toThrow(
    'Value 43200 for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds]',
  );
  expect(change(43_190)).not.toThrow();
});

test('a message expires to the second, also in flight, and the trace says when', () => {
  const queue = testQueue({ attributes: { MessageRetentionPeriod: '60', VisibilityTimeout: '0' } });
  const messageId = queue.send('a');
  queue.cloud.advance('59999 milliseconds');
  expect(queue.bodies()).toEqual(['a']);
  queue.cloud.advance('1 second');
  expect(queue.bodies()).toEqual([]);
  expect(notes(queue.cloud, 'message expired')).toEqual([
    { atSeconds: 60, resource: queue.arn, messageId, expiredAtMs: 1_767_225_660_000, receiveCount: 1 },
  ]);
});

test('a longer retention, set in time, keeps messages that wait', () => {
  const queue = testQueue({ attributes: { MessageRetentionPeriod: '60' } });
  queue.send('a');
  queue.cloud.advance('59 seconds');
  queue.cloud
    .ask('sqs')
    .setQueueAttributes({ QueueUrl: queue.url, Attributes: { MessageRetentionPeriod: '120' } });
  queue.cloud.advance('60 seconds');
  expect(queue.counts()).toBe('1 visible, 0 in flight, 0 delayed');
  queue.cloud.advance('1 second');
  expect(queue.counts()).toBe('0 visible, 0 in flight, 0 delayed');
});

test('message attributes come back by name, prefix or all, with the digest of what was asked for', () => {
  const { cloud, url } = testQueue();
  const sqs = cloud.ask('sqs');
  const sent = sqs.sendMessage({
    QueueUrl: url,
    MessageBody: 'msg',
    MessageAttributes: {
      Help: attribute('Me'),
      Hello: attribute('There'),
      General: attribute('Kenobi'),
    },
  });
  const receive = (...names: string[]) => {
    const { Messages } = sqs.receiveMessage({
      QueueUrl: url,
      VisibilityTimeout: 0,
      MessageAttributeNames: names,
    });
    const { MessageAttributes = {}, MD5OfMessageAttributes } = Messages?.[0] ?? {};
    return [Object.keys(MessageAttributes).sort(), MD5OfMessageAttributes];
  };
  expect(receive()).toEqual([[], undefined]);
  expect(receive('All')).toEqual([['General', 'Hello', 'Help'], sent.MD5OfMessageAttributes]);
  // Digests that AWS answered for these very attributes.
  expect(receive('Hello')).toEqual([['Hello'], 'a311262e065454b75da111d535b8dacd']);
  expect(receive('Hello', 'General')).toEqual([['General', 'Hello'], 'fca026605781cb4126a1e9044df24232']);
  expect(receive('Hel.*')).toEqual([['Hello', 'Help'], expect.any(String)]);
});

test('binary attributes come back byte for byte', () => {
  const { cloud, url } = testQueue();
  const sqs = cloud.ask('sqs');
  const BinaryValue = Buffer.from('traceparent\u001e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01');
  const { MD5OfMessageAttributes } = sqs.sendMessage({
    QueueUrl: url,
    MessageBody: 'test',
    MessageAttributes: { attr1: { DataType: 'Binary', BinaryValue } },
  });
  expect(MD5OfMessageAttributes).toBe('8cbe4db156db8a94db8b801b7addb984');
  const { Messages } = sqs.receiveMessage({ QueueUrl: url, MessageAttributeNames: ['attr1'] });
  expect(Buffer.from(Messages?.[0]?.MessageAttributes?.['attr1']?.BinaryValue ?? [])).toEqual(BinaryValue);
});

test.each([
  ['MissingParameter', { MessageBody: '' }, 'The request must contain the parameter MessageBody.'],
  [
    'InvalidMessageContents',
    { MessageBody: 'a\u0000b' },
    'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
  ],
  [
    'InvalidParameterValue',
    { MessageBody: 'a', DelaySeconds: 901 },
    'Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.',
  ],
  [
    'InvalidParameterValue',
    { MessageBody: 'a'.repeat(1025) },
    'One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.',
  ],
  [
    'InvalidParameterValue',
    { MessageBody: 'a', MessageAttributes: { ErrorDetails: { DataType: 'String', StringValue: '' } } },
    "Message (user) attribute 'ErrorDetails' must contain a non-empty value of type 'String'.",
  ],
  [
    'InvalidParameterValue',
    { MessageBody: 'a', MessageDeduplicationId: 'd' },
    'Value d for parameter MessageDeduplicationId is invalid. Reason: The request include parameter that is not valid for this queue type.',
  ],
])('a send is refused with %s: %j', (code, input, message) => {
  const { cloud, url } = testQueue({ attributes: { MaximumMessageSize: '1024' } });
  const send = () => cloud.ask('sqs').sendMessage({ QueueUrl: url, ...input });
  expect(send).toThrow(expect.objectContaining({ code, message }));
});

test.each([
  [
    { MaxNumberOfMessages: 11 },
    'Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.',
  ],
  [
    { WaitTimeSeconds: 21 },
    'Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.',
  ],
  [
    { VisibilityTimeout: -1 },
    'Value -1 for parameter VisibilityTimeout is invalid. Reason: Must be >= 0 and <= 43200, if provided.',
  ],
])('a receive is refused: %j', (input, message) => {
  const { cloud, url } = testQueue();
  const receive = () => cloud.ask('sqs').receiveMessage({ QueueUrl: url, ...input });
  expect(receive).toThrow(expect.objectContaining({ code: 'InvalidParameterValue', message }));
});
