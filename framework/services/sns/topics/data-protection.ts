/** Data protection policies: kept and given back, and no message is audited or masked by them. */
import type { SNS } from '@aws-sdk/client-sns';
import type { Operations } from '../../../cloud/service';
import { topicAt } from '../addresses';
import { invalidParameter } from '../errors';
import { isRecord } from '../filter-policy/check';
import type { SnsCall, State } from '../state';

const lengthMax = 30_720;

/** Checks the form of a policy; `Statement` must be there, as in every policy. */
export function checkDataProtection(call: SnsCall, text: string): void {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    policy = undefined;
  }
  if (!isRecord(policy) || !Array.isArray(policy['Statement']) || text.length > lengthMax) {
    throw invalidParameter('DataProtectionPolicy Reason: The policy is invalid');
  }
  call.modelledOnly('sns: DataProtectionPolicy of a topic');
}

export const dataProtection: Operations<SNS, State> = {
  /** The empty text takes the policy away. */
  putDataProtectionPolicy({ ResourceArn, DataProtectionPolicy }, call) {
    const { state, topic } = topicAt(call, ResourceArn, 'ResourceArn');
    const { dataProtectionPolicy: _former, ...rest } = topic;
    if (DataProtectionPolicy !== '') checkDataProtection(call, DataProtectionPolicy);
    state.topics.set(
      topic.name,
      DataProtectionPolicy === '' ? rest : { ...rest, dataProtectionPolicy: DataProtectionPolicy },
    );
    return {};
  },

  getDataProtectionPolicy({ ResourceArn }, call) {
    const { topic } = topicAt(call, ResourceArn, 'ResourceArn');
    return { DataProtectionPolicy: topic.dataProtectionPolicy ?? '' };
  },
};
