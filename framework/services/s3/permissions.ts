/** The IAM action, resource and condition keys of each operation (service authorization reference, "Amazon S3"). */
import type { S3 } from '@aws-sdk/client-s3';
import type { Access, Permissions } from '../../cloud/service';
import { asksForAcl, type AclInput } from './acl/asked-acl';
import { bucketAccess, objectAccess, onBucket, type Context } from './accesses';
import {
  bypassAccess,
  configurationPermissions,
  lockContext,
  lockPermissions,
  lockWriteAccess,
  type LockInput,
} from './configuration-permissions';
import { readCopySource } from './object-copies';
import type { S3Call, State, StoredObject, Tag } from './state';
import { currentVersion, findVersion } from './versions';

interface VersionInput {
  Bucket: string;
  Key: string;
  VersionId?: string | undefined;
}

/** Reads and deletes of a named version have an action of their own, and know the tags that the object has. */
function versionAccess(action: string, versioned: string, input: VersionInput, call: S3Call): Access[] {
  const { VersionId: versionId } = input;
  const context = existingTags(input, call);
  const ownerId = action.startsWith('Delete') ? undefined : namedVersion(input, call)?.ownerId;
  if (versionId === undefined) return objectAccess(action, input, call, context, ownerId);
  return objectAccess(versioned, input, call, { ...context, 's3:versionid': versionId }, ownerId);
}

export const readAccess = (input: VersionInput, call: S3Call): Access[] =>
  versionAccess('GetObject', 'GetObjectVersion', input, call);

function existingTags(input: VersionInput, call: S3Call): Context {
  const bucket = call.state.buckets.get(input.Bucket);
  // Only a policy can ask for them.
  if (bucket === undefined || call.principal.kind === 'root') return {};
  return tagContext('existingobjecttag', tagsOfObject(input, call));
}

const tagsOfObject = (input: VersionInput, call: S3Call): readonly Tag[] =>
  namedVersion(input, call)?.tags ?? [];

function namedVersion({ Bucket, Key, VersionId }: VersionInput, { state }: S3Call): StoredObject | undefined {
  const version =
    VersionId === undefined ? currentVersion(state, Bucket, Key) : findVersion(state, Bucket, Key, VersionId);
  return version?.deleteMarker === false ? version : undefined;
}

function tagContext(name: string, tags: readonly Tag[]): Context {
  return Object.fromEntries(tags.map(({ Key, Value }) => [`s3:${name}/${Key.toLowerCase()}`, Value]));
}

function requestTags(header: string | undefined): Context {
  if (header === undefined || header === '') return {};
  const tags = [...new URLSearchParams(header)].map(([Key, Value]) => ({ Key, Value }));
  return { ...tagContext('requestobjecttag', tags), 's3:requestobjecttagkeys': tags.map(({ Key }) => Key) };
}

interface WriteInput extends LockInput, AclInput {
  Bucket: string;
  Key: string;
  StorageClass?: string | undefined;
  SSECustomerAlgorithm?: string | undefined;
  ServerSideEncryption?: string | undefined;
  SSEKMSKeyId?: string | undefined;
  Tagging?: string | undefined;
  IfMatch?: string | undefined;
  IfNoneMatch?: string | undefined;
}

function writeContext(input: WriteInput): Context {
  const context: Context = { ...requestTags(input.Tagging), ...lockContext(input) };
  if (input.ACL !== undefined) context['s3:x-amz-acl'] = input.ACL;
  if (input.StorageClass !== undefined) context['s3:x-amz-storage-class'] = input.StorageClass;
  if (input.ServerSideEncryption !== undefined) {
    context['s3:x-amz-server-side-encryption'] = input.ServerSideEncryption;
  }
  if (input.SSECustomerAlgorithm !== undefined) {
    context['s3:x-amz-server-side-encryption-customer-algorithm'] = input.SSECustomerAlgorithm;
  }
  if (input.SSEKMSKeyId !== undefined) {
    context['s3:x-amz-server-side-encryption-aws-kms-key-id'] = input.SSEKMSKeyId;
  }
  if (input.IfMatch !== undefined) context['s3:if-match'] = input.IfMatch;
  if (input.IfNoneMatch !== undefined) context['s3:if-none-match'] = input.IfNoneMatch;
  return context;
}

/**
 * A write may also set tags and an ACL, each of which is a right of its own. AWS's services that deliver log files
 * need no right for the ACL: the bucket policies that their guides give have none.
 */
