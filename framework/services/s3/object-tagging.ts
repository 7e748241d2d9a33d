import type { S3 } from '@aws-sdk/client-s3';
import type { Input, Output } from '../../cloud/service';
import { emitEvent } from './event-notifications';
import { checkTags, tagsOf } from './input';
import { sweepSoon } from './lifecycle-sweep';
import { requireObject } from './object-reads';
import type { Bucket, S3Call, StoredObject, Tag } from './state';
import { replaceVersion } from './versions';

export function getObjectTagging(
  input: Input<S3, 'getObjectTagging'>,
  call: S3Call,
): Output<S3, 'getObjectTagging'> {
  const { bucket, object } = requireObject(input, 'GET', call);
  return { TagSet: object.tags, ...versionMember(bucket, object) };
}

export function putObjectTagging(
  input: Input<S3, 'putObjectTagging'>,
  call: S3Call,
): Output<S3, 'putObjectTagging'> {
  const tags = tagsOf(input.Tagging?.TagSet);
  checkTags(tags, 10);
  const { bucket, object } = requireObject(input, 'PUT', call);
  return setTags(bucket, object, tags, 'ObjectTagging:Put', call);
}

export function deleteObjectTagging(
  input: Input<S3, 'deleteObjectTagging'>,
  call: S3Call,
): Output<S3, 'deleteObjectTagging'> {
  const { bucket, object } = requireObject(input, 'DELETE', call);
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
