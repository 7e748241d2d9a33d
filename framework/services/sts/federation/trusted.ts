/** Whether a role trusts who vouches for the caller: its trust policy decides, over what the token says. */
import type { Role } from '@aws-sdk/client-iam';
import { decide, parseArn, parsePolicy } from '../../../cloud/service';
import { notFederated } from '../errors';
import { findRole } from '../roles';
import type { StsCall } from '../state';

interface Vouching {
  readonly action: 'AssumeRoleWithSAML' | 'AssumeRoleWithWebIdentity';
  /** As trust policies name it under `Federated`. */
  readonly provider: string;
  /** Condition keys that the token brings, lower-case. */
  readonly context: Readonly<Record<string, string | string[]>>;
  readonly sessionName: string;
}

/** The role, where it trusts the provider with this caller. The caller itself needs no rights, nor a signature. */
export function trustedRole(call: StsCall, roleArn: string, vouching: Vouching): Role {
  const { action, provider, context, sessionName } = vouching;
  const role = findRole(roleArn, call);
  const text = decodeURIComponent(role?.AssumeRolePolicyDocument ?? '');
  if (role === undefined || text === '') throw notFederated(action);
  const { allowed } = decide({
    principal: { kind: 'anonymous', arn: '*', accountId: 'anonymous' },
    policies: { identity: [] },
    action: `sts:${action}`,
    resource: roleArn,
    resourceAccountId: parseArn(roleArn)?.accountId ?? '',
    context: {
      ...context,
      'aws:federatedprovider': provider,
      'sts:rolesessionname': sessionName,
      'aws:currenttime': call.date().toISOString(),
    },
    resourcePolicy: { name: 'trust policy', document: parsePolicy(text) },
    resourcePolicyKind: 'trust',
  });
  if (!allowed) throw notFederated(action);
  return role;
}
