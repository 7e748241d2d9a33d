import type { S3 } from '@aws-sdk/client-s3';
import type { Input, Output } from '../../cloud/service';
import { aclOfNew } from './acl/asked-acl';
import { checksumAlgorithm, checksumMember } from './body-integrity';
import { checkCopyConditions, checkWriteConditions } from './conditions';
import { checksumOf, md5Hex } from './checksums';
import { checkSourceKey } from './encryption/customer-keys';
import {
  encryptionMembers,
  etagOf,
  hasPlainEtag,
  newEncryption,
  openObjectKey,
} from './encryption/object-keys';
import * as errors from './errors';
import { emitEvent } from './event-notifications';
import {
  checkKey,
  checkOwner,
  checkedMetadata,
  checkedStorageClass,
  objectHeaders,
  requireBucket,
  taggingHeader,
} from './input';
import { expirationHeader } from './lifecycle-rules';
import { askedLock, checkLockHeaders, lockOfNew } from './object-lock/locks';
import { bytesOf, lastModified, requireVersion } from './object-reads';
import { isReadable } from './restore-status';
import type { Bucket, S3Call, StoredObject } from './state';
import { currentObject, findVersion, sourceVersionMember, writeObject } from './versions';

const copyMaxBytes = 5 * 1024 ** 3;

export interface CopySource {
  bucket: string;
  key: string;
  versionId?: string;
}

