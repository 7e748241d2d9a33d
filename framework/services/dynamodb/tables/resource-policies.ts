import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import {
  AwsError,
  type AttachedPolicy,
  type Operations,
  parseArn,
  parsePolicy,
  PolicyError,
  type PolicyDocument,
} from '../../../cloud/service';
import { invalid, tableNotFound, WERE_INVALID } from '../errors';
import type { DynamoCall, ResourcePolicy, State } from '../state';

const POLICY_BYTES_MAX = 20_480;
const RESOURCE = /^table\/([^/]+)(?:\/(index|stream)\/([^/]+))?$/;
/** As an ExpectedRevisionId: that there is no policy. */
const NO_POLICY = 'NO_POLICY';

const policyNotFound = (detail: string): AwsError =>
  new AwsError(
    'PolicyNotFoundException',
    `Resource-based policy not found for the provided ResourceArn: ${detail}`,
    { status: 400 },
  );

/** Policies of tables, which speak for their indexes too, and of streams. */
export const resourcePolicies: Operations<DynamoDB, State> = {
  putResourcePolicy({ ResourceArn, Policy, ExpectedRevisionId: expected }, call) {
    const name = ownerOf(call, ResourceArn);
    const document = readDocument(Policy);
    const present = call.state.resourcePolicies.get(ResourceArn);
    refuseOtherRevision(name, present, expected);
    const isSame = present !== undefined && JSON.stringify(present.document) === JSON.stringify(document);
    return { RevisionId: isSame ? present.revisionId : setPolicy(call, ResourceArn, Policy, document) };
  },

  getResourcePolicy({ ResourceArn }, call) {
    ownerOf(call, ResourceArn);
    const present = call.state.resourcePolicies.get(ResourceArn);
    if (present === undefined) throw policyNotFound(ResourceArn);
    return { Policy: present.text, RevisionId: present.revisionId };
  },

  deleteResourcePolicy({ ResourceArn, ExpectedRevisionId: expected }, call) {
    const name = ownerOf(call, ResourceArn);
    const present = call.state.resourcePolicies.get(ResourceArn);
    if (expected !== undefined && present === undefined) throw policyNotFound(ResourceArn);
    refuseOtherRevision(name, present, expected);
    call.state.resourcePolicies.delete(ResourceArn);
    return { RevisionId: present?.revisionId ?? '' };
  },
};

/** Attaches a policy that has been read; revisions count up, as the times that AWS names them by. */
function setPolicy(call: DynamoCall, arn: string, text: string, document: PolicyDocument): string {
  const before = Number(call.state.resourcePolicies.get(arn)?.revisionId ?? 0);
  const revisionId = String(Math.max(call.nowMs, before + 1));
  call.state.resourcePolicies.set(arn, { text, document, revisionId });
  return revisionId;
}

/** Attaches the policy that a table is created with. */
export function attachPolicy(call: DynamoCall, arn: string, text: string | undefined): void {
  if (text !== undefined) setPolicy(call, arn, text, readDocument(text));
}

export function readDocument(text: string): PolicyDocument {
  if (Buffer.byteLength(text) > POLICY_BYTES_MAX) {
    invalid(`${WERE_INVALID}Maximum policy size of ${POLICY_BYTES_MAX} bytes exceeded`);
  }
  try {
    return parsePolicy(text, 'resource');
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return invalid(`${WERE_INVALID}Invalid policy document: ${error.message}`);
  }
}

function refuseOtherRevision(
  name: string,
  present: ResourcePolicy | undefined,
  expected: string | undefined,
): void {
  if (expected === undefined || expected === (present?.revisionId ?? NO_POLICY)) return;
  if (expected === NO_POLICY) {
    throw policyNotFound(
      `Requested policy update expecting none to be present for table ${name}, ` +
        `but a policy exists with revision id ${present?.revisionId}.`,
    );
  }
  throw policyNotFound(
    `Requested update for policy with revision id ${expected}, but the policy associated to target table ` +
      `${name} has revision id ${present?.revisionId ?? ''}.`,
  );
}

/** The name of the table whose policy, or whose stream's, an ARN stands for; it must be there. */
function ownerOf(call: DynamoCall, arn: string): string {
  if (!arn.startsWith('arn:')) invalid(`${WERE_INVALID}ARNs must start with 'arn:': ${arn}`);
  const parsed = parseArn(arn);
  if (parsed?.service !== 'dynamodb') {
    return invalid(`${WERE_INVALID}Provided Arn is not a DynamoDB resource arn: ${arn}`);
  }
  const [, name, kind] = RESOURCE.exec(parsed.resource) ?? [];
  if (name === undefined || kind === 'index') {
    return invalid(
      `${WERE_INVALID}Invalid resource arn provided, only table or stream is accepted. Provided resource arn: ${arn}`,
    );
  }
  if (parsed.region !== call.region) invalid(`${WERE_INVALID}Invalid resource Arn: ${arn}`);
  if (parsed.accountId !== call.accountId) {
    invalid('This action is only supported by accounts that match the resource owner’s account.');
  }
  if (kind === 'stream' && !call.state.streams.has(arn)) {
    throw new AwsError(
      'ResourceNotFoundException',
      `Requested resource not found: Stream: ${arn} not found`,
      {
        status: 400,
      },
    );
  }
  const table = call.state.tables.get(name);
  if (kind === undefined && table === undefined) throw tableNotFound(name);
  return name;
}

/** The policy that speaks for a table, an index of it, or a stream. */
export function policyOn(arn: string, call: DynamoCall): AttachedPolicy | undefined {
  const { accountId = '', region = '', resource = '' } = parseArn(arn) ?? {};
  const [, name, kind] = RESOURCE.exec(resource) ?? [];
  if (name === undefined) return undefined;
  const owner = kind === 'index' ? arn.slice(0, arn.indexOf('/index/')) : arn;
  const found = call.stateOf(accountId, region).resourcePolicies.get(owner);
  if (found === undefined) return undefined;
  return {
    kind: 'ordinary',
    policy: {
      name: `policy of ${kind === 'stream' ? 'a stream of ' : ''}table ${name}`,
      document: found.document,
    },
  };
}
