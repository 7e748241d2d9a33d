import { testCloud } from '../../test-cloud';
import { bytes, refusal, testBucket } from './bucket';

const s3In = (region: string, accountId = '000000000000') => testCloud().ask('s3', { region, accountId });

test.each([
  'ab',
  'Upper',
  '-a1',
  'a..b',
  '192.168.5.4',
  'xn--a1b',
  'abc-s3alias',
  'abc--ol-s3',
  'a_b',
  'a'.repeat(64),
])("the name '%s' is refused", (Bucket) => {
  expect(refusal(() => testCloud().ask('s3').createBucket({ Bucket }))).toEqual({
    status: 400,
    code: 'InvalidBucketName',
    message: 'The specified bucket is not valid.',
    BucketName: Bucket,
  });
});

test('the location constraint has to be the region that is asked', () => {
  expect(refusal(() => s3In('eu-west-1').createBucket({ Bucket: 'abc' }))).toMatchObject({
    code: 'IllegalLocationConstraintException',
    message:
      'The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.',
  });
  const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const };
  expect(
    refusal(() => s3In('us-west-2').createBucket({ Bucket: 'abc', CreateBucketConfiguration })),
  ).toMatchObject({
    message:
      'The eu-west-1 location constraint is incompatible for the region specific endpoint this request was sent to.',
  });
  const s3 = s3In('eu-west-1');
  s3.createBucket({ Bucket: 'abc', CreateBucketConfiguration });
  expect(s3.getBucketLocation({ Bucket: 'abc' })).toEqual({ LocationConstraint: 'eu-west-1' });
});

test('us-east-1 makes buckets of other regions of its partition too', () => {
  const s3 = s3In('us-east-1');
  s3.createBucket({ Bucket: 'abroad', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } });
  expect(s3.getBucketLocation({ Bucket: 'abroad' })).toEqual({ LocationConstraint: 'eu-west-1' });
  const CreateBucketConfiguration = { LocationConstraint: 'us-gov-west-1' as const };
  expect(refusal(() => s3.createBucket({ Bucket: 'other', CreateBucketConfiguration }))).toMatchObject({
    code: 'IllegalLocationConstraintException',
  });
});

test('a name is taken in the whole partition, and us-east-1 forgives its own owner', () => {
  const cloud = testCloud();
  const create = (accountId: string, region: 'us-east-1' | 'us-west-2') => () =>
    cloud.ask('s3', { accountId, region }).createBucket({
      Bucket: 'abc',
      ...(region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint: region } }),
    });
  create('000000000000', 'us-east-1')();
  expect(create('000000000000', 'us-east-1')()).toEqual({ Location: '/abc' });
  expect(refusal(create('000000000000', 'us-west-2'))).toMatchObject({
    status: 409,
    code: 'BucketAlreadyOwnedByYou',
  });
  expect(refusal(create('111111111111', 'us-east-1'))).toMatchObject({
    status: 409,
    code: 'BucketAlreadyExists',
  });
  const china = cloud.ask('s3', { region: 'cn-north-1' });
  china.createBucket({ Bucket: 'abc', CreateBucketConfiguration: { LocationConstraint: 'cn-north-1' } });
  expect(china.headBucket({ Bucket: 'abc' }).BucketRegion).toBe('cn-north-1');
});

test('a bucket addressed in another region answers with a redirect to its own', () => {
  const { cloud } = testBucket();
  expect(
    refusal(() => cloud.ask('s3', { region: 'eu-west-1' }).listObjectsV2({ Bucket: 'uploads' })),
  ).toEqual({
    status: 301,
    code: 'PermanentRedirect',
    message:
      'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
    Endpoint: 'uploads.s3.us-east-1.amazonaws.com',
    Bucket: 'uploads',
  });
});

test('a new bucket is encrypted, closed to the public, and without ACLs', () => {
  const { s3 } = testBucket();
  const Bucket = 'uploads';
  expect(s3.getBucketEncryption({ Bucket })).toEqual({
    ServerSideEncryptionConfiguration: {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
    },
  });
  expect(s3.getPublicAccessBlock({ Bucket }).PublicAccessBlockConfiguration).toEqual({
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  });
  expect(s3.getBucketOwnershipControls({ Bucket }).OwnershipControls).toEqual({
    Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }],
  });
  expect(s3.getBucketVersioning({ Bucket })).toEqual({});
  expect(refusal(() => s3.putBucketAcl({ Bucket, ACL: 'public-read' }))).toEqual({
    status: 400,
    code: 'AccessControlListNotSupported',
    message: 'The bucket does not allow ACLs',
  });
});