/** Reads `x-amz-copy-source`: `bucket/key`, perhaps with a slash before and `?versionId=` behind, percent-encoded. */
export function readCopySource(header: string): CopySource | undefined {
  const [path = '', query] = header.split(/\?versionId=/);
  let decoded: string;
  try {
    decoded = decodeURIComponent(path.replace(/^\//, '').replaceAll('+', ' '));
  } catch {
    return undefined;
  }
  const slash = decoded.indexOf('/');
  if (slash < 1 || slash === decoded.length - 1 || decoded.startsWith('arn:')) return undefined;
  const source = { bucket: decoded.slice(0, slash), key: decoded.slice(slash + 1) };
  return query === undefined ? source : { ...source, versionId: query };
}

/** The object that a copy reads; its bucket may lie in another region, and then its own endpoint would be asked. */
export function requireSource(
  header: string,
  expectedOwner: string | undefined,
  operation: string,
  call: S3Call,
): { bucket: Bucket; source: CopySource; object: StoredObject } {
  if (header.startsWith('arn:')) call.notEmulated(`s3:${operation} from an access point`);
  const source = readCopySource(header);
  if (source === undefined) {
    throw errors.invalidArgument(
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
      'x-amz-copy-source',
      header,
    );
  }
  const bucket = requireBucket({ Bucket: source.bucket }, call, true);
  checkOwner(bucket, expectedOwner);
  if (source.versionId !== undefined) {
    const version = findVersion(call.state, bucket.name, source.key, source.versionId);
    if (version?.deleteMarker === true) {
      throw errors.invalidRequest(
        'The source of a copy request may not specifically refer to a delete marker by version id.',
      );
    }
  }
  const object = requireVersion(bucket, source.key, source.versionId, 'GET', call);
  if (!isReadable(object, call.nowMs)) throw errors.notInActiveTier();
  return { bucket, source, object };
}

type CopyInput = Input<S3, 'copyObject'>;

export function copyObject(input: CopyInput, call: S3Call): Output<S3, 'copyObject'> {
  const bucket = requireBucket(input, call);
  checkKey(input.Key);
  checkDirectives(input);
  checkLockHeaders(input, bucket, call);
  const owned = aclOfNew(input, bucket, call);
  const from = requireSource(input.CopySource, input.ExpectedSourceBucketOwner, 'CopyObject', call);
  checkCopyConditions(input, from.object);
  checkSourceKey(input, from.object);
  if (from.object.sizeBytes > copyMaxBytes) {
    throw errors.invalidRequest(
      'The specified copy source is larger than the maximum allowable size for a copy source: 5368709120',
    );
  }
  checkSelfCopy(input, bucket, from.object, call);
  checkWriteConditions(input, bucket.name, input.Key, call.state);
  openObjectKey(from.bucket, from.object.encryption, call);
  const encrypted = newEncryption('CopyObject', input, bucket, call);
  const object = writeObject(
    bucket,
    {
      ...copied(input, from.object, encrypted, call),
      ...owned,
      ...lockOfNew(askedLock(input), bucket, call),
    },
    call,
  );
  emitEvent(bucket, { name: 'ObjectCreated:Copy', version: object, sequence: object.sequence }, call);
  const expiration = expirationHeader(bucket.lifecycle, object);
  return {
    CopyObjectResult: {
      ETag: `"${object.etag}"`,
      LastModified: lastModified(object),
      ...checksumMember(object.checksum.algorithm, object.checksum.value),
      ChecksumType: object.checksum.type,
    },
    ...encryptionMembers(encrypted),
    ...sourceVersionMember(from.object),
    ...(bucket.versioning === undefined ? {} : { VersionId: object.versionId }),
    ...(expiration === undefined ? {} : { Expiration: expiration }),
  };
}

function checkDirectives({ MetadataDirective: metadata, TaggingDirective: tagging }: CopyInput): void {
  for (const [header, what, value] of [
    ['x-amz-metadata-directive', 'metadata', metadata],
    ['x-amz-tagging-directive', 'tag', tagging],
  ] as const) {
    if (value === undefined || value === 'COPY' || value === 'REPLACE') continue;
    throw errors.invalidArgument(`Unknown ${what} directive.`, header, value);
  }
}

/** An older version may be copied over the current one: that is how a version is restored. */
function checkSelfCopy(input: CopyInput, bucket: Bucket, source: StoredObject, call: S3Call): void {
  const current = currentObject(call.state, bucket.name, input.Key);
  const onItself =
    source.bucket === bucket.name && source.key === input.Key && current?.sequence === source.sequence;
  const changes =
    input.MetadataDirective === 'REPLACE' ||
    input.StorageClass !== undefined ||
    input.WebsiteRedirectLocation !== undefined ||
    input.ServerSideEncryption !== undefined ||
    input.SSECustomerAlgorithm !== undefined ||
    // Encrypted anew as the bucket has it, which counts as a change.
    bucket.encryptionRule === 'put' ||
    !hasPlainEtag(source);
  // Where a version is named, it is copied, be it the current one (verified on AWS by moto 5.2.5's tests).
  if (onItself && !changes && readCopySource(input.CopySource)?.versionId === undefined) {
    throw errors.invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
}

/** The copy is one piece with an ETag of its own, whatever parts its source was made of. */
function copied(
  input: CopyInput,
  source: StoredObject,
  encrypted: Pick<StoredObject, 'encryption' | 'customerKeyMd5'>,
  call: S3Call,
) {
  // The ETag of what a key encrypted is no MD5, so an unencrypted copy works out its own.
  const single = !source.multipart && hasPlainEtag(source);
  const algorithm =
    checksumAlgorithm(input.ChecksumAlgorithm, 'CopyObject', call) ?? source.checksum.algorithm;
  const bytes =
    single && algorithm === source.checksum.algorithm ? undefined : bytesOf(source.pieces, undefined, call);
  const replaced = input.MetadataDirective === 'REPLACE';
  const { WebsiteRedirectLocation: _, ...sourceHeaders } = source.headers;
  return {
    key: input.Key,
    deleteMarker: false as const,
    sizeBytes: source.sizeBytes,
    etag: etagOf(single || bytes === undefined ? source.etag : md5Hex(bytes), encrypted, call),
    pieces:
      single || bytes === undefined
        ? source.pieces
        : [{ blob: call.blobs.put(bytes), sizeBytes: source.sizeBytes }],
    multipart: false,
    headers: replaced ? objectHeaders(input) : { ...sourceHeaders, ...redirect(input) },
    metadata: replaced ? checkedMetadata(input.Metadata) : source.metadata,
    tags: input.TaggingDirective === 'REPLACE' ? taggingHeader(input.Tagging) : source.tags,
    storageClass: checkedStorageClass(input.StorageClass),
    ...encrypted,
    checksum:
      bytes === undefined
        ? source.checksum
        : { algorithm, type: 'FULL_OBJECT' as const, value: checksumOf(algorithm, [bytes]) },
  };
}

const redirect = ({ WebsiteRedirectLocation }: CopyInput) =>
  WebsiteRedirectLocation === undefined ? {} : { WebsiteRedirectLocation };
