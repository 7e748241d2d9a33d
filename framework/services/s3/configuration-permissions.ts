/** The rights that object lock and the lesser configurations of a bucket ask for. */
import type { S3 } from '@aws-sdk/client-s3';
import type { Access, Permissions } from '../../cloud/service';
import { bucketAccess, objectAccess, onBucket, type Context } from './accesses';
import type { S3Call, State } from './state';

export interface LockInput {
  ObjectLockMode?: string | undefined;
  ObjectLockRetainUntilDate?: Date | undefined;
  ObjectLockLegalHoldStatus?: string | undefined;
}

export const lockContext = (input: LockInput): Context => ({
  ...(input.ObjectLockMode === undefined ? {} : { 's3:object-lock-mode': input.ObjectLockMode }),
  ...(input.ObjectLockRetainUntilDate === undefined
    ? {}
    : { 's3:object-lock-retain-until-date': input.ObjectLockRetainUntilDate.toISOString() }),
  ...(input.ObjectLockLegalHoldStatus === undefined
    ? {}
    : { 's3:object-lock-legal-hold': input.ObjectLockLegalHoldStatus }),
});

/** To write an object locked takes the rights to lock it. */
export function lockWriteAccess(
  input: LockInput & { Bucket: string; Key: string },
  call: S3Call,
  context: Context,
): Access[] {
  const retains = input.ObjectLockMode !== undefined || input.ObjectLockRetainUntilDate !== undefined;
  return [
    ...(retains ? objectAccess('PutObjectRetention', input, call, context) : []),
    ...(input.ObjectLockLegalHoldStatus === undefined
      ? []
      : objectAccess('PutObjectLegalHold', input, call, context)),
  ];
}

export const bypassAccess = (
  input: { Bucket: string; Key: string; BypassGovernanceRetention?: boolean | undefined },
  call: S3Call,
): Access[] =>
  input.BypassGovernanceRetention === true ? objectAccess('BypassGovernanceRetention', input, call) : [];

type LockOperation =
  | 'getObjectLockConfiguration'
  | 'putObjectLockConfiguration'
  | 'getObjectRetention'
  | 'putObjectRetention'
  | 'getObjectLegalHold'
  | 'putObjectLegalHold';

export const lockPermissions: Pick<Permissions<S3, State>, LockOperation> = {
  getObjectLockConfiguration: onBucket('GetBucketObjectLockConfiguration'),
  putObjectLockConfiguration: onBucket('PutBucketObjectLockConfiguration'),
  getObjectRetention: (input, call) => objectAccess('GetObjectRetention', input, call),
  putObjectRetention: (input, call) => [
    ...objectAccess(
      'PutObjectRetention',
      input,
      call,
      lockContext({
        ObjectLockMode: input.Retention?.Mode,
        ObjectLockRetainUntilDate: input.Retention?.RetainUntilDate,
      }),
    ),
    ...bypassAccess(input, call),
  ],
  getObjectLegalHold: (input, call) => objectAccess('GetObjectLegalHold', input, call),
  putObjectLegalHold: (input, call) =>
    objectAccess(
      'PutObjectLegalHold',
      input,
      call,
      lockContext({ ObjectLockLegalHoldStatus: input.LegalHold?.Status }),
    ),
};

export const configurationPermissions = {
  getBucketCors: onBucket('GetBucketCORS'),
  putBucketCors: onBucket('PutBucketCORS'),
  deleteBucketCors: onBucket('PutBucketCORS'),
  getBucketWebsite: onBucket('GetBucketWebsite'),
  putBucketWebsite: onBucket('PutBucketWebsite'),
  deleteBucketWebsite: onBucket('DeleteBucketWebsite'),
  getBucketLogging: onBucket('GetBucketLogging'),
  putBucketLogging: onBucket('PutBucketLogging'),
  getBucketAccelerateConfiguration: onBucket('GetAccelerateConfiguration'),
  putBucketAccelerateConfiguration: onBucket('PutAccelerateConfiguration'),
  getBucketRequestPayment: onBucket('GetBucketRequestPayment'),
  putBucketRequestPayment: onBucket('PutBucketRequestPayment'),
  getBucketReplication: onBucket('GetReplicationConfiguration'),
  putBucketReplication: (
    input: { Bucket: string; ReplicationConfiguration?: { Role?: string | undefined } | undefined },
    call: S3Call,
  ) => [
    ...bucketAccess('PutReplicationConfiguration', input, call),
    {
      action: 'iam:PassRole',
      resource: input.ReplicationConfiguration?.Role ?? '*',
      context: { 'iam:passedtoservice': 's3.amazonaws.com' },
    },
  ],
  deleteBucketReplication: onBucket('PutReplicationConfiguration'),
  listBucketInventoryConfigurations: onBucket('GetInventoryConfiguration'),
  getBucketInventoryConfiguration: onBucket('GetInventoryConfiguration'),
  putBucketInventoryConfiguration: onBucket('PutInventoryConfiguration'),
  deleteBucketInventoryConfiguration: onBucket('PutInventoryConfiguration'),
  listBucketMetricsConfigurations: onBucket('GetMetricsConfiguration'),
  getBucketMetricsConfiguration: onBucket('GetMetricsConfiguration'),
  putBucketMetricsConfiguration: onBucket('PutMetricsConfiguration'),
  deleteBucketMetricsConfiguration: onBucket('PutMetricsConfiguration'),
  listBucketAnalyticsConfigurations: onBucket('GetAnalyticsConfiguration'),
  getBucketAnalyticsConfiguration: onBucket('GetAnalyticsConfiguration'),
  putBucketAnalyticsConfiguration: onBucket('PutAnalyticsConfiguration'),
  deleteBucketAnalyticsConfiguration: onBucket('PutAnalyticsConfiguration'),
  listBucketIntelligentTieringConfigurations: onBucket('GetIntelligentTieringConfiguration'),
  getBucketIntelligentTieringConfiguration: onBucket('GetIntelligentTieringConfiguration'),
  putBucketIntelligentTieringConfiguration: onBucket('PutIntelligentTieringConfiguration'),
  deleteBucketIntelligentTieringConfiguration: onBucket('PutIntelligentTieringConfiguration'),
};
