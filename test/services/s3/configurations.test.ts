import type { InventoryConfiguration, StorageClassAnalysisDataExport } from '@aws-sdk/client-s3';
import { refusal, testBucket } from './bucket';

const Bucket = 'uploads';
const reports = { Bucket: 'arn:aws:s3:::reports', Format: 'CSV' as const };
const destination = { S3BucketDestination: reports };
const inventory = (Id: string): InventoryConfiguration => ({
  Id,
  Destination: destination,
  IsEnabled: true,
  IncludedObjectVersions: 'All' as const,
  Schedule: { Frequency: 'Daily' as const },
});
const missing = {
  status: 404,
  code: 'NoSuchConfiguration',
  message: 'The specified configuration does not exist.',
};

test('inventories are kept by their ids, listed in their order, and said to be kept only', () => {
  const { s3, cloud } = testBucket();
  for (const Id of ['z', 'a', 'constructor']) {
    s3.putBucketInventoryConfiguration({ Bucket, Id, InventoryConfiguration: inventory(Id) });
  }
  const listed = () =>
    s3.listBucketInventoryConfigurations({ Bucket }).InventoryConfigurationList?.map(({ Id }) => Id);
  expect(listed()).toEqual(['a', 'constructor', 'z']);
  expect(s3.getBucketInventoryConfiguration({ Bucket, Id: 'a' }).InventoryConfiguration).toEqual(
    inventory('a'),
  );
  s3.deleteBucketInventoryConfiguration({ Bucket, Id: 'a' });
  expect(listed()).toEqual(['constructor', 'z']);
  expect(refusal(() => s3.getBucketInventoryConfiguration({ Bucket, Id: 'toString' }))).toEqual(missing);
  expect(refusal(() => s3.deleteBucketInventoryConfiguration({ Bucket, Id: 'a' }))).toEqual(missing);
  expect([...cloud.engine.modelledOnly]).toEqual([
    's3 bucket with InventoryConfiguration (no inventory is made)',
  ]);
});

test('a list of configurations comes in pages of a hundred', () => {
  const { s3 } = testBucket();
  for (let n = 100; n <= 200; n++) {
    s3.putBucketMetricsConfiguration({ Bucket, Id: `m${n}`, MetricsConfiguration: { Id: `m${n}` } });
  }
  const first = s3.listBucketMetricsConfigurations({ Bucket });
  expect([first.IsTruncated, first.MetricsConfigurationList?.length]).toEqual([true, 100]);
  const ContinuationToken = first.NextContinuationToken;
  expect(s3.listBucketMetricsConfigurations({ Bucket, ContinuationToken })).toEqual({
    IsTruncated: false,
    ContinuationToken,
    MetricsConfigurationList: [{ Id: 'm200' }],
  });
});

test.each([
  ['another id', { Id: 'other' }, 'IdMismatch'],
  [
    'a destination that is no ARN',
    { Destination: { S3BucketDestination: { ...reports, Bucket: 'reports' } } },
    'InvalidS3DestinationBucket',
  ],
  ['no format', { Destination: { S3BucketDestination: { ...reports, Format: undefined } } }, 'MalformedXML'],
  ['no frequency', { Schedule: { Frequency: undefined } }, 'MalformedXML'],
  ['no versions', { IncludedObjectVersions: undefined }, 'MalformedXML'],
])('an inventory with %s is refused', (_, change, code) => {
  const { s3 } = testBucket();
  const InventoryConfiguration = { ...inventory('i'), ...change };
  const put = () => s3.putBucketInventoryConfiguration({ Bucket, Id: 'i', InventoryConfiguration });
  expect(refusal(put)).toMatchObject({ status: 400, code });
});

