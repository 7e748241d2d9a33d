/** CloudFormation's S3 types, in terms of the S3 API. */
import {
  AwsError,
  urlSuffixOf,
  type ResourceProgress,
  type ResourceRequest,
  type ResourceType,
} from '../../cloud/service';
import { readBucket } from './bucket-readout';
import { bucketTags, encryptionRules, lifecycleRules, notificationConfiguration } from './bucket-properties';
import { templateConfigurations, type Configure } from './configurations/of-templates';
import { isConstraint } from './input';
import { flag, list, members, oneOf, present, text, type Properties } from './property-values';

/** After a bucket is made and configured CloudFormation waits until all of S3 knows it. */
const settleMs = 15_000;
const cannedAcls = {
  Private: 'private',
  PublicRead: 'public-read',
  PublicReadWrite: 'public-read-write',
  AuthenticatedRead: 'authenticated-read',
} as const;
const ownerships = ['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'] as const;
/** Regions whose website endpoints are written with a dash before the region (S3 user guide, "Website endpoints"). */
const dashRegions = [
  'us-east-1',
  'us-west-1',
  'us-west-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-northeast-1',
  'eu-west-1',
  'sa-east-1',
  'us-gov-west-1',
];

const isCode = (error: unknown, ...codes: string[]): boolean =>
  error instanceof AwsError && codes.includes(error.code);

function ready(request: ResourceRequest, name: string): ResourceProgress {
  const { partition, region } = request;
  const suffix = urlSuffixOf(region);
  const dash = dashRegions.includes(region) ? '-' : '.';
  return {
    done: true,
    physicalId: name,
    attributes: {
      Arn: `arn:${partition}:s3:::${name}`,
      DomainName: `${name}.s3.${suffix}`,
      DualStackDomainName: `${name}.s3.dualstack.${region}.${suffix}`,
      RegionalDomainName: `${name}.s3.${region}.${suffix}`,
      WebsiteURL: `http://${name}.s3-website${dash}${region}.${suffix}`,
    },
  };
}

function ownershipOf(properties: Properties) {
  const [rule] = list(members(properties['OwnershipControls'])['Rules']);
  return oneOf(members(rule)['ObjectOwnership'], ownerships);
}

function bucketName(request: ResourceRequest): string {
  const { BucketName } = request.properties;
  return typeof BucketName === 'string' && BucketName !== ''
    ? BucketName
    : request.generatedName(63, { lowerCase: true });
}

function refuseExisting(request: ResourceRequest, name: string): void {
  try {
    request.aws('s3').headBucket({ Bucket: name });
  } catch (error) {
    // Denied: somebody else's, which CreateBucket says better.
    if (error instanceof AwsError) return;
    throw error;
  }
  throw new AwsError('AlreadyExists', `${name} already exists`);
}

/** ACLs that let AWS's own services write or read: kept, nobody here asks for them; refused while ACLs are off. */
function grantOthers(request: ResourceRequest, control: string): void {
  if ((ownershipOf(request.properties) ?? 'BucketOwnerEnforced') === 'BucketOwnerEnforced') {
    const words = "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting";
    throw new AwsError('InvalidBucketAclWithObjectOwnership', words, { status: 400 });
  }
  request.modelledOnly(`AWS::S3::Bucket.AccessControl ${control}`);
}

function createBucket(request: ResourceRequest, name: string): void {
  const { region, properties } = request;
  const control = text(properties['AccessControl']);
  const acl = Object.entries(cannedAcls).find(([known]) => known === control)?.[1];
  if (control !== undefined && acl === undefined) grantOthers(request, control);
  request.aws('s3').createBucket({
    Bucket: name,
    ...(acl === undefined ? {} : { ACL: acl }),
    ...present({
      ObjectOwnership: ownershipOf(properties),
      ObjectLockEnabledForBucket: flag(properties['ObjectLockEnabled']),
    }),
    ...(region !== 'us-east-1' && isConstraint(region)
      ? { CreateBucketConfiguration: { LocationConstraint: region } }
      : {}),
  });
}

