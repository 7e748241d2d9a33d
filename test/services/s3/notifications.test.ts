import type { Event, NotificationConfiguration } from '@aws-sdk/client-s3';
import { functionArn, functionCloud } from '../lambda/function-cloud';
import { testQueue, type TestQueue } from '../sqs/queue';
import { bytes, refusal, testBucket } from './bucket';

const Bucket = 'uploads';
const letsS3In = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 's3.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: '*',
      Condition: {
        ArnEquals: { 'aws:SourceArn': 'arn:aws:s3:::uploads' },
        StringEquals: { 'aws:SourceAccount': '000000000000' },
      },
    },
  ],
});

interface Watch {
  events?: Event[];
  rules?: { Name: 'prefix' | 'suffix'; Value: string }[];
}

/** A bucket whose events go to the queue 'orders'; the test message has been taken out. */
function watched(
  { events = ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'], rules }: Watch = {},
  versioning?: 'Enabled',
) {
  const queue = testQueue({ attributes: { Policy: letsS3In } });
  const bucket = testBucket({ cloud: queue.cloud, ...(versioning === undefined ? {} : { versioning }) });
  const configuration = {
    Id: 'to-orders',
    QueueArn: queue.arn,
    Events: events,
    ...(rules === undefined ? {} : { Filter: { Key: { FilterRules: rules } } }),
  };
  const NotificationConfiguration = { QueueConfigurations: [configuration] };
  bucket.s3.putBucketNotificationConfiguration({ Bucket, NotificationConfiguration });
  const [test] = messages(queue);
  return { ...bucket, queue, test };
}

/** What of an event record the tests look at. */
interface EventRecord {
  eventName: string;
  s3: { object: { key: string; sequencer?: string } };
}

interface Message {
  Records?: EventRecord[];
}

function parse(text: string): Message {
  const message: Message = JSON.parse(text);
  return message;
}

function messages(queue: TestQueue): Message[] {
  const found = [];
  for (;;) {
    const bodies = queue.bodies();
    if (bodies.length === 0) return found;
    found.push(...bodies.map(parse));
  }
}

/** 'event key' of each record that has come, by sequencer. */
function seen(queue: TestQueue): string[] {
  const records = messages(queue).flatMap(({ Records = [] }) => Records);
  const rows = records.map(({ eventName, s3: { object } }) => ({
    order: object.sequencer ?? '',
    text: `${eventName} ${object.key}`,
  }));
  return rows.sort((a, b) => (a.order < b.order ? -1 : 1)).map(({ text }) => text);
}

test('the destination gets a test message first', () => {
  expect(watched().test).toMatchInlineSnapshot(`
   {
     "Bucket": "uploads",
     "Event": "s3:TestEvent",
     "HostId": "M8wC1FJHyiQUkrbIznjI6Bn3QGopdpRgziRxDNIcrqJI5Z9dMpsd4Hg10P5BY/VNWNQ2wWMZo5sT",
     "RequestId": "S45F1G8YCJ698DA4",
     "Service": "Amazon S3",
     "Time": "2026-01-01T00:00:00.000Z",
   }
  `);
});

test('a put is told within seconds', () => {
  const { cloud, s3, queue } = watched();
  s3.putObject({ Bucket, Key: 'in box/a@b.json', Body: bytes('{}') });
  expect(queue.bodies()).toEqual([]);
  cloud.advance('2 seconds');
  expect(messages(queue)).toMatchInlineSnapshot(`
   [
     {
       "Records": [
         {
           "awsRegion": "us-east-1",
           "eventName": "ObjectCreated:Put",
           "eventSource": "aws:s3",
           "eventTime": "2026-01-01T00:00:00.000Z",
           "eventVersion": "2.1",
           "requestParameters": {
             "sourceIPAddress": "127.0.0.1",
           },
           "responseElements": {
             "x-amz-id-2": "f2Jb8iZuzIHho2hBcegZ9ZRu7QnyrkQN/lBQ22NY42rN9hWhLZt1/WZb+DUYqZnEA5MY61KBY00D",
             "x-amz-request-id": "5f9e9354-ae3a-4998-b83f-16efae055ae7",
           },
           "s3": {
             "bucket": {
               "arn": "arn:aws:s3:::uploads",
               "name": "uploads",
               "ownerIdentity": {
                 "principalId": "A1MNGU2QEK1HI2",
               },
             },
             "configurationId": "to-orders",
             "object": {
               "eTag": "99914b932bd37a50b983c5e7c90ae93b",
               "key": "in+box/a%40b.json",
               "sequencer": "006955B90000000001",
               "size": 2,
             },
             "s3SchemaVersion": "1.0",
           },
           "userIdentity": {
             "principalId": "AWS:000000000000",
           },
         },
       ],
     },
   ]
  `);
});

test('a delete tells neither size nor ETag, a marker its version', () => {
  const plain = watched();
  plain.put('k');
  plain.s3.deleteObject({ Bucket, Key: 'k' });
  plain.s3.deleteObject({ Bucket, Key: 'k' });
  plain.cloud.settle();
  const marked = watched({ events: ['s3:ObjectRemoved:*'] }, 'Enabled');
  marked.s3.deleteObject({ Bucket, Key: 'k' });
  marked.cloud.settle();
  const objects = [plain, marked].flatMap(({ queue }) =>
    messages(queue)
      .flatMap(({ Records = [] }) => Records)
      .filter(({ eventName }) => eventName.startsWith('ObjectRemoved'))
      .map(({ eventName, s3 }) => ({ eventName, ...s3.object })),
  );
  expect(objects).toMatchInlineSnapshot(`
   [
     {
       "eventName": "ObjectRemoved:Delete",
       "key": "k",
       "sequencer": "006955B90000000002",
     },
     {
       "eTag": "d41d8cd98f00b204e9800998ecf8427e",
       "eventName": "ObjectRemoved:DeleteMarkerCreated",
       "key": "k",
       "sequencer": "006955B90000000001",
       "versionId": "d.qVVg05NA3.PrDCKLZ90yc_RBKFJ1Uk",
     },
   ]
  `);
});

test('each kind of write has its event', () => {
  const { cloud, s3, put, queue } = watched();
  put('a');
  s3.copyObject({ Bucket, Key: 'b', CopySource: `${Bucket}/a` });
  const { UploadId } = s3.createMultipartUpload({ Bucket, Key: 'c' });
  const { ETag } = s3.uploadPart({ Bucket, Key: 'c', UploadId, PartNumber: 1, Body: bytes('x') });
  s3.completeMultipartUpload({
    Bucket,
    Key: 'c',
    UploadId,
    MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
  });
  s3.deleteObjects({ Bucket, Delete: { Objects: [{ Key: 'a' }, { Key: 'b' }] } });
  cloud.settle();
  expect(seen(queue)).toEqual([
    'ObjectCreated:Put a',
    'ObjectCreated:Copy b',
    'ObjectCreated:CompleteMultipartUpload c',
    'ObjectRemoved:Delete a',
    'ObjectRemoved:Delete b',
  ]);
});

test('a refused write tells nothing', () => {
  const { cloud, s3, put, queue } = watched();
  put('k');
  expect(refusal(() => s3.putObject({ Bucket, Key: 'k', IfNoneMatch: '*' }))).toMatchObject({ status: 412 });
  cloud.settle();
  expect(seen(queue)).toEqual(['ObjectCreated:Put k']);
});

test('a filter lets its keys through alone', () => {
  const { cloud, put, queue } = watched({
    rules: [
      { Name: 'prefix', Value: 'in/' },
      { Name: 'suffix', Value: '.json' },
    ],
  });
  for (const key of ['in/a.json', 'in/a.txt', 'out/a.json']) put(key);
  cloud.settle();
  expect(seen(queue)).toEqual(['ObjectCreated:Put in/a.json']);
});

test('lifecycle tells its deletions under a name of its own', () => {
  const { cloud, s3, put, queue } = watched({ events: ['s3:ObjectRemoved:*', 's3:LifecycleExpiration:*'] });
  const Rules = [{ Status: 'Enabled' as const, Filter: {}, Expiration: { Days: 1 } }];
  s3.putBucketLifecycleConfiguration({ Bucket, LifecycleConfiguration: { Rules } });
  put('k');
  cloud.advance('2 days');
  const [record] = messages(queue).flatMap(({ Records = [] }) => Records);
  expect(record).toMatchObject({
    eventVersion: '2.3',
    eventName: 'LifecycleExpiration:Delete',
    eventTime: '2026-01-02T00:00:00.000Z',
    userIdentity: { principalId: 's3.amazonaws.com' },
    requestParameters: { sourceIPAddress: 's3.amazonaws.com' },
  });
});

test('a change of tags tells no size and no sequencer', () => {
  const { cloud, s3, put, queue } = watched({ events: ['s3:ObjectTagging:*'] });
  put('k', 'x');
  s3.putObjectTagging({ Bucket, Key: 'k', Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } });
  s3.deleteObjectTagging({ Bucket, Key: 'k' });
  cloud.settle();
  const objects = messages(queue).flatMap(({ Records = [] }) => Records.map((record) => record.s3.object));
  expect(objects).toEqual([
    { key: 'k', eTag: '9dd4e461268c8034f5c8564e155c67a6' },
    { key: 'k', eTag: '9dd4e461268c8034f5c8564e155c67a6' },
  ]);
});

