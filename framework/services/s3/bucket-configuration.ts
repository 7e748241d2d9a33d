import type { S3 } from '@aws-sdk/client-s3';
import type { Input, Output } from '../../cloud/service';
import * as errors from './errors';
import { checkTags, requireBucket, tagsOf } from './input';
import { readRules, writeRule } from './lifecycle-rules';
import { cancelSweep, nextMidnightMs, scheduleSweep } from './lifecycle-sweep';
import type { Bucket, Nothing, S3Call } from './state';

const store = (bucket: Bucket, call: S3Call): Nothing => {
  call.state.buckets.set(bucket.name, bucket);
  return {};
};

function putBucketTagging(input: Input<S3, 'putBucketTagging'>, call: S3Call): Nothing {
  const bucket = requireBucket(input, call);
  const tags = tagsOf(input.Tagging?.TagSet);
  checkTags(tags, 'bucket');
  return store({ ...bucket, tags }, call);
}

function getBucketTagging(
  input: Input<S3, 'getBucketTagging'>,
  call: S3Call,
): Output<S3, 'getBucketTagging'> {
  const bucket = requireBucket(input, call);
  if (bucket.tags === undefined || bucket.tags.length === 0) throw errors.noSuchTagSet(bucket.name);
  return { TagSet: bucket.tags };
}

function deleteBucketTagging(input: Input<S3, 'deleteBucketTagging'>, call: S3Call): Nothing {
  const { tags: _, ...bucket } = requireBucket(input, call);
  return store(bucket, call);
}

/** Once enabled, versioning can be suspended but never taken back (aws-behaviour.md 2.4). */
function putBucketVersioning(input: Input<S3, 'putBucketVersioning'>, call: S3Call): Nothing {
  const bucket = requireBucket(input, call);
  const { Status: status, MFADelete: mfaDelete } = input.VersioningConfiguration ?? {};
  if (mfaDelete === 'Enabled') call.notEmulated('s3:PutBucketVersioning with MFADelete');
  if (status === undefined) throw errors.versioningMissing();
  if (status !== 'Enabled' && status !== 'Suspended') throw errors.malformedXml();
  if (status === 'Suspended' && bucket.objectLock !== undefined) {
    throw errors.invalidBucketState(
      'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.',
    );
  }
  const changed: Bucket = { ...bucket, versioning: status };
  return store(
    changed.lifecycle === undefined ? changed : scheduleSweep(changed, nextMidnightMs(call.nowMs), call),
    call,
  );
}

function getBucketVersioning(
  input: Input<S3, 'getBucketVersioning'>,
  call: S3Call,
): Output<S3, 'getBucketVersioning'> {
  const { versioning } = requireBucket(input, call);
  return versioning === undefined ? {} : { Status: versioning };
}

/** The default for what is written without saying. Whether a key of KMS is there the first write will tell. */
function putBucketEncryption(input: Input<S3, 'putBucketEncryption'>, call: S3Call): Nothing {
  const bucket = requireBucket(input, call);
  const rules = input.ServerSideEncryptionConfiguration?.Rules;
  const [rule] = rules ?? [];
  if (rules === undefined || rule === undefined || rules.length > 1) throw errors.malformedXml();
  const byDefault = rule.ApplyServerSideEncryptionByDefault;
  const algorithm = byDefault?.SSEAlgorithm ?? 'AES256';
  if (algorithm === 'aws:kms:dsse') call.notEmulated(`s3:PutBucketEncryption with SSEAlgorithm ${algorithm}`);
  if (algorithm !== 'AES256' && algorithm !== 'aws:kms') throw errors.malformedXml();
  const keyId = byDefault?.KMSMasterKeyID;
  if (algorithm === 'AES256' && keyId !== undefined) {
    throw errors.invalidArgument(
      'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
      'ApplyServerSideEncryptionByDefault',
    );
  }
  const blocked: string[] = [...(rule.BlockedEncryptionTypes?.EncryptionType ?? [])];
  if (blocked.some((each) => each !== 'SSE-C')) {
    call.modelledOnly('s3:PutBucketEncryption with BlockedEncryptionTypes other than SSE-C');
  }
  const { kms: _, ...rest } = bucket;
  return store(
    {
      ...rest,
      encryptionRule: 'put',
      ...(algorithm === 'AES256' ? {} : { kms: keyId === undefined ? {} : { keyId } }),
      bucketKeyEnabled: rule.BucketKeyEnabled ?? false,
      blockedEncryptionTypes: blocked,
    },
    call,
  );
}

function getBucketEncryption(
  input: Input<S3, 'getBucketEncryption'>,
  call: S3Call,
): Output<S3, 'getBucketEncryption'> {
  const bucket = requireBucket(input, call);
  // Recorded on AWS in 2025: the rule is gone, though what is written is encrypted as before.
  if (bucket.encryptionRule === 'deleted') return {};
  const blocked = (['NONE', 'SSE-C'] as const).filter((each) => bucket.blockedEncryptionTypes.includes(each));
  return {
    ServerSideEncryptionConfiguration: {
      Rules: [
        {
          ApplyServerSideEncryptionByDefault:
            bucket.kms === undefined
              ? { SSEAlgorithm: 'AES256' }
              : {
                  SSEAlgorithm: 'aws:kms',
                  ...(bucket.kms.keyId === undefined ? {} : { KMSMasterKeyID: bucket.kms.keyId }),
                },
          BucketKeyEnabled: bucket.bucketKeyEnabled,
          ...(blocked.length === 0 ? {} : { BlockedEncryptionTypes: { EncryptionType: blocked } }),
        },
      ],
    },
  };
}

