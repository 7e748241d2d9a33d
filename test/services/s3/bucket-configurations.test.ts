import { testCloud, type TestCloud } from '../../test-cloud';
import { refusal } from './bucket';

const target = { BucketArn: 'arn:aws:s3:::uploads', Format: 'CSV', Prefix: 'out' };

const configured = {
  BucketName: 'uploads',
  ObjectLockEnabled: true,
  VersioningConfiguration: { Status: 'Enabled' },
  AccelerateConfiguration: { AccelerationStatus: 'Enabled' },
  CorsConfiguration: {
    CorsRules: [
      { Id: 'web', AllowedMethods: ['GET'], AllowedOrigins: ['*'], ExposedHeaders: ['ETag'], MaxAge: '60' },
    ],
  },
  WebsiteConfiguration: {
    IndexDocument: 'index.html',
    ErrorDocument: 'error.html',
    RoutingRules: [
      {
        RedirectRule: { ReplaceKeyWith: 'index.html' },
        RoutingRuleCondition: { HttpErrorCodeReturnedEquals: '404' },
      },
    ],
  },
  LoggingConfiguration: {
    LogFilePrefix: 'logs/',
    TargetObjectKeyFormat: { PartitionedPrefix: { PartitionDateSource: 'EventTime' } },
  },
  ObjectLockConfiguration: {
    ObjectLockEnabled: 'Enabled',
    Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: '2' } },
  },
  ReplicationConfiguration: {
    Role: 'arn:aws:iam::000000000000:role/copies',
    Rules: [
      {
        Id: 'all',
        Status: 'Enabled',
        Priority: '1',
        Filter: { And: { Prefix: 'in/', TagFilters: [{ Key: 'a', Value: 'b' }] } },
        DeleteMarkerReplication: { Status: 'Disabled' },
        Destination: {
          Bucket: 'arn:aws:s3:::uploads',
          StorageClass: 'GLACIER',
          Metrics: { Status: 'Enabled', EventThreshold: { Minutes: 15 } },
        },
      },
    ],
  },
  AnalyticsConfigurations: [
    {
      Id: 'a',
      Prefix: 'in/',
      StorageClassAnalysis: { DataExport: { OutputSchemaVersion: 'V_1', Destination: target } },
    },
  ],
  IntelligentTieringConfigurations: [
    { Id: 't', Status: 'Enabled', Tierings: [{ AccessTier: 'ARCHIVE_ACCESS', Days: '90' }] },
  ],
  InventoryConfigurations: [
    {
      Id: 'i',
      Enabled: 'true',
      IncludedObjectVersions: 'All',
      ScheduleFrequency: 'Weekly',
      OptionalFields: ['Size'],
      Destination: target,
    },
  ],
  MetricsConfigurations: [
    { Id: 'm', TagFilters: [{ Key: 'a', Value: 'b' }] },
    { Id: 'n', Prefix: 'in/', TagFilters: [{ Key: 'a', Value: 'b' }] },
  ],
};

/** Makes or changes a stack of one bucket, and tells how it ended. */
function stack(
  cloud: TestCloud,
  step: 'createStack' | 'updateStack',
  Properties: object,
): string | undefined {
  const cloudformation = cloud.ask('cloudformation');
  const Resources = { Uploads: { Type: 'AWS::S3::Bucket', Properties } };
  cloudformation[step]({ StackName: 'app', TemplateBody: JSON.stringify({ Resources }) });
  cloud.advance('5 minutes');
  return cloudformation.describeStacks({ StackName: 'app' }).Stacks?.[0]?.StackStatus;
}

