import { overWire, refusal, testBucket } from './bucket';

const Bucket = 'uploads';
const Key = 'old';

function archive(StorageClass: 'GLACIER' | 'DEEP_ARCHIVE' | 'STANDARD' = 'GLACIER') {
  const bucket = testBucket();
  bucket.s3.putObject({ Bucket, Key, StorageClass, Body: Buffer.from('hello') });
  const restore = (Days = 2, Tier: 'Standard' | 'Expedited' | 'Bulk' = 'Standard') =>
    bucket.s3.restoreObject({ Bucket, Key, RestoreRequest: { Days, GlacierJobParameters: { Tier } } });
  const said = () => bucket.s3.headObject({ Bucket, Key }).Restore;
  return { ...bucket, restore, said };
}

test('a restored object can be read after hours, for the days that were asked for', () => {
  const { cloud, restore, said, read } = archive();
  expect(read(Key)).toBe('InvalidObjectState');
  restore();
  expect(said()).toBe('ongoing-request="true"');
  expect(read(Key)).toBe('InvalidObjectState');
  cloud.advance('5 hours');
  expect(said()).toMatch(/^ongoing-request="false", expiry-date="\w{3}, \d\d \w{3} \d{4} 00:00:00 GMT"$/);
  expect(read(Key)).toBe('hello');
  cloud.advance('4 days');
  expect(said()).toBeUndefined();
  expect(read(Key)).toBe('InvalidObjectState');
});

test('a restore under way is not begun again; one that is done is prolonged', () => {
  const { cloud, restore, read } = archive();
  restore(1);
  expect(refusal(() => restore())).toEqual({
    status: 409,
    code: 'RestoreAlreadyInProgress',
    message: 'Object restore is already in progress',
  });
  cloud.advance('5 hours');
  restore(10);
  cloud.advance('9 days');
  expect(read(Key)).toBe('hello');
});

test('what is not archived is not restored, and deep archives know no express', () => {
  expect(refusal(() => archive('STANDARD').restore())).toEqual({
    status: 403,
    code: 'InvalidObjectState',
    message: "Restore is not allowed for the object's current storage class",
  });
  expect(refusal(() => archive('DEEP_ARCHIVE').restore(1, 'Expedited'))).toMatchObject({
    status: 400,
    code: 'InvalidArgument',
  });
  expect(refusal(() => archive().s3.restoreObject({ Bucket, Key, RestoreRequest: {} }))).toMatchObject({
    code: 'MalformedXML',
  });
});

test('S3 answers 202 to the first request, and 200 once the object is there', () => {
  const bucket = archive();
  bucket.s3.putBucketPolicy({
    Bucket,
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: '*',
          Action: 's3:RestoreObject',
          Resource: `arn:aws:s3:::${Bucket}/*`,
          Condition: { IpAddress: { 'aws:SourceIp': '127.0.0.1' } },
        },
      ],
    }),
  });
  bucket.s3.deletePublicAccessBlock({ Bucket });
  const body = '<RestoreRequest><Days>1</Days></RestoreRequest>';
  const ask = () => overWire(bucket, { method: 'POST', path: `/${Key}?restore`, body }).status;
  expect(ask()).toBe(202);
  bucket.cloud.advance('5 hours');
  expect(ask()).toBe(200);
});

test('a listing tells of restores where it is asked to', () => {
  const { s3, restore } = archive();
  restore();
  const listed = (OptionalObjectAttributes?: ['RestoreStatus']) =>
    s3.listObjectsV2({ Bucket, ...(OptionalObjectAttributes && { OptionalObjectAttributes }) }).Contents?.[0]
      ?.RestoreStatus;
  expect(listed()).toBeUndefined();
  expect(listed(['RestoreStatus'])).toEqual({ IsRestoreInProgress: true });
});

test('the bucket hears of a restore from its beginning to its end', () => {
  const { cloud, s3, restore } = archive();
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 'sqs:*', Resource: '*' },
    ],
  });
  const { QueueUrl } = cloud.ask('sqs').createQueue({ QueueName: 'events', Attributes: { Policy } });
  s3.putBucketNotificationConfiguration({
    Bucket,
    NotificationConfiguration: {
      QueueConfigurations: [
        { QueueArn: 'arn:aws:sqs:us-east-1:000000000000:events', Events: ['s3:ObjectRestore:*'] },
      ],
    },
  });
  restore(1);
  cloud.advance('3 days');
  const { Messages = [] } = cloud.ask('sqs').receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
  const names = Messages.flatMap(({ Body = '{}' }) => JSON.parse(Body).Records ?? []).map(
    (record: { eventName: string }) => record.eventName,
  );
  expect(names.toSorted()).toEqual(['ObjectRestore:Completed', 'ObjectRestore:Delete', 'ObjectRestore:Post']);
});
