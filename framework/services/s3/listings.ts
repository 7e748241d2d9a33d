/**
 * ListObjects, ListObjectsV2, ListObjectVersions: a page costs what it holds, however large the bucket
 * (aws-behaviour.md 2.2).
 */
import type { S3 } from '@aws-sdk/client-s3';
import type { Input, Output } from '../../cloud/service';
import { utf8Ordered } from '../../kernel';
import { canonicalId } from './body-integrity';
import * as errors from './errors';
import { formEncoded } from './event-notifications';
import { requireBucket } from './input';
import { lastModified } from './object-reads';
import { restoreStatus } from './restore-status';
import { storageClassOf } from './storage-class';
import { bucketPrefix, objectId, type Bucket, type S3Call, type StoredObject } from './state';

const pageMax = 1000;

export interface Question {
  prefix: string;
  delimiter: string | undefined;
  max: number;
  /** The row to begin with. */
  fromId: string;
}

export interface Page<V> {
  items: V[];
  commonPrefixes: string[];
  truncated: boolean;
  /** The last thing on the page. */
  last?: { key: string; isPrefix: boolean; item?: V };
}

export function pageSize(value: number | undefined, argument: string): number {
  if (value === undefined) return pageMax;
  if (!Number.isInteger(value) || value < 0) {
    throw errors.invalidArgument(
      `Argument ${argument} must be an integer between 0 and 2147483647`,
      argument,
      String(value),
    );
  }
  return Math.min(value, pageMax);
}

/** The first row after all rows that begin with `id`. */
export function behind(id: string): string {
  for (let at = id.length - 1; at >= 0; at--) {
    const unit = id.charCodeAt(at);
    if (unit < 0xffff) return id.slice(0, at) + String.fromCharCode(unit + 1);
  }
  return id;
}

/** Where a listing goes on after a key, or after all keys under a common prefix. */
export const after = (bucket: string, key: string, isPrefix: boolean): string =>
  isPrefix ? behind(objectId(bucket, key)) : `${objectId(bucket, key)}\u0001`;

/** Walks rows in order of key; keys that share a prefix up to the delimiter are counted once and leapt over. */
export function page<V extends { key: string }>(
  bucket: string,
  question: Question,
  rowsFrom: (fromId: string) => Iterable<V>,
): Page<V> {
  const found: Page<V> = { items: [], commonPrefixes: [], truncated: false };
  const prefixId = `${bucketPrefix(bucket)}${utf8Ordered(question.prefix)}`;
  let fromId: string | undefined = question.fromId > prefixId ? question.fromId : prefixId;
  if (question.max === 0) return found;
  while (fromId !== undefined) {
    const startId: string = fromId;
    fromId = undefined;
    for (const row of rowsFrom(startId)) {
      if (!row.key.startsWith(question.prefix)) return found;
      if (found.items.length + found.commonPrefixes.length === question.max) {
        found.truncated = true;
        return found;
      }
      const shared = commonPrefix(row.key, question);
      if (shared === undefined) {
        found.items.push(row);
        found.last = { key: row.key, isPrefix: false, item: row };
      } else {
        found.commonPrefixes.push(shared);
        found.last = { key: shared, isPrefix: true };
        fromId = behind(objectId(bucket, shared));
        break;
      }
    }
  }
  return found;
}

export function commonPrefix(
  key: string,
  { prefix, delimiter }: Pick<Question, 'prefix' | 'delimiter'>,
): string | undefined {
  if (delimiter === undefined || delimiter === '') return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at === -1 ? undefined : key.slice(0, at + delimiter.length);
}

function* objectsFrom(bucket: string, fromId: string, call: S3Call): Generator<StoredObject> {
  const prefix = bucketPrefix(bucket);
  for (const [id, object] of call.state.objects.range({ from: fromId })) {
    if (!id.startsWith(prefix)) return;
    yield object;
  }
}

/** A marker that lies under a common prefix of this listing stands for all that is under it. */
export function startAfter(bucket: string, marker: string, asked: Question): string {
  const shared = marker.startsWith(asked.prefix) ? commonPrefix(marker, asked) : undefined;
  return after(bucket, shared ?? marker, shared !== undefined);
}

interface ListInput {
  Prefix?: string | undefined;
  Delimiter?: string | undefined;
  EncodingType?: string | undefined;
}

/** What is asked of a listing, with its own refusals. */
export function question(bucket: Bucket, input: ListInput, max: number): Question {
  checkEncoding(input);
  const delimiter = input.Delimiter === '' ? undefined : input.Delimiter;
  return { prefix: input.Prefix ?? '', delimiter, max, fromId: bucketPrefix(bucket.name) };
}

export function checkEncoding({ EncodingType: encoding }: ListInput): void {
  if (encoding === undefined || encoding === 'url') return;
  throw errors.invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', encoding);
}

export const encoder = (input: ListInput): ((text: string) => string) =>
  input.EncodingType === 'url' ? formEncoded : (text) => text;

