import { AwsError } from '../../cloud/service';
import type { Bucket, S3Call } from './state';

/** Whether nothing can say no to the caller: the owner's root, on a bucket without a policy. */
export const isFree = (bucket: Bucket, call: S3Call): boolean =>
  call.principal.kind === 'root' &&
  call.principal.accountId === bucket.ownerId &&
  bucket.policy === undefined;

/**
 * Only who may list a bucket learns that a key is not there; others are told that they are denied
 * (aws-behaviour.md 2.2).
 */
export function requirePermissionToSee(bucket: Bucket, call: S3Call): void {
  if (isFree(bucket, call)) return;
  try {
    call.ask('s3', { as: call.principal }).headBucket({ Bucket: bucket.name });
  } catch (error) {
    if (error instanceof AwsError && error.code === '403') {
      throw new AwsError('AccessDenied', 'Access Denied', { status: 403 });
    }
    throw error;
  }
}
