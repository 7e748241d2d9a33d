import { refusal, testBucket } from './bucket';

const Bucket = 'uploads';

test('CORS rules are given back as they were put, and their absence is a 404', () => {
  const { s3, cloud } = testBucket();
  const missing = {
    status: 404,
    code: 'NoSuchCORSConfiguration',
    message: 'The CORS configuration does not exist',
    BucketName: Bucket,
  };
  expect(refusal(() => s3.getBucketCors({ Bucket }))).toEqual(missing);
  const CORSRules = [{ AllowedOrigins: ['*'], AllowedMethods: ['GET', 'PUT'], MaxAgeSeconds: 5 }];
  s3.putBucketCors({ Bucket, CORSConfiguration: { CORSRules } });
  expect(s3.getBucketCors({ Bucket })).toEqual({ CORSRules });
  expect([...cloud.engine.modelledOnly]).toEqual([]);
  s3.deleteBucketCors({ Bucket });
  expect(refusal(() => s3.getBucketCors({ Bucket }))).toEqual(missing);
});

test.each([
  [
    { AllowedMethods: ['FETCH'], AllowedOrigins: ['*'] },
    'InvalidRequest',
    'Found unsupported HTTP method in CORS config. Unsupported method is FETCH',
  ],
  [
    { AllowedMethods: ['GET'], AllowedOrigins: ['*.a.*'] },
    'InvalidRequest',
    'AllowedOrigin "*.a.*" can not have more than one wildcard.',
  ],
  [
    { AllowedMethods: [], AllowedOrigins: ['*'] },
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  ],
])('the CORS rule %j is refused', (rule, code, message) => {
  const { s3 } = testBucket();
  const put = () => s3.putBucketCors({ Bucket, CORSConfiguration: { CORSRules: [rule] } });
  expect(refusal(put)).toEqual({ status: 400, code, message });
});

test('a website configuration is kept, and checked as on AWS', () => {
  const { s3 } = testBucket();
  expect(refusal(() => s3.getBucketWebsite({ Bucket }))).toMatchObject({
    status: 404,
    code: 'NoSuchWebsiteConfiguration',
    message: 'The specified bucket does not have a website configuration',
  });
  const website = { IndexDocument: { Suffix: 'index.html' } };
  s3.putBucketWebsite({ Bucket, WebsiteConfiguration: website });
  expect(s3.getBucketWebsite({ Bucket })).toEqual(website);
  expect(refusal(() => s3.putBucketWebsite({ Bucket, WebsiteConfiguration: {} }))).toMatchObject({
    code: 'InvalidArgument',
    message: 'A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty',
  });
  s3.deleteBucketWebsite({ Bucket });
  expect(refusal(() => s3.getBucketWebsite({ Bucket }))).toMatchObject({ status: 404 });
});

test('acceleration is suspended only where it was enabled, and never for a name with dots', () => {
  const { s3 } = testBucket();
  const turn = (Status: 'Enabled' | 'Suspended', name = Bucket) =>
    s3.putBucketAccelerateConfiguration({ Bucket: name, AccelerateConfiguration: { Status } });
  turn('Suspended');
  expect(s3.getBucketAccelerateConfiguration({ Bucket })).toEqual({});
  turn('Enabled');
  turn('Suspended');
  expect(s3.getBucketAccelerateConfiguration({ Bucket })).toEqual({ Status: 'Suspended' });
  s3.createBucket({ Bucket: 'my.uploads' });
  expect(refusal(() => turn('Enabled', 'my.uploads'))).toMatchObject({
    code: 'InvalidRequest',
    message: 'S3 Transfer Acceleration is not supported for buckets with periods (.) in their names',
  });
});

test('what a bucket does not have reads as on a new bucket of AWS', () => {
  const { s3 } = testBucket();
  expect(s3.getBucketLogging({ Bucket })).toEqual({});
  expect(s3.getBucketRequestPayment({ Bucket })).toEqual({ Payer: 'BucketOwner' });
  s3.putBucketRequestPayment({ Bucket, RequestPaymentConfiguration: { Payer: 'Requester' } });
  expect(s3.getBucketRequestPayment({ Bucket })).toEqual({ Payer: 'Requester' });
  expect(refusal(() => s3.getBucketReplication({ Bucket }))).toEqual({
    status: 404,
    code: 'ReplicationConfigurationNotFoundError',
    message: 'The replication configuration was not found',
    BucketName: Bucket,
  });
  s3.deleteBucketReplication({ Bucket });
  expect(s3.listBucketInventoryConfigurations({ Bucket })).toEqual({ IsTruncated: false });
  expect(refusal(() => s3.listBucketMetricsConfigurations({ Bucket: 'nobodys' }))).toMatchObject({
    code: 'NoSuchBucket',
  });
});