export const contents = (
  object: StoredObject,
  encode: (text: string) => string,
  bucketOwnerId: string | undefined,
) => ({
  Key: encode(object.key),
  LastModified: lastModified(object),
  ETag: `"${object.etag}"`,
  ChecksumAlgorithm: [object.checksum.algorithm],
  ChecksumType: object.checksum.type,
  Size: object.sizeBytes,
  ...(bucketOwnerId === undefined ? {} : { Owner: { ID: canonicalId(object.ownerId ?? bucketOwnerId) } }),
});

interface EntryOptions {
  encode: (text: string) => string;
  /** Undefined where owners are not told. */
  bucketOwnerId: string | undefined;
  /** Since when, where the state of restored copies is told. */
  restoreNowMs: number | undefined;
}

const entry = (object: StoredObject, { encode, bucketOwnerId, restoreNowMs }: EntryOptions) => ({
  ...contents(object, encode, bucketOwnerId),
  StorageClass: storageClassOf(object.storageClass),
  ...(restoreNowMs === undefined ? {} : restoreStatus(object, restoreNowMs)),
});

function entryOptions(
  input: ListInput & { OptionalObjectAttributes?: readonly string[] | undefined },
  bucketOwnerId: string | undefined,
  { nowMs }: S3Call,
): EntryOptions {
  const restores = input.OptionalObjectAttributes?.includes('RestoreStatus') === true;
  return { encode: encoder(input), bucketOwnerId, restoreNowMs: restores ? nowMs : undefined };
}

/** What every listing says back of the question. */
export function echoed(bucket: Bucket, input: ListInput, max: number, found: Page<unknown>) {
  const encode = encoder(input);
  return {
    BucketRegion: bucket.region,
    Name: bucket.name,
    Prefix: encode(input.Prefix ?? ''),
    ...(input.Delimiter === undefined || input.Delimiter === ''
      ? {}
      : { Delimiter: encode(input.Delimiter) }),
    ...(input.EncodingType === 'url' ? { EncodingType: 'url' as const } : {}),
    MaxKeys: max,
    IsTruncated: found.truncated,
    ...(found.commonPrefixes.length === 0
      ? {}
      : { CommonPrefixes: found.commonPrefixes.map((Prefix) => ({ Prefix: encode(Prefix) })) }),
  };
}

export function listObjects(input: Input<S3, 'listObjects'>, call: S3Call): Output<S3, 'listObjects'> {
  const bucket = requireBucket(input, call);
  const max = pageSize(input.MaxKeys, 'max-keys');
  const asked = question(bucket, input, max);
  if (input.Marker !== undefined && input.Marker !== '')
    asked.fromId = startAfter(bucket.name, input.Marker, asked);
  const found = page(bucket.name, asked, (fromId) => objectsFrom(bucket.name, fromId, call));
  // Nobody in particular is not told who owns what.
  const ownerId = call.principal.kind === 'anonymous' ? undefined : bucket.ownerId;
  const encode = encoder(input);
  const options = entryOptions(input, ownerId, call);
  return {
    ...echoed(bucket, input, max, found),
    Marker: encode(input.Marker ?? ''),
    ...(found.items.length === 0 ? {} : { Contents: found.items.map((each) => entry(each, options)) }),
    // Without a delimiter the last key itself is the next marker.
    ...(found.truncated && asked.delimiter !== undefined && found.last !== undefined
      ? { NextMarker: encode(found.last.key) }
      : {}),
  };
}

const tokenOf = ({ key, isPrefix }: { key: string; isPrefix: boolean }): string =>
  Buffer.from(`${isPrefix ? 'under' : 'after'}:${key}`).toString('base64');

function readToken(token: string): { key: string; isPrefix: boolean } {
  const [, place, key] = /^(under|after):(.*)$/s.exec(Buffer.from(token, 'base64').toString()) ?? [];
  if (key === undefined)
    throw errors.invalidArgument('The continuation token provided is incorrect', 'continuation-token');
  return { key, isPrefix: place === 'under' };
}

export function listObjectsV2(input: Input<S3, 'listObjectsV2'>, call: S3Call): Output<S3, 'listObjectsV2'> {
  const bucket = requireBucket(input, call);
  const max = pageSize(input.MaxKeys, 'max-keys');
  const asked = question(bucket, input, max);
  if (input.ContinuationToken !== undefined) {
    const { key, isPrefix } = readToken(input.ContinuationToken);
    asked.fromId = after(bucket.name, key, isPrefix);
  } else if (input.StartAfter !== undefined && input.StartAfter !== '') {
    asked.fromId = startAfter(bucket.name, input.StartAfter, asked);
  }
  const found = page(bucket.name, asked, (fromId) => objectsFrom(bucket.name, fromId, call));
  const encode = encoder(input);
  const options = entryOptions(input, input.FetchOwner === true ? bucket.ownerId : undefined, call);
  return {
    ...echoed(bucket, input, max, found),
    KeyCount: found.items.length + found.commonPrefixes.length,
    ...(input.StartAfter === undefined || input.ContinuationToken !== undefined
      ? {}
      : { StartAfter: encode(input.StartAfter) }),
    ...(input.ContinuationToken === undefined ? {} : { ContinuationToken: input.ContinuationToken }),
    ...(found.items.length === 0 ? {} : { Contents: found.items.map((each) => entry(each, options)) }),
    ...(found.truncated && found.last !== undefined ? { NextContinuationToken: tokenOf(found.last) } : {}),
  };
}
