import { gunzipSync } from 'node:zlib';
import { refusal } from '../dynamodb/table';
import { testCloud, type TestCloud } from '../../test-cloud';

const bucketPolicy = (bucket: string) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action: 's3:GetBucketAcl',
      Resource: `arn:aws:s3:::${bucket}`,
    },
    {
      Effect: 'Allow',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: `arn:aws:s3:::${bucket}/AWSLogs/000000000000/*`,
      Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } },
    },
  ],
});

function trailCloud() {
  const cloud = testCloud();
  const s3 = cloud.ask('s3');
  s3.createBucket({ Bucket: 'logs' });
  s3.putBucketPolicy({ Bucket: 'logs', Policy: JSON.stringify(bucketPolicy('logs')) });
  const trail = cloud.ask('cloudtrail');
  trail.createTrail({ Name: 'audit', S3BucketName: 'logs' });
  return { cloud, s3, trail };
}

/** What lies in the bucket, but for the folder that CloudTrail begins with. */
function delivered(cloud: TestCloud) {
  const s3 = cloud.ask('s3');
  return (s3.listObjectsV2({ Bucket: 'logs' }).Contents ?? [])
    .filter(({ Size = 0 }) => Size > 0)
    .map(({ Key = '' }) => {
      const { Body = new Uint8Array() } = s3.getObject({ Bucket: 'logs', Key });
      const { Records } = JSON.parse(gunzipSync(Body).toString());
      return { Key, names: Records.map(({ eventName }: { eventName: string }) => eventName) };
    });
}

test('a trail that logs delivers files of events, five minutes after the first', () => {
  const { cloud, trail } = trailCloud();
  cloud.ask('sqs').createQueue({ QueueName: 'before' });
  trail.startLogging({ Name: 'audit' });
  cloud.ask('sqs').createQueue({ QueueName: 'one' });
  cloud.advance('2 minutes');
  cloud.ask('sqs').createQueue({ QueueName: 'two' });
  cloud.advance('2 minutes');
  expect(delivered(cloud)).toEqual([]);
  cloud.advance('1 minute');
  const [file, ...more] = delivered(cloud);
  expect(more).toEqual([]);
  expect(file?.names).toEqual(['StartLogging', 'CreateQueue', 'CreateQueue']);
  expect(file?.Key).toMatch(
    /^AWSLogs\/000000000000\/CloudTrail\/us-east-1\/2026\/01\/01\/000000000000_CloudTrail_us-east-1_20260101T0005Z_\w{16}\.json\.gz$/,
  );
  expect(trail.getTrailStatus({ Name: 'audit' })).toMatchObject({
    IsLogging: true,
    LatestDeliveryTime: new Date('2026-01-01T00:05:00Z'),
  });
});

test('what happens while a trail does not log is not delivered', () => {
  const { cloud, trail } = trailCloud();
  trail.startLogging({ Name: 'audit' });
  trail.stopLogging({ Name: 'audit' });
  cloud.ask('sqs').createQueue({ QueueName: 'unseen' });
  cloud.advance('10 minutes');
  expect(delivered(cloud).flatMap(({ names }) => names)).toEqual(['StartLogging']);
});

test('data events are delivered where a selector asks for them', () => {
  const { cloud, s3, trail } = trailCloud();
  s3.createBucket({ Bucket: 'uploads' });
  s3.createBucket({ Bucket: 'others' });
  trail.putEventSelectors({
    TrailName: 'audit',
    EventSelectors: [
      {
        ReadWriteType: 'WriteOnly',
        IncludeManagementEvents: false,
        DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::uploads/'] }],
      },
    ],
  });
  trail.startLogging({ Name: 'audit' });
  s3.putObject({ Bucket: 'uploads', Key: 'a', Body: new Uint8Array([1]) });
  s3.getObject({ Bucket: 'uploads', Key: 'a' });
  s3.putObject({ Bucket: 'others', Key: 'a', Body: new Uint8Array([1]) });
  cloud.advance('6 minutes');
  expect(delivered(cloud).flatMap(({ names }) => names)).toEqual(['PutObject']);
});

