import { createHash } from 'node:crypto';
import { unzipSync } from 'fflate';
import { AwsError } from '../../../cloud/service';
import { invalidParameter, zipTooLarge } from '../errors';
import type { FunctionCode, FunctionSettings, LambdaCall } from '../state';

const zippedBytesMax = 52_428_800;
const unzippedBytesMax = 262_144_000;

/** Where a request says that the code lies. */
export interface CodeSource {
  ZipFile?: Uint8Array | undefined;
  S3Bucket?: string | undefined;
  S3Key?: string | undefined;
  S3ObjectVersion?: string | undefined;
  ImageUri?: string | undefined;
  SourceKMSKeyArn?: string | undefined;
}

/** Reads and keeps a deployment package, from the request itself or from S3 as the caller (aws-behaviour.md 1.2). */
export function readCode(source: CodeSource, operation: string, call: LambdaCall): FunctionCode {
  if (source.ImageUri !== undefined) return imageCode(source.ImageUri, operation, call);
  if (source.SourceKMSKeyArn !== undefined) call.notEmulated(`lambda:${operation} with SourceKMSKeyArn`);
  const zip = source.ZipFile ?? fetchFromS3(source, call);
  if (source.ZipFile !== undefined && zip.length > zippedBytesMax) throw zipTooLarge();
  const unzippedBytes = checkZip(zip);
  return {
    blob: call.blobs.put(zip),
    sha256: createHash('sha256').update(zip).digest('base64'),
    size: zip.length,
    unzippedBytes,
  };
}

/** Functions of container images are kept and shown; calling them is refused loudly. */
function imageCode(imageUri: string, operation: string, call: LambdaCall): FunctionCode {
  call.modelledOnly(`lambda:${operation} with ImageUri, whose code can't be run here`);
  const sha256 = createHash('sha256').update(imageUri).digest('hex');
  return { blob: call.blobs.put(new Uint8Array()), sha256, size: 0, unzippedBytes: 0, imageUri };
}

function fetchFromS3({ S3Bucket, S3Key, S3ObjectVersion }: CodeSource, call: LambdaCall): Uint8Array {
  if (S3Bucket === undefined || S3Key === undefined) {
    throw invalidParameter('Please provide a source for function code.');
  }
  try {
    const object = call.ask('s3', { as: call.principal }).getObject({
      Bucket: S3Bucket,
      Key: S3Key,
      ...(S3ObjectVersion === undefined ? {} : { VersionId: S3ObjectVersion }),
    });
    return object.Body ?? new Uint8Array();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const said = `S3 Error Code: ${error.code}. S3 Error Message: ${error.message}`;
    if (error.code !== 'AccessDenied') throw invalidParameter(`Error occurred while GetObject. ${said}`);
    throw new AwsError(
      'AccessDeniedException',
      `Your access has been denied by S3, please make sure your request credentials have permission to GetObject for ${S3Bucket}/${S3Key}. ${said}`,
      { status: 403 },
    );
  }
}

/** Sizes are those that the archive's directory states: nothing is unpacked here. */
function checkZip(zip: Uint8Array): number {
  let files = 0;
  let bytes = 0;
  try {
    unzipSync(zip, {
      filter: (file) => {
        // A name that leads out of the folder can't be unpacked, here as on AWS.
        if (/(^|[\\/])\.\.([\\/]|$)|^[\\/]/.test(file.name)) throw new RangeError(file.name);
        if (!file.name.endsWith('/')) files++;
        bytes += file.originalSize;
        return false;
      },
    });
  } catch {
    throw invalidParameter(
      'Could not unzip uploaded file. Please check your file, then try to upload again.',
    );
  }
  if (files === 0) throw invalidParameter('Uploaded file must be a non-empty zip');
  checkUnzipped(bytes);
  return bytes;
}

/** Code and layers together must fit (aws-behaviour.md 1.2). */
export function checkUnzippedSize({ code, layers }: FunctionSettings): void {
  checkUnzipped(layers.reduce((sum, layer) => sum + layer.unzippedBytes, code.unzippedBytes));
}

function checkUnzipped(bytes: number): void {
  if (bytes < unzippedBytesMax) return;
  throw invalidParameter('Unzipped size must be smaller than 262144000 bytes');
}
