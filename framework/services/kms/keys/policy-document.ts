import { decide, parsePolicy, type PolicyDocument } from '../../../cloud/service';
import { malformedPolicy, policyLocksOut } from '../errors';
import type { KmsCall } from '../state';

/** The policy of a key that was made without one: the account may do everything, and so its IAM policies count. */
export function defaultKeyPolicy({ partition, accountId }: KmsCall): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Id: 'key-default-1',
    Statement: [
      {
        Sid: 'Enable IAM User Permissions',
        Effect: 'Allow',
        Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  });
}

export function parseKeyPolicy(text: string): PolicyDocument {
  try {
    return parsePolicy(text, 'resource');
  } catch (error) {
    if (error instanceof Error && error.name === 'PolicyError') throw malformedPolicy(error.message);
    throw error;
  }
}

/**
 * Refuses a key policy under which the caller could not put another one.
 *
 * AWS looks at the key policy alone: it must name the caller or leave the matter to its account. What the caller's own
 * policies say is taken for granted here.
 */
export function checkLockout(call: KmsCall, document: PolicyDocument, keyArn: string): void {
  const { principal } = call;
  if (principal.kind === 'service') return;
  const everything = { Effect: 'Allow' as const, Action: ['*'], Resource: ['*'] };
  const { allowed } = decide({
    principal,
    policies: { identity: [{ name: 'anything', document: { Statement: [everything] } }] },
    action: 'kms:PutKeyPolicy',
    resource: keyArn,
    resourceAccountId: call.accountId,
    context: { 'kms:calleraccount': principal.accountId },
    resourcePolicy: { name: 'new key policy', document },
    resourcePolicyKind: 'key',
  });
  if (!allowed) throw policyLocksOut();
}