/** Without a configuration of its own a bucket falls back to S3's keys: it is never unencrypted. */
function deleteBucketEncryption(input: Input<S3, 'deleteBucketEncryption'>, call: S3Call): Nothing {
  const { kms: _, ...bucket } = requireBucket(input, call);
  return store(
    { ...bucket, encryptionRule: 'deleted', bucketKeyEnabled: false, blockedEncryptionTypes: [] },
    call,
  );
}

function putPublicAccessBlock(input: Input<S3, 'putPublicAccessBlock'>, call: S3Call): Nothing {
  const bucket = requireBucket(input, call);
  const from = input.PublicAccessBlockConfiguration;
  if (from === undefined) throw errors.malformedXml();
  const publicAccessBlock = {
    BlockPublicAcls: from.BlockPublicAcls ?? false,
    IgnorePublicAcls: from.IgnorePublicAcls ?? false,
    BlockPublicPolicy: from.BlockPublicPolicy ?? false,
    RestrictPublicBuckets: from.RestrictPublicBuckets ?? false,
  };
  return store({ ...bucket, publicAccessBlock }, call);
}

function getPublicAccessBlock(
  input: Input<S3, 'getPublicAccessBlock'>,
  call: S3Call,
): Output<S3, 'getPublicAccessBlock'> {
  const bucket = requireBucket(input, call);
  if (bucket.publicAccessBlock === undefined) throw errors.noSuchPublicAccessBlock(bucket.name);
  return { PublicAccessBlockConfiguration: bucket.publicAccessBlock };
}

function deletePublicAccessBlock(input: Input<S3, 'deletePublicAccessBlock'>, call: S3Call): Nothing {
  const { publicAccessBlock: _, ...bucket } = requireBucket(input, call);
  return store(bucket, call);
}

function putBucketOwnershipControls(input: Input<S3, 'putBucketOwnershipControls'>, call: S3Call): Nothing {
  const bucket = requireBucket(input, call);
  const rules = input.OwnershipControls?.Rules;
  const [rule] = rules ?? [];
  const ownership = rule?.ObjectOwnership;
  if (rules?.length !== 1 || ownership === undefined) throw errors.malformedXml();
  if (
    ownership !== 'BucketOwnerEnforced' &&
    ownership !== 'BucketOwnerPreferred' &&
    ownership !== 'ObjectWriter'
  ) {
    throw errors.malformedXml();
  }
  return store({ ...bucket, ownership }, call);
}

function getBucketOwnershipControls(
  input: Input<S3, 'getBucketOwnershipControls'>,
  call: S3Call,
): Output<S3, 'getBucketOwnershipControls'> {
  const bucket = requireBucket(input, call);
  if (bucket.ownership === undefined) throw errors.noOwnershipControls(bucket.name);
  return { OwnershipControls: { Rules: [{ ObjectOwnership: bucket.ownership }] } };
}

function deleteBucketOwnershipControls(
  input: Input<S3, 'deleteBucketOwnershipControls'>,
  call: S3Call,
): Nothing {
  const { ownership: _, ...bucket } = requireBucket(input, call);
  return store(bucket, call);
}

function putBucketLifecycleConfiguration(
  input: Input<S3, 'putBucketLifecycleConfiguration'>,
  call: S3Call,
): Output<S3, 'putBucketLifecycleConfiguration'> {
  const bucket = requireBucket(input, call);
  const rules = readRules(input.LifecycleConfiguration?.Rules, call);
  const varies = input.TransitionDefaultMinimumObjectSize === 'varies_by_storage_class';
  const minimumSize = varies ? 'varies_by_storage_class' : 'all_storage_classes_128K';
  const changed: Bucket = { ...bucket, lifecycle: { rules, minimumSize } };
  store(scheduleSweep(changed, nextMidnightMs(call.nowMs), call), call);
  return { TransitionDefaultMinimumObjectSize: minimumSize };
}

function getBucketLifecycleConfiguration(
  input: Input<S3, 'getBucketLifecycleConfiguration'>,
  call: S3Call,
): Output<S3, 'getBucketLifecycleConfiguration'> {
  const { name, lifecycle } = requireBucket(input, call);
  if (lifecycle === undefined) throw errors.noSuchLifecycle(name);
  return { Rules: lifecycle.rules.map(writeRule), TransitionDefaultMinimumObjectSize: lifecycle.minimumSize };
}

function deleteBucketLifecycle(input: Input<S3, 'deleteBucketLifecycle'>, call: S3Call): Nothing {
  const { lifecycle: _, ...bucket } = requireBucket(input, call);
  return store(cancelSweep(bucket, call), call);
}

/** The operations on what a bucket is configured with, besides its policy and notifications. */
export const configuration = {
  putBucketTagging,
  getBucketTagging,
  deleteBucketTagging,
  putBucketVersioning,
  getBucketVersioning,
  putBucketEncryption,
  getBucketEncryption,
  deleteBucketEncryption,
  putPublicAccessBlock,
  getPublicAccessBlock,
  deletePublicAccessBlock,
  putBucketOwnershipControls,
  getBucketOwnershipControls,
  deleteBucketOwnershipControls,
  putBucketLifecycleConfiguration,
  getBucketLifecycleConfiguration,
  deleteBucketLifecycle,
};
