import type { AwsError } from '../../cloud/service';
import { refusal } from './refusal';

/** 404s of configuration that was never set. */
export const noSuchTagSet = (bucket: string): AwsError =>
  refusal(404, 'NoSuchTagSet', 'The TagSet does not exist', { BucketName: bucket });
export const noLockConfiguration = (bucket: string): AwsError =>
  refusal(
    404,
    'ObjectLockConfigurationNotFoundError',
    'Object Lock configuration does not exist for this bucket',
    { BucketName: bucket },
  );
export const noSuchCors = (bucket: string): AwsError =>
  refusal(404, 'NoSuchCORSConfiguration', 'The CORS configuration does not exist', { BucketName: bucket });
export const noSuchWebsite = (bucket: string): AwsError =>
  refusal(404, 'NoSuchWebsiteConfiguration', 'The specified bucket does not have a website configuration', {
    BucketName: bucket,
  });
export const noSuchPolicy = (bucket: string): AwsError =>
  refusal(404, 'NoSuchBucketPolicy', 'The bucket policy does not exist', { BucketName: bucket });
export const noSuchLifecycle = (bucket: string): AwsError =>
  refusal(404, 'NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist', {
    BucketName: bucket,
  });
export const noSuchPublicAccessBlock = (bucket: string): AwsError =>
  refusal(
    404,
    'NoSuchPublicAccessBlockConfiguration',
    'The public access block configuration was not found',
    {
      BucketName: bucket,
    },
  );
export const noOwnershipControls = (bucket: string): AwsError =>
  refusal(404, 'OwnershipControlsNotFoundError', 'The bucket ownership controls were not found', {
    BucketName: bucket,
  });

export const noSuchConfiguration = (): AwsError =>
  refusal(404, 'NoSuchConfiguration', 'The specified configuration does not exist.');

/** What configurations are refused for. */
export const idMismatch = (): AwsError =>
  refusal(400, 'IdMismatch', 'Document ID does not match the specified configuration ID.');
export const invalidDestinationBucket = (): AwsError =>
  refusal(400, 'InvalidS3DestinationBucket', 'Invalid bucket ARN.');
export const invalidLoggingTarget = (message: string, bucket: string): AwsError =>
  refusal(400, 'InvalidTargetBucketForLogging', message, { TargetBucket: bucket });
export const crossLocationLogging = (source: string, target: string): AwsError =>
  refusal(403, 'CrossLocationLoggingProhibitted', 'Cross S3 location logging not allowed. ', {
    ...(source === 'us-east-1' ? {} : { SourceBucketLocation: source }),
    TargetBucketLocation: target,
  });
