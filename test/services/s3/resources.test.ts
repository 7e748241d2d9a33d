import type { ResourceRequest } from '../../../framework/cloud/service';
import { epochMs, StormError } from '../../../framework/kernel';
import { resources } from '../../../framework/services/s3/resources';
import { testCloud, type TestCloud } from '../../test-cloud';
import { testQueue } from '../sqs/queue';
import { refusal } from './bucket';

type Properties = Record<string, unknown>;
const bucketType = resources['AWS::S3::Bucket'];
const policyType = resources['AWS::S3::BucketPolicy'];

/** What CloudFormation hands to the type for a resource 'Uploads' of the stack 'app'. */
function request(
  cloud: TestCloud,
  properties: Properties,
  more: Partial<ResourceRequest> = {},
): ResourceRequest {
  return {
    logicalId: 'Uploads',
    type: 'AWS::S3::Bucket',
    stackName: 'app',
    stackId: 'arn:aws:cloudformation:us-east-1:000000000000:stack/app/1',
    accountId: '000000000000',
    region: 'us-east-1',
    partition: 'aws',
    nowMs: epochMs,
    properties,
    tags: { 'aws:cloudformation:stack-name': 'app' },
    aws: (service) => cloud.ask(service),
    generatedName: () => 'app-uploads-1a2b3c',
    notEmulated(what) {
      throw new StormError('STORM_NOT_EMULATED', `${what} is not emulated.`);
    },
    modelledOnly: () => undefined,
    ...more,
  };
}

/** Creates the bucket, configures it and waits for it, as CloudFormation does in three steps. */
function made(properties: Properties, cloud = testCloud()) {
  const { physicalId } = bucketType.create(request(cloud, properties));
  const { memo } = bucketType.check?.(request(cloud, properties, { physicalId })) ?? {};
  const progress = bucketType.check?.(
    request(cloud, properties, { physicalId, ...(memo === undefined ? {} : { memo }) }),
  );
  return { cloud, s3: cloud.ask('s3'), Bucket: physicalId, progress };
}

test('a bucket without properties gets a name, the defaults, and its attributes', () => {
  const { s3, Bucket, progress } = made({});
  expect(progress).toEqual({
    done: true,
    physicalId: 'app-uploads-1a2b3c',
    attributes: {
      Arn: 'arn:aws:s3:::app-uploads-1a2b3c',
      DomainName: 'app-uploads-1a2b3c.s3.amazonaws.com',
      DualStackDomainName: 'app-uploads-1a2b3c.s3.dualstack.us-east-1.amazonaws.com',
      RegionalDomainName: 'app-uploads-1a2b3c.s3.us-east-1.amazonaws.com',
      WebsiteURL: 'http://app-uploads-1a2b3c.s3-website-us-east-1.amazonaws.com',
    },
  });
  expect(s3.getBucketTagging({ Bucket }).TagSet).toEqual([
    { Key: 'aws:cloudformation:stack-name', Value: 'app' },
  ]);
});

const everything: Properties = {
  BucketName: 'uploads',
  AccessControl: 'Private',
  BucketEncryption: {
    ServerSideEncryptionConfiguration: [
      { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: 'true' },
    ],
  },
  LifecycleConfiguration: {
    Rules: [
      {
        Id: 'old',
        Status: 'Enabled',
        Prefix: 'in/',
        ExpirationInDays: '30',
        TagFilters: [{ Key: 'a', Value: 'b' }],
      },
      { Id: 'parts', Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } },
    ],
  },
  OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] },
  PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: 'true' },
  Tags: [{ Key: 'team', Value: 'blue' }],
  VersioningConfiguration: { Status: 'Enabled' },
};

test('each property arrives at the bucket', () => {
  const { s3, Bucket } = made(everything);
  expect({
    encryption: s3.getBucketEncryption({ Bucket }).ServerSideEncryptionConfiguration?.Rules,
    lifecycle: s3.getBucketLifecycleConfiguration({ Bucket }).Rules,
    ownership: s3.getBucketOwnershipControls({ Bucket }).OwnershipControls?.Rules,
    publicAccess: s3.getPublicAccessBlock({ Bucket }).PublicAccessBlockConfiguration,
    tags: s3.getBucketTagging({ Bucket }).TagSet,
    versioning: s3.getBucketVersioning({ Bucket }).Status,
  }).toMatchInlineSnapshot(`
   {
     "encryption": [
       {
         "ApplyServerSideEncryptionByDefault": {
           "SSEAlgorithm": "AES256",
         },
         "BucketKeyEnabled": true,
       },
     ],
     "lifecycle": [
       {
         "Expiration": {
           "Days": 30,
         },
         "Filter": {
           "And": {
             "Prefix": "in/",
             "Tags": [
               {
                 "Key": "a",
                 "Value": "b",
               },
             ],
           },
         },
         "ID": "old",
         "Status": "Enabled",
       },
       {
         "AbortIncompleteMultipartUpload": {
           "DaysAfterInitiation": 7,
         },
         "Filter": {
           "Prefix": "",
         },
         "ID": "parts",
         "Status": "Enabled",
       },
     ],
     "ownership": [
       {
         "ObjectOwnership": "BucketOwnerPreferred",
       },
     ],
     "publicAccess": {
       "BlockPublicAcls": true,
       "BlockPublicPolicy": true,
       "IgnorePublicAcls": false,
       "RestrictPublicBuckets": false,
     },
     "tags": [
       {
         "Key": "aws:cloudformation:stack-name",
         "Value": "app",
       },
       {
         "Key": "team",
         "Value": "blue",
       },
     ],
     "versioning": "Enabled",
   }
  `);
});

