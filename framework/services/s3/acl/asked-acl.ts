/** The ACL that a request asks for: by a name, by headers, or in its body; and what S3 refuses of them. */
import type { AccessControlPolicy } from '@aws-sdk/client-s3';
import { canonicalId } from '../body-integrity';
import * as errors from '../errors';
import type { Bucket, Grant, Permission, S3Call } from '../state';
import { cannedGrants, isCanonicalId, isGroup, isOwnersOnly, isPublic, permissions } from './grants';

export interface AclInput {
  ACL?: string | undefined;
  GrantFullControl?: string | undefined;
  GrantRead?: string | undefined;
  GrantReadACP?: string | undefined;
  GrantWrite?: string | undefined;
  GrantWriteACP?: string | undefined;
}

const headers: readonly [member: keyof AclInput, header: string, permission: Permission][] = [
  ['GrantFullControl', 'x-amz-grant-full-control', 'FULL_CONTROL'],
  ['GrantRead', 'x-amz-grant-read', 'READ'],
  ['GrantReadACP', 'x-amz-grant-read-acp', 'READ_ACP'],
  ['GrantWrite', 'x-amz-grant-write', 'WRITE'],
  ['GrantWriteACP', 'x-amz-grant-write-acp', 'WRITE_ACP'],
];

const hasHeaders = (input: AclInput): boolean => headers.some(([member]) => input[member] !== undefined);

export const asksForAcl = (input: AclInput): boolean => input.ACL !== undefined || hasHeaders(input);

/** Whose the new thing is, and whose the bucket. */
export interface Owners {
  ownerId: string;
  bucketOwnerId: string;
}

/** The grants that a name or headers ask for; undefined where the request asks for none. */
export function grantsOfHeaders(input: AclInput, owners: Owners): Grant[] | undefined {
  if (input.ACL !== undefined && hasHeaders(input)) {
    throw errors.invalidRequest('Specifying both Canned ACLs and Header Grants is not allowed');
  }
  if (input.ACL !== undefined) {
    const grants = cannedGrants(input.ACL, owners.ownerId, owners.bucketOwnerId);
    if (grants === undefined) throw errors.invalidArgument('', 'x-amz-acl', input.ACL);
    return grants;
  }
  if (!hasHeaders(input)) return undefined;
  return headers.flatMap(([member, header, permission]) =>
    (input[member] ?? '')
      .split(',')
      .filter((each) => each.trim() !== '')
      .map((each) => ({ ...readGrantee(each.trim(), header), permission })),
  );
}

function readGrantee(text: string, header: string): { id: string } | { uri: string } {
  const [, kind, value = ''] = /^(id|uri|emailAddress)\s*=\s*"?([^"]*)"?$/.exec(text) ?? [];
  if (kind === 'id') {
    if (!isCanonicalId(value)) throw errors.invalidArgument('Invalid id', 'id', value);
    return { id: value };
  }
  if (kind === 'uri') {
    if (!isGroup(value)) throw errors.invalidArgument('Invalid group uri', 'uri', value);
    return { uri: value };
  }
  if (kind === 'emailAddress') throw errors.emailGrantee();
  throw errors.invalidArgument('Argument format not recognized', header, text);
}

/** The grants that a request's body spells out. Only the owner can be its owner. */
export function grantsOfBody(body: AccessControlPolicy, ownerId: string): Grant[] {
  const { Owner: owner, Grants: grants } = body;
  if (owner?.ID === undefined || grants === undefined) throw errors.malformedAcl();
  checkId(owner.ID);
  const read = grants.map(({ Grantee: grantee, Permission: asked }): Grant => {
    const permission = permissions.find((each) => each === asked);
    if (grantee === undefined || permission === undefined) throw errors.malformedAcl();
    switch (grantee.Type) {
      case 'CanonicalUser':
        return { id: checkId(grantee.ID), permission };
      case 'Group':
        if (grantee.URI === undefined || !isGroup(grantee.URI)) {
          throw errors.invalidArgument('Invalid group uri', 'Group/URI', grantee.URI ?? '');
        }
        return { uri: grantee.URI, permission };
      case 'AmazonCustomerByEmail':
        throw errors.emailGrantee();
      default:
        throw errors.malformedAcl();
    }
  });
  if (owner.ID !== canonicalId(ownerId)) throw errors.accessDenied();
  return read;
}

function checkId(id: string | undefined): string {
  if (id === undefined || !isCanonicalId(id)) {
    throw errors.invalidArgument('Invalid id', 'CanonicalUser/ID', id ?? '');
  }
  return id;
}

/** Refuses a public ACL where Block Public Access does, in the words of a denial. */
export function checkNotPublic(
  grants: readonly Grant[],
  bucket: Bucket,
  asked: { action: string; key?: string },
  call: S3Call,
): void {
  if (bucket.publicAccessBlock?.BlockPublicAcls !== true || !isPublic(grants)) return;
  const resource = asked.key === undefined ? bucket.name : `${bucket.name}/${asked.key}`;
  throw errors.publicAclBlocked(asked.action, resource, call);
}

/** The owner and the ACL of an object that is about to be written; nothing where they are the bucket owner's. */
export function aclOfNew(
  input: AclInput & { Key: string },
  bucket: Bucket,
  call: S3Call,
): { ownerId?: string; acl?: Grant[] } {
  if (bucket.ownership === 'BucketOwnerEnforced') {
    checkAclsOff(input, bucket);
    return {};
  }
  const ownerId = ownerOfNew(input, bucket, call);
  const acl = grantsOfHeaders(input, { ownerId, bucketOwnerId: bucket.ownerId });
  if (acl !== undefined) checkNotPublic(acl, bucket, { action: 'PutObjectAcl', key: input.Key }, call);
  return {
    ...(ownerId === bucket.ownerId ? {} : { ownerId }),
    ...(acl === undefined || isOwnersOnly(acl, ownerId) ? {} : { acl }),
  };
}

/** Where ACLs are off, one may still be said that changes nothing. */
export function checkAclsOff(input: AclInput, bucket: Bucket): void {
  if (!asksForAcl(input) || input.ACL === 'bucket-owner-full-control') return;
  const owners = { ownerId: bucket.ownerId, bucketOwnerId: bucket.ownerId };
  const grants = hasHeaders(input) ? grantsOfHeaders(input, owners) : undefined;
  if (grants === undefined || !isOwnersOnly(grants, bucket.ownerId)) throw errors.aclsNotSupported();
}

/** Objects are their writer's, unless the bucket's owner is preferred and is given full control. */
function ownerOfNew(input: AclInput, bucket: Bucket, { principal, accountId }: S3Call): string {
  if (principal.kind === 'service') return bucket.ownerId;
  const given = input.ACL === 'bucket-owner-full-control';
  if (bucket.ownership === 'BucketOwnerPreferred' && given) return bucket.ownerId;
  return principal.kind === 'anonymous' ? principal.accountId : accountId;
}
