import { testCloud } from '../../test-cloud';

function told(configuration: object | undefined, act: (s3: ReturnType<typeof bucket>['s3']) => void) {
  const { cloud, s3, QueueUrl } = bucket(configuration);
  act(s3);
  cloud.advance('2 seconds');
  const { Messages = [] } = cloud.ask('sqs').receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
  return Messages.map(({ Body = '' }) => JSON.parse(Body)).toSorted((a, b) =>
    a['detail-type'] < b['detail-type'] ? -1 : 1,
  );
}

function bucket(configuration: object | undefined) {
  const cloud = testCloud();
  const s3 = cloud.ask('s3');
  const events = cloud.ask('events');
  s3.createBucket({ Bucket: 'uploads' });
  if (configuration !== undefined) {
    s3.putBucketNotificationConfiguration({ Bucket: 'uploads', NotificationConfiguration: configuration });
  }
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: '*',
      },
    ],
  });
  const { QueueUrl } = cloud.ask('sqs').createQueue({ QueueName: 'events', Attributes: { Policy } });
  events.putRule({
    Name: 'uploads',
    EventPattern: '{"source":["aws.s3"],"detail":{"bucket":{"name":["uploads"]}}}',
  });
  events.putTargets({
    Rule: 'uploads',
    Targets: [{ Id: 'q', Arn: 'arn:aws:sqs:us-east-1:000000000000:events' }],
  });
  return { cloud, s3, QueueUrl };
}

test('a bucket tells EventBridge what happens to its objects, with plain keys', () => {
  const [created, deleted] = told({ EventBridgeConfiguration: {} }, (s3) => {
    s3.putObject({ Bucket: 'uploads', Key: 'a b.txt', Body: new Uint8Array([1, 2]) });
    s3.deleteObject({ Bucket: 'uploads', Key: 'a b.txt' });
  });
  expect(created).toMatchObject({
    source: 'aws.s3',
    'detail-type': 'Object Created',
    resources: ['arn:aws:s3:::uploads'],
    detail: {
      version: '0',
      bucket: { name: 'uploads' },
      object: { key: 'a b.txt', size: 2, sequencer: expect.stringMatching(/^00[0-9A-F]+$/) },
      requester: '000000000000',
      'source-ip-address': '127.0.0.1',
      reason: 'PutObject',
    },
  });
  expect(deleted).toMatchObject({
    'detail-type': 'Object Deleted',
    detail: { object: { key: 'a b.txt' }, reason: 'DeleteObject', 'deletion-type': 'Permanently Deleted' },
  });
});

test('a bucket that is not told to keeps silent', () => {
  const put = (s3: ReturnType<typeof bucket>['s3']) =>
    void s3.putObject({ Bucket: 'uploads', Key: 'a', Body: new Uint8Array() });
  expect(told(undefined, put)).toEqual([]);
  expect(told({}, put)).toEqual([]);
});

test('the configuration is told as it was put', () => {
  const { s3 } = bucket({ EventBridgeConfiguration: {} });
  expect(s3.getBucketNotificationConfiguration({ Bucket: 'uploads' })).toEqual({
    EventBridgeConfiguration: {},
  });
});
