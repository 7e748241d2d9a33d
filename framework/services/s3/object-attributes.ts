import type { S3 } from '@aws-sdk/client-s3';
import type { Input, Output } from '../../cloud/service';
import { checksumMember } from './body-integrity';
import { checkReadKey } from './encryption/customer-keys';
import * as errors from './errors';
import { lastModified, requireObject } from './object-reads';
import { storageClassMember } from './storage-class';
import type { S3Call, StoredObject } from './state';

const attributeNames = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'];
const pageMax = 1000;

function wantedAttributes(asked: readonly string[] | undefined): readonly string[] {
  const wanted = (asked ?? []).flatMap((each) => each.split(',')).map((each) => each.trim());
  if (wanted.every((each) => each === '')) {
    throw errors.invalidRequest(
      'The x-amz-object-attributes header specifying the attributes to be retrieved is either missing or empty',
    );
  }
  if (wanted.some((each) => !attributeNames.includes(each))) {
    throw errors.invalidArgument('Invalid attribute name specified.', 'x-amz-object-attributes');
  }
  return wanted;
}

type AttributesInput = Input<S3, 'getObjectAttributes'>;

/** The parts of an upload: their number alone, unless each has a checksum of its own to be told. */
function partsOf(object: StoredObject, input: AttributesInput) {
  const TotalPartsCount = object.pieces.length;
  if (object.pieces.every(({ checksum }) => checksum === undefined)) return { TotalPartsCount };
  const max = Math.min(input.MaxParts ?? pageMax, pageMax);
  const marker = Number(input.PartNumberMarker ?? 0);
  const rest = object.pieces.filter(({ partNumber = 0 }) => partNumber > marker);
  const page = rest.slice(0, max);
  const parts = page.map(({ partNumber, sizeBytes, checksum }) => ({
    PartNumber: partNumber,
    Size: sizeBytes,
    ...(checksum === undefined ? {} : checksumMember(object.checksum.algorithm, checksum)),
  }));
  return {
    TotalPartsCount,
    PartNumberMarker: String(marker),
    NextPartNumberMarker: String(page.at(-1)?.partNumber ?? 0),
    MaxParts: max,
    IsTruncated: rest.length > page.length,
    ...(parts.length === 0 ? {} : { Parts: parts }),
  };
}

export function getObjectAttributes(input: AttributesInput, call: S3Call): Output<S3, 'getObjectAttributes'> {
  const { bucket, object } = requireObject(input, 'GET', call);
  checkReadKey(input, object);
  const wanted = wantedAttributes(input.ObjectAttributes);
  const { algorithm, type, value } = object.checksum;
  return {
    LastModified: lastModified(object),
    ...(bucket.versioning === undefined ? {} : { VersionId: object.versionId }),
    ...(wanted.includes('ETag') ? { ETag: object.etag } : {}),
    // Only here a checksum of parts stands without their number.
    ...(wanted.includes('Checksum')
      ? { Checksum: { ...checksumMember(algorithm, value.replace(/-\d+$/, '')), ChecksumType: type } }
      : {}),
    ...(wanted.includes('ObjectParts') && object.multipart ? { ObjectParts: partsOf(object, input) } : {}),
    ...(wanted.includes('StorageClass')
      ? { StorageClass: 'STANDARD', ...storageClassMember(object.storageClass) }
      : {}),
    ...(wanted.includes('ObjectSize') ? { ObjectSize: object.sizeBytes } : {}),
  };
}
