import type { S3 } from '@aws-sdk/client-s3';
import { parsePolicy, type Input, type Output, type PolicyDocument } from '../../cloud/service';
import * as errors from './errors';
import { requireBucket } from './input';
import { isPublicPolicy } from './public-policy';
import { aclStatements } from './acl/acl-statements';
import type { Bucket, Nothing, S3Call } from './state';

const policyMaxBytes = 20 * 1024;

/**
 * Actions on a bucket itself; all others are on objects. Only what tells the two apart for the resource check
 * is needed.
 */
const OBJECT_ACTION =
  /^s3:(GetObject|PutObject|DeleteObject|RestoreObject|AbortMultipartUpload|ListMultipartUploadParts|BypassGovernance|Replicate|ObjectOwner|InitiateReplication|UpdateObject)/i;

function readDocument(text: string): PolicyDocument {
  if (!text.trimStart().startsWith('{')) throw notJson();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw notJson();
  }
  if (typeof value === 'object' && value !== null && !('Statement' in value)) {
    throw errors.malformedPolicy('Missing required field Statement');
  }
  try {
    return parsePolicy(text, 'resource');
  } catch (error) {
    if (error instanceof Error && error.name === 'PolicyError') throw errors.malformedPolicy(error.message);
    throw error;
  }
}

const notJson = () => errors.malformedPolicy("Policies must be valid JSON and the first byte must be '{'");

/**
 * A bucket's policy may speak of that bucket and its objects only, and each action must fit a resource of its
 * statement.
 */
function checkResources(document: PolicyDocument, bucketArn: string): void {
  for (const { Action: actions, Resource: resources, NotResource: spared } of document.Statement) {
    if (resources === undefined && spared === undefined)
      throw errors.malformedPolicy('Missing required field Resource');
    for (const resource of [...(resources ?? []), ...(spared ?? [])]) {
      if (!mayMean(resource, bucketArn)) throw errors.malformedPolicy('Policy has invalid resource');
    }
    for (const action of actions ?? []) {
      if (action === '*' || resources === undefined) continue;
      if (!/^s3:/i.test(action)) throw errors.malformedPolicy('Policy has invalid action');
      if (/^s3:[^*?]+$/i.test(action) && !resources.some((each) => fits(action, each))) {
        throw errors.malformedPolicy('Action does not apply to any resource(s) in statement');
      }
    }
  }
}

const isObjectResource = (resource: string): boolean => resource.includes('/');

const fits = (action: string, resource: string): boolean =>
  resource.includes('*') && !resource.includes('/*')
    ? true
    : OBJECT_ACTION.test(action) === isObjectResource(resource);

function mayMean(resource: string, bucketArn: string): boolean {
  if (resource === '*') return true;
  const [own = ''] = resource.split('/');
  const pattern = own
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${pattern}$`).test(bucketArn);
}

export function putBucketPolicy(input: Input<S3, 'putBucketPolicy'>, call: S3Call): Nothing {
  const bucket = requireBucket(input, call);
  const text = input.Policy;
  if (Buffer.byteLength(text) > policyMaxBytes) {
    throw errors.malformedPolicy('Policy exceeds the maximum allowed document size.');
  }
  const document = readDocument(text);
  checkResources(document, `arn:${call.partition}:s3:::${bucket.name}`);
  const isPublic = isPublicPolicy(document);
  if (isPublic && bucket.publicAccessBlock?.BlockPublicPolicy === true)
    throw errors.publicPolicyBlocked(bucket.name, call);
  call.state.buckets.set(bucket.name, { ...bucket, policy: { text, document, isPublic } });
  return {};
}

export function getBucketPolicy(
  input: Input<S3, 'getBucketPolicy'>,
  call: S3Call,
): Output<S3, 'getBucketPolicy'> {
  const { name, policy } = requireBucket(input, call);
  if (policy === undefined) throw errors.noSuchPolicy(name);
  return { Policy: policy.text };
}

export function getBucketPolicyStatus(
  input: Input<S3, 'getBucketPolicyStatus'>,
  call: S3Call,
): Output<S3, 'getBucketPolicyStatus'> {
  const { name, policy } = requireBucket(input, call);
  if (policy === undefined) throw errors.noSuchPolicy(name);
  return { PolicyStatus: { IsPublic: policy.isPublic } };
}

export function deleteBucketPolicy(input: Input<S3, 'deleteBucketPolicy'>, call: S3Call): Nothing {
  const { policy: _, ...bucket } = requireBucket(input, call);
  call.state.buckets.set(bucket.name, bucket);
  return {};
}

/**
 * The policy that counts for a request, with what the ACLs grant.
 *
 * RestrictPublicBuckets takes a public policy away from everyone but the owner's account and AWS services (S3 user
 * guide, "Blocking public access").
 */
export function policyInForce(
  arn: string,
  call: S3Call,
): { policy: { name: string; document: PolicyDocument }; kind: 'ordinary' } | undefined {
  const path = arn.split(':::')[1] ?? '';
  const slash = path.indexOf('/');
  const name = slash < 0 ? path : path.slice(0, slash);
  const bucket = call.state.buckets.get(name);
  if (bucket === undefined) return undefined;
  const own = policyFor(bucket, call);
  const granted = aclStatements(bucket, slash < 0 ? undefined : path.slice(slash + 1), call);
  if (own === undefined && granted.length === 0) return undefined;
  const document =
    granted.length === 0 && own !== undefined
      ? own
      : { ...own, Statement: [...(own?.Statement ?? []), ...granted] };
  return { policy: { name: `bucket policy of ${name}`, document }, kind: 'ordinary' };
}

function policyFor({ policy, publicAccessBlock, ownerId }: Bucket, call: S3Call): PolicyDocument | undefined {
  if (policy === undefined) return undefined;
  const { principal } = call;
  const restricted = policy.isPublic && publicAccessBlock?.RestrictPublicBuckets === true;
  const isOutside = principal.kind !== 'service' && principal.accountId !== ownerId;
  return restricted && isOutside ? undefined : policy.document;
}
