import type { S3 } from '@aws-sdk/client-s3';
import { AwsError, type Input, type Output } from '../../cloud/service';
import { grantsOfHeaders } from './acl/asked-acl';
import { isOwnersOnly, isPublic } from './acl/grants';
import { canonicalId } from './body-integrity';
import * as errors from './errors';
import { checkBucketName, checkTags, isConstraint, requireBucket, tagsOf } from './input';
import { cancelSweep } from './lifecycle-sweep';
import { bucketPrefix, type Bucket, type Grant, type Ownership, type Nothing, type S3Call } from './state';
import { removeUpload } from './uploads';
import type { Table } from '../../kernel';

type CreateInput = Input<S3, 'createBucket'>;

const defaultRegion = 'us-east-1';
/** Regions that us-east-1 has nothing to do with. */
const otherPartitions = /^(cn|us-gov|us-iso[a-z]?|eu-isoe|eusc)-/;

/**
 * The region that a bucket is made in. Without a constraint that is us-east-1, and only its endpoint may be asked so
 * (aws-behaviour.md 2.1); it alone makes buckets of other regions too.
 */
function locationOf(input: CreateInput, call: S3Call): string {
  const asked = input.CreateBucketConfiguration?.LocationConstraint;
  if (asked === undefined) {
    if (call.region !== defaultRegion) throw errors.illegalLocation('unspecified');
    return call.region;
  }
  const region: string = asked === 'EU' ? 'eu-west-1' : asked;
  if (!/^[a-z]{2}(-[a-z]+)+-\d+$/.test(region)) throw errors.invalidLocation(region);
  if (call.region !== defaultRegion) {
    if (region !== call.region) throw errors.illegalLocation(region);
    return region;
  }
  if (region === defaultRegion) throw errors.invalidLocation(region);
  if (otherPartitions.test(region)) throw errors.illegalLocation(region);
  return region;
}

const ownerships = ['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'];

function checkCreation(input: CreateInput, call: S3Call): void {
  checkBucketName(input.Bucket);
  const { Location: location, Bucket: kind } = input.CreateBucketConfiguration ?? {};
  if (location !== undefined || kind !== undefined) call.notEmulated('s3:CreateBucket of a directory bucket');
  if (input.BucketNamespace !== undefined && input.BucketNamespace !== 'global') {
    call.notEmulated('s3:CreateBucket with BucketNamespace');
  }
  const { ObjectOwnership: ownership } = input;
  if (ownership !== undefined && !ownerships.includes(ownership)) {
    throw errors.invalidArgument(
      `Invalid x-amz-object-ownership header: ${ownership}`,
      'x-amz-object-ownership',
    );
  }
}

/** The ACL that a bucket is made with. Block Public Access is on by then, so it can't be a public one. */
function aclOfNewBucket(input: CreateInput, ownerId: string): { acl?: Grant[] } {
  const acl = grantsOfHeaders(input, { ownerId, bucketOwnerId: ownerId });
  if (acl === undefined || isOwnersOnly(acl, ownerId)) return {};
  if ((input.ObjectOwnership ?? 'BucketOwnerEnforced') === 'BucketOwnerEnforced') {
    throw new AwsError(
      'InvalidBucketAclWithObjectOwnership',
      "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
      { status: 400 },
    );
  }
  if (isPublic(acl)) {
    throw new AwsError(
      'InvalidBucketAclWithBlockPublicAccessError',
      'Bucket cannot have public ACLs set with BlockPublicAccess enabled',
      { status: 400 },
    );
  }
  return { acl };
}

export function createBucket(input: CreateInput, call: S3Call): Output<S3, 'createBucket'> {
  checkCreation(input, call);
  const listed = aclOfNewBucket(input, call.accountId);
  const { buckets } = call.state;
  const known = buckets.get(input.Bucket);
  if (known !== undefined && known.ownerId !== call.accountId) throw errors.bucketAlreadyExists(input.Bucket);
  const region = locationOf(input, call);
  if (known !== undefined) {
    // The oldest region keeps the oldest manners: there, making one's own bucket again succeeds.
    if (call.region !== defaultRegion || known.region !== defaultRegion)
      throw errors.bucketAlreadyOwnedByYou(input.Bucket);
    return { Location: `/${input.Bucket}` };
  }
  const tags = input.CreateBucketConfiguration?.Tags;
  const bucket = newBucket(
    { name: input.Bucket, region, ownership: input.ObjectOwnership ?? 'BucketOwnerEnforced' },
    call,
  );
  if (tags !== undefined && tags.length > 0) {
    bucket.tags = tagsOf(tags);
    checkTags(bucket.tags, 'bucket');
  }
  Object.assign(bucket, listed);
  if (input.ObjectLockEnabledForBucket === true) {
    bucket.versioning = 'Enabled';
    bucket.objectLock = {};
  }
  buckets.set(input.Bucket, bucket);
  return {
    Location: call.region === defaultRegion ? `/${input.Bucket}` : `http://${input.Bucket}.s3.amazonaws.com/`,
  };
}

