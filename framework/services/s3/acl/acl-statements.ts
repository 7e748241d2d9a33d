/** ACLs as statements of a policy, which is how they are asked (S3 user guide, "Mapping of ACL permissions"). */
import type { PolicyDocument } from '../../../cloud/service';
import { canonicalId } from '../body-integrity';
import { keyPrefix, type Bucket, type Grant, type ObjectVersion, type S3Call } from '../state';
import { currentObject } from '../versions';
import { allUsers, authenticatedUsers } from './grants';

type Statement = PolicyDocument['Statement'][number];

const bucketReads = ['s3:ListBucket', 's3:ListBucketVersions', 's3:ListBucketMultipartUploads'];
const bucketWrites = [
  's3:PutObject',
  's3:DeleteObject',
  's3:AbortMultipartUpload',
  's3:ListMultipartUploadParts',
];

const holds = ({ permission }: Grant, asked: string): boolean =>
  permission === asked || permission === 'FULL_CONTROL';

function bucketActions(grant: Grant): string[] {
  return [
    ...(holds(grant, 'READ') ? bucketReads : []),
    ...(holds(grant, 'READ_ACP') ? ['s3:GetBucketAcl'] : []),
    ...(holds(grant, 'WRITE_ACP') ? ['s3:PutBucketAcl'] : []),
  ];
}

function objectActions(grant: Grant, version: '' | 'Version'): string[] {
  return [
    ...(holds(grant, 'READ') ? [`s3:GetObject${version}`] : []),
    ...(holds(grant, 'READ_ACP') ? [`s3:GetObject${version}Acl`] : []),
    ...(holds(grant, 'WRITE_ACP') ? [`s3:PutObject${version}Acl`] : []),
  ];
}

/** To whom a grant goes, if the caller is among them: everyone, or the caller's account, which may hand it on. */
function principalOf(grant: Grant, bucket: Bucket, call: S3Call): Statement['Principal'] | undefined {
  const { principal, partition } = call;
  if (grant.uri !== undefined) {
    if (bucket.publicAccessBlock?.IgnorePublicAcls === true) return undefined;
    const isKnown = principal.kind !== 'anonymous' && principal.kind !== 'service';
    const isMember = grant.uri === allUsers || (grant.uri === authenticatedUsers && isKnown);
    return isMember ? '*' : undefined;
  }
  if (principal.kind === 'service' || grant.id !== canonicalId(principal.accountId)) return undefined;
  if (principal.kind === 'anonymous') return '*';
  return { AWS: [`arn:${partition}:iam::${principal.accountId}:root`] };
}

/** What the ACLs of a bucket and of the object at `key`, in all its versions, allow the caller. */
export function aclStatements(bucket: Bucket, key: string | undefined, call: S3Call): Statement[] {
  if (bucket.ownership === 'BucketOwnerEnforced') return [];
  const arn = `arn:${call.partition}:s3:::${bucket.name}`;
  const statements: Statement[] = [];
  const allow = (grant: Grant, actions: string[], resource: string, versionId?: string): void => {
    const principal = actions.length === 0 ? undefined : principalOf(grant, bucket, call);
    if (principal === undefined) return;
    statements.push({
      Effect: 'Allow',
      Principal: principal,
      Action: actions,
      Resource: [resource],
      ...(versionId === undefined ? {} : { Condition: { StringEquals: { 's3:versionid': [versionId] } } }),
    });
  };
  for (const grant of bucket.acl ?? []) {
    allow(grant, bucketActions(grant), arn);
    if (holds(grant, 'WRITE')) allow(grant, bucketWrites, `${arn}/*`);
  }
  if (key === undefined) return statements;
  const resource = `${arn}/${key}`;
  for (const { grants, versionId, isCurrent } of versionGrants(bucket, key, call)) {
    for (const grant of grants) {
      if (isCurrent) allow(grant, objectActions(grant, ''), resource);
      allow(grant, objectActions(grant, 'Version'), resource, versionId);
    }
  }
  return statements;
}

interface VersionGrants {
  grants: readonly Grant[];
  versionId: string;
  isCurrent: boolean;
}

function versionGrants(bucket: Bucket, key: string, { state }: S3Call): VersionGrants[] {
  const found: VersionGrants[] = [];
  const add = (version: ObjectVersion | undefined, isCurrent: boolean): void => {
    if (version === undefined || version.deleteMarker || version.acl === undefined) return;
    found.push({ grants: version.acl, versionId: version.versionId, isCurrent });
  };
  add(currentObject(state, bucket.name, key), true);
  if (bucket.versioning === undefined) return found;
  for (const [, version] of state.history.prefix(keyPrefix(bucket.name, key))) add(version, false);
  return found;
}