test('what a template says of a bucket besides arrives at it under the names of the API', () => {
  const cloud = testCloud();
  expect(stack(cloud, 'createStack', configured)).toBe('CREATE_COMPLETE');
  const s3 = cloud.ask('s3');
  const Bucket = 'uploads';
  const destination = { Bucket: 'arn:aws:s3:::uploads', Format: 'CSV', Prefix: 'out' };
  expect(s3.getBucketAccelerateConfiguration({ Bucket }).Status).toBe('Enabled');
  expect(s3.getBucketCors({ Bucket }).CORSRules).toEqual([
    { ID: 'web', AllowedMethods: ['GET'], AllowedOrigins: ['*'], ExposeHeaders: ['ETag'], MaxAgeSeconds: 60 },
  ]);
  expect(s3.getBucketWebsite({ Bucket })).toEqual({
    IndexDocument: { Suffix: 'index.html' },
    ErrorDocument: { Key: 'error.html' },
    RoutingRules: [
      { Redirect: { ReplaceKeyWith: 'index.html' }, Condition: { HttpErrorCodeReturnedEquals: '404' } },
    ],
  });
  expect(s3.getBucketLogging({ Bucket }).LoggingEnabled).toEqual({
    TargetBucket: 'uploads',
    TargetPrefix: 'logs/',
    TargetObjectKeyFormat: { PartitionedPrefix: { PartitionDateSource: 'EventTime' } },
  });
  expect(s3.getObjectLockConfiguration({ Bucket }).ObjectLockConfiguration).toEqual({
    ObjectLockEnabled: 'Enabled',
    Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 2 } },
  });
  expect(s3.getBucketReplication({ Bucket }).ReplicationConfiguration).toMatchObject({
    Rules: [
      {
        ID: 'all',
        Priority: 1,
        Filter: { And: { Prefix: 'in/', Tags: [{ Key: 'a', Value: 'b' }] } },
        Destination: { StorageClass: 'GLACIER', Metrics: { EventThreshold: { Minutes: 15 } } },
      },
    ],
  });
  expect(s3.getBucketAnalyticsConfiguration({ Bucket, Id: 'a' }).AnalyticsConfiguration).toEqual({
    Id: 'a',
    Filter: { Prefix: 'in/' },
    StorageClassAnalysis: {
      DataExport: { OutputSchemaVersion: 'V_1', Destination: { S3BucketDestination: destination } },
    },
  });
  expect(
    s3.getBucketIntelligentTieringConfiguration({ Bucket, Id: 't' }).IntelligentTieringConfiguration,
  ).toEqual({ Id: 't', Status: 'Enabled', Tierings: [{ AccessTier: 'ARCHIVE_ACCESS', Days: 90 }] });
  expect(s3.getBucketInventoryConfiguration({ Bucket, Id: 'i' }).InventoryConfiguration).toEqual({
    Id: 'i',
    IsEnabled: true,
    IncludedObjectVersions: 'All',
    Schedule: { Frequency: 'Weekly' },
    OptionalFields: ['Size'],
    Destination: { S3BucketDestination: destination },
  });
  expect(
    s3.listBucketMetricsConfigurations({ Bucket }).MetricsConfigurationList?.map(({ Filter }) => Filter),
  ).toEqual([
    { Tag: { Key: 'a', Value: 'b' } },
    { And: { Prefix: 'in/', Tags: [{ Key: 'a', Value: 'b' }] } },
  ]);
});

test('what a template no longer says goes', () => {
  const cloud = testCloud();
  stack(cloud, 'createStack', configured);
  const [kept] = configured.MetricsConfigurations;
  const { BucketName, ObjectLockEnabled, VersioningConfiguration } = configured;
  const less = { BucketName, ObjectLockEnabled, VersioningConfiguration, MetricsConfigurations: [kept] };
  expect(stack(cloud, 'updateStack', less)).toBe('UPDATE_COMPLETE');
  const s3 = cloud.ask('s3');
  const Bucket = 'uploads';
  expect(s3.getBucketAccelerateConfiguration({ Bucket }).Status).toBe('Suspended');
  expect(s3.getBucketLogging({ Bucket })).toEqual({});
  expect(s3.getObjectLockConfiguration({ Bucket }).ObjectLockConfiguration).toEqual({
    ObjectLockEnabled: 'Enabled',
  });
  const gone = [
    () => s3.getBucketCors({ Bucket }),
    () => s3.getBucketWebsite({ Bucket }),
    () => s3.getBucketReplication({ Bucket }),
    () => s3.getBucketAnalyticsConfiguration({ Bucket, Id: 'a' }),
    () => s3.getBucketIntelligentTieringConfiguration({ Bucket, Id: 't' }),
    () => s3.getBucketInventoryConfiguration({ Bucket, Id: 'i' }),
    () => s3.getBucketMetricsConfiguration({ Bucket, Id: 'n' }),
  ];
  for (const ask of gone) expect(refusal(ask)).toMatchObject({ status: 404 });
  expect(s3.listBucketMetricsConfigurations({ Bucket }).MetricsConfigurationList).toHaveLength(1);
});