test('an event whose queue has closed is tried for some minutes and then dropped', () => {
  const { cloud, put, queue } = watched();
  cloud.ask('sqs').setQueueAttributes({ QueueUrl: queue.url, Attributes: { Policy: '' } });
  put('k');
  cloud.advance('1 hour');
  const dropped = cloud.world.trace.entries
    .filter((entry) => entry.type === 'event')
    .filter(({ event }) => event === 'event notification dropped');
  expect(dropped.map(({ resource, detail }) => ({ resource, ...detail }))).toEqual([
    { resource: queue.arn, bucket: Bucket, key: 'k', code: 'AccessDenied' },
  ]);
});

test('an event whose queue opens again arrives', () => {
  const { cloud, put, queue } = watched();
  const sqs = cloud.ask('sqs');
  sqs.setQueueAttributes({ QueueUrl: queue.url, Attributes: { Policy: '' } });
  put('k');
  cloud.advance('5 seconds');
  sqs.setQueueAttributes({ QueueUrl: queue.url, Attributes: { Policy: letsS3In } });
  cloud.settle();
  expect(seen(queue)).toEqual(['ObjectCreated:Put k']);
});

const configure = (NotificationConfiguration: NotificationConfiguration, policy = letsS3In) => {
  const queue = testQueue({ attributes: policy === '' ? {} : { Policy: policy } });
  const { s3 } = testBucket({ cloud: queue.cloud });
  return refusal(() => s3.putBucketNotificationConfiguration({ Bucket, NotificationConfiguration }));
};
const toQueue = (name: string, more: object = {}) => ({
  QueueArn: `arn:aws:sqs:us-east-1:000000000000:${name}`,
  Events: ['s3:ObjectCreated:*' as const],
  ...more,
});