test('an analysis exports its results as one version of CSV, an archive tier has its days', () => {
  const { s3 } = testBucket();
  const analysis = (DataExport: StorageClassAnalysisDataExport) => () =>
    s3.putBucketAnalyticsConfiguration({
      Bucket,
      Id: 'a',
      AnalyticsConfiguration: { Id: 'a', StorageClassAnalysis: { DataExport } },
    });
  expect(refusal(analysis({ OutputSchemaVersion: undefined, Destination: destination }))).toMatchObject({
    code: 'MalformedXML',
  });
  analysis({ OutputSchemaVersion: 'V_1', Destination: destination })();
  expect(s3.listBucketAnalyticsConfigurations({ Bucket }).AnalyticsConfigurationList).toHaveLength(1);
  const tier = (Days: number) => () =>
    s3.putBucketIntelligentTieringConfiguration({
      Bucket,
      Id: 't',
      IntelligentTieringConfiguration: {
        Id: 't',
        Status: 'Enabled',
        Tierings: [{ Days, AccessTier: 'ARCHIVE_ACCESS' }],
      },
    });
  expect(refusal(tier(89))).toMatchObject({ code: 'MalformedXML' });
  tier(90)();
  expect(
    s3.getBucketIntelligentTieringConfiguration({ Bucket, Id: 't' }).IntelligentTieringConfiguration,
  ).toMatchObject({ Id: 't', Status: 'Enabled' });
});

test('access logs go to a bucket of the same owner and region', () => {
  const { s3, cloud } = testBucket();
  const log = (TargetBucket: string) => () =>
    s3.putBucketLogging({
      Bucket,
      BucketLoggingStatus: { LoggingEnabled: { TargetBucket, TargetPrefix: 'log' } },
    });
  expect(refusal(log('absent'))).toEqual({
    status: 400,
    code: 'InvalidTargetBucketForLogging',
    message: 'The target bucket for logging does not exist',
    TargetBucket: 'absent',
  });
  s3.createBucket({
    Bucket: 'far-away',
    CreateBucketConfiguration: { LocationConstraint: 'us-west-2' },
  });
  expect(refusal(log('far-away'))).toEqual({
    status: 403,
    code: 'CrossLocationLoggingProhibitted',
    message: 'Cross S3 location logging not allowed. ',
    TargetBucketLocation: 'us-west-2',
  });
  expect(
    refusal(() =>
      cloud.ask('s3', { region: 'us-west-2' }).putBucketLogging({
        Bucket: 'far-away',
        BucketLoggingStatus: { LoggingEnabled: { TargetBucket: Bucket, TargetPrefix: 'log' } },
      }),
    ),
  ).toMatchObject({ SourceBucketLocation: 'us-west-2', TargetBucketLocation: 'us-east-1' });
  log(Bucket)();
  expect(s3.getBucketLogging({ Bucket })).toEqual({
    LoggingEnabled: { TargetBucket: Bucket, TargetPrefix: 'log' },
  });
  s3.putBucketLogging({ Bucket, BucketLoggingStatus: {} });
  expect(s3.getBucketLogging({ Bucket })).toEqual({});
  expect([...cloud.engine.modelledOnly]).toEqual([
    's3 bucket with LoggingEnabled (no access logs are written)',
  ]);
});

test('replication needs versions at both ends, and keeps its rules with an id each', () => {
  const { s3 } = testBucket();
  const replicate = () =>
    s3.putBucketReplication({
      Bucket,
      ReplicationConfiguration: {
        Role: 'arn:aws:iam::000000000000:role/replication',
        Rules: [
          {
            Status: 'Enabled',
            Priority: 1,
            Filter: { Prefix: 'a' },
            DeleteMarkerReplication: { Status: 'Disabled' },
            Destination: { Bucket: 'arn:aws:s3:::copies' },
          },
        ],
      },
    });
  expect(refusal(replicate)).toMatchObject({
    message: "Versioning must be 'Enabled' on the bucket to apply a replication configuration",
  });
  const enabled = { Status: 'Enabled' as const };
  s3.putBucketVersioning({ Bucket, VersioningConfiguration: enabled });
  s3.createBucket({ Bucket: 'copies' });
  expect(refusal(replicate)).toMatchObject({ message: 'Destination bucket must have versioning enabled.' });
  s3.putBucketVersioning({ Bucket: 'copies', VersioningConfiguration: enabled });
  replicate();
  expect(s3.getBucketReplication({ Bucket }).ReplicationConfiguration?.Rules?.[0]).toMatchObject({
    ID: expect.stringMatching(/^[0-9a-f-]{36}$/),
    Filter: { Prefix: 'a' },
  });
  s3.deleteBucketReplication({ Bucket });
  expect(refusal(() => s3.getBucketReplication({ Bucket }))).toMatchObject({
    code: 'ReplicationConfigurationNotFoundError',
  });
});