export function writeAccess(input: WriteInput, call: S3Call, more: Context = {}): Access[] {
  const context = { ...writeContext(input), ...more };
  return [
    ...objectAccess('PutObject', input, call, context),
    ...(input.Tagging === undefined ? [] : objectAccess('PutObjectTagging', input, call, context)),
    ...(needsAclRight(input, call) ? objectAccess('PutObjectAcl', input, call, context) : []),
    ...lockWriteAccess(input, call, context),
  ];
}

/** What others write where ACLs are on is theirs, and so is its ACL. */
function needsAclRight(input: WriteInput, call: S3Call): boolean {
  if (!asksForAcl(input) || call.principal.kind === 'service') return false;
  const bucket = call.state.buckets.get(input.Bucket);
  return bucket?.ownership === 'BucketOwnerEnforced' || bucket?.ownerId === call.principal.accountId;
}

interface ListInput {
  Bucket: string;
  Prefix?: string | undefined;
  Delimiter?: string | undefined;
  MaxKeys?: number | undefined;
}

function listContext(input: ListInput): Context {
  return {
    ...(input.Prefix === undefined ? {} : { 's3:prefix': input.Prefix }),
    ...(input.Delimiter === undefined ? {} : { 's3:delimiter': input.Delimiter }),
    ...(input.MaxKeys === undefined ? {} : { 's3:max-keys': input.MaxKeys }),
  };
}

function copyContext(source: string, directive: string | undefined): Context {
  return {
    's3:x-amz-copy-source': source,
    ...(directive === undefined ? {} : { 's3:x-amz-metadata-directive': directive }),
  };
}

/** Whose object it is that a copy reads, and whether its tags come along. */
function sourceAccess(header: string, withTags: boolean, call: S3Call): Access[] {
  const source = readCopySource(header);
  if (source === undefined) return [];
  const input = { Bucket: source.bucket, Key: source.key, VersionId: source.versionId };
  const read = versionAccess('GetObject', 'GetObjectVersion', input, call);
  return withTags
    ? [...read, ...versionAccess('GetObjectTagging', 'GetObjectVersionTagging', input, call)]
    : read;
}

function sourceHasTags(header: string, call: S3Call): boolean {
  const source = readCopySource(header);
  if (source === undefined) return false;
  return (
    tagsOfObject({ Bucket: source.bucket, Key: source.key, VersionId: source.versionId }, call).length > 0
  );
}

