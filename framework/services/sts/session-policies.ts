/** Session policies: what AssumeRole may be given to narrow a session. */
import { parsePolicy, PolicyError, type PolicyDocument } from '../../cloud/service';
import { malformedPolicyDocument, packedPolicyTooLarge } from './errors';
import { root } from './root';
import type { SessionPolicy, StsCall } from './state';

const sizeMax = 2_048;
const managedMax = 10;
const documentsMax = 5_000;
const documents = new Map<string, PolicyDocument>();

/** A policy that allows one kind of action on everything. */
export const allOf = (Action: string): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });

/** The same object for the same text, because the decision engine compiles each object once. */
export function sessionPolicyDocument(text: string): PolicyDocument {
  const known = documents.get(text);
  if (known !== undefined) return known;
  if (documents.size >= documentsMax) documents.clear();
  const document = parsePolicy(text);
  documents.set(text, document);
  return document;
}

/**
 * The session policies of a request, checked. Managed ones are taken as they stand now: a version that becomes the
 * default later does not reach the session (on AWS it does).
 */
export function readSessionPolicies(
  {
    Policy,
    PolicyArns = [],
  }: { Policy?: string | undefined; PolicyArns?: { arn?: string | undefined }[] | undefined },
  accountId: string,
  call: StsCall,
): SessionPolicy[] {
  const policies = PolicyArns.map(({ arn = '' }) => managed(arn, accountId, call));
  if (PolicyArns.length > managedMax) {
    throw packedPolicyTooLarge(`The number of session policies exceeds the limit of ${managedMax}.`);
  }
  if (Policy === undefined) return policies;
  if (Policy.length > sizeMax) {
    throw packedPolicyTooLarge('Serialized token too large for session');
  }
  try {
    parsePolicy(Policy, 'inline');
  } catch (error) {
    if (error instanceof PolicyError) throw malformedPolicyDocument(error.message);
    throw error;
  }
  return [{ name: 'session policy', text: Policy }, ...policies];
}

function managed(arn: string, accountId: string, call: StsCall): SessionPolicy {
  const iam = call.ask('iam', { as: root(accountId, call), accountId });
  const { Policy } = iam.getPolicy({ PolicyArn: arn });
  const { PolicyVersion } = iam.getPolicyVersion({ PolicyArn: arn, VersionId: Policy?.DefaultVersionId });
  return { name: Policy?.PolicyName ?? arn, text: decodeURIComponent(PolicyVersion?.Document ?? '') };
}