test('what was never configured is answered by the code of its kind', () => {
  const { s3 } = testBucket();
  const Bucket = 'uploads';
  s3.deletePublicAccessBlock({ Bucket });
  expect([
    refusal(() => s3.getBucketTagging({ Bucket })),
    refusal(() => s3.getBucketPolicy({ Bucket })),
    refusal(() => s3.getBucketLifecycleConfiguration({ Bucket })),
    refusal(() => s3.getPublicAccessBlock({ Bucket })),
    refusal(() => s3.getBucketTagging({ Bucket: 'absent' })),
    refusal(() => s3.headBucket({ Bucket: 'absent' })),
  ]).toMatchObject([
    { status: 404, code: 'NoSuchTagSet', message: 'The TagSet does not exist' },
    { status: 404, code: 'NoSuchBucketPolicy', message: 'The bucket policy does not exist' },
    {
      status: 404,
      code: 'NoSuchLifecycleConfiguration',
      message: 'The lifecycle configuration does not exist',
    },
    {
      status: 404,
      code: 'NoSuchPublicAccessBlockConfiguration',
      message: 'The public access block configuration was not found',
    },
    {
      status: 404,
      code: 'NoSuchBucket',
      message: 'The specified bucket does not exist',
      BucketName: 'absent',
    },
    { status: 404, code: 'NotFound', message: 'Not Found' },
  ]);
});

test('tags have to be unique and not of AWS', () => {
  const { s3 } = testBucket();
  const put =
    (...keys: string[]) =>
    () =>
      s3.putBucketTagging({
        Bucket: 'uploads',
        Tagging: { TagSet: keys.map((Key) => ({ Key, Value: 'x' })) },
      });
  expect(refusal(put('a', 'a'))).toMatchObject({
    code: 'InvalidTag',
    message: 'Cannot provide multiple Tags with the same key',
    TagKey: 'a',
  });
  expect(refusal(put('aws:x'))).toMatchObject({
    message: 'System tags cannot be added/updated by requester',
  });
  put('a', 'b')();
  expect(s3.getBucketTagging({ Bucket: 'uploads' }).TagSet).toEqual([
    { Key: 'a', Value: 'x' },
    { Key: 'b', Value: 'x' },
  ]);
});

test('the buckets of an account are listed by name, page by page', () => {
  const cloud = testCloud();
  const s3 = cloud.ask('s3');
  for (const Bucket of ['ccc', 'aaa', 'bbb']) s3.createBucket({ Bucket });
  cloud.ask('s3', { accountId: '111111111111' }).createBucket({ Bucket: 'abc' });
  const first = s3.listBuckets({ MaxBuckets: 2 });
  const second = s3.listBuckets({ MaxBuckets: 2, ContinuationToken: first.ContinuationToken });
  const names = [first, second].map(({ Buckets = [] }) => Buckets.map(({ Name }) => Name));
  expect(names).toEqual([['aaa', 'bbb'], ['ccc']]);
  expect(second.ContinuationToken).toBeUndefined();
});

test('a bucket goes only when nothing is in it but unfinished uploads', () => {
  const { s3, put } = testBucket();
  const Bucket = 'uploads';
  put('a');
  expect(refusal(() => s3.deleteBucket({ Bucket }))).toEqual({
    status: 409,
    code: 'BucketNotEmpty',
    message: 'The bucket you tried to delete is not empty',
    BucketName: 'uploads',
  });
  s3.deleteObject({ Bucket, Key: 'a' });
  const { UploadId } = s3.createMultipartUpload({ Bucket, Key: 'a' });
  s3.uploadPart({ Bucket, Key: 'a', UploadId, PartNumber: 1, Body: bytes('x') });
  s3.deleteBucket({ Bucket });
  expect(refusal(() => s3.listObjectsV2({ Bucket }))).toMatchObject({ code: 'NoSuchBucket' });
});

test('a bucket whose objects are all deleted by markers is not empty', () => {
  const { s3, put } = testBucket({ versioning: 'Enabled' });
  put('a');
  s3.deleteObject({ Bucket: 'uploads', Key: 'a' });
  expect(refusal(() => s3.deleteBucket({ Bucket: 'uploads' }))).toMatchObject({
    message: 'The bucket you tried to delete is not empty. You must delete all versions in the bucket.',
  });
});

test('double encryption with KMS keys says that it is not emulated', () => {
  const { s3 } = testBucket();
  const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms:dsse' as const } }];
  expect(() =>
    s3.putBucketEncryption({ Bucket: 'uploads', ServerSideEncryptionConfiguration: { Rules } }),
  ).toThrow('STORM_NOT_EMULATED  s3:PutBucketEncryption with SSEAlgorithm aws:kms:dsse is not emulated.');
});
