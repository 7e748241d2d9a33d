import type { Role } from '@aws-sdk/client-iam';
import type { STS } from '@aws-sdk/client-sts';
import { AwsError, parseArn, type Operations, type Principal } from '../../cloud/service';
import { issue, sessionOf } from './credentials';
import { chainedTooLong, durationTooLong, invalidArn, mayNotAssume } from './errors';
import { root } from './root';
import { readSessionPolicies } from './session-policies';
import { readSessionTags } from './session-tags';
import type { State, StsCall } from './state';

const durationSecondsDefault = 3_600;
const chainedSecondsMax = 3_600;

/** The role, or AWS's answer for one that does not exist: that it may not be taken on. */
function roleAt(arn: string, call: StsCall): Role {
  const { service, accountId, resource } = parseArn(arn) ?? {};
  if (service !== 'iam' || accountId === undefined || resource?.startsWith('role/') !== true) {
    throw invalidArn(arn);
  }
  const RoleName = resource.slice(resource.lastIndexOf('/') + 1);
  try {
    const { Role } = call.ask('iam', { as: root(accountId, call), accountId }).getRole({ RoleName });
    if (Role?.Arn === arn) return Role;
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'NoSuchEntity') throw error;
  }
  throw mayNotAssume(call.principal.arn, arn);
}

function durationOf(requested: number | undefined, role: Role, call: StsCall): number {
  const seconds = requested ?? durationSecondsDefault;
  if (call.principal.kind === 'session' && seconds > chainedSecondsMax) throw chainedTooLong();
  if (seconds > (role.MaxSessionDuration ?? durationSecondsDefault)) throw durationTooLong();
  return seconds;
}

export const assumingRoles: Operations<STS, State> = {
  assumeRole(input, call) {
    if (input.SerialNumber !== undefined || input.TokenCode !== undefined) {
      call.notEmulated('sts:AssumeRole with SerialNumber and TokenCode');
    }
    if (input.ProvidedContexts !== undefined) call.notEmulated('sts:AssumeRole with ProvidedContexts');
    if (input.SourceIdentity !== undefined) {
      call.modelledOnly(
        'sts:AssumeRole SourceIdentity: later requests lack the condition key aws:SourceIdentity.',
      );
    }
    const { RoleArn, RoleSessionName: name } = input;
    const role = roleAt(RoleArn, call);
    const accountId = parseArn(RoleArn)?.accountId ?? '';
    const seconds = durationOf(input.DurationSeconds, role, call);
    const from = call.principal.kind === 'session' ? sessionOf(call.principal, call) : undefined;
    const { tags, transitiveTagKeys } = readSessionTags(input, from);
    const policies = readSessionPolicies(input, accountId, call);
    for (const { Key = '', Value = '' } of role.Tags ?? []) tags[Key] ??= Value;
    const principal: Principal = {
      kind: 'session',
      arn: `arn:${call.partition}:sts::${accountId}:assumed-role/${role.RoleName}/${name}`,
      accountId,
      roleArn: RoleArn,
      userId: `${role.RoleId}:${name}`,
      ...(Object.keys(tags).length === 0 ? {} : { tags }),
    };
    const Credentials = issue({ principal, policies, transitiveTagKeys }, seconds, call);
    return {
      Credentials,
      AssumedRoleUser: { AssumedRoleId: principal.userId, Arn: principal.arn },
      ...(policies.length === 0 ? {} : { PackedPolicySize: packedSize(policies) }),
      ...(input.SourceIdentity === undefined ? {} : { SourceIdentity: input.SourceIdentity }),
    };
  },
};

/** In percent of what a session token can hold; AWS's packing is its own, this is the plain text's share. */
function packedSize(policies: readonly { text: string }[]): number {
  const size = policies.reduce((sum, { text }) => sum + text.length, 0);
  return Math.min(100, Math.ceil((size / 2_048) * 100));
}
