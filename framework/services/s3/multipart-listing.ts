import type { S3 } from '@aws-sdk/client-s3';
import type { Input, Output } from '../../cloud/service';
import { utf8Ordered } from '../../kernel';
import { canonicalId } from './body-integrity';
import { formEncoded } from './event-notifications';
import { requireBucket } from './input';
import * as errors from './errors';
import { checkEncoding, commonPrefix, pageSize } from './listings';
import { lastModified } from './object-reads';
import { storageClassOf } from './storage-class';
import { bucketPrefix, type S3Call, type Upload } from './state';

type ListInput = Input<S3, 'listMultipartUploads'>;

/** Uploads under way are few, so they are gathered and cut to a page: by key, then by when they began. */
export function listMultipartUploads(input: ListInput, call: S3Call): Output<S3, 'listMultipartUploads'> {
  const bucket = requireBucket(input, call);
  checkEncoding(input);
  const max = pageSize(input.MaxUploads, 'max-uploads');
  const { shown, commonPrefixes, truncated } = gather(bucket.name, input, max, call);
  const encode = input.EncodingType === 'url' ? formEncoded : (text: string): string => text;
  const last = shown.at(-1);
  const { KeyMarker: keyMarker = '' } = input;
  return {
    Bucket: bucket.name,
    KeyMarker: encode(keyMarker),
    UploadIdMarker: keyMarker === '' ? '' : (input.UploadIdMarker ?? ''),
    // AWS says them of every page; a page of common prefixes alone cannot be gone on from.
    NextKeyMarker: encode(last?.key ?? ''),
    NextUploadIdMarker: last?.uploadId ?? '',
    ...(input.Prefix === undefined ? {} : { Prefix: encode(input.Prefix) }),
    ...(input.Delimiter === undefined ? {} : { Delimiter: encode(input.Delimiter) }),
    ...(input.EncodingType === 'url' ? { EncodingType: 'url' as const } : {}),
    MaxUploads: max,
    IsTruncated: truncated,
    ...(commonPrefixes.length === 0
      ? {}
      : { CommonPrefixes: commonPrefixes.map((Prefix) => ({ Prefix: encode(Prefix) })) }),
    ...(shown.length === 0
      ? {}
      : {
          Uploads: shown.map((upload) => ({
            UploadId: upload.uploadId,
            Key: encode(upload.key),
            Initiated: lastModified({ modifiedMs: upload.initiatedMs }),
            StorageClass: storageClassOf(upload.storageClass),
            Owner: { ID: canonicalId(bucket.ownerId) },
            Initiator: { ID: upload.initiator },
            ...(upload.checksumAlgorithm === undefined
              ? {}
              : { ChecksumAlgorithm: upload.checksumAlgorithm, ChecksumType: upload.checksumType }),
          })),
        }),
  };
}

function gather(bucket: string, input: ListInput, max: number, call: S3Call) {
  const shown: Upload[] = [];
  const prefixes = new Set<string>();
  const asked = { prefix: input.Prefix ?? '', delimiter: input.Delimiter };
  const { KeyMarker: marker = '' } = input;
  const passed = marker.startsWith(asked.prefix) ? commonPrefix(marker, asked) : undefined;
  for (const upload of uploadsAfter(bucket, input, call)) {
    if (!upload.key.startsWith(asked.prefix)) continue;
    const shared = commonPrefix(upload.key, asked);
    if (shared !== undefined && (shared === passed || prefixes.has(shared))) continue;
    if (shown.length + prefixes.size === max)
      return { shown, commonPrefixes: [...prefixes], truncated: max > 0 };
    if (shared === undefined) shown.push(upload);
    else prefixes.add(shared);
  }
  return { shown, commonPrefixes: [...prefixes], truncated: false };
}

function uploadsAfter(bucket: string, { KeyMarker, UploadIdMarker }: ListInput, call: S3Call): Upload[] {
  const uploads = [...call.state.uploads.prefix(bucketPrefix(bucket))].map(([, upload]) => upload);
  // Rows come by key, and within a key by the random id; the sort is stable, so keys stay in their order.
  uploads.sort((a, b) =>
    a.key === b.key ? a.initiatedMs - b.initiatedMs || (a.uploadId < b.uploadId ? -1 : 1) : 0,
  );
  if (KeyMarker === undefined || KeyMarker === '') return uploads;
  const marker = utf8Ordered(KeyMarker);
  const later = uploads.filter(({ key }) => utf8Ordered(key) > marker);
  if (UploadIdMarker === undefined || UploadIdMarker === '') return later;
  const same = uploads.filter(({ key }) => key === KeyMarker);
  const seen = same.findIndex(({ uploadId }) => uploadId === UploadIdMarker);
  if (seen < 0) throw errors.invalidArgument('Invalid uploadId marker', 'upload-id-marker', UploadIdMarker);
  return [...same.slice(seen + 1), ...later];
}
