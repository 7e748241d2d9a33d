import type { KMS } from '@aws-sdk/client-kms';
import type { Operations } from '../../../cloud/service';
import { policyNotFound } from '../errors';
import type { State } from '../state';
import { checkLockout, parseKeyPolicy } from './policy-document';
import { ownKey, putKey } from './references';

/** A key has one policy, and its name is always this. */
const policyName = 'default';

function checkName(name: string | undefined): void {
  if (name !== undefined && name !== policyName) throw policyNotFound();
}

export const policies: Operations<KMS, State> = {
  putKeyPolicy({ KeyId, PolicyName, Policy, BypassPolicyLockoutSafetyCheck = false }, call) {
    checkName(PolicyName);
    const key = ownKey(call, KeyId, 'PutKeyPolicy');
    const document = parseKeyPolicy(Policy);
    if (!BypassPolicyLockoutSafetyCheck) checkLockout(call, document, key.arn);
    putKey(call, { ...key, policy: { text: Policy, document } });
    return {};
  },

  getKeyPolicy({ KeyId, PolicyName }, call) {
    checkName(PolicyName);
    return { Policy: ownKey(call, KeyId, 'GetKeyPolicy').policy.text, PolicyName: policyName };
  },

  listKeyPolicies({ KeyId }, call) {
    ownKey(call, KeyId, 'ListKeyPolicies');
    return { PolicyNames: [policyName], Truncated: false };
  },
};
