import { testCloud } from '../../test-cloud';
import { testQueue, type TestQueue } from './queue';

const url = (name: string) => `https://sqs.us-east-1.amazonaws.com/000000000000/${name}`;
const attributesOf = (queue: TestQueue) =>
  queue.cloud.ask('sqs').getQueueAttributes({ QueueUrl: queue.url, AttributeNames: ['All'] }).Attributes;

test('a new queue has the URL and the defaults of AWS', () => {
  const queue = testQueue();
  expect(queue.url).toBe('https://sqs.us-east-1.amazonaws.com/000000000000/orders');
  expect(attributesOf(queue)).toEqual({
    ApproximateNumberOfMessages: '0',
    ApproximateNumberOfMessagesDelayed: '0',
    ApproximateNumberOfMessagesNotVisible: '0',
    CreatedTimestamp: '1767225600',
    DelaySeconds: '0',
    LastModifiedTimestamp: '1767225600',
    MaximumMessageSize: '1048576',
    MessageRetentionPeriod: '345600',
    QueueArn: 'arn:aws:sqs:us-east-1:000000000000:orders',
    ReceiveMessageWaitTimeSeconds: '0',
    SqsManagedSseEnabled: 'true',
    VisibilityTimeout: '30',
  });
});

test('creating a queue again gives its URL, unless an attribute differs', () => {
  const { cloud, url } = testQueue({ attributes: { DelaySeconds: '5' } });
  const create = (Attributes: Record<string, string>) => () =>
    cloud.ask('sqs').createQueue({ QueueName: 'orders', Attributes });
  expect(create({})().QueueUrl).toBe(url);
  expect(create({ DelaySeconds: '5' })().QueueUrl).toBe(url);
  expect(create({ DelaySeconds: '6' })).toThrow(
    expect.objectContaining({
      code: 'QueueNameExists',
      message: 'A queue already exists with the same name and a different value for attribute DelaySeconds',
    }),
  );
});

test('the name of a deleted queue stays taken for sixty seconds, and its messages do not come back', () => {
  const queue = testQueue();
  const { cloud, url } = queue;
  const sqs = cloud.ask('sqs');
  queue.send('a');
  sqs.deleteQueue({ QueueUrl: url });
  expect(() => queue.bodies()).toThrow(
    expect.objectContaining({ code: 'QueueDoesNotExist', message: 'The specified queue does not exist.' }),
  );
  cloud.advance('59 seconds');
  expect(() => sqs.createQueue({ QueueName: 'orders' })).toThrow(
    'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
  );
  cloud.advance('1 second');
  sqs.createQueue({ QueueName: 'orders' });
  expect(queue.bodies()).toEqual([]);
});

test('a purge takes all messages, and is allowed once a minute', () => {
  const queue = testQueue();
  const { cloud, url } = queue;
  queue.send('in flight');
  queue.bodies();
  queue.send('visible');
  queue.send('delayed', 60);
  const purge = () => cloud.ask('sqs').purgeQueue({ QueueUrl: url });
  purge();
  expect(queue.counts()).toBe('0 visible, 0 in flight, 0 delayed');
  cloud.advance('59 seconds');
  expect(purge).toThrow(
    expect.objectContaining({
      code: 'PurgeQueueInProgress',
      status: 403,
      message: 'Only one PurgeQueue operation on orders is allowed every 60 seconds.',
    }),
  );
  cloud.advance('1 second');
  expect(purge).not.toThrow();
});

