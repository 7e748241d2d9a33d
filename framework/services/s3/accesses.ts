/** What one right on a bucket or an object looks like to IAM. */
import type { Access } from '../../cloud/service';
import type { S3Call } from './state';

export type Context = NonNullable<Access['context']>;

/** A bucket that is not there is nobody's to guard: AWS says so to everyone. */
export function bucketAccess(
  action: string,
  input: { Bucket: string },
  call: S3Call,
  context: Context = {},
): Access[] {
  const bucket = call.state.buckets.get(input.Bucket);
  if (bucket === undefined) return [];
  return [
    {
      action: `s3:${action}`,
      resource: `arn:${call.partition}:s3:::${input.Bucket}`,
      accountId: bucket.ownerId,
      context: { ...context, 's3:resourceaccount': bucket.ownerId },
    },
  ];
}

/** `ownerId` is given where what is asked for is the object owner's to allow. */
export function objectAccess(
  action: string,
  input: { Bucket: string; Key: string },
  call: S3Call,
  context: Context = {},
  ownerId?: string,
): Access[] {
  const bucket = call.state.buckets.get(input.Bucket);
  if (bucket === undefined) return [];
  return [
    {
      action: `s3:${action}`,
      resource: `arn:${call.partition}:s3:::${input.Bucket}/${input.Key}`,
      accountId: bucket.ownership === 'BucketOwnerEnforced' ? bucket.ownerId : (ownerId ?? bucket.ownerId),
      context: { ...context, 's3:resourceaccount': bucket.ownerId },
    },
  ];
}

type On = (input: { Bucket: string }, call: S3Call) => Access[];

export const onBucket =
  (action: string): On =>
  (input, call) =>
    bucketAccess(action, input, call);