const under = (Value: string) => ({
  Filter: { Key: { FilterRules: [{ Name: 'prefix' as const, Value }] } },
});

describe('a configuration', () => {
  test('names ARNs that can be parsed', () => {
    expect(
      configure({ QueueConfigurations: [{ QueueArn: 'invalid', Events: ['s3:ObjectCreated:*'] }] }),
    ).toEqual({
      status: 400,
      code: 'InvalidArgument',
      message: 'The ARN could not be parsed',
      ArgumentName: 'Queue',
      ArgumentValue: 'invalid',
    });
  });

  test('names queues that exist and let S3 in', () => {
    expect(configure({ QueueConfigurations: [toQueue('absent')] })).toEqual({
      status: 400,
      code: 'InvalidArgument',
      message: 'Unable to validate the following destination configurations',
      ArgumentName1: 'arn:aws:sqs:us-east-1:000000000000:absent',
      ArgumentValue1: 'The destination queue does not exist',
    });
    expect(configure({ QueueConfigurations: [toQueue('orders')] }, '')).toMatchObject({
      ArgumentName1: 'arn:aws:sqs:us-east-1:000000000000:orders',
      ArgumentValue1:
        'Permissions on the destination queue do not allow S3 to publish notifications from this bucket',
    });
  });

  test('does not overlap', () => {
    expect(
      configure({
        QueueConfigurations: [toQueue('orders'), toQueue('orders', { Events: ['s3:ObjectCreated:Put'] })],
      }),
    ).toMatchObject({
      message: 'Configurations overlap. Configurations on the same bucket cannot share a common event type.',
    });
    expect(
      configure({ QueueConfigurations: [toQueue('orders', under('a/')), toQueue('orders', under('b/'))] }),
    ).toEqual({ refused: false });
  });

  test('comes back with capitalised rules and an id of its own', () => {
    const { s3 } = watched({ rules: [{ Name: 'prefix', Value: 'in/' }], events: ['s3:ObjectCreated:Put'] });
    expect(s3.getBucketNotificationConfiguration({ Bucket })).toEqual({
      QueueConfigurations: [
        {
          Id: 'to-orders',
          QueueArn: 'arn:aws:sqs:us-east-1:000000000000:orders',
          Events: ['s3:ObjectCreated:Put'],
          Filter: { Key: { FilterRules: [{ Name: 'Prefix', Value: 'in/' }] } },
        },
      ],
    });
    s3.putBucketNotificationConfiguration({ Bucket, NotificationConfiguration: {} });
    expect(s3.getBucketNotificationConfiguration({ Bucket })).toEqual({});
  });

  test('may skip the check of its destinations', () => {
    const { s3 } = testBucket();
    const NotificationConfiguration = { QueueConfigurations: [toQueue('absent')] };
    s3.putBucketNotificationConfiguration({
      Bucket,
      NotificationConfiguration,
      SkipDestinationValidation: true,
    });
    expect(s3.getBucketNotificationConfiguration({ Bucket }).QueueConfigurations).toHaveLength(1);
  });
});

