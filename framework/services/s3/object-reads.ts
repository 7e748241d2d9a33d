import type { S3 } from '@aws-sdk/client-s3';
import type { Input, Output } from '../../cloud/service';
import { checksumMember } from './body-integrity';
import { checkReadConditions } from './conditions';
import { checkReadKey } from './encryption/customer-keys';
import { encryptionMembers, openObjectKey } from './encryption/object-keys';
import * as errors from './errors';
import { checkKey, requireBucket } from './input';
import { expirationHeader } from './lifecycle-rules';
import { lockMembers } from './object-lock/locks';
import { requirePermissionToSee } from './permission-to-see';
import { isReadable, restoreMember } from './restore-status';
import { storageClassMember } from './storage-class';
import type { Bucket, ObjectVersion, Piece, S3Call, StoredObject } from './state';
import { isVersionId } from './version-ids';
import { currentVersion, findVersion } from './versions';

interface ObjectInput {
  Bucket: string;
  Key: string;
  VersionId?: string | undefined;
  ExpectedBucketOwner?: string | undefined;
}

/** The version that is asked for, or AWS's refusal: what the caller may not list looks denied rather than missing. */
export function requireObject(
  input: ObjectInput,
  method: string,
  call: S3Call,
): { bucket: Bucket; object: StoredObject } {
  const bucket = requireBucket(input, call);
  return { bucket, object: requireVersion(bucket, input.Key, input.VersionId, method, call) };
}

/** The same, for what changes a version: where the key's newest version is a delete marker, that is what is refused. */
export function requireMarkless(
  input: ObjectInput,
  method: string,
  call: S3Call,
): { bucket: Bucket; object: StoredObject } {
  const bucket = requireBucket(input, call);
  const current =
    input.VersionId === undefined ? currentVersion(call.state, bucket.name, input.Key) : undefined;
  if (current?.deleteMarker === true) throw errors.deleteMarkerMethod(method, current.versionId);
  return { bucket, object: requireVersion(bucket, input.Key, input.VersionId, method, call) };
}

export function requireVersion(
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
  method: string,
  call: S3Call,
): StoredObject {
  checkKey(key);
  const version = namedVersion(bucket, key, versionId, call);
  if (version?.deleteMarker === false) return version;
  if (versionId !== undefined && version !== undefined) throw errors.deleteMarkerMethod(method, versionId);
  requirePermissionToSee(bucket, call);
  if (method === 'HEAD') throw errors.notFound(version?.versionId);
  if (versionId !== undefined) throw errors.noSuchVersion(key, versionId);
  throw errors.noSuchKey(key, version?.versionId);
}

function namedVersion(
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
  call: S3Call,
): ObjectVersion | undefined {
  const { state } = call;
  if (versionId === undefined) return currentVersion(state, bucket.name, key);
  const known = isVersionId(versionId) && (bucket.versioning !== undefined || versionId === 'null');
  if (!known) throw errors.invalidArgument('Invalid version id specified', 'versionId', versionId);
  return findVersion(state, bucket.name, key, versionId);
}

/** Bytes `first` to `last`, both included. */
interface Span {
  first: number;
  last: number;
}

/** The bytes that a read asks for: a part, a range, or undefined for all of it. */
function spanOf(
  input: { Range?: string | undefined; PartNumber?: number | undefined },
  object: StoredObject,
): Span | undefined {
  if (input.PartNumber !== undefined) {
    if (input.Range !== undefined) {
      throw errors.invalidRequest('Cannot specify both Range header and partNumber query parameter');
    }
    return partSpan(input.PartNumber, object);
  }
  return input.Range === undefined ? undefined : rangeSpan(input.Range, object.sizeBytes);
}

function partSpan(partNumber: number, object: StoredObject): Span | undefined {
  if (partNumber < 1 || partNumber > 10_000) {
    throw errors.invalidArgument(
      'Part number must be an integer between 1 and 10000, inclusive',
      'partNumber',
      String(partNumber),
    );
  }
  if (!object.multipart) {
    if (partNumber !== 1) throw errors.invalidPartNumber(partNumber, 1);
    return object.sizeBytes === 0 ? undefined : { first: 0, last: object.sizeBytes - 1 };
  }
  let first = 0;
  for (const piece of object.pieces.slice(0, partNumber - 1)) first += piece.sizeBytes;
  const part = object.pieces[partNumber - 1];
  if (part === undefined) throw errors.invalidPartNumber(partNumber, object.pieces.length);
  return { first, last: first + part.sizeBytes - 1 };
}

const RANGE = /^bytes=(\d*)-(\d*)$/;

/** A header that is no single range is passed over, as HTTP asks. */
export function rangeSpan(header: string, sizeBytes: number): Span | undefined {
  const [, from, to] = RANGE.exec(header.trim()) ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return undefined;
  if (from === '') {
    const length = Math.min(Number(to), sizeBytes);
    if (length === 0) throw errors.invalidRange(header, sizeBytes);
    return { first: sizeBytes - length, last: sizeBytes - 1 };
  }
  const first = Number(from);
  const last = to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (to !== '' && Number(to) < first) return undefined;
  if (first >= sizeBytes) throw errors.invalidRange(header, sizeBytes);
  return { first, last };
}

