import type { CompletedPart, S3 } from '@aws-sdk/client-s3';
import { urlSuffixOf, type Input, type Output } from '../../cloud/service';
import { checksumMember, claimedChecksum } from './body-integrity';
import { checksumOf, md5Hex } from './checksums';
import { checkCompleteConditions } from './conditions';
import { encryptionMembers, openObjectKey } from './encryption/object-keys';
import * as errors from './errors';
import { emitEvent } from './event-notifications';
import { requireBucket } from './input';
import { expirationHeader } from './lifecycle-rules';
import { lockOfNew } from './object-lock/locks';
import type { Bucket, Checksum, Part, S3Call, StoredObject, Upload } from './state';
import { partsOf, removeUpload, requireUpload } from './uploads';
import { currentObject, newVersionMember, writeObject } from './versions';

const partMinBytes = 5 * 1024 ** 2;

type CompleteInput = Input<S3, 'completeMultipartUpload'>;

/**
 * Makes the object of the parts that are named, in their order; parts that are not named are dropped
 * (aws-behaviour.md 2.5).
 */
export function completeMultipartUpload(
  input: CompleteInput,
  call: S3Call,
): Output<S3, 'completeMultipartUpload'> {
  const bucket = requireBucket(input, call);
  const { state } = call;
  const known = completedBefore(input, bucket, call);
  if (known !== undefined) return completed(bucket, known);
  const upload = requireUpload(input, state);
  if (input.MultipartUpload === undefined) throw errors.invalidRequest('You must specify at least one part');
  const parts = namedParts(input.MultipartUpload.Parts, upload, partsOf(upload, state));
  const sizeBytes = checkedSize(input, parts);
  const checksum = wholeChecksum(upload, parts, call);
  checkClaim(input, checksum, call);
  checkCompleteConditions(input, upload, state);
  openObjectKey(bucket, upload.encryption, call);
  const etag = etagOf(parts.map((part) => part.etag));
  const object = writeObject(
    bucket,
    {
      key: upload.key,
      deleteMarker: false,
      sizeBytes,
      etag,
      pieces: parts.map((part, index) => ({
        blob: part.blob,
        sizeBytes: part.sizeBytes,
        partNumber: index + 1,
        ...(upload.checksumAlgorithm === undefined ? {} : { checksum: part.checksum }),
      })),
      multipart: true,
      uploadId: upload.uploadId,
      headers: upload.headers,
      metadata: upload.metadata,
      tags: upload.tags,
      storageClass: upload.storageClass,
      ...(upload.encryption === undefined ? {} : { encryption: upload.encryption }),
      ...(upload.customerKeyMd5 === undefined ? {} : { customerKeyMd5: upload.customerKeyMd5 }),
      ...(upload.ownerId === undefined ? {} : { ownerId: upload.ownerId }),
      ...(upload.acl === undefined ? {} : { acl: upload.acl }),
      ...lockOfNew(upload.lock === undefined ? {} : { lock: upload.lock }, bucket, call),
      checksum,
    },
    call,
    state,
  );
  removeUpload(upload, state);
  emitEvent(
    bucket,
    { name: 'ObjectCreated:CompleteMultipartUpload', version: object, sequence: object.sequence },
    call,
  );
  return completed(bucket, object);
}

function etagOf(partEtags: readonly string[]): string {
  return `${md5Hex(Buffer.concat(partEtags.map((etag) => Buffer.from(etag, 'hex'))))}-${partEtags.length}`;
}

/**
 * What an upload became that is completed once more with the same parts, as after a lost answer: that succeeds and
 * changes nothing, whatever its conditions say.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
 */
function completedBefore(input: CompleteInput, bucket: Bucket, { state }: S3Call): StoredObject | undefined {
  const object = currentObject(state, bucket.name, input.Key);
  if (object?.uploadId === undefined || object.uploadId !== input.UploadId) return undefined;
  const etags = (input.MultipartUpload?.Parts ?? []).map(({ ETag = '' }) => ETag.replaceAll('"', ''));
  return etagOf(etags) === object.etag ? object : undefined;
}

