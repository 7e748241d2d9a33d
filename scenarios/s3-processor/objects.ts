import { paginateListObjectsV2, S3 } from '@aws-sdk/client-s3';
import type { SystemContext } from 'stormproof';

/** One row for each object that is there now. */
export async function currentObjects({ aws, stack }: SystemContext) {
  const rows = [];
  for await (const { Contents = [] } of paginateListObjectsV2(
    { client: aws(S3) },
    { Bucket: stack.ref('Uploads') },
  )) {
    for (const { Key = '' } of Contents) rows.push({ id: Key });
  }
  return rows;
}

/** One row for each version that another has taken the place of. */
export async function formerVersions({ aws, stack }: SystemContext) {
  const { Versions = [] } = await aws(S3).listObjectVersions({ Bucket: stack.ref('Uploads') });
  return Versions.filter(({ IsLatest }) => IsLatest !== true).map(({ Key = '' }) => ({ id: Key }));
}

/** Deletes all objects, as somebody would by mistake. */
export async function deleteObjects(context: SystemContext): Promise<void> {
  const s3 = context.aws(S3);
  for (const { id } of await currentObjects(context)) {
    await s3.deleteObject({ Bucket: context.stack.ref('Uploads'), Key: id });
  }
}

/** Takes delete markers away, so that what they hide is there again. */
export async function undeleteObjects({ aws, stack }: SystemContext): Promise<void> {
  const s3 = aws(S3);
  const Bucket = stack.ref('Uploads');
  const { DeleteMarkers = [] } = await s3.listObjectVersions({ Bucket });
  for (const { Key, VersionId } of DeleteMarkers) await s3.deleteObject({ Bucket, Key, VersionId });
}