/** The bytes of a span; whole single pieces are handed out as they lie in the store. */
export function bytesOf(pieces: readonly Piece[], span: Span | undefined, call: S3Call): Uint8Array {
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) {
    const bytes = call.blobs.get(only.blob);
    return span === undefined ? bytes : bytes.subarray(span.first, span.last + 1);
  }
  const stretches: Uint8Array[] = [];
  let offset = 0;
  for (const piece of pieces) {
    const first = Math.max((span?.first ?? 0) - offset, 0);
    const end = Math.min((span?.last ?? Infinity) + 1 - offset, piece.sizeBytes);
    if (end > first) stretches.push(call.blobs.get(piece.blob).subarray(first, end));
    offset += piece.sizeBytes;
  }
  return Buffer.concat(stretches);
}

/** Last-Modified has whole seconds. */
export const lastModified = (version: { modifiedMs: number }): Date =>
  new Date(Math.floor(version.modifiedMs / 1000) * 1000);

interface Asked {
  span: Span | undefined;
  checksumMode: string | undefined;
  versionId: string | undefined;
}

/** What a read says of an object. Its checksum is of the whole, so only who gets the whole is told. */
function described(bucket: Bucket, object: StoredObject, asked: Asked, nowMs: number) {
  const { Expires, ...headers } = object.headers;
  const { span } = asked;
  const isWhole = span === undefined || span.last - span.first + 1 === object.sizeBytes;
  const withChecksum = asked.checksumMode === 'ENABLED' && isWhole;
  const expiration = asked.versionId === undefined ? expirationHeader(bucket.lifecycle, object) : undefined;
  return {
    AcceptRanges: 'bytes',
    LastModified: lastModified(object),
    ContentLength: span === undefined ? object.sizeBytes : span.last - span.first + 1,
    ETag: `"${object.etag}"`,
    ...headers,
    ...(Expires === undefined ? {} : { Expires: new Date(Expires) }),
    Metadata: object.metadata,
    ...encryptionMembers(object),
    ...storageClassMember(object.storageClass),
    ...lockMembers(object.lock),
    ...restoreMember(object, nowMs),
    ...(bucket.versioning === undefined ? {} : { VersionId: object.versionId }),
    ...(expiration === undefined ? {} : { Expiration: expiration }),
    ...(span === undefined ? {} : { ContentRange: `bytes ${span.first}-${span.last}/${object.sizeBytes}` }),
    ...(withChecksum
      ? {
          ...checksumMember(object.checksum.algorithm, object.checksum.value),
          ChecksumType: object.checksum.type,
        }
      : {}),
  };
}

export function getObject(input: Input<S3, 'getObject'>, call: S3Call): Output<S3, 'getObject'> {
  const { bucket, object } = requireObject(input, 'GET', call);
  checkReadConditions(input, object, call.nowMs);
  if (!isReadable(object, call.nowMs)) throw errors.invalidObjectState(object.storageClass);
  checkReadKey(input, object);
  openObjectKey(bucket, object.encryption, call);
  const span = spanOf(input, object);
  const asked = { span, checksumMode: input.ChecksumMode, versionId: input.VersionId };
  return {
    ...described(bucket, object, asked, call.nowMs),
    ...responseHeaders(input),
    ...(object.tags.length === 0 ? {} : { TagCount: object.tags.length }),
    ...(input.PartNumber === undefined || !object.multipart ? {} : { PartsCount: object.pieces.length }),
    Body: bytesOf(object.pieces, span, call),
  };
}

export function headObject(input: Input<S3, 'headObject'>, call: S3Call): Output<S3, 'headObject'> {
  const { bucket, object } = requireObject(input, 'HEAD', call);
  checkReadConditions(input, object, call.nowMs);
  checkReadKey(input, object);
  // Metadata is not encrypted, checksums are (S3 API, HeadObject).
  if (input.ChecksumMode === 'ENABLED') openObjectKey(bucket, object.encryption, call);
  const span = spanOf(input, object);
  const asked = { span, checksumMode: input.ChecksumMode, versionId: input.VersionId };
  return {
    ...described(bucket, object, asked, call.nowMs),
    ...responseHeaders(input),
    ...(object.tags.length === 0 ? {} : { TagCount: object.tags.length }),
    ...(input.PartNumber === undefined || !object.multipart ? {} : { PartsCount: object.pieces.length }),
  };
}

interface ResponseOverrides {
  ResponseCacheControl?: string | undefined;
  ResponseContentDisposition?: string | undefined;
  ResponseContentEncoding?: string | undefined;
  ResponseContentLanguage?: string | undefined;
  ResponseContentType?: string | undefined;
  ResponseExpires?: Date | undefined;
}

/** `response-*` parameters, which stand in for the object's own headers in this one answer. */
const responseHeaders = (input: ResponseOverrides) => ({
  ...(input.ResponseCacheControl === undefined ? {} : { CacheControl: input.ResponseCacheControl }),
  ...(input.ResponseContentDisposition === undefined
    ? {}
    : { ContentDisposition: input.ResponseContentDisposition }),
  ...(input.ResponseContentEncoding === undefined ? {} : { ContentEncoding: input.ResponseContentEncoding }),
  ...(input.ResponseContentLanguage === undefined ? {} : { ContentLanguage: input.ResponseContentLanguage }),
  ...(input.ResponseContentType === undefined ? {} : { ContentType: input.ResponseContentType }),
  ...(input.ResponseExpires === undefined ? {} : { Expires: input.ResponseExpires }),
});
