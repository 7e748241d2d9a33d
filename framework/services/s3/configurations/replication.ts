/** Replication: its rules are checked and kept; nothing is replicated, which is reported (aws-behaviour.md 2.10). */
import type { ReplicationRule, S3 } from '@aws-sdk/client-s3';
import { AwsError, type Input, type Output } from '../../../cloud/service';
import * as errors from '../errors';
import { requireBucket } from '../input';
import type { Nothing, S3Call } from '../state';

const rulesMax = 1000;

function checkRule(rule: ReplicationRule, call: S3Call): void {
  const { Status: status, Destination: destination, DeleteMarkerReplication: markers } = rule;
  const hasBoth = rule.Filter !== undefined && rule.Prefix !== undefined;
  if ((status !== 'Enabled' && status !== 'Disabled') || destination?.Bucket === undefined || hasBoth) {
    throw errors.malformedXml();
  }
  if (rule.Filter !== undefined && (rule.Priority === undefined || markers?.Status === undefined)) {
    throw errors.malformedXml();
  }
  const target = call.state.buckets.get(destination.Bucket.split(':::')[1] ?? '');
  if (target?.versioning !== 'Enabled') {
    throw errors.invalidRequest('Destination bucket must have versioning enabled.');
  }
}

function putBucketReplication(input: Input<S3, 'putBucketReplication'>, call: S3Call): Nothing {
  const bucket = requireBucket(input, call);
  const { Role: role, Rules: rules = [] } = input.ReplicationConfiguration ?? {};
  if (bucket.versioning !== 'Enabled') {
    throw errors.invalidRequest(
      "Versioning must be 'Enabled' on the bucket to apply a replication configuration",
    );
  }
  if (role === undefined || rules.length === 0 || rules.length > rulesMax) throw errors.malformedXml();
  for (const rule of rules) checkRule(rule, call);
  call.modelledOnly('s3 bucket with ReplicationConfiguration (nothing is replicated)');
  const kept = rules.map((rule) => ({ ...rule, ID: rule.ID ?? call.random('replication rule id').uuid() }));
  call.state.buckets.set(bucket.name, { ...bucket, replication: { Role: role, Rules: kept } });
  return {};
}

function getBucketReplication(
  input: Input<S3, 'getBucketReplication'>,
  call: S3Call,
): Output<S3, 'getBucketReplication'> {
  const { name, replication } = requireBucket(input, call);
  if (replication !== undefined) return { ReplicationConfiguration: replication };
  throw new AwsError('ReplicationConfigurationNotFoundError', 'The replication configuration was not found', {
    status: 404,
    fields: { BucketName: name },
  });
}

function deleteBucketReplication(input: Input<S3, 'deleteBucketReplication'>, call: S3Call): Nothing {
  const { replication: _, ...bucket } = requireBucket(input, call);
  call.state.buckets.set(bucket.name, bucket);
  return {};
}

export const replication = { putBucketReplication, getBucketReplication, deleteBucketReplication };
