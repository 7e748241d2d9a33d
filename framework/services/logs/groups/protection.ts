/** What a group is given besides its name: a key, a data protection policy, protection against deletion. */
import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { parseArn, type Operations } from '../../../cloud/service';
import { groupNotNamed, invalidParameter } from '../errors';
import { groupNamed, groupOf } from '../find';
import type { LogGroup, LogsCall, State } from '../state';
import { tryKey } from './keys';

function groupOfKey(
  call: LogsCall,
  logGroupName: string | undefined,
  identifier: string | undefined,
): LogGroup {
  if (identifier !== undefined && !identifier.includes(':log-group:')) {
    call.notEmulated('logs: a KMS key for query results');
  }
  if (identifier !== undefined) return groupOf(call, { logGroupIdentifier: identifier });
  if (logGroupName === undefined) throw groupNotNamed();
  return groupNamed(call, logGroupName);
}

function checkProtection(text: string): void {
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document === 'object' && document !== null && 'Statement' in document) return;
  } catch {
    // Said below.
  }
  throw invalidParameter('Data protection policy document is not valid.');
}

export const protections: Operations<CloudWatchLogs, State> = {
  associateKmsKey({ logGroupName, kmsKeyId, resourceIdentifier }, call) {
    const group = groupOfKey(call, logGroupName, resourceIdentifier);
    if (parseArn(kmsKeyId)?.service !== 'kms') throw invalidParameter('The key must be given by its ARN.');
    tryKey(call, kmsKeyId, group.name);
    call.state.groups.set(group.name, { ...group, kmsKeyId });
    return {};
  },

  disassociateKmsKey({ logGroupName, resourceIdentifier }, call) {
    const { kmsKeyId: _, ...group } = groupOfKey(call, logGroupName, resourceIdentifier);
    call.state.groups.set(group.name, group);
    return {};
  },

  putDataProtectionPolicy({ logGroupIdentifier, policyDocument }, call) {
    const group = groupOf(call, { logGroupIdentifier });
    checkProtection(policyDocument);
    call.modelledOnly('logs: data protection policies (nothing is masked or audited)');
    const dataProtection = { text: policyDocument, updatedAtMs: call.nowMs };
    call.state.groups.set(group.name, { ...group, dataProtection });
    return { logGroupIdentifier, policyDocument, lastUpdatedTime: call.nowMs };
  },

  getDataProtectionPolicy({ logGroupIdentifier }, call) {
    const { dataProtection } = groupOf(call, { logGroupIdentifier });
    if (dataProtection === undefined) return { logGroupIdentifier };
    const { text, updatedAtMs } = dataProtection;
    return { logGroupIdentifier, policyDocument: text, lastUpdatedTime: updatedAtMs };
  },

  deleteDataProtectionPolicy({ logGroupIdentifier }, call) {
    const { dataProtection: _, ...group } = groupOf(call, { logGroupIdentifier });
    call.state.groups.set(group.name, group);
    return {};
  },

  putLogGroupDeletionProtection({ logGroupIdentifier, deletionProtectionEnabled }, call) {
    const group = groupOf(call, { logGroupIdentifier });
    call.state.groups.set(group.name, { ...group, isProtected: deletionProtectionEnabled });
    return {};
  },
};
