/** Texts that AWS answers in both protocols, as recorded. */
import { AwsError } from '../../../framework/cloud/service';
import { testCloud } from '../../test-cloud';
import { overTheWire } from '../sts/wire';
import { testQueue } from './queue';

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof AwsError) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('The call was not refused.');
}

test.each([
  ['FifoQueue', 'false', 'Unknown Attribute FifoQueue.'],
  ['ContentBasedDeduplication', 'false', 'Unknown Attribute ContentBasedDeduplication.'],
  [
    'DeduplicationScope',
    'queue',
    'You can specify the DeduplicationScope only when FifoQueue is set to true.',
  ],
  [
    'FifoThroughputLimit',
    'perQueue',
    'You can specify the FifoThroughputLimit only when FifoQueue is set to true.',
  ],
])('a standard queue with %s is refused', (name, value, why) => {
  expect(refusal(() => testQueue({ attributes: { [name]: value } }))).toBe(`InvalidAttributeName: ${why}`);
});

test('a standard queue knows no attempts of receives', () => {
  const { cloud, url } = testQueue();
  const receive = () => cloud.ask('sqs').receiveMessage({ QueueUrl: url, ReceiveRequestAttemptId: 'x' });
  expect(refusal(receive)).toBe(
    'InvalidParameterValue: Value x for parameter ReceiveRequestAttemptId is invalid. ' +
      'Reason: The request include parameter that is not valid for this queue type.',
  );
});

test.each([[[]], [['12']], [['x'.repeat(12)]]])(
  'a permission for the accounts %j is refused',
  (AWSAccountIds) => {
    const { cloud, url } = testQueue();
    const add = () =>
      cloud.ask('sqs').addPermission({ QueueUrl: url, Label: 'l', AWSAccountIds, Actions: ['SendMessage'] });
    expect(refusal(add)).toBe(
      `InvalidParameterValue: Value [${AWSAccountIds.join(', ')}] for parameter PrincipalId is invalid. Reason: Unable to verify.`,
    );
  },
);

test('an outdated handle hides a message of a standard queue and deletes none', () => {
  const { cloud, url, send, handle, counts } = testQueue({ attributes: { VisibilityTimeout: '1' } });
  send('m');
  const old = handle();
  cloud.advance('2 seconds');
  handle();
  const sqs = cloud.ask('sqs');
  sqs.changeMessageVisibility({ QueueUrl: url, ReceiptHandle: old, VisibilityTimeout: 60 });
  cloud.advance('30 seconds');
  expect(counts()).toBe('0 visible, 1 in flight, 0 delayed');
  sqs.deleteMessage({ QueueUrl: url, ReceiptHandle: old });
  expect(counts()).toBe('0 visible, 1 in flight, 0 delayed');
});

test('a key of KMS and its reuse period are taken away by empty texts', () => {
  const { cloud, url } = testQueue({
    attributes: { KmsMasterKeyId: 'k', KmsDataKeyReusePeriodSeconds: '600' },
  });
  const sqs = cloud.ask('sqs');
  sqs.setQueueAttributes({
    QueueUrl: url,
    Attributes: { KmsMasterKeyId: '', KmsDataKeyReusePeriodSeconds: '' },
  });
  const { Attributes } = sqs.getQueueAttributes({ QueueUrl: url, AttributeNames: ['All'] });
  expect(Attributes).toMatchObject({ SqsManagedSseEnabled: 'false' });
  expect(Attributes).not.toHaveProperty('KmsMasterKeyId');
  expect(Attributes).not.toHaveProperty('KmsDataKeyReusePeriodSeconds');
});

test('the trace header that a send came with goes along with the message', () => {
  const { cloud, url } = testQueue();
  const traceHeader = 'Root=1-3152b799-8954dae64eda91bc9a23a7e8;Parent=7fa8c0f79203be72;Sampled=1';
  cloud.ask('sqs', { traceHeader }).sendMessage({ QueueUrl: url, MessageBody: 'm' });
  const { Messages = [] } = cloud
    .ask('sqs')
    .receiveMessage({ QueueUrl: url, MessageSystemAttributeNames: ['AWSTraceHeader'] });
  expect(Messages.map(({ Attributes }) => Attributes)).toEqual([{ AWSTraceHeader: traceHeader }]);
});

test('a missing queue is worded by the protocol that asked', () => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const { status, body } = overTheWire(testCloud(), {
    accessKeyId: 'test',
    service: 'sqs',
    headers,
    body: 'Action=GetQueueUrl&QueueName=nope&Version=2012-11-05',
  });
  expect(status).toBe(400);
  expect(body).toContain(
    '<Code>AWS.SimpleQueueService.NonExistentQueue</Code>' +
      '<Message>The specified queue does not exist for this wsdl version.</Message>',
  );
});
