/** Finding and changing what policies hang on: roles, users, groups. */
import { holderNotFound, protectedRole, validationError, type Kind } from './errors';
import { nameIn } from './identifiers';
import { keyOf, type Actor, type Group, type Holder, type IamCall, type Role, type User } from './state';

export function roleNamed(name: string, call: IamCall): Role {
  const role = call.state.roles.get(keyOf(call.accountId, name));
  if (role === undefined || role.name !== name) throw holderNotFound('role', name);
  return role;
}

export function userNamed(name: string, call: IamCall): User {
  const user = call.state.users.get(keyOf(call.accountId, name));
  if (user === undefined || user.name !== name) throw holderNotFound('user', name);
  return user;
}

export function groupNamed(name: string, call: IamCall): Group {
  const group = call.state.groups.get(keyOf(call.accountId, name));
  if (group === undefined || group.name !== name) throw holderNotFound('group', name);
  return group;
}

export function holderNamed(kind: Kind, name: string, call: IamCall): Holder {
  if (kind === 'role') return roleNamed(name, call);
  return kind === 'user' ? userNamed(name, call) : groupNamed(name, call);
}

/** One whose policies its account may change: roles of AWS's services are theirs alone. */
export function modifiable(kind: Kind, name: string, call: IamCall): Holder {
  const holder = holderNamed(kind, name, call);
  if (kind === 'role' && holder.path.startsWith('/aws-service-role/')) throw protectedRole(name);
  return holder;
}

/** Who is meant where a request names no user: the one that calls. */
export function userOrCaller(name: string | undefined, call: IamCall): User {
  if (name !== undefined) return userNamed(name, call);
  if (call.principal.kind !== 'user')
    throw validationError('Must specify userName when calling with non-User credentials');
  return userNamed(nameIn(call.principal.arn), call);
}

export function saveRole(role: Role, call: IamCall): void {
  call.state.roles.set(keyOf(role.accountId, role.name), role);
}

export function saveUser(user: User, call: IamCall): void {
  call.state.users.set(keyOf(user.accountId, user.name), user);
}

/** Sets which policies hang on a holder. */
export function savePolicies(
  kind: Kind,
  name: string,
  policies: Partial<Pick<Holder, 'inline' | 'attached'>>,
  call: IamCall,
): void {
  if (kind === 'role') saveRole({ ...roleNamed(name, call), ...policies }, call);
  else if (kind === 'user') saveUser({ ...userNamed(name, call), ...policies }, call);
  else {
    const group = groupNamed(name, call);
    call.state.groups.set(keyOf(group.accountId, group.name), { ...group, ...policies });
  }
}

/** The role or user of an ARN, in whatever account; undefined where nobody has that ARN now. */
export function actorAt(arn: string, call: IamCall): Actor | undefined {
  const [, , service, , accountId = '', rest = ''] = arn.split(':');
  if (service !== 'iam') return undefined;
  const key = keyOf(accountId, rest.slice(rest.lastIndexOf('/') + 1));
  const actor = rest.startsWith('role/')
    ? call.state.roles.get(key)
    : rest.startsWith('user/')
      ? call.state.users.get(key)
      : undefined;
  return actor?.arn === arn ? actor : undefined;
}
