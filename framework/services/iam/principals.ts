/** What the pipeline asks of IAM on every request: who calls, and what policies say about it. */
import type { IdentityPolicies, NamedPolicy, Principal } from '../../cloud/service';
import { documentOf } from './documents';
import { tokenIsInvalid, type Kind } from './errors';
import { actorAt } from './holders';
import { defaultText, findPolicy } from './policies/lookup';
import { trustDocument } from './roles/trust';
import { keyOf, type Actor, type Holder, type IamCall, type User } from './state';
import { tagRecord } from './tags';

/** The user of an access key; one that is inactive is as good as unknown. */
export function principalOf(accessKeyId: string, call: IamCall): Principal | undefined {
  const key = call.state.accessKeys.get(accessKeyId);
  if (key?.status !== 'Active') return undefined;
  const user = call.state.users.get(keyOf(key.accountId, key.userName));
  if (user === undefined) return undefined;
  const { arn, accountId, id: userId, tags } = user;
  return { kind: 'user', arn, accountId, userId, tags: tagRecord(tags) };
}

/**
 * The policies of a user and its groups, or of a session's role or user.
 *
 * Credentials of a role or user that was deleted since are refused, even where one of that name was made anew.
 */
export function policiesOf(principal: Principal, call: IamCall): IdentityPolicies {
  const arn = principal.kind === 'session' ? principal.roleArn : principal.arn;
  if (arn === undefined) return { identity: [] };
  const actor = actorAt(arn, call);
  // A federated user has the user's policies under an id of its own.
  const isFederated = principal.kind === 'session' && arn.includes(':user/');
  if (actor === undefined || (!isFederated && !isSame(actor, principal))) throw tokenIsInvalid();
  const isUser = principal.kind === 'user' || isFederated;
  const identity = holderPolicies(isUser ? 'user' : 'role', actor, call);
  if (isUser) {
    for (const group of groupsOf(actor, call)) identity.push(...holderPolicies('group', group, call));
  }
  if (actor.boundaryArn === undefined) return { identity };
  const boundary = managedPolicy(actor.boundaryArn, 'permissions boundary', call);
  return boundary === undefined ? { identity } : { identity, boundary };
}

/** A session's id is the role's, a colon, and the session's name. */
function isSame({ id }: Actor, { userId }: Principal): boolean {
  return userId === undefined || userId === id || userId.startsWith(`${id}:`);
}

function groupsOf(actor: Actor, call: IamCall): Holder[] {
  const user: User | undefined = call.state.users.get(keyOf(actor.accountId, actor.name));
  return (user?.groups ?? []).flatMap((name) => {
    const group = call.state.groups.get(keyOf(actor.accountId, name));
    return group === undefined ? [] : [group];
  });
}

export function holderPolicies(kind: Kind, holder: Holder, call: IamCall): NamedPolicy[] {
  const inline = holder.inline.map(({ name, text }) => ({
    name,
    document: documentOf(text),
    place: `inline policy of ${kind} ${holder.name}`,
  }));
  const attached = holder.attached.flatMap(
    (arn) => managedPolicy(arn, `managed policy of ${kind} ${holder.name}`, call) ?? [],
  );
  return [...inline, ...attached];
}

function managedPolicy(arn: string, place: string, call: IamCall): NamedPolicy | undefined {
  const policy = findPolicy(arn, call);
  return policy && { name: policy.name, document: documentOf(defaultText(policy)), place };
}

/** The trust policy of a role. */
export function resourcePolicy(arn: string, call: IamCall) {
  const [, , , , accountId = '', rest = ''] = arn.split(':');
  if (!rest.startsWith('role/')) return undefined;
  const role = call.state.roles.get(keyOf(accountId, rest.slice(rest.lastIndexOf('/') + 1)));
  if (role?.arn !== arn) return undefined;
  const policy: NamedPolicy = { name: `trust policy of ${role.name}`, document: trustDocument(role) };
  return { policy, kind: 'trust' as const };
}
