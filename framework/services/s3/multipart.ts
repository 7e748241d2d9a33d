import type { S3 } from '@aws-sdk/client-s3';
import type { Input, Output } from '../../cloud/service';
import { aclOfNew } from './acl/asked-acl';
import { canonicalId, checkedBody, checksumAlgorithm, checksumMember, hasChecksum } from './body-integrity';
import { checksumOf } from './checksums';
import { checkCopyConditions } from './conditions';
import { checkPartKey, checkSourceKey } from './encryption/customer-keys';
import { encryptionMembers, etagOf, newEncryption, openObjectKey } from './encryption/object-keys';
import * as errors from './errors';
import {
  checkKey,
  checkedMetadata,
  checkedStorageClass,
  objectHeaders,
  requireBucket,
  taggingHeader,
} from './input';
import { askedLock, checkLockHeaders } from './object-lock/locks';
import { requireSource } from './object-copies';
import { bytesOf, lastModified } from './object-reads';
import { storageClassOf } from './storage-class';
import {
  partRow,
  uploadRow,
  type ChecksumAlgorithm,
  type ChecksumType,
  type S3Call,
  type Upload,
} from './state';
import { partsOf, removeUpload, requireUpload } from './uploads';
import { sourceVersionMember } from './versions';

const partMaxBytes = 5 * 1024 ** 3;
const nothing = new Uint8Array(0);
const UPLOAD_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._';

export function createMultipartUpload(
  input: Input<S3, 'createMultipartUpload'>,
  call: S3Call,
): Output<S3, 'createMultipartUpload'> {
  const bucket = requireBucket(input, call);
  checkKey(input.Key);
  checkLockHeaders(input, bucket, call);
  const owned = aclOfNew(input, bucket, call);
  const algorithm = checksumAlgorithm(input.ChecksumAlgorithm, 'CreateMultipartUpload', call);
  const encrypted = newEncryption('CreateMultipartUpload', input, bucket, call);
  const upload: Upload = {
    bucket: bucket.name,
    key: input.Key,
    uploadId: call.random('upload id').text(64, UPLOAD_ALPHABET),
    initiatedMs: call.nowMs,
    initiator: call.principal.arn,
    headers: objectHeaders(input),
    metadata: checkedMetadata(input.Metadata),
    tags: taggingHeader(input.Tagging),
    storageClass: checkedStorageClass(input.StorageClass),
    ...encrypted,
    ...owned,
    ...askedLock(input),
    ...(algorithm === undefined ? {} : { checksumAlgorithm: algorithm }),
    checksumType: checksumType(input.ChecksumType, algorithm),
    sequence: call.state.writes.get(bucket.name) ?? 0,
    deletedMeanwhile: false,
  };
  call.state.uploads.set(uploadRow(upload), upload);
  return {
    Bucket: bucket.name,
    Key: input.Key,
    UploadId: upload.uploadId,
    ...encryptionMembers(upload),
    ...(algorithm === undefined ? {} : { ChecksumAlgorithm: algorithm, ChecksumType: upload.checksumType }),
  };
}