describe('a function', () => {
  const LambdaFunctionConfigurations = [
    { Id: 'to-processor', LambdaFunctionArn: functionArn, Events: ['s3:ObjectCreated:*' as const] },
  ];
  const toProcessor = { Bucket, NotificationConfiguration: { LambdaFunctionConfigurations } };

  test('that does not let S3 in is no destination', () => {
    const cloud = functionCloud();
    cloud.createProcessor();
    const { s3 } = testBucket({ cloud });
    expect(refusal(() => s3.putBucketNotificationConfiguration(toProcessor))).toEqual({
      status: 400,
      code: 'InvalidArgument',
      message: 'Unable to validate the following destination configurations',
      ArgumentName1: `${functionArn}, null`,
      ArgumentValue1: `Not authorized to invoke function [${functionArn}]`,
    });
  });

  test('that lets S3 in is invoked with the record, and gets no test message', () => {
    const cloud = functionCloud();
    cloud.createProcessor();
    cloud.ask('lambda').addPermission({
      FunctionName: 'Processor',
      StatementId: 's3',
      Action: 'lambda:InvokeFunction',
      Principal: 's3.amazonaws.com',
      SourceArn: 'arn:aws:s3:::uploads',
      SourceAccount: '000000000000',
    });
    const { s3, put } = testBucket({ cloud });
    s3.putBucketNotificationConfiguration(toProcessor);
    cloud.advance('1 minute');
    expect(cloud.invoked()).toEqual([]);
    put('a/b.json');
    cloud.advance('5 seconds');
    const [invoked = ''] = cloud.invoked();
    const { Records = [] } = parse(invoked.slice(invoked.indexOf('{')));
    expect(Records).toMatchObject([
      { eventName: 'ObjectCreated:Put', s3: { object: { key: 'a/b.json', size: 8 } } },
    ]);
  });
});
