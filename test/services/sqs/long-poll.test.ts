import { poll, testQueue } from './queue';

test('a long poll is answered by a later send, at that moment', () => {
  const queue = testQueue();
  const waiting = poll(queue, 20);
  queue.cloud.advance('7 seconds');
  expect(waiting.answer()).toBeUndefined();
  queue.send('a');
  expect(waiting.answer()).toBe('a');
  expect(queue.counts()).toBe('0 visible, 1 in flight, 0 delayed');
});

test('a long poll that finds nothing ends with its time, to the millisecond', () => {
  const queue = testQueue();
  const waiting = poll(queue, 20);
  queue.cloud.advance('19999 milliseconds');
  expect(waiting.answer()).toBeUndefined();
  queue.cloud.advance('1 millisecond');
  expect(waiting.answer()).toBe('nothing');
});

test('the queue may set how long receives wait, and a receive may overrule it', () => {
  const queue = testQueue({ attributes: { ReceiveMessageWaitTimeSeconds: '5' } });
  expect(poll(queue, 0).answer()).toBe('nothing');
  const waiting = poll(queue);
  expect(waiting.answer()).toBeUndefined();
  queue.cloud.advance('5 seconds');
  expect(waiting.answer()).toBe('nothing');
});

test('a message that becomes visible again answers a long poll', () => {
  const queue = testQueue({ attributes: { VisibilityTimeout: '10' } });
  queue.send('a');
  expect(queue.bodies()).toEqual(['a']);
  queue.cloud.advance('5 seconds');
  const waiting = poll(queue, 20);
  queue.cloud.advance('4 seconds');
  expect(waiting.answer()).toBeUndefined();
  queue.cloud.advance('1 second');
  expect(waiting.answer()).toBe('a');
});

test('a delayed message answers a long poll that began before it was sent', () => {
  const queue = testQueue();
  const waiting = poll(queue, 20);
  queue.send('later', 10);
  queue.send('sooner', 3);
  queue.cloud.advance('3 seconds');
  expect(waiting.answer()).toBe('sooner');
});

test('the receive that waits longest gets the message, the others go on waiting', () => {
  const queue = testQueue();
  const first = poll(queue, 20);
  const second = poll(queue, 20);
  queue.send('a');
  expect([first.answer(), second.answer()]).toEqual(['a', undefined]);
  queue.send('b');
  expect(second.answer()).toBe('b');
});

test('a message whose visibility is set to 0 goes to who waits', () => {
  const queue = testQueue();
  queue.send('a');
  const ReceiptHandle = queue.handle();
  const waiting = poll(queue, 20);
  queue.cloud
    .ask('sqs')
    .changeMessageVisibility({ QueueUrl: queue.url, ReceiptHandle, VisibilityTimeout: 0 });
  expect(waiting.answer()).toBe('a');
});

test('settling waits for a long poll, whose answer somebody expects', () => {
  const queue = testQueue();
  const waiting = poll(queue, 20);
  queue.cloud.settle();
  expect(waiting.answer()).toBe('nothing');
});

test('a deleted queue refuses those who wait for it', () => {
  const queue = testQueue();
  const waiting = poll(queue, 20);
  queue.cloud.ask('sqs').deleteQueue({ QueueUrl: queue.url });
  expect(waiting.answer()).toBe('The specified queue does not exist.');
});
