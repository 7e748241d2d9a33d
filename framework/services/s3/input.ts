/** Checks that S3 makes in words of its own; its API model is not checked for it. */
import type { BucketLocationConstraint } from '@aws-sdk/client-s3';
import { urlSuffixOf } from '../../cloud/service';
import * as errors from './errors';
import type { Bucket, ObjectHeaders, S3Call, Tag } from './state';

const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;
const RESERVED = /^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/;
const ACCOUNT_ID = /^\d{12}$/;
const STORAGE_CLASSES = [
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER',
  'DEEP_ARCHIVE',
  'GLACIER_IR',
];

/** The rules for general purpose buckets (S3 user guide, "Bucket naming rules"). */
export function checkBucketName(name: string): void {
  if (!BUCKET_NAME.test(name) || /\.\.|-\.|\.-/.test(name) || IPV4.test(name) || RESERVED.test(name)) {
    throw errors.invalidBucketName(name);
  }
}

/** Every region is a constraint: the SDK's enumeration only lags behind AWS's regions. */
export const isConstraint = (region: string): region is BucketLocationConstraint => region !== '';

/**
 * What every operation on a bucket asks first: that it exists, is the expected owner's, and is addressed in
 * its region.
 */
export function requireBucket(
  input: { Bucket?: string | undefined; ExpectedBucketOwner?: string | undefined },
  call: S3Call,
  anyRegion = false,
): Bucket {
  const name = input.Bucket ?? '';
  const bucket = call.state.buckets.get(name);
  if (bucket === undefined) throw errors.noSuchBucket(name);
  checkOwner(bucket, input.ExpectedBucketOwner);
  if (!anyRegion && bucket.region !== call.region) {
    throw errors.permanentRedirect(name, bucket.region, urlSuffixOf(bucket.region));
  }
  return bucket;
}

export function checkOwner(bucket: Bucket, expected: string | undefined): void {
  if (expected === undefined) return;
  if (!ACCOUNT_ID.test(expected)) throw errors.invalidExpectedOwner(expected);
  if (expected !== bucket.ownerId) throw errors.accessDenied();
}

export function checkKey(key: string): void {
  const sizeBytes = Buffer.byteLength(key);
  if (sizeBytes > 1024) throw errors.keyTooLong(sizeBytes);
  if (sizeBytes === 0) throw errors.invalidRequest('Missing required key: Key');
}

export function checkedMetadata(metadata: Record<string, string> | undefined): Record<string, string> {
  if (metadata === undefined) return {};
  const lowered: Record<string, string> = {};
  let sizeBytes = 0;
  for (const [name, value] of Object.entries(metadata)) {
    lowered[name.toLowerCase()] = value;
    sizeBytes += Buffer.byteLength(name) + Buffer.byteLength(value);
  }
  if (sizeBytes > 2048) throw errors.metadataTooLarge(sizeBytes);
  return lowered;
}

export function checkedStorageClass(value: string | undefined): string {
  if (value === undefined) return 'STANDARD';
  if (!STORAGE_CLASSES.includes(value)) throw errors.invalidStorageClass(value);
  return value;
}

const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const tagsMax = { bucket: 50, object: 10 };

/** What a bucket or an object may be tagged with. */
export function checkTags(tags: readonly Tag[], on: 'bucket' | 'object'): void {
  if (tags.length > tagsMax[on]) {
    throw on === 'object'
      ? errors.tooManyObjectTags()
      : errors.invalidTag('Bucket tag count cannot be greater than 50');
  }
  const seen = new Set<string>();
  for (const { Key: key, Value: value } of tags) {
    if (seen.has(key)) throw errors.invalidTag('Cannot provide multiple Tags with the same key', key);
    seen.add(key);
    if (key.length === 0 || key.length > 128 || !TAG_TEXT.test(key))
      throw errors.invalidTag('The TagKey you have provided is invalid', key);
    if (value.length > 256 || !TAG_TEXT.test(value))
      throw errors.invalidTag('The TagValue you have provided is invalid', key, value);
    // CloudFormation's own tags come back from whoever reads a bucket's tags, adds one and puts them all.
    const fromStack = on === 'bucket' && key.startsWith('aws:cloudformation:');
    if (key.startsWith('aws:') && !fromStack)
      throw errors.invalidTag(
        on === 'object'
          ? 'Your TagKey cannot be prefixed with aws:'
          : 'System tags cannot be added/updated by requester',
        key,
      );
  }
}

/** A tag set as the SDK types it, whose members may seem to be missing. */
export function tagsOf(
  tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
): Tag[] {
  if (tags === undefined) throw errors.malformedXml();
  return tags.map(({ Key, Value }) => {
    if (Key === undefined || Value === undefined) throw errors.malformedXml();
    return { Key, Value };
  });
}

/** The `x-amz-tagging` header: tags as a query string. */
export function taggingHeader(header: string | undefined): Tag[] {
  if (header === undefined || header === '') return [];
  const tags = [...new URLSearchParams(header)].map(([Key, Value]) => ({ Key, Value }));
  const hasTwoValues = header.split('&').some((pair) => pair.split('=').length > 2);
  if (hasTwoValues || new Set(tags.map(({ Key }) => Key)).size < tags.length) {
    throw errors.invalidArgument(
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
      'x-amz-tagging',
      header,
    );
  }
  checkTags(tags, 'object');
  return tags;
}

interface HeaderInput {
  CacheControl?: string | undefined;
  ContentDisposition?: string | undefined;
  ContentEncoding?: string | undefined;
  ContentLanguage?: string | undefined;
  ContentType?: string | undefined;
  Expires?: Date | undefined;
  WebsiteRedirectLocation?: string | undefined;
}

/** The headers that are kept with an object and given back on every read. */
export function objectHeaders(input: HeaderInput): ObjectHeaders {
  const headers: ObjectHeaders = { ContentType: input.ContentType ?? 'binary/octet-stream' };
  if (input.CacheControl !== undefined) headers.CacheControl = input.CacheControl;
  if (input.ContentDisposition !== undefined) headers.ContentDisposition = input.ContentDisposition;
  const encoding = input.ContentEncoding?.split(',')
    .map((part) => part.trim())
    .filter((part) => part !== 'aws-chunked');
  if (encoding !== undefined && encoding.join(',') !== '') headers.ContentEncoding = encoding.join(',');
  if (input.ContentLanguage !== undefined) headers.ContentLanguage = input.ContentLanguage;
  if (input.Expires !== undefined) headers.Expires = input.Expires.toUTCString();
  if (input.WebsiteRedirectLocation !== undefined) {
    headers.WebsiteRedirectLocation = input.WebsiteRedirectLocation;
  }
  return headers;
}
