/** Server access logs: where they go is checked and kept; none are written here, which is reported. */
import type { S3 } from '@aws-sdk/client-s3';
import type { Input, Output } from '../../../cloud/service';
import * as errors from '../errors';
import { requireBucket } from '../input';
import type { Nothing, S3Call } from '../state';

function putBucketLogging(input: Input<S3, 'putBucketLogging'>, call: S3Call): Nothing {
  const { logging: _, ...bucket } = requireBucket(input, call);
  const status = input.BucketLoggingStatus;
  if (status === undefined) throw errors.malformedXml();
  const { LoggingEnabled: logging } = status;
  if (logging === undefined) {
    call.state.buckets.set(bucket.name, bucket);
    return {};
  }
  const { TargetBucket: name, TargetPrefix: prefix } = logging;
  if (name === undefined || prefix === undefined) throw errors.malformedXml();
  const target = call.state.buckets.get(name);
  if (target === undefined) {
    throw errors.invalidLoggingTarget('The target bucket for logging does not exist', name);
  }
  if (target.ownerId !== bucket.ownerId) {
    throw errors.invalidLoggingTarget(
      'The owner for the bucket to be logged and the target bucket must be the same.',
      name,
    );
  }
  if (target.region !== bucket.region) throw errors.crossLocationLogging(bucket.region, target.region);
  call.modelledOnly('s3 bucket with LoggingEnabled (no access logs are written)');
  call.state.buckets.set(bucket.name, { ...bucket, logging });
  return {};
}

function getBucketLogging(
  input: Input<S3, 'getBucketLogging'>,
  call: S3Call,
): Output<S3, 'getBucketLogging'> {
  const { logging } = requireBucket(input, call);
  return logging === undefined ? {} : { LoggingEnabled: logging };
}

export const accessLogs = { putBucketLogging, getBucketLogging };
