import type { S3 } from '@aws-sdk/client-s3';
import { AwsError, type Input, type Output } from '../../cloud/service';
import * as errors from './errors';
import { emitEvent } from './event-notifications';
import { checkTags, tagsOf } from './input';
import { sweepSoon } from './lifecycle-sweep';
import { requireMarkless } from './object-reads';
import type { Bucket, S3Call, StoredObject, Tag } from './state';
import { replaceVersion } from './versions';

export function getObjectTagging(
  input: Input<S3, 'getObjectTagging'>,
  call: S3Call,
): Output<S3, 'getObjectTagging'> {
  const { bucket, object } = requireTagged(input, call);
  return { TagSet: object.tags, ...versionMember(bucket, object) };
}

/** Reading the tags of a key that is not there names its bucket too, alone of all operations. */
function requireTagged(input: Input<S3, 'getObjectTagging'>, call: S3Call) {
  try {
    return requireMarkless(input, 'GET', call);
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'NoSuchKey') throw error;
    throw errors.noSuchKey(`${input.Bucket}/${input.Key}`);
  }
}

export function putObjectTagging(
  input: Input<S3, 'putObjectTagging'>,
  call: S3Call,
): Output<S3, 'putObjectTagging'> {
  const tags = tagsOf(input.Tagging?.TagSet);
  checkTags(tags, 'object');
  const { bucket, object } = requireMarkless(input, 'PUT', call);
  return setTags(bucket, object, tags, 'ObjectTagging:Put', call);
}

export function deleteObjectTagging(
  input: Input<S3, 'deleteObjectTagging'>,
  call: S3Call,
): Output<S3, 'deleteObjectTagging'> {
  const { bucket, object } = requireMarkless(input, 'DELETE', call);
  return setTags(bucket, object, [], 'ObjectTagging:Delete', call);
}

function setTags(bucket: Bucket, object: StoredObject, tags: Tag[], event: string, call: S3Call) {
  const version = { ...object, tags };
  replaceVersion(version, call.state);
  emitEvent(bucket, { name: event, version }, call);
  sweepSoon(bucket, call);
  return versionMember(bucket, object);
}

const versionMember = (bucket: Bucket, { versionId }: StoredObject): { VersionId?: string } =>
  bucket.versioning === undefined ? {} : { VersionId: versionId };
