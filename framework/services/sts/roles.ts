/** Roles that are taken on, whoever vouches for the caller. */
import type { Role } from '@aws-sdk/client-iam';
import type { AssumeRoleResponse } from '@aws-sdk/client-sts';
import { AwsError, parseArn, type Principal } from '../../cloud/service';
import { issue } from './credentials';
import { durationTooLong, invalidArn } from './errors';
import { root } from './root';
import type { SessionPolicy, StsCall } from './state';

export const durationSecondsDefault = 3_600;

/** The role of an ARN, looked up where it belongs; undefined where there is none. */
export function findRole(arn: string, call: StsCall): Role | undefined {
  const { service, accountId, resource } = parseArn(arn) ?? {};
  if (service !== 'iam' || accountId === undefined || resource?.startsWith('role/') !== true) {
    throw invalidArn(arn);
  }
  const RoleName = resource.slice(resource.lastIndexOf('/') + 1);
  try {
    const { Role } = call.ask('iam', { as: root(accountId, call), accountId }).getRole({ RoleName });
    return Role?.Arn === arn ? Role : undefined;
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'NoSuchEntity') throw error;
    return undefined;
  }
}

export function durationWithin(requested: number | undefined, role: Role): number {
  const seconds = requested ?? durationSecondsDefault;
  if (seconds > (role.MaxSessionDuration ?? durationSecondsDefault)) throw durationTooLong();
  return seconds;
}

interface Wanted {
  readonly name: string;
  readonly seconds: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly transitiveTagKeys: readonly string[];
  readonly policies: readonly SessionPolicy[];
}

/** Begins a session of a role; the role's own tags stand where the session brings none of the key. */
export function beginSession(call: StsCall, role: Role, wanted: Wanted): AssumeRoleResponse {
  const { name, seconds, transitiveTagKeys, policies } = wanted;
  const { Arn: roleArn = '', RoleName, RoleId } = role;
  const accountId = parseArn(roleArn)?.accountId ?? '';
  const tags = { ...wanted.tags };
  for (const { Key = '', Value = '' } of role.Tags ?? []) tags[Key] ??= Value;
  const userId = `${RoleId}:${name}`;
  const principal: Principal = {
    kind: 'session',
    arn: `arn:${call.partition}:sts::${accountId}:assumed-role/${RoleName}/${name}`,
    accountId,
    roleArn,
    userId,
    ...(Object.keys(tags).length === 0 ? {} : { tags }),
  };
  return {
    Credentials: issue({ principal, policies, transitiveTagKeys }, seconds, call),
    AssumedRoleUser: { AssumedRoleId: userId, Arn: principal.arn },
    ...(policies.length === 0 ? {} : { PackedPolicySize: packedSize(policies) }),
  };
}

/** In percent of what a session token can hold; AWS's packing is its own, this is the plain text's share. */
export function packedSize(policies: readonly { text: string }[]): number {
  const size = policies.reduce((sum, { text }) => sum + text.length, 0);
  return Math.min(100, Math.ceil((size / 2_048) * 100));
}
