import type { GetBucketAclOutput, S3, Type } from '@aws-sdk/client-s3';
import type { Input, Output } from '../../../cloud/service';
import { canonicalId } from '../body-integrity';
import * as errors from '../errors';
import { emitEvent } from '../event-notifications';
import { requireBucket } from '../input';
import { requireMarkless, requireObject } from '../object-reads';
import type { Grant, Nothing, S3Call } from '../state';
import { replaceVersion } from '../versions';
import {
  asksForAcl,
  checkNotPublic,
  grantsOfBody,
  grantsOfHeaders,
  type AclInput,
  type Owners,
} from './asked-acl';
import { fullControl, isOwnersOnly } from './grants';

const typeOf = ({ uri }: Grant): Type => (uri === undefined ? 'CanonicalUser' : 'Group');

const written = (ownerId: string, grants: readonly Grant[] | undefined): GetBucketAclOutput => ({
  Owner: { ID: canonicalId(ownerId) },
  Grants: (grants ?? [fullControl(ownerId)]).map((grant) => ({
    Grantee: {
      ...(grant.id === undefined ? {} : { ID: grant.id }),
      ...(grant.uri === undefined ? {} : { URI: grant.uri }),
      Type: typeOf(grant),
    },
    Permission: grant.permission,
  })),
});

function getBucketAcl(input: Input<S3, 'getBucketAcl'>, call: S3Call): Output<S3, 'getBucketAcl'> {
  const { ownerId, ownership, acl } = requireBucket(input, call);
  return written(ownerId, ownership === 'BucketOwnerEnforced' ? undefined : acl);
}

function getObjectAcl(input: Input<S3, 'getObjectAcl'>, call: S3Call): Output<S3, 'getObjectAcl'> {
  const { bucket, object } = requireObject(input, 'GET', call);
  if (bucket.ownership === 'BucketOwnerEnforced') return written(bucket.ownerId, undefined);
  return written(object.ownerId ?? bucket.ownerId, object.acl);
}

type PutInput = AclInput & Pick<Input<S3, 'putBucketAcl'>, 'AccessControlPolicy'>;

/** The ACL that replaces the old one whole, said in one of three ways. */
function askedGrants(input: PutInput, owners: Owners): Grant[] {
  const body = input.AccessControlPolicy;
  if (body !== undefined && asksForAcl(input)) throw errors.unexpectedContent();
  if (body !== undefined) return grantsOfBody(body, owners.ownerId);
  const grants = grantsOfHeaders(input, owners);
  if (grants === undefined) throw errors.missingAcl();
  return grants;
}

function putBucketAcl(input: Input<S3, 'putBucketAcl'>, call: S3Call): Nothing {
  const bucket = requireBucket(input, call);
  const { ownerId } = bucket;
  const grants = askedGrants(input, { ownerId, bucketOwnerId: ownerId });
  const isSame = input.AccessControlPolicy !== undefined && isOwnersOnly(grants, ownerId);
  if (bucket.ownership === 'BucketOwnerEnforced') {
    if (!isSame) throw errors.aclsNotSupported();
    return {};
  }
  checkNotPublic(grants, bucket, { action: 'PutBucketAcl' }, call);
  call.state.buckets.set(bucket.name, { ...bucket, acl: grants });
  return {};
}

function putObjectAcl(input: Input<S3, 'putObjectAcl'>, call: S3Call): Output<S3, 'putObjectAcl'> {
  const { bucket, object } = requireMarkless(input, 'PUT', call);
  const ownerId = object.ownerId ?? bucket.ownerId;
  const grants = askedGrants(input, { ownerId, bucketOwnerId: bucket.ownerId });
  if (bucket.ownership === 'BucketOwnerEnforced') {
    const isSame = input.ACL === 'bucket-owner-full-control' || input.AccessControlPolicy !== undefined;
    if (!isSame || !isOwnersOnly(grants, bucket.ownerId)) throw errors.aclsNotSupported();
    return {};
  }
  checkNotPublic(grants, bucket, { action: 'PutObjectAcl', key: object.key }, call);
  const version = { ...object, acl: grants };
  replaceVersion(version, call.state);
  emitEvent(bucket, { name: 'ObjectAcl:Put', version }, call);
  return {};
}

/** The operations on access control lists. */
export const acls = { getBucketAcl, getObjectAcl, putBucketAcl, putObjectAcl };
