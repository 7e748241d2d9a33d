import type { S3 } from '@aws-sdk/client-s3';
import { defineService } from '../../cloud/service';
import { acls } from './acl/acl-operations';
import { configuration } from './bucket-configuration';
import {
  deleteBucketPolicy,
  getBucketPolicy,
  getBucketPolicyStatus,
  policyInForce,
  putBucketPolicy,
} from './bucket-policy';
import { createBucket, deleteBucket, getBucketLocation, headBucket, listBuckets } from './buckets';
import { identifiedConfigurations } from './configurations/identified';
import { accessLogs } from './configurations/logging';
import { replication } from './configurations/replication';
import { crossOriginHeaders } from './cors/preflight';
import { deliver } from './event-notifications';
import { front } from './front';
import { sweep } from './lifecycle-sweep';
import { listObjects, listObjectsV2 } from './listings';
import {
  abortMultipartUpload,
  createMultipartUpload,
  listParts,
  uploadPart,
  uploadPartCopy,
} from './multipart';
import { completeMultipartUpload } from './multipart-completion';
import { listMultipartUploads } from './multipart-listing';
import {
  getBucketNotificationConfiguration,
  putBucketNotificationConfiguration,
} from './notification-configuration';
import { objectLock } from './object-lock/lock-operations';
import { copyObject } from './object-copies';
import { deleteObject, deleteObjects } from './object-deletes';
import { getObjectAttributes } from './object-attributes';
import { getObject, headObject } from './object-reads';
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from './object-tagging';
import { putObject } from './object-writes';
import { permissions } from './permissions';
import { resources } from './resources';
import { state } from './state';
import { restoreObject, restoreStep } from './restore';
import { storedConfiguration } from './stored-configuration';
import { listObjectVersions } from './version-listing';

const key = ({ Key }: { Key: string }): string => Key;

/** Amazon S3: buckets, versions, multipart uploads, lifecycle, event notifications (aws-behaviour.md 2). */
export const s3 = defineService<S3>()({
  name: 's3',
  scope: 'partition',
  state,
  operations: {
    ...acls,
    ...configuration,
    ...objectLock,
    ...storedConfiguration,
    ...identifiedConfigurations,
    ...accessLogs,
    ...replication,
    createBucket,
    headBucket,
    listBuckets,
    deleteBucket,
    getBucketLocation,
    putBucketPolicy,
    getBucketPolicy,
    getBucketPolicyStatus,
    deleteBucketPolicy,
    putBucketNotificationConfiguration,
    getBucketNotificationConfiguration,
    putObject,
    restoreObject,
    getObject,
    headObject,
    getObjectAttributes,
    copyObject,
    deleteObject,
    deleteObjects,
    getObjectTagging,
    putObjectTagging,
    deleteObjectTagging,
    listObjects,
    listObjectsV2,
    listObjectVersions,
    createMultipartUpload,
    uploadPart,
    uploadPartCopy,
    completeMultipartUpload,
    abortMultipartUpload,
    listParts,
    listMultipartUploads,
  },
  permissions,
  // Each key of it is allowed or denied for itself: see deleteObjects.
  open: ['deleteObjects'],
  subjects: {
    putObject: key,
    restoreObject: key,
    getObjectAcl: key,
    putObjectAcl: key,
    getObject: key,
    headObject: key,
    getObjectAttributes: key,
    copyObject: key,
    deleteObject: key,
    getObjectTagging: key,
    putObjectTagging: key,
    deleteObjectTagging: key,
    createMultipartUpload: key,
    uploadPart: key,
    uploadPartCopy: key,
    completeMultipartUpload: key,
    abortMultipartUpload: key,
    listParts: key,
    listObjects: ({ Prefix }) => Prefix,
    listObjectsV2: ({ Prefix }) => Prefix,
    listObjectVersions: ({ Prefix }) => Prefix,
  },
  front,
  answerHeaders: crossOriginHeaders,
  later: { restore: restoreStep, lifecycle: sweep, notification: deliver },
  resourcePolicy: policyInForce,
  accessDenied: { code: 'AccessDenied', status: 403, quoted: true, toOutsiders: 'Access Denied' },
  throttled: { code: 'SlowDown', status: 503, message: 'Please reduce your request rate.' },
  internalError: {
    code: 'InternalError',
    status: 500,
    message: 'We encountered an internal error. Please try again.',
  },
  resources,
});