/** CRC64NVME is a checksum of whole objects only, the SHAs are made of the parts' only; the other CRCs can be both. */
function checksumType(asked: string | undefined, algorithm: ChecksumAlgorithm | undefined): ChecksumType {
  const whole = algorithm === undefined || algorithm === 'CRC64NVME';
  if (asked === undefined) return whole ? 'FULL_OBJECT' : 'COMPOSITE';
  if (algorithm === undefined) {
    throw errors.invalidRequest(
      'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
    );
  }
  const isCrc = algorithm.startsWith('CRC');
  if ((asked === 'FULL_OBJECT' && !isCrc) || (asked === 'COMPOSITE' && whole)) {
    throw errors.invalidRequest(
      `The ${asked} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    );
  }
  return asked === 'FULL_OBJECT' ? 'FULL_OBJECT' : 'COMPOSITE';
}

function checkPartNumber(partNumber: number): void {
  if (!Number.isInteger(partNumber) || partNumber < 1 || partNumber > 10_000) {
    throw errors.invalidArgument(
      'Part number must be an integer between 1 and 10000, inclusive',
      'partNumber',
      String(partNumber),
    );
  }
}

export function uploadPart(input: Input<S3, 'uploadPart'>, call: S3Call): Output<S3, 'uploadPart'> {
  const bucket = requireBucket(input, call);
  checkPartNumber(input.PartNumber);
  const { state } = call;
  const upload = requireUpload(input, state);
  checkPartKey(input, upload);
  const body = input.Body ?? nothing;
  if (body.length > partMaxBytes) throw errors.entityTooLarge(body.length, partMaxBytes);
  const { checksumAlgorithm: expected } = upload;
  const checked = checkedBody(input, body, 'UploadPart', call, expected);
  const claims = hasChecksum(input) || input.ChecksumAlgorithm !== undefined;
  const needed = expected !== undefined && upload.checksumType === 'COMPOSITE';
  if (expected !== undefined && (checked.algorithm !== expected || (needed && !claims))) {
    const actual = claims ? checked.algorithm.toLowerCase() : 'null';
    throw errors.invalidRequest(
      `Checksum Type mismatch occurred, expected checksum Type: ${expected.toLowerCase()}, actual checksum Type: ${actual}`,
    );
  }
  // SDKs send a CRC32 with parts of an upload that was begun without an algorithm: it is checked, and CRC64NVME kept.
  const kept = expected ?? 'CRC64NVME';
  const checksum = checked.algorithm === kept ? checked.checksum : checksumOf(kept, [body]);
  openObjectKey(bucket, upload.encryption, call);
  const etag = etagOf(checked.md5, upload, call);
  storePart(upload, input.PartNumber, body, etag, checksum, call);
  return {
    ETag: `"${etag}"`,
    ...encryptionMembers(upload),
    ...checksumMember(checked.algorithm, checked.checksum),
  };
}

function storePart(
  upload: Upload,
  partNumber: number,
  body: Uint8Array,
  etag: string,
  checksum: string,
  call: S3Call,
): void {
  call.state.parts.set(partRow(upload.uploadId, partNumber), {
    partNumber,
    blob: call.blobs.put(body),
    sizeBytes: body.length,
    etag,
    checksum,
    modifiedMs: call.nowMs,
  });
}

/** The stretch that a part copies; it must lie whole within the source. */
function copySpan(range: string | undefined, sizeBytes: number): { first: number; last: number } | undefined {
  if (range === undefined) return undefined;
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
  if (first === undefined || last === undefined || Number(last) < Number(first)) {
    throw errors.invalidArgument(
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
      'x-amz-copy-source-range',
      range,
    );
  }
  if (Number(first) >= sizeBytes) {
    throw errors.invalidRequest('The specified copy range is invalid for the source object size');
  }
  if (Number(last) >= sizeBytes) {
    throw errors.invalidArgument(
      `Range specified is not valid for source object of size: ${sizeBytes}`,
      'x-amz-copy-source-range',
      range,
    );
  }
  return { first: Number(first), last: Number(last) };
}

export function uploadPartCopy(
  input: Input<S3, 'uploadPartCopy'>,
  call: S3Call,
): Output<S3, 'uploadPartCopy'> {
  const bucket = requireBucket(input, call);
  checkPartNumber(input.PartNumber);
  const upload = requireUpload(input, call.state);
  const source = requireSource(input.CopySource, input.ExpectedSourceBucketOwner, 'UploadPartCopy', call);
  checkCopyConditions(input, source.object);
  checkSourceKey(input, source.object);
  checkPartKey(input, upload);
  const span = copySpan(input.CopySourceRange, source.object.sizeBytes);
  openObjectKey(source.bucket, source.object.encryption, call);
  openObjectKey(bucket, upload.encryption, call);
  const body = bytesOf(source.object.pieces, span, call);
  const checked = checkedBody({}, body, 'UploadPartCopy', call, upload.checksumAlgorithm);
  const etag = etagOf(checked.md5, upload, call);
  storePart(upload, input.PartNumber, body, etag, checked.checksum, call);
  return {
    CopyPartResult: {
      ETag: `"${etag}"`,
      LastModified: lastModified({ modifiedMs: call.nowMs }),
      ...(upload.checksumAlgorithm === undefined ? {} : checksumMember(checked.algorithm, checked.checksum)),
    },
    ...encryptionMembers(upload),
    ...sourceVersionMember(source.object),
  };
}

export function abortMultipartUpload(
  input: Input<S3, 'abortMultipartUpload'>,
  call: S3Call,
): Output<S3, 'abortMultipartUpload'> {
  requireBucket(input, call);
  const upload = requireUpload(input, call.state);
  if (input.IfMatchInitiatedTime !== undefined) {
    throw errors.headerNotImplemented(
      'x-amz-if-match-initiated-time',
      'This header is for directory buckets',
    );
  }
  removeUpload(upload, call.state);
  return {};
}

export function listParts(input: Input<S3, 'listParts'>, call: S3Call): Output<S3, 'listParts'> {
  const bucket = requireBucket(input, call);
  const { state } = call;
  const upload = requireUpload(input, state);
  const max = Math.min(input.MaxParts ?? 1000, 1000);
  const marker = Number(input.PartNumberMarker ?? 0);
  const rest = partsOf(upload, state).filter(({ partNumber }) => partNumber > marker);
  const page = rest.slice(0, max);
  const last = page.at(-1);
  const algorithm = upload.checksumAlgorithm;
  return {
    Bucket: bucket.name,
    Key: upload.key,
    UploadId: upload.uploadId,
    PartNumberMarker: String(marker),
    NextPartNumberMarker: String(last?.partNumber ?? 0),
    MaxParts: max,
    IsTruncated: rest.length > page.length,
    Initiator: { ID: upload.initiator },
    Owner: { ID: canonicalId(bucket.ownerId) },
    StorageClass: storageClassOf(upload.storageClass),
    ...(algorithm === undefined ? {} : { ChecksumAlgorithm: algorithm, ChecksumType: upload.checksumType }),
    ...(page.length === 0
      ? {}
      : {
          Parts: page.map((part) => ({
            PartNumber: part.partNumber,
            LastModified: lastModified(part),
            ETag: `"${part.etag}"`,
            Size: part.sizeBytes,
            ...(algorithm === undefined ? {} : checksumMember(algorithm, part.checksum)),
          })),
        }),
  };
}
