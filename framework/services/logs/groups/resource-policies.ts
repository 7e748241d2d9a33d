/** Policies that let AWS's services write to the groups of an account and region. */
import type { CloudWatchLogs, ResourcePolicy as PolicyOutput } from '@aws-sdk/client-cloudwatch-logs';
import {
  parsePolicy,
  PolicyError,
  type AttachedPolicy,
  type Operations,
  type PolicyDocument,
} from '../../../cloud/service';
import { invalidParameter, policyLimit, policyNotFound } from '../errors';
import type { LogsCall, ResourcePolicy, State } from '../state';

const policiesMax = 10;

function documentOf(text: string): PolicyDocument {
  try {
    return parsePolicy(text, 'resource');
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    throw invalidParameter(`Policy document is not valid: ${error.message}`);
  }
}

const output = ({ name, text, updatedAtMs }: ResourcePolicy): PolicyOutput => ({
  policyName: name,
  policyDocument: text,
  lastUpdatedTime: updatedAtMs,
  policyScope: 'ACCOUNT',
});

export const resourcePolicies: Operations<CloudWatchLogs, State> = {
  putResourcePolicy({ policyName, policyDocument, resourceArn, expectedRevisionId }, call) {
    if (resourceArn !== undefined || expectedRevisionId !== undefined) {
      call.notEmulated('logs:PutResourcePolicy for a single resource');
    }
    if (policyName === undefined || policyDocument === undefined) {
      throw invalidParameter('policyName and policyDocument are required.');
    }
    const { resourcePolicies: policies } = call.state;
    if (!policies.has(policyName) && policies.size >= policiesMax) throw policyLimit();
    documentOf(policyDocument);
    const policy = { name: policyName, text: policyDocument, updatedAtMs: call.nowMs };
    policies.set(policyName, policy);
    return { resourcePolicy: output(policy) };
  },

  describeResourcePolicies({ resourceArn, policyScope }, call) {
    if (resourceArn !== undefined || policyScope === 'RESOURCE') {
      call.notEmulated('logs:DescribeResourcePolicies of a single resource');
    }
    return { resourcePolicies: [...call.state.resourcePolicies.values()].map(output) };
  },

  deleteResourcePolicy({ policyName = '', resourceArn }, call) {
    if (resourceArn !== undefined) call.notEmulated('logs:DeleteResourcePolicy of a single resource');
    if (!call.state.resourcePolicies.delete(policyName)) throw policyNotFound(policyName);
    return {};
  },
};

/** All of them speak for every group. */
export function groupPolicy(arn: string, call: LogsCall): AttachedPolicy | undefined {
  const [, , , region = '', accountId = ''] = arn.split(':');
  const { resourcePolicies: policies } = call.stateOf(accountId, region);
  if (policies.size === 0) return undefined;
  const Statement = [...policies.values()].flatMap(({ text }) => documentOf(text).Statement);
  const document: PolicyDocument = { Version: '2012-10-17', Statement };
  return { kind: 'ordinary', policy: { name: 'resource policies of CloudWatch Logs', document } };
}