function completed(bucket: Bucket, object: StoredObject): Output<S3, 'completeMultipartUpload'> {
  const { key, etag, checksum } = object;
  const expiration = expirationHeader(bucket.lifecycle, object);
  return {
    Location: `https://${bucket.name}.s3.${bucket.region}.${urlSuffixOf(bucket.region)}/${encodeURIComponent(key)}`,
    Bucket: bucket.name,
    Key: key,
    ETag: `"${etag}"`,
    ...encryptionMembers(object),
    ...checksumMember(checksum.algorithm, checksum.value),
    ChecksumType: checksum.type,
    ...newVersionMember(bucket, object),
    ...(expiration === undefined ? {} : { Expiration: expiration }),
  };
}

function checkedSize({ MpuObjectSize: claimed }: CompleteInput, parts: readonly Part[]): number {
  const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  if (claimed !== undefined && claimed !== sizeBytes) {
    throw errors.invalidRequest(
      `The provided 'x-amz-mp-object-size' header value ${claimed} does not match what was computed: ${sizeBytes}`,
    );
  }
  return sizeBytes;
}

function namedParts(
  named: readonly CompletedPart[] | undefined,
  upload: Upload,
  stored: readonly Part[],
): Part[] {
  if (named === undefined || named.length === 0) throw errors.malformedXml();
  const byNumber = new Map(stored.map((part) => [part.partNumber, part]));
  const parts: Part[] = [];
  let previous = 0;
  for (const each of named) {
    const number = each.PartNumber ?? 0;
    if (number <= previous) throw errors.invalidPartOrder(upload.uploadId);
    previous = number;
    const etag = (each.ETag ?? '').replace(/^"|"$/g, '');
    const part = byNumber.get(number);
    if (part === undefined || part.etag !== etag) throw errors.invalidPart(upload.uploadId, number, etag);
    checkPartChecksum(each, part, upload);
    parts.push(part);
  }
  for (const part of parts.slice(0, -1)) {
    if (part.sizeBytes < partMinBytes) throw errors.entityTooSmall(part);
  }
  return parts;
}

/** An upload with composite checksums has each part's said again at the end. */
function checkPartChecksum(named: CompletedPart, part: Part, upload: Upload): void {
  const algorithm = upload.checksumAlgorithm;
  if (algorithm === undefined) return;
  const claimed = named[`Checksum${algorithm}`];
  if (claimed === undefined) {
    if (upload.checksumType === 'FULL_OBJECT') return;
    throw errors.invalidRequest(
      `The upload was created using a ${algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${part.partNumber} in the request.`,
    );
  }
  if (claimed !== part.checksum) throw errors.invalidPart(upload.uploadId, part.partNumber, part.etag);
}

function wholeChecksum(upload: Upload, parts: readonly Part[], call: S3Call): Checksum {
  const algorithm = upload.checksumAlgorithm ?? 'CRC64NVME';
  if (upload.checksumType === 'COMPOSITE') {
    const of = parts.map((part) => Buffer.from(part.checksum, 'base64'));
    return { algorithm, type: 'COMPOSITE', value: `${checksumOf(algorithm, of)}-${parts.length}` };
  }
  const [only] = parts;
  if (parts.length === 1 && only !== undefined)
    return { algorithm, type: 'FULL_OBJECT', value: only.checksum };
  const value = checksumOf(
    algorithm,
    parts.map((part) => call.blobs.get(part.blob)),
  );
  return { algorithm, type: 'FULL_OBJECT', value };
}

function checkClaim(input: CompleteInput, checksum: Checksum, call: S3Call): void {
  if (input.ChecksumType !== undefined && input.ChecksumType !== checksum.type) {
    throw errors.invalidRequest(
      `The upload was created using the ${checksum.type} checksum mode. The complete request must use the same checksum mode.`,
    );
  }
  const claimed = claimedChecksum(input, 'CompleteMultipartUpload', call);
  if (claimed === undefined) return;
  const plain = checksum.value.replace(/-\d+$/, '');
  if (
    claimed.algorithm !== checksum.algorithm ||
    (claimed.value !== checksum.value && claimed.value !== plain)
  ) {
    throw errors.badDigest(claimed.algorithm);
  }
}
