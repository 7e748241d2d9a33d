import type {
  AnalyticsConfiguration,
  CORSRule,
  IntelligentTieringConfiguration,
  InventoryConfiguration,
  LoggingEnabled,
  MetricsConfiguration,
  ReplicationConfiguration,
  WebsiteConfiguration,
} from '@aws-sdk/client-s3';
import type { Call, PolicyDocument } from '../../cloud/service';
import { table } from '../../cloud/service';
import { utf8Ordered } from '../../kernel';
import type { LifecycleConfiguration } from './lifecycle-rules';
import type { NotificationConfiguration } from './notification-configuration';

export interface Tag {
  Key: string;
  Value: string;
}

export interface PublicAccessBlock {
  BlockPublicAcls: boolean;
  IgnorePublicAcls: boolean;
  BlockPublicPolicy: boolean;
  RestrictPublicBuckets: boolean;
}

export type Permission = 'FULL_CONTROL' | 'READ' | 'WRITE' | 'READ_ACP' | 'WRITE_ACP';

/** One line of an access control list: to a canonical user, or to one of the groups. */
export interface Grant {
  id?: string;
  uri?: string;
  permission: Permission;
}

export interface BucketPolicy {
  /** As it was put: GetBucketPolicy answers these very characters. */
  text: string;
  document: PolicyDocument;
  /** Whether it lets in more than fixed principals, in the sense of Block Public Access. */
  isPublic: boolean;
}

export type Ownership = 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter';

type RetentionMode = 'GOVERNANCE' | 'COMPLIANCE';

/** Object lock of a bucket, with what new versions are retained by. */
export interface BucketLock {
  defaultRetention?: { mode: RetentionMode; days: number } | { mode: RetentionMode; years: number };
}

/** What protects one version; the two parts know nothing of each other. */
export interface ObjectLock {
  retention?: { mode: RetentionMode; untilMs: number };
  hold?: 'ON' | 'OFF';
}

/** A bucket and its configuration; absent members were never set or were deleted. */
export interface Bucket {
  name: string;
  ownerId: string;
  region: string;
  createdMs: number;
  /** Absent: never enabled. */
  versioning?: 'Enabled' | 'Suspended';
  /** The default is a key of KMS: the named one, or S3's own for the account. */
  kms?: { keyId?: string };
  /** Whether its default encryption was put or deleted; absent: as it was made. */
  encryptionRule?: 'put' | 'deleted';
  bucketKeyEnabled: boolean;
  blockedEncryptionTypes: string[];
  publicAccessBlock?: PublicAccessBlock;
  ownership?: Ownership;
  /** Absent: nothing but the owner's full control. */
  acl?: Grant[];
  tags?: Tag[];
  policy?: BucketPolicy;
  lifecycle?: LifecycleConfiguration;
  notifications?: NotificationConfiguration;
  cors?: CORSRule[];
  website?: WebsiteConfiguration;
  logging?: LoggingEnabled;
  replication?: ReplicationConfiguration;
  /** Configurations of which there are many, by their ids. */
  configurations?: {
    inventory?: { [id: string]: InventoryConfiguration };
    analytics?: { [id: string]: AnalyticsConfiguration };
    metrics?: { [id: string]: MetricsConfiguration };
    tiering?: { [id: string]: IntelligentTieringConfiguration };
  };
  acceleration?: 'Enabled' | 'Suspended';
  payer?: 'Requester' | 'BucketOwner';
  /** Present: object lock is on, which is for good. */
  objectLock?: BucketLock;
  /** The pending lifecycle sweep and when it comes. */
  sweep?: { laterId: number; atMs: number };
}

export type ChecksumAlgorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256' | 'SHA512' | 'MD5';
export type ChecksumType = 'COMPOSITE' | 'FULL_OBJECT';

export interface Checksum {
  algorithm: ChecksumAlgorithm;
  type: ChecksumType;
  /** Base64; of a composite one with `-<parts>` behind it. */
  value: string;
}

/** A stretch of an object's bytes: the whole of it, or one part of a multipart upload. */
export interface Piece {
  blob: string;
  sizeBytes: number;
  partNumber?: number;
  checksum?: string;
}

/** What a client says of an object besides its bytes, answered on every read. */
export interface ObjectHeaders {
  CacheControl?: string;
  ContentDisposition?: string;
  ContentEncoding?: string;
  ContentLanguage?: string;
  ContentType: string;
  Expires?: string;
  WebsiteRedirectLocation?: string;
}

interface VersionIdentity {
  bucket: string;
  key: string;
  /** 'null' for what was written while versioning was not enabled. */
  versionId: string;
  /** Rises with every write to the bucket; the order of versions and the `sequencer` of events. */
  sequence: number;
  modifiedMs: number;
  /** Since when a newer version stands before it; absent on the current version. */
  noncurrentSinceMs?: number;
}