test('queues are found by name, prefix and page', () => {
  const cloud = testCloud();
  const sqs = cloud.ask('sqs');
  expect(sqs.listQueues({})).toEqual({});
  for (const QueueName of ['b', 'aa', 'ab']) sqs.createQueue({ QueueName });
  expect(sqs.getQueueUrl({ QueueName: 'ab' }).QueueUrl).toBe(url('ab'));
  expect(sqs.listQueues({ QueueNamePrefix: 'a' }).QueueUrls).toEqual([url('aa'), url('ab')]);
  const first = sqs.listQueues({ MaxResults: 2 });
  expect(first.QueueUrls).toEqual([url('aa'), url('ab')]);
  expect(sqs.listQueues({ MaxResults: 2, NextToken: first.NextToken })).toEqual({ QueueUrls: [url('b')] });
  expect(() => sqs.getQueueUrl({ QueueName: 'c' })).toThrow('The specified queue does not exist.');
});

test('only the path of a queue URL decides, so that any endpoint works', () => {
  const { cloud, send, arn } = testQueue();
  send('a');
  const QueueUrl = 'http://localhost:4566/000000000000/orders';
  const { Attributes } = cloud.ask('sqs').getQueueAttributes({ QueueUrl, AttributeNames: ['QueueArn'] });
  expect(Attributes).toEqual({ QueueArn: arn });
  expect(() => cloud.ask('sqs').purgeQueue({ QueueUrl: 'http://localhost/orders' })).toThrow(
    expect.objectContaining({ code: 'InvalidAddress', status: 404 }),
  );
});

test('an address without a path is a queue that does not exist', () => {
  const sqs = testCloud().ask('sqs');
  expect(() => sqs.getQueueAttributes({ QueueUrl: 'http://elsewhere.example' })).toThrow(
    expect.objectContaining({ code: 'QueueDoesNotExist', status: 400 }),
  );
});

test.each([
  [
    'InvalidAttributeValue',
    { VisibilityTimeout: '43201' },
    'Invalid value for the parameter VisibilityTimeout.',
  ],
  [
    'InvalidAttributeValue',
    { MessageRetentionPeriod: '59' },
    'Invalid value for the parameter MessageRetentionPeriod.',
  ],
  ['InvalidAttributeValue', { DelaySeconds: ' 2' }, 'Invalid value for the parameter DelaySeconds.'],
  ['InvalidAttributeValue', { Policy: '{}' }, 'Invalid value for the parameter Policy.'],
  ['InvalidAttributeName', { Speed: '1' }, 'Unknown Attribute Speed.'],
  ['InvalidAttributeName', { FifoQueue: 'false' }, 'Unknown Attribute FifoQueue.'],
  ['InvalidAttributeName', { QueueArn: 'x' }, 'Unknown Attribute QueueArn.'],
  [
    'InvalidAttributeName',
    { KmsMasterKeyId: 'alias/aws/sqs', SqsManagedSseEnabled: 'true' },
    'You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.',
  ],
])('an attribute is refused with %s: %j', (code, Attributes: Record<string, string>, message) => {
  const { cloud, url } = testQueue();
  const set = () => cloud.ask('sqs').setQueueAttributes({ QueueUrl: url, Attributes });
  expect(set).toThrow(expect.objectContaining({ code, message }));
});

test('a KMS key takes the place of the encryption of SQS itself', () => {
  const queue = testQueue({ attributes: { KmsMasterKeyId: 'alias/aws/sqs' } });
  expect(attributesOf(queue)).toMatchObject({
    KmsMasterKeyId: 'alias/aws/sqs',
    KmsDataKeyReusePeriodSeconds: '300',
    SqsManagedSseEnabled: 'false',
  });
});

test('tags are added, overwritten and taken away', () => {
  const { cloud, url: QueueUrl } = testQueue();
  const sqs = cloud.ask('sqs');
  sqs.tagQueue({ QueueUrl, Tags: { a: '1', b: '2' } });
  sqs.tagQueue({ QueueUrl, Tags: { b: '3' } });
  expect(sqs.listQueueTags({ QueueUrl })).toEqual({ Tags: { a: '1', b: '3' } });
  sqs.untagQueue({ QueueUrl, TagKeys: ['a', 'c'] });
  expect(sqs.listQueueTags({ QueueUrl })).toEqual({ Tags: { b: '3' } });
});
