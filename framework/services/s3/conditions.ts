/** Conditional headers of reads and writes (aws-behaviour.md 2.2, 2.3). */
import * as errors from './errors';
import { currentVersion } from './versions';
import type { State, StoredObject } from './state';

const bare = (etag: string): string => etag.trim().replace(/^W\//, '').replace(/^"|"$/g, '');

const matches = (header: string, etag: string): boolean =>
  header.split(',').some((each) => each.trim() === '*' || bare(each) === etag);

/** Last-Modified has whole seconds, so conditions compare those. */
const seconds = (ms: number): number => Math.floor(ms / 1000);

interface ReadConditions {
  IfMatch?: string | undefined;
  IfNoneMatch?: string | undefined;
  IfModifiedSince?: Date | undefined;
  IfUnmodifiedSince?: Date | undefined;
}

/**
 * A true If-Match outweighs If-Unmodified-Since, a true If-None-Match outweighs If-Modified-Since (RFC 9110,
 * as S3 documents).
 */
export function checkReadConditions(input: ReadConditions, object: StoredObject, nowMs: number): void {
  const modified = seconds(object.modifiedMs);
  if (input.IfMatch !== undefined) {
    if (!matches(input.IfMatch, object.etag)) throw errors.preconditionFailed('If-Match');
  } else if (input.IfUnmodifiedSince !== undefined && modified > seconds(input.IfUnmodifiedSince.getTime())) {
    throw errors.preconditionFailed('If-Unmodified-Since');
  }
  if (input.IfNoneMatch !== undefined) {
    if (matches(input.IfNoneMatch, object.etag)) throw errors.notModified(object.etag);
  } else if (input.IfModifiedSince !== undefined) {
    const since = input.IfModifiedSince.getTime();
    // A date that has not come yet is no date to compare with.
    if (since <= nowMs && modified <= seconds(since)) throw errors.notModified(object.etag);
  }
}

interface CopyConditions {
  CopySourceIfMatch?: string | undefined;
  CopySourceIfNoneMatch?: string | undefined;
  CopySourceIfModifiedSince?: Date | undefined;
  CopySourceIfUnmodifiedSince?: Date | undefined;
}

export function checkCopyConditions(input: CopyConditions, source: StoredObject): void {
  const modified = seconds(source.modifiedMs);
  if (input.CopySourceIfMatch !== undefined) {
    if (!matches(input.CopySourceIfMatch, source.etag))
      throw errors.preconditionFailed('x-amz-copy-source-If-Match');
  } else if (
    input.CopySourceIfUnmodifiedSince !== undefined &&
    modified > seconds(input.CopySourceIfUnmodifiedSince.getTime())
  ) {
    throw errors.preconditionFailed('x-amz-copy-source-If-Unmodified-Since');
  }
  if (input.CopySourceIfNoneMatch !== undefined) {
    if (matches(input.CopySourceIfNoneMatch, source.etag)) {
      throw errors.preconditionFailed('x-amz-copy-source-If-None-Match');
    }
  } else if (
    input.CopySourceIfModifiedSince !== undefined &&
    modified <= seconds(input.CopySourceIfModifiedSince.getTime())
  ) {
    throw errors.preconditionFailed('x-amz-copy-source-If-Modified-Since');
  }
}

export interface WriteConditions {
  IfMatch?: string | undefined;
  IfNoneMatch?: string | undefined;
}

/** What of a write's conditions S3 takes at all: `If-None-Match: *` alone, or `If-Match` with an ETag alone. */
function checkForm({ IfMatch, IfNoneMatch }: WriteConditions): void {
  if (IfMatch !== undefined && IfNoneMatch !== undefined) {
    throw errors.headerNotImplemented(
      'If-Match,If-None-Match',
      'Multiple conditional request headers present in the request',
    );
  }
  if (IfNoneMatch !== undefined && IfNoneMatch !== '*') refuseValue('If-None-Match');
  if (IfMatch === '*') refuseValue('If-Match');
}

function refuseValue(header: string): never {
  throw errors.headerNotImplemented(
    header,
    `We don't accept the provided value of ${header} header for this API`,
  );
}

export function checkWriteConditions(
  input: WriteConditions,
  bucket: string,
  key: string,
  state: State,
): void {
  if (input.IfMatch === undefined && input.IfNoneMatch === undefined) return;
  checkForm(input);
  const current = currentVersion(state, bucket, key);
  if (input.IfNoneMatch !== undefined) {
    if (current?.deleteMarker === false) throw errors.preconditionFailed('If-None-Match');
    return;
  }
  if (current?.deleteMarker !== false) throw errors.noSuchKey(key);
  if (!matches(input.IfMatch ?? '', current.etag)) throw errors.preconditionFailed('If-Match');
}

/**
 * A PUT or DELETE of the key since the upload began conflicts with the completion, even when the content is the same:
 * the recorded behaviour of AWS (aws-behaviour.md 2.3).
 */
export function checkCompleteConditions(
  input: WriteConditions,
  upload: { bucket: string; key: string; sequence: number; deletedMeanwhile: boolean },
  state: State,
): void {
  if (input.IfMatch === undefined && input.IfNoneMatch === undefined) return;
  checkWriteConditions(input, upload.bucket, upload.key, state);
  const current = currentVersion(state, upload.bucket, upload.key);
  const written = current !== undefined && current.sequence > upload.sequence;
  if (upload.deletedMeanwhile || written) {
    throw errors.conditionalConflict(input.IfMatch === undefined ? 'If-None-Match' : 'If-Match', upload.key);
  }
}
