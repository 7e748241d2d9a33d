import { AwsError, readTags, type ResourceReadout, type ResourceRequest } from '../../cloud/service';

/** A bucket as it is now, as far as it is read: versioning, public access, tags and its name. */
export function readBucket(
  request: ResourceRequest,
  attributes: Record<string, unknown>,
): ResourceReadout | undefined {
  const { physicalId: Bucket = '' } = request;
  const s3 = request.aws('s3');
  if (unlessMissing(() => s3.headBucket({ Bucket })) === undefined) return undefined;
  const { Status } = s3.getBucketVersioning({ Bucket });
  const tagging = unlessMissing(() => s3.getBucketTagging({ Bucket }))?.TagSet ?? [];
  const access = unlessMissing(() => s3.getPublicAccessBlock({ Bucket }));
  const tags = Object.fromEntries(tagging.map(({ Key = '', Value = '' }) => [Key, Value]));
  return {
    properties: {
      BucketName: Bucket,
      VersioningConfiguration: Status === undefined ? undefined : { Status },
      PublicAccessBlockConfiguration: access?.PublicAccessBlockConfiguration,
      Tags: readTags(request, tags),
    },
    attributes,
  };
}

/** What there is; S3 answers 404 for each thing that a bucket has not. */
function unlessMissing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof AwsError && (error.status === 404 || /^(NoSuch|NotFound)/.test(error.code)))
      return undefined;
    throw error;
  }
}