/** Encryption with a key of KMS; what has none is encrypted with keys of S3's that nobody sees. */
export interface ObjectEncryption {
  keyArn: string;
  /** The data key as KMS encrypted it, in base64. */
  dataKey: string;
  /** The encryption context that opens it. */
  context: { [name: string]: string };
  /** The data key is the bucket's, and was not asked of KMS for this object alone. */
  bucketKey: boolean;
}

/** A bucket's key in use: made by a requester, or opened by one. */
export interface BucketKeyUse {
  encryption?: ObjectEncryption;
  untilMs: number;
}

export interface StoredObject extends VersionIdentity {
  deleteMarker: false;
  sizeBytes: number;
  /** Without quotes. */
  etag: string;
  pieces: Piece[];
  /** Made by CompleteMultipartUpload: reads by part number know its parts. */
  multipart: boolean;
  /** The upload that it was made of. */
  uploadId?: string;
  headers: ObjectHeaders;
  metadata: { [name: string]: string };
  tags: Tag[];
  storageClass: string;
  encryption?: ObjectEncryption;
  /** Of the key that its client keeps, in base64. */
  customerKeyMd5?: string;
  lock?: ObjectLock;
  /** When a restored copy of an archived object comes and goes. */
  restore?: { readyMs: number; expiresMs: number };
  /** The account that wrote it, where it is not the bucket owner's. */
  ownerId?: string;
  /** Absent: nothing but the owner's full control. */
  acl?: Grant[];
  checksum: Checksum;
}

export interface DeleteMarker extends VersionIdentity {
  deleteMarker: true;
}

export type ObjectVersion = StoredObject | DeleteMarker;

export interface Upload {
  bucket: string;
  key: string;
  uploadId: string;
  initiatedMs: number;
  initiator: string;
  headers: ObjectHeaders;
  metadata: { [name: string]: string };
  tags: Tag[];
  storageClass: string;
  encryption?: ObjectEncryption;
  customerKeyMd5?: string;
  lock?: ObjectLock;
  ownerId?: string;
  acl?: Grant[];
  checksumAlgorithm?: ChecksumAlgorithm;
  checksumType: ChecksumType;
  /** The bucket's write count when it began: a current version beyond it was written meanwhile. */
  sequence: number;
  /** The key was deleted since the upload began (aws-behaviour.md 2.3). */
  deletedMeanwhile: boolean;
}

export interface Part {
  partNumber: number;
  blob: string;
  sizeBytes: number;
  etag: string;
  checksum: string;
  modifiedMs: number;
}

/**
 * One state for a whole partition, since bucket names are unique in it.
 *
 * `objects` holds each key's current version unless that is a delete marker; `history` holds all other versions, newest
 * first. So a listing walks live objects only. If a key has no entry in `objects`, its newest entry in `history` is a
 * delete marker and the current version.
 */
export const state = {
  buckets: table<Bucket>(),
  objects: table<StoredObject>(),
  history: table<ObjectVersion>(),
  uploads: table<Upload>(),
  parts: table<Part>(),
  /** By bucket, requester, and the key asked for or the data key opened. */
  bucketKeys: table<BucketKeyUse>(),
  /** Writes to each bucket so far. */
  writes: table<number>(),
};

export type State = typeof state;
export type S3Call = Call<State>;

/** The answer of an operation that says nothing but that it was done. */
export type Nothing = object;

const SEPARATOR = '\u0000';
const RANK_MAX = 2 ** 45;

export const objectId = (bucket: string, key: string): string => `${bucket}${SEPARATOR}${utf8Ordered(key)}`;

/** Everything of a bucket lies under this prefix, in every table. */
export const bucketPrefix = (bucket: string): string => `${bucket}${SEPARATOR}`;

export const keyPrefix = (bucket: string, key: string): string => `${objectId(bucket, key)}${SEPARATOR}`;

/** Newer versions sort before older ones. */
export const historyId = (version: VersionIdentity): string =>
  `${keyPrefix(version.bucket, version.key)}${(RANK_MAX - version.sequence).toString(36).padStart(10, '0')}`;

export const uploadRow = (upload: { bucket: string; key: string; uploadId: string }): string =>
  `${keyPrefix(upload.bucket, upload.key)}${upload.uploadId}`;

export const partRow = (uploadId: string, partNumber: number): string =>
  `${uploadId}${SEPARATOR}${String(partNumber).padStart(5, '0')}`;

export const partPrefix = (uploadId: string): string => `${uploadId}${SEPARATOR}`;