export const permissions: Permissions<S3, State> = {
  createBucket: (input, call) =>
    (input.ObjectLockEnabledForBucket === true
      ? ['CreateBucket', 'PutBucketVersioning', 'PutBucketObjectLockConfiguration']
      : ['CreateBucket']
    ).map((action) => ({
      action: `s3:${action}`,
      resource: `arn:${call.partition}:s3:::${input.Bucket}`,
      accountId: call.accountId,
      context: {
        's3:locationconstraint': input.CreateBucketConfiguration?.LocationConstraint ?? '',
        ...(input.ACL === undefined ? {} : { 's3:x-amz-acl': input.ACL }),
        ...(input.ObjectOwnership === undefined
          ? {}
          : { 's3:x-amz-object-ownership': input.ObjectOwnership }),
      },
    })),
  listBuckets: () => ({ action: 's3:ListAllMyBuckets', resource: '*' }),
  headBucket: onBucket('ListBucket'),
  deleteBucket: onBucket('DeleteBucket'),
  getBucketLocation: onBucket('GetBucketLocation'),
  getBucketTagging: onBucket('GetBucketTagging'),
  putBucketTagging: onBucket('PutBucketTagging'),
  deleteBucketTagging: onBucket('PutBucketTagging'),
  getBucketVersioning: onBucket('GetBucketVersioning'),
  putBucketVersioning: onBucket('PutBucketVersioning'),
  getBucketEncryption: onBucket('GetEncryptionConfiguration'),
  putBucketEncryption: onBucket('PutEncryptionConfiguration'),
  deleteBucketEncryption: onBucket('PutEncryptionConfiguration'),
  getPublicAccessBlock: onBucket('GetBucketPublicAccessBlock'),
  putPublicAccessBlock: onBucket('PutBucketPublicAccessBlock'),
  deletePublicAccessBlock: onBucket('PutBucketPublicAccessBlock'),
  getBucketOwnershipControls: onBucket('GetBucketOwnershipControls'),
  putBucketOwnershipControls: onBucket('PutBucketOwnershipControls'),
  deleteBucketOwnershipControls: onBucket('PutBucketOwnershipControls'),
  getBucketAcl: onBucket('GetBucketAcl'),
  putBucketAcl: onBucket('PutBucketAcl'),
  getBucketPolicy: onBucket('GetBucketPolicy'),
  putBucketPolicy: onBucket('PutBucketPolicy'),
  deleteBucketPolicy: onBucket('DeleteBucketPolicy'),
  getBucketPolicyStatus: onBucket('GetBucketPolicyStatus'),
  getBucketLifecycleConfiguration: onBucket('GetLifecycleConfiguration'),
  putBucketLifecycleConfiguration: onBucket('PutLifecycleConfiguration'),
  deleteBucketLifecycle: onBucket('PutLifecycleConfiguration'),
  getBucketNotificationConfiguration: onBucket('GetBucketNotification'),
  putBucketNotificationConfiguration: onBucket('PutBucketNotification'),
  listObjects: (input, call) => bucketAccess('ListBucket', input, call, listContext(input)),
  listObjectsV2: (input, call) => bucketAccess('ListBucket', input, call, listContext(input)),
  listObjectVersions: (input, call) => bucketAccess('ListBucketVersions', input, call, listContext(input)),
  listMultipartUploads: (input, call) =>
    bucketAccess('ListBucketMultipartUploads', input, call, listContext({ ...input, MaxKeys: undefined })),
  putObject: writeAccess,
  getObject: readAccess,
  headObject: (input, call) => versionAccess('GetObject', 'GetObjectVersion', input, call),
  getObjectAttributes: (input, call) => [
    ...versionAccess('GetObject', 'GetObjectVersion', input, call),
    ...versionAccess('GetObjectAttributes', 'GetObjectVersionAttributes', input, call),
  ],
  restoreObject: (input, call) =>
    objectAccess('RestoreObject', input, call, {}, namedVersion(input, call)?.ownerId),
  getObjectAcl: (input, call) => versionAccess('GetObjectAcl', 'GetObjectVersionAcl', input, call),
  putObjectAcl: (input, call) => versionAccess('PutObjectAcl', 'PutObjectVersionAcl', input, call),
  deleteObject: (input, call) => [
    ...versionAccess('DeleteObject', 'DeleteObjectVersion', input, call),
    ...bypassAccess(input, call),
  ],
  ...lockPermissions,
  ...configurationPermissions,
  getObjectTagging: (input, call) =>
    versionAccess('GetObjectTagging', 'GetObjectVersionTagging', input, call),
  deleteObjectTagging: (input, call) =>
    versionAccess('DeleteObjectTagging', 'DeleteObjectVersionTagging', input, call),
  putObjectTagging: (input, call) => {
    const tags = (input.Tagging?.TagSet ?? []).map(({ Key = '', Value = '' }) => ({ Key, Value }));
    const keys = { 's3:requestobjecttagkeys': tags.map(({ Key }) => Key) };
    return versionAccess('PutObjectTagging', 'PutObjectVersionTagging', input, call).map((access) => ({
      ...access,
      context: { ...access.context, ...tagContext('requestobjecttag', tags), ...keys },
    }));
  },
  copyObject: (input, call) => {
    const copiesTags = input.TaggingDirective !== 'REPLACE' && sourceHasTags(input.CopySource, call);
    const written = writeAccess(input, call, copyContext(input.CopySource, input.MetadataDirective));
    return [
      ...written,
      ...(copiesTags ? objectAccess('PutObjectTagging', input, call) : []),
      ...sourceAccess(input.CopySource, copiesTags, call),
    ];
  },
  createMultipartUpload: (input, call) => writeAccess(input, call),
  uploadPart: (input, call) => objectAccess('PutObject', input, call),
  uploadPartCopy: (input, call) => [
    ...objectAccess('PutObject', input, call, copyContext(input.CopySource, undefined)),
    ...sourceAccess(input.CopySource, false, call),
  ],
  completeMultipartUpload: (input, call) =>
    objectAccess(
      'PutObject',
      input,
      call,
      writeContext({
        Bucket: input.Bucket,
        Key: input.Key,
        IfMatch: input.IfMatch,
        IfNoneMatch: input.IfNoneMatch,
      }),
    ),
  abortMultipartUpload: (input, call) => objectAccess('AbortMultipartUpload', input, call),
  listParts: (input, call) => objectAccess('ListMultipartUploadParts', input, call),
};
