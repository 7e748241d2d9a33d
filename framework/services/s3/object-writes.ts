import type { S3 } from '@aws-sdk/client-s3';
import type { Input, Output } from '../../cloud/service';
import { aclOfNew } from './acl/asked-acl';
import { checkedBody, checksumMember } from './body-integrity';
import { checkWriteConditions } from './conditions';
import { encryptionMembers, etagOf, newEncryption } from './encryption/object-keys';
import * as errors from './errors';
import { emitEvent } from './event-notifications';
import {
  checkKey,
  checkedMetadata,
  checkedStorageClass,
  objectHeaders,
  requireBucket,
  taggingHeader,
} from './input';
import { expirationHeader } from './lifecycle-rules';
import { askedLock, checkLockHeaders, checkLockedBody, lockOfNew } from './object-lock/locks';
import type { S3Call } from './state';
import { newVersionMember, writeObject } from './versions';

const putMaxBytes = 5 * 1024 ** 3;
const nothing = new Uint8Array(0);

export function putObject(input: Input<S3, 'putObject'>, call: S3Call): Output<S3, 'putObject'> {
  if (isCloudFormations(input.Bucket)) return toCloudFormation(input, call);
  const bucket = requireBucket(input, call);
  checkKey(input.Key);
  checkLockHeaders(input, bucket, call);
  const owned = aclOfNew(input, bucket, call);
  checkLockedBody(input);
  if (input.WriteOffsetBytes !== undefined) call.notEmulated('s3:PutObject with WriteOffsetBytes');
  const body = input.Body ?? nothing;
  if (body.length > putMaxBytes) throw errors.entityTooLarge(body.length, putMaxBytes);
  const { md5, algorithm, checksum } = checkedBody(input, body, 'PutObject', call);
  const { state } = call;
  checkWriteConditions(input, bucket.name, input.Key, state);
  const encrypted = newEncryption('PutObject', input, bucket, call);
  const etag = etagOf(md5, encrypted, call);
  const object = writeObject(
    bucket,
    {
      key: input.Key,
      deleteMarker: false,
      sizeBytes: body.length,
      etag,
      pieces: [{ blob: call.blobs.put(body), sizeBytes: body.length }],
      multipart: false,
      headers: objectHeaders(input),
      metadata: checkedMetadata(input.Metadata),
      tags: taggingHeader(input.Tagging),
      storageClass: checkedStorageClass(input.StorageClass),
      ...encrypted,
      ...owned,
      ...lockOfNew(askedLock(input), bucket, call),
      checksum: { algorithm, type: 'FULL_OBJECT', value: checksum },
    },
    call,
    state,
  );
  emitEvent(bucket, { name: 'ObjectCreated:Put', version: object, sequence: object.sequence }, call);
  const expiration = expirationHeader(bucket.lifecycle, object);
  return {
    ETag: `"${etag}"`,
    ...checksumMember(algorithm, checksum),
    ChecksumType: 'FULL_OBJECT',
    ...encryptionMembers(encrypted),
    ...newVersionMember(bucket, object),
    ...(expiration === undefined ? {} : { Expiration: expiration }),
  };
}

/** Buckets of CloudFormation's own, whose presigned URLs it hands out (aws-behaviour.md 8.7). */
const isCloudFormations = (bucket: string): boolean =>
  /^cloudformation-(custom-resource-response|waitcondition)-[a-z0-9-]+$/.test(bucket);

/** CloudFormation hears of the object at once; nobody else ever sees it. */
function toCloudFormation(input: Input<S3, 'putObject'>, call: S3Call): Output<S3, 'putObject'> {
  const { Bucket: bucket, Key: key, Body = nothing } = input;
  const [, , , region = '', accountId = ''] = key.split(':');
  call.tell(
    'cloudformation',
    'ownBucket',
    { bucket, key, blob: call.blobs.put(Body) },
    { accountId, region },
  );
  return { ETag: `"${checkedBody(input, Body, 'PutObject', call).md5}"` };
}