const configurations: Readonly<Record<string, Configure>> = {
  BucketEncryption: (request, Bucket, value) => {
    const s3 = request.aws('s3');
    if (value === undefined) s3.deleteBucketEncryption({ Bucket });
    else
      s3.putBucketEncryption({
        Bucket,
        ServerSideEncryptionConfiguration: { Rules: encryptionRules(value, request) },
      });
  },
  OwnershipControls: (request, Bucket, value) => {
    const s3 = request.aws('s3');
    if (value === undefined) s3.deleteBucketOwnershipControls({ Bucket });
    else
      s3.putBucketOwnershipControls({
        Bucket,
        OwnershipControls: { Rules: [{ ObjectOwnership: ownershipOf({ OwnershipControls: value }) }] },
      });
  },
  PublicAccessBlockConfiguration: (request, Bucket, value) => {
    const s3 = request.aws('s3');
    if (value === undefined) s3.deletePublicAccessBlock({ Bucket });
    else s3.putPublicAccessBlock({ Bucket, PublicAccessBlockConfiguration: publicAccessBlock(value) });
  },
  VersioningConfiguration: (request, Bucket, value) => {
    const Status =
      value === undefined ? 'Suspended' : oneOf(members(value)['Status'], ['Enabled', 'Suspended']);
    request.aws('s3').putBucketVersioning({ Bucket, VersioningConfiguration: present({ Status }) });
  },
  LifecycleConfiguration: (request, Bucket, value) => {
    const s3 = request.aws('s3');
    if (value === undefined) {
      s3.deleteBucketLifecycle({ Bucket });
      return;
    }
    const sizes = ['all_storage_classes_128K', 'varies_by_storage_class'] as const;
    s3.putBucketLifecycleConfiguration({
      Bucket,
      LifecycleConfiguration: { Rules: lifecycleRules(value, request) },
      ...present({
        TransitionDefaultMinimumObjectSize: oneOf(
          members(value)['TransitionDefaultMinimumObjectSize'],
          sizes,
        ),
      }),
    });
  },
  NotificationConfiguration: (request, Bucket, value) => {
    const NotificationConfiguration = notificationConfiguration(value, request);
    request.aws('s3').putBucketNotificationConfiguration({ Bucket, NotificationConfiguration });
  },
  ...templateConfigurations,
};

function publicAccessBlock(value: unknown) {
  const from = members(value);
  return present({
    BlockPublicAcls: flag(from['BlockPublicAcls']),
    IgnorePublicAcls: flag(from['IgnorePublicAcls']),
    BlockPublicPolicy: flag(from['BlockPublicPolicy']),
    RestrictPublicBuckets: flag(from['RestrictPublicBuckets']),
  });
}

function setTags(request: ResourceRequest, Bucket: string): void {
  const TagSet = bucketTags(request.properties, request);
  if (TagSet.length > 0) request.aws('s3').putBucketTagging({ Bucket, Tagging: { TagSet } });
  else if (request.previous !== undefined) request.aws('s3').deleteBucketTagging({ Bucket });
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const bucket: ResourceType = {
  properties: ['AccessControl', 'BucketName', 'ObjectLockEnabled', 'Tags', ...Object.keys(configurations)],
  replaceOn: ['BucketName', 'ObjectLockEnabled'],
  read: (request) => readBucket(request, ready(request, request.physicalId ?? '').attributes ?? {}),

  create(request) {
    const name = bucketName(request);
    refuseExisting(request, name);
    createBucket(request, name);
    // The bucket is there from now on, so that a failure of its configuration rolls back by deleting it.
    return { done: false, waitMs: 0, physicalId: name };
  },

  check(request) {
    const { physicalId: name = '', properties, memo } = request;
    if (memo === 'configured') return ready(request, name);
    for (const [property, configure] of Object.entries(configurations)) {
      if (properties[property] !== undefined) configure(request, name, properties[property]);
    }
    setTags(request, name);
    return { done: false, waitMs: settleMs, physicalId: name, memo: 'configured' };
  },

  update(request) {
    const { physicalId: name = '', properties, previous = {} } = request;
    if (!same(properties['AccessControl'], previous['AccessControl'])) {
      request.notEmulated('an update of AWS::S3::Bucket.AccessControl');
    }
    for (const [property, configure] of Object.entries(configurations)) {
      if (!same(properties[property], previous[property])) configure(request, name, properties[property]);
    }
    setTags(request, name);
    return ready(request, name);
  },

  delete(request) {
    try {
      request.aws('s3').deleteBucket({ Bucket: request.physicalId });
    } catch (error) {
      if (!isCode(error, 'NoSuchBucket')) throw error;
    }
    return { done: true };
  },
};

function policyText(request: ResourceRequest): string {
  const { PolicyDocument } = request.properties;
  return typeof PolicyDocument === 'string' ? PolicyDocument : JSON.stringify(PolicyDocument);
}

const bucketPolicy: ResourceType = {
  properties: ['Bucket', 'PolicyDocument'],
  replaceOn: ['Bucket'],

  create(request) {
    const Bucket = text(request.properties['Bucket']) ?? '';
    const s3 = request.aws('s3');
    try {
      s3.getBucketPolicy({ Bucket });
    } catch (error) {
      if (!isCode(error, 'NoSuchBucketPolicy')) throw error;
      s3.putBucketPolicy({ Bucket, Policy: policyText(request) });
      return { done: true, physicalId: Bucket };
    }
    throw new AwsError('AlreadyExists', `The bucket policy already exists on bucket ${Bucket}.`);
  },

  update(request) {
    const Bucket = request.physicalId ?? '';
    request.aws('s3').putBucketPolicy({ Bucket, Policy: policyText(request) });
    return { done: true, physicalId: Bucket };
  },

  delete(request) {
    try {
      request.aws('s3').deleteBucketPolicy({ Bucket: request.physicalId });
    } catch (error) {
      if (!isCode(error, 'NoSuchBucket', 'NoSuchBucketPolicy')) throw error;
    }
    return { done: true };
  },
};

export const resources = { 'AWS::S3::Bucket': bucket, 'AWS::S3::BucketPolicy': bucketPolicy };
