/** What an access control list grants, and the lists that have a name (S3 user guide, "ACL overview"). */
import { canonicalId } from '../body-integrity';
import type { Grant, Permission } from '../state';

const groups = 'http://acs.amazonaws.com/groups/';
export const allUsers = `${groups}global/AllUsers`;
export const authenticatedUsers = `${groups}global/AuthenticatedUsers`;
export const logDelivery = `${groups}s3/LogDelivery`;
/** Whom `aws-exec-read` lets in: EC2, which fetches machine images. */
const imageReader = '6aa5a366c34c1cbe25dc49211496e913e0351eb0e8c37aa3477e40942ec6b97c';

export const permissions: readonly Permission[] = ['FULL_CONTROL', 'WRITE', 'WRITE_ACP', 'READ', 'READ_ACP'];

export const isGroup = (uri: string): boolean => [allUsers, authenticatedUsers, logDelivery].includes(uri);

/** Whether a text can be a canonical user id. Which of them belong to someone cannot be known here. */
export const isCanonicalId = (id: string): boolean => /^([0-9a-f]{64}|[0-9a-f]{32})$/.test(id);

export const fullControl = (accountId: string): Grant => ({
  id: canonicalId(accountId),
  permission: 'FULL_CONTROL',
});

/** A canned ACL's grants; undefined where there is no such ACL. */
export function cannedGrants(name: string, ownerId: string, bucketOwnerId: string): Grant[] | undefined {
  const owner = fullControl(ownerId);
  const isForeign = ownerId !== bucketOwnerId;
  switch (name) {
    case 'private':
      return [owner];
    case 'public-read':
      return [owner, { uri: allUsers, permission: 'READ' }];
    case 'public-read-write':
      return [owner, { uri: allUsers, permission: 'READ' }, { uri: allUsers, permission: 'WRITE' }];
    case 'authenticated-read':
      return [owner, { uri: authenticatedUsers, permission: 'READ' }];
    case 'aws-exec-read':
      return [owner, { id: imageReader, permission: 'READ' }];
    case 'bucket-owner-read':
      return isForeign ? [owner, { id: canonicalId(bucketOwnerId), permission: 'READ' }] : [owner];
    case 'bucket-owner-full-control':
      return isForeign ? [owner, fullControl(bucketOwnerId)] : [owner];
    case 'log-delivery-write':
      return [owner, { uri: logDelivery, permission: 'WRITE' }, { uri: logDelivery, permission: 'READ_ACP' }];
    default:
      return undefined;
  }
}

/** Whether an ACL lets in more than known accounts, in the sense of Block Public Access. */
export const isPublic = (grants: readonly Grant[]): boolean =>
  grants.some(({ uri }) => uri === allUsers || uri === authenticatedUsers);

/** Whether an ACL says no more than what holds where ACLs are off. */
export const isOwnersOnly = (grants: readonly Grant[], ownerId: string): boolean =>
  grants.length === 1 && grants[0]?.id === canonicalId(ownerId) && grants[0].permission === 'FULL_CONTROL';
