import type { S3 } from '@aws-sdk/client-s3';
import type { Input, Output } from '../../cloud/service';
import { utf8Ordered } from '../../kernel';
import { canonicalId } from './body-integrity';
import * as errors from './errors';
import { requireBucket } from './input';
import {
  behind,
  commonPrefix,
  contents,
  echoed,
  encoder,
  page,
  pageSize,
  question,
  startAfter,
} from './listings';
import { lastModified } from './object-reads';
import {
  keyPrefix,
  objectId,
  type DeleteMarker,
  type ObjectVersion,
  type S3Call,
  type StoredObject,
} from './state';
import { isListedClass } from './storage-class';
import { isVersionId, sequenceOf } from './version-ids';
import { allVersions, findVersion } from './versions';

/** The write that a marker stands for, even where its version is gone by now. */
function markedSequence(bucket: string, key: string, versionId: string, { state }: S3Call): number {
  return findVersion(state, bucket, key, versionId)?.sequence ?? sequenceOf(versionId) ?? 0;
}

/** Versions from a key and version on: the rows of that key up to the marker are passed over. */
function* versionsAfter(
  bucket: string,
  keyMarker: string,
  versionMarker: string | undefined,
  call: S3Call,
): Generator<ObjectVersion> {
  if (versionMarker !== undefined) {
    const before = markedSequence(bucket, keyMarker, versionMarker, call);
    for (const version of allVersions(call.state, bucket, objectId(bucket, keyMarker))) {
      if (version.key !== keyMarker) break;
      if (version.sequence < before) yield version;
    }
  }
  yield* allVersions(call.state, bucket, behind(keyPrefix(bucket, keyMarker)));
}

export function listObjectVersions(
  input: Input<S3, 'listObjectVersions'>,
  call: S3Call,
): Output<S3, 'listObjectVersions'> {
  const bucket = requireBucket(input, call);
  const max = pageSize(input.MaxKeys, 'max-keys');
  const asked = question(bucket, input, max);
  const { KeyMarker: keyMarker = '', VersionIdMarker: versionMarker } = input;
  if (keyMarker === '' && versionMarker !== undefined && versionMarker !== '') {
    throw errors.invalidArgument(
      'A version-id marker cannot be specified without a key marker.',
      'version-id-marker',
      versionMarker,
    );
  }
  if (versionMarker !== undefined && versionMarker !== '' && !isVersionId(versionMarker)) {
    throw errors.invalidArgument('Invalid version id specified', 'version-id-marker', versionMarker);
  }
  let resumed = false;
  const found = page<ObjectVersion>(bucket.name, asked, (fromId) => {
    // The first walk goes on behind the markers; a leap over a common prefix starts from where it lands.
    const first = !resumed && keyMarker !== '' && utf8Ordered(keyMarker) >= utf8Ordered(asked.prefix);
    resumed = true;
    if (!first) return allVersions(call.state, bucket.name, fromId);
    if (keyMarker.startsWith(asked.prefix) && commonPrefix(keyMarker, asked) !== undefined) {
      return allVersions(call.state, bucket.name, startAfter(bucket.name, keyMarker, asked));
    }
    return versionsAfter(bucket.name, keyMarker, versionMarker, call);
  });
  const encode = encoder(input);
  const entries = versionEntries(found.items, encode, bucket.ownerId);
  return {
    ...echoed(bucket, input, max, found),
    KeyMarker: encode(keyMarker),
    VersionIdMarker: versionMarker ?? '',
    ...entries,
    ...(found.truncated && found.last !== undefined
      ? {
          NextKeyMarker: encode(found.last.key),
          ...(found.last.item === undefined ? {} : { NextVersionIdMarker: found.last.item.versionId }),
        }
      : {}),
  };
}

const identity = (version: ObjectVersion) => ({
  VersionId: version.versionId,
  IsLatest: version.noncurrentSinceMs === undefined,
});

function versionEntries(
  versions: readonly ObjectVersion[],
  encode: (text: string) => string,
  ownerId: string,
) {
  const objects = versions.filter((version): version is StoredObject => !version.deleteMarker);
  const markers = versions.filter((version): version is DeleteMarker => version.deleteMarker);
  return {
    ...(objects.length === 0
      ? {}
      : {
          Versions: objects.map((each) => ({
            ...contents(each, encode, ownerId),
            ...(isListedClass(each.storageClass) ? { StorageClass: each.storageClass } : {}),
            ...identity(each),
          })),
        }),
    ...(markers.length === 0
      ? {}
      : {
          DeleteMarkers: markers.map((each) => ({
            Owner: { ID: canonicalId(ownerId) },
            Key: encode(each.key),
            ...identity(each),
            LastModified: lastModified(each),
          })),
        }),
  };
}