test('advanced selectors choose by the fields of events', () => {
  const { cloud, s3, trail } = trailCloud();
  const AdvancedEventSelectors = [
    {
      Name: 'reads of tables',
      FieldSelectors: [
        { Field: 'eventCategory', Equals: ['Data'] },
        { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
        { Field: 'eventName', NotEquals: ['HeadObject'] },
        { Field: 'resources.ARN', EndsWith: ['.csv'] },
      ],
    },
  ];
  trail.putEventSelectors({ TrailName: 'audit', AdvancedEventSelectors });
  expect(trail.getEventSelectors({ TrailName: 'audit' }).AdvancedEventSelectors).toEqual(
    AdvancedEventSelectors,
  );
  trail.startLogging({ Name: 'audit' });
  s3.putObject({ Bucket: 'logs', Key: 'a.csv', Body: new Uint8Array([1]) });
  s3.headObject({ Bucket: 'logs', Key: 'a.csv' });
  s3.putObject({ Bucket: 'logs', Key: 'a.txt', Body: new Uint8Array() });
  s3.deleteObject({ Bucket: 'logs', Key: 'a.csv' });
  cloud.advance('6 minutes');
  expect(delivered(cloud).flatMap(({ names }) => names)).toEqual(['PutObject', 'DeleteObject']);
});

test('a trail of all regions delivers a file for each', () => {
  const { cloud, trail } = trailCloud();
  trail.updateTrail({ Name: 'audit', IsMultiRegionTrail: true });
  trail.startLogging({ Name: 'audit' });
  cloud.ask('sqs', { region: 'eu-west-1' }).createQueue({ QueueName: 'far' });
  cloud.advance('6 minutes');
  expect(delivered(cloud).map(({ Key }) => Key.split('/')[3])).toEqual(['eu-west-1', 'us-east-1']);
  const elsewhere = cloud.ask('cloudtrail', { region: 'eu-west-1' });
  expect(elsewhere.describeTrails({}).trailList).toHaveLength(1);
  expect(elsewhere.describeTrails({ includeShadowTrails: false }).trailList).toEqual([]);
  expect(refusal(() => elsewhere.stopLogging({ Name: 'audit' }))).toMatch(/^InvalidHomeRegionException/);
});

test('a bucket that no longer lets CloudTrail in is told of in the status', () => {
  const { cloud, s3, trail } = trailCloud();
  trail.startLogging({ Name: 'audit' });
  s3.deleteBucketPolicy({ Bucket: 'logs' });
  cloud.advance('6 minutes');
  expect(delivered(cloud)).toEqual([]);
  expect(trail.getTrailStatus({ Name: 'audit' }).LatestDeliveryError).toBe('AccessDenied');
});

test('a trail needs a bucket that lets CloudTrail in', () => {
  const cloud = testCloud();
  const trail = cloud.ask('cloudtrail');
  expect(refusal(() => trail.createTrail({ Name: 'audit', S3BucketName: 'none' }))).toBe(
    'S3BucketDoesNotExistException: S3 bucket none does not exist!',
  );
  cloud.ask('s3').createBucket({ Bucket: 'closed' });
  expect(refusal(() => trail.createTrail({ Name: 'audit', S3BucketName: 'closed' }))).toBe(
    'InsufficientS3BucketPolicyException: Incorrect S3 bucket policy is detected for bucket: closed',
  );
});

test.each([
  ['x', 'Trail name too short. Minimum allowed length: 3 characters. Specified name length: 1 characters.'],
  ['-trail', 'Trail name must starts with a letter or number.'],
  ['trail-', 'Trail name must ends with a letter or number.'],
])('the name %s is refused', (Name, message) => {
  const { trail } = trailCloud();
  expect(refusal(() => trail.createTrail({ Name, S3BucketName: 'logs' }))).toBe(
    `InvalidTrailNameException: ${message}`,
  );
});

test('trails are told apart by their names', () => {
  const { trail } = trailCloud();
  expect(refusal(() => trail.createTrail({ Name: 'audit', S3BucketName: 'logs' }))).toBe(
    'TrailAlreadyExistsException: Trail audit already exists for customer: 000000000000',
  );
  trail.deleteTrail({ Name: 'audit' });
  expect(refusal(() => trail.getTrail({ Name: 'audit' }))).toBe(
    'TrailNotFoundException: Unknown trail: audit for the user: 000000000000',
  );
});

test('a stack makes a trail that logs', () => {
  const { cloud, trail } = trailCloud();
  const cfn = cloud.ask('cloudformation');
  const template = {
    Resources: {
      Trail: {
        Type: 'AWS::CloudTrail::Trail',
        Properties: {
          TrailName: 'stack-trail',
          S3BucketName: 'logs',
          IsLogging: true,
          Tags: [{ Key: 'team', Value: 'a' }],
          EventSelectors: [{ ReadWriteType: 'WriteOnly', IncludeManagementEvents: 'true' }],
        },
      },
    },
    Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Trail', 'Arn'] } } },
  };
  cfn.createStack({ StackName: 'audit', TemplateBody: JSON.stringify(template) });
  cloud.settle();
  const [stack] = cfn.describeStacks({ StackName: 'audit' }).Stacks ?? [];
  expect([stack?.StackStatus, stack?.Outputs?.[0]?.OutputValue]).toEqual([
    'CREATE_COMPLETE',
    'arn:aws:cloudtrail:us-east-1:000000000000:trail/stack-trail',
  ]);
  expect(trail.getTrailStatus({ Name: 'stack-trail' }).IsLogging).toBe(true);
  expect(trail.getEventSelectors({ TrailName: 'stack-trail' }).EventSelectors?.[0]?.ReadWriteType).toBe(
    'WriteOnly',
  );
  cfn.deleteStack({ StackName: 'audit' });
  cloud.settle();
  expect(trail.describeTrails({}).trailList?.map(({ Name }) => Name)).toEqual(['audit']);
});
