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