/** As buckets are made since 2023: encrypted, closed to the public, without ACLs. */
function newBucket(
  { name, region, ownership }: { name: string; region: string; ownership: Ownership },
  call: S3Call,
): Bucket {
  return {
    name,
    ownerId: call.accountId,
    region,
    createdMs: call.nowMs,
    bucketKeyEnabled: false,
    blockedEncryptionTypes: [],
    ownership,
    publicAccessBlock: {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    },
  };
}

export function headBucket(input: Input<S3, 'headBucket'>, call: S3Call): Output<S3, 'headBucket'> {
  if (!call.state.buckets.has(input.Bucket)) throw errors.notFound();
  const bucket = requireBucket(input, call);
  return {
    BucketRegion: bucket.region,
    AccessPointAlias: false,
  };
}

export function listBuckets(input: Input<S3, 'listBuckets'>, call: S3Call): Output<S3, 'listBuckets'> {
  const max = input.MaxBuckets ?? 10_000;
  const from =
    input.ContinuationToken === undefined ? '' : Buffer.from(input.ContinuationToken, 'base64').toString();
  const own: Bucket[] = [];
  for (const [, bucket] of call.state.buckets.range({ from, after: from !== '' })) {
    const wanted =
      bucket.ownerId === call.accountId &&
      bucket.name.startsWith(input.Prefix ?? '') &&
      (input.BucketRegion === undefined || input.BucketRegion === bucket.region);
    if (wanted) own.push(bucket);
    if (own.length > max) break;
  }
  const page = own.slice(0, max);
  const last = page.at(-1);
  const asked = [input.MaxBuckets, input.BucketRegion, input.Prefix, input.ContinuationToken];
  const isFiltered = asked.some((each) => each !== undefined);
  return {
    Buckets: page.map((bucket) => ({
      Name: bucket.name,
      CreationDate: new Date(Math.floor(bucket.createdMs / 1000) * 1000),
      ...(isFiltered ? { BucketRegion: bucket.region } : {}),
    })),
    Owner: { ID: canonicalId(call.accountId) },
    ...(input.Prefix === undefined ? {} : { Prefix: input.Prefix }),
    ...(own.length > max && last !== undefined
      ? { ContinuationToken: Buffer.from(last.name).toString('base64') }
      : {}),
  };
}

/** Answered by every region's endpoint: it is how one finds out which to ask. us-east-1 is told by saying nothing. */
export function getBucketLocation(
  input: Input<S3, 'getBucketLocation'>,
  call: S3Call,
): Output<S3, 'getBucketLocation'> {
  const { region } = requireBucket(input, call, true);
  return region !== defaultRegion && isConstraint(region) ? { LocationConstraint: region } : {};
}

function isEmpty(rows: Table<unknown>, bucket: string): boolean {
  const prefix = bucketPrefix(bucket);
  for (const [id] of rows.range({ from: prefix })) return !id.startsWith(prefix);
  return true;
}

/** Unfinished uploads do not keep a bucket; objects do, and so do versions and delete markers. */
export function deleteBucket(input: Input<S3, 'deleteBucket'>, call: S3Call): Nothing {
  const bucket = requireBucket(input, call);
  const { state } = call;
  const hasHistory = !isEmpty(state.history, bucket.name);
  if (hasHistory || !isEmpty(state.objects, bucket.name)) {
    throw errors.bucketNotEmpty(bucket.name, bucket.versioning !== undefined);
  }
  for (const [, upload] of state.uploads.prefix(bucketPrefix(bucket.name))) removeUpload(upload, state);
  for (const [row] of state.bucketKeys.prefix(bucketPrefix(bucket.name))) state.bucketKeys.delete(row);
  cancelSweep(bucket, call);
  state.buckets.delete(bucket.name);
  // The count of writes stays: sequencers of a bucket made again under this name must not fall back.
  return {};
}
