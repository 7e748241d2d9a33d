import type { DeletedObject, S3 } from '@aws-sdk/client-s3';
import { AwsError, type Input, type Output } from '../../cloud/service';
import * as errors from './errors';
import { emitEvent } from './event-notifications';
import { checkKey, requireBucket } from './input';
import { checkRemovable } from './object-lock/locks';
import { isFree } from './permission-to-see';
import type { Bucket, S3Call } from './state';
import { currentObject, currentVersion, findVersion, removeVersion, writeDeleteMarker } from './versions';
import { isVersionId } from './version-ids';

type DeleteInput = Input<S3, 'deleteObject'>;
type DeleteOutput = Output<S3, 'deleteObject'>;

/**
 * Deleting what is not there succeeds; without a version id nothing of a versioned key is lost
 * (aws-behaviour.md 2.4).
 */
export function deleteObject(input: DeleteInput, call: S3Call): DeleteOutput {
  const bucket = requireBucket(input, call);
  checkKey(input.Key);
  for (const [header, value] of [
    ['x-amz-if-match-last-modified-time', input.IfMatchLastModifiedTime],
    ['x-amz-if-match-size', input.IfMatchSize],
  ] as const) {
    if (value !== undefined) {
      throw errors.headerNotImplemented(
        header,
        'Conditional delete with this header is for directory buckets',
      );
    }
  }
  checkBypass(input, bucket);
  if (input.IfMatch !== undefined) checkIfMatch(input.IfMatch, bucket, input, call);
  return input.VersionId === undefined
    ? deleteKey(bucket, input.Key, call)
    : deleteVersion(bucket, input, input.VersionId, call);
}

function checkBypass(
  { BypassGovernanceRetention: bypass }: { BypassGovernanceRetention?: boolean | undefined },
  bucket: Bucket,
): void {
  if (bypass === undefined || bucket.objectLock !== undefined) return;
  throw errors.invalidArgument(
    'x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets.',
    'x-amz-bypass-governance-retention',
  );
}

function checkIfMatch(
  header: string,
  bucket: Bucket,
  { Key: key, VersionId: versionId }: DeleteInput,
  call: S3Call,
): void {
  const { state } = call;
  const version =
    versionId === undefined
      ? currentVersion(state, bucket.name, key)
      : findVersion(state, bucket.name, key, versionId);
  if (version?.deleteMarker !== false) throw errors.noSuchKey(key);
  if (header !== '*' && header.replace(/^"|"$/g, '') !== version.etag)
    throw errors.preconditionFailed('If-Match');
}

function deleteKey(bucket: Bucket, key: string, call: S3Call): DeleteOutput {
  if (bucket.versioning === undefined) {
    const { state } = call;
    const object = currentObject(state, bucket.name, key);
    if (object !== undefined) {
      const sequence = removeVersion(object, state);
      emitEvent(bucket, { name: 'ObjectRemoved:Delete', version: object, sequence }, call);
    }
    return {};
  }
  const marker = writeDeleteMarker(bucket, key, call);
  emitEvent(
    bucket,
    { name: 'ObjectRemoved:DeleteMarkerCreated', version: marker, sequence: marker.sequence },
    call,
  );
  return { DeleteMarker: true, VersionId: marker.versionId };
}

function deleteVersion(bucket: Bucket, input: DeleteInput, versionId: string, call: S3Call): DeleteOutput {
  if (!isVersionId(versionId))
    throw errors.invalidArgument('Invalid version id specified', 'versionId', versionId);
  const { state } = call;
  const version = findVersion(state, bucket.name, input.Key, versionId);
  if (version === undefined) return { VersionId: versionId };
  checkRemovable(version, input.BypassGovernanceRetention, call);
  const sequence = removeVersion(version, state);
  emitEvent(bucket, { name: 'ObjectRemoved:Delete', version, sequence }, call);
  return { VersionId: versionId, ...(version.deleteMarker ? { DeleteMarker: true } : {}) };
}

/**
 * Deletes up to 1000 keys; each is allowed or denied for itself, so the answer is 200 even where all were denied.
 *
 * Callers to whom a policy may say no are asked for through the pipeline, one DeleteObject per key.
 */
export function deleteObjects(input: Input<S3, 'deleteObjects'>, call: S3Call): Output<S3, 'deleteObjects'> {
  const bucket = requireBucket(input, call);
  const entries = input.Delete?.Objects;
  if (entries === undefined || entries.length === 0 || entries.length > 1000) throw errors.malformedXml();
  checkBypass(input, bucket);
  const free = isFree(bucket, call);
  const Deleted: DeletedObject[] = [];
  const Errors: { Key: string; VersionId?: string; Code: string; Message: string }[] = [];
  for (const { Key, VersionId, ETag } of entries) {
    if (Key === undefined) throw errors.malformedXml();
    const named = {
      Bucket: bucket.name,
      Key,
      VersionId,
      IfMatch: ETag,
      BypassGovernanceRetention: input.BypassGovernanceRetention,
    };
    try {
      const output = free
        ? deleteObject(named, call)
        : call.ask('s3', { as: call.principal }).deleteObject(named);
      if (input.Delete?.Quiet !== true) Deleted.push(deletedEntry(Key, VersionId, output));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Errors.push({
        Key,
        ...(VersionId === undefined ? {} : { VersionId }),
        ...reasonOf(error, VersionId),
      });
    }
  }
  return { ...(Deleted.length === 0 ? {} : { Deleted }), ...(Errors.length === 0 ? {} : { Errors }) };
}

/** Among many, a version id that is none counts as unknown. */
function reasonOf(error: AwsError, versionId: string | undefined): { Code: string; Message: string } {
  const known =
    versionId === undefined || isVersionId(versionId) ? error : errors.noSuchVersion('', versionId);
  return { Code: known.code, Message: known.message };
}

function deletedEntry(Key: string, asked: string | undefined, output: DeleteOutput): DeletedObject {
  const marker =
    output.DeleteMarker === true ? { DeleteMarker: true, DeleteMarkerVersionId: output.VersionId } : {};
  return { Key, ...(asked === undefined ? {} : { VersionId: asked }), ...marker };
}