test('an update takes away what the template no longer says', () => {
  const { cloud, s3, Bucket } = made(everything);
  const properties = { BucketName: 'uploads', AccessControl: 'Private' };
  bucketType.update?.(request(cloud, properties, { previous: everything, physicalId: Bucket }));
  expect(s3.getBucketVersioning({ Bucket }).Status).toBe('Suspended');
  expect(refusal(() => s3.getBucketLifecycleConfiguration({ Bucket }))).toMatchObject({
    code: 'NoSuchLifecycleConfiguration',
  });
  expect(refusal(() => s3.getPublicAccessBlock({ Bucket }))).toMatchObject({
    code: 'NoSuchPublicAccessBlockConfiguration',
  });
  expect(s3.getBucketTagging({ Bucket }).TagSet).toEqual([
    { Key: 'aws:cloudformation:stack-name', Value: 'app' },
  ]);
});

test('a bucket that exists is not adopted', () => {
  const { cloud } = made({ BucketName: 'uploads' });
  expect(refusal(() => bucketType.create(request(cloud, { BucketName: 'uploads' })))).toMatchObject({
    code: 'AlreadyExists',
    message: 'uploads already exists',
  });
});

test('notifications need their destination to let S3 in, and leave a bucket that can be rolled back', () => {
  const queue = testQueue();
  const properties = {
    BucketName: 'uploads',
    NotificationConfiguration: {
      QueueConfigurations: [
        {
          Event: 's3:ObjectCreated:*',
          Queue: queue.arn,
          Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'in/' }] } },
        },
      ],
    },
  };
  expect(refusal(() => made(properties, queue.cloud))).toMatchObject({
    message: 'Unable to validate the following destination configurations',
  });
  const Policy = JSON.stringify({
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 's3.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queue.arn,
      },
    ],
  });
  queue.cloud.ask('sqs').setQueueAttributes({ QueueUrl: queue.url, Attributes: { Policy } });
  expect(bucketType.delete(request(queue.cloud, properties, { physicalId: 'uploads' }))).toEqual({
    done: true,
  });
  const { s3, Bucket } = made(properties, queue.cloud);
  expect(s3.getBucketNotificationConfiguration({ Bucket }).QueueConfigurations).toMatchObject([
    {
      QueueArn: queue.arn,
      Events: ['s3:ObjectCreated:*'],
      Filter: { Key: { FilterRules: [{ Name: 'Prefix', Value: 'in/' }] } },
    },
  ]);
});

test('a bucket with objects cannot be deleted, and one that is gone already is deleted', () => {
  const { cloud, s3, Bucket } = made({});
  s3.putObject({ Bucket, Key: 'k' });
  const remove = () => bucketType.delete(request(cloud, {}, { physicalId: Bucket }));
  expect(refusal(remove)).toMatchObject({
    code: 'BucketNotEmpty',
    message: 'The bucket you tried to delete is not empty',
  });
  s3.deleteObject({ Bucket, Key: 'k' });
  expect(remove()).toEqual({ done: true });
  expect(remove()).toEqual({ done: true });
});

test.each([
  [
    'an unknown member',
    { LifecycleConfiguration: { Rules: [{ Status: 'Enabled', Whim: 1 }] } },
    'AWS::S3::Bucket.LifecycleConfiguration.Rules.Whim',
  ],
])('%s is refused loudly', (_, properties, what) => {
  expect(() => made(properties)).toThrow(`STORM_NOT_EMULATED  ${what} is not emulated.`);
});

test('an ACL for log delivery is kept where ACLs are on, and fails as on AWS where they are off', () => {
  const on = { OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] } };
  expect(made({ AccessControl: 'LogDeliveryWrite', ...on }).progress?.done).toBe(true);
  expect(refusal(() => made({ AccessControl: 'LogDeliveryWrite' }))).toMatchObject({
    code: 'InvalidBucketAclWithObjectOwnership',
  });
});

test('a public canned ACL fails as on AWS while ACLs are off', () => {
  expect(refusal(() => made({ AccessControl: 'PublicRead' }))).toMatchObject({
    code: 'InvalidBucketAclWithObjectOwnership',
    message: "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
  });
});

test('a bucket policy is one per bucket, changes in place and goes', () => {
  const { cloud, s3, Bucket } = made({});
  const policy = (Action: string) => ({
    Bucket,
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Principal: '*', Action, Resource: `arn:aws:s3:::${Bucket}/*` }],
    },
  });
  expect(policyType.create(request(cloud, policy('s3:PutObject')))).toEqual({
    done: true,
    physicalId: Bucket,
  });
  expect(refusal(() => policyType.create(request(cloud, policy('s3:PutObject'))))).toMatchObject({
    message: `The bucket policy already exists on bucket ${Bucket}.`,
  });
  policyType.update?.(request(cloud, policy('s3:GetObject'), { physicalId: Bucket }));
  expect(s3.getBucketPolicy({ Bucket }).Policy).toContain('s3:GetObject');
  policyType.delete(request(cloud, {}, { physicalId: Bucket }));
  expect(refusal(() => s3.getBucketPolicy({ Bucket }))).toMatchObject({ code: 'NoSuchBucketPolicy' });
});
