/** Temporary credentials: made, found again by their access key, and worth nothing once they expired. */
import type { Credentials } from '@aws-sdk/client-sts';
import { newAccessKeyId, type IdentityPolicies, type Principal } from '../../cloud/service';
import { tokenExpired } from './errors';
import { allOf, sessionPolicyDocument } from './session-policies';
import type { Session, StsCall } from './state';

const secretAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const tokenLength = 356;

/** Hands out credentials for a principal. */
export function issue(
  session: Omit<Session, 'accessKeyId' | 'expiresAtMs'>,
  durationSeconds: number,
  call: StsCall,
): Credentials {
  const random = call.random('credentials');
  const AccessKeyId = newAccessKeyId('ASIA', session.principal.accountId, random);
  // AWS's expirations have no fractions of a second.
  const expiresAtMs = Math.floor(call.nowMs / 1000 + durationSeconds) * 1000;
  call.state.sessions.set(AccessKeyId, { ...session, accessKeyId: AccessKeyId, expiresAtMs });
  call.state.newest.set(session.principal.arn, AccessKeyId);
  return {
    AccessKeyId,
    SecretAccessKey: random.text(40, secretAlphabet),
    SessionToken: `IQoJb3JpZ2luX2Vj${random.text(tokenLength, secretAlphabet)}==`,
    Expiration: new Date(expiresAtMs),
  };
}

/** What root may do. */
const everything = {
  name: 'root',
  document: sessionPolicyDocument(allOf('*')),
  place: 'root of the account',
};

export function principalOf(accessKeyId: string, call: StsCall): Principal | undefined {
  const session = call.state.sessions.get(accessKeyId);
  if (session === undefined) return undefined;
  if (session.expiresAtMs <= call.nowMs) throw tokenExpired();
  return session.principal;
}

/** The session that calls: by its access key, and where a service calls on its behalf, the newest of that name. */
export function sessionOf(principal: Principal, call: StsCall): Session | undefined {
  const accessKeyId = call.accessKeyId ?? call.state.newest.get(principal.arn);
  const session = accessKeyId === undefined ? undefined : call.state.sessions.get(accessKeyId);
  return session?.principal.arn === principal.arn ? session : undefined;
}

/** What was given at AssumeRole to narrow the session. */
export function policiesOf(principal: Principal, call: StsCall): IdentityPolicies {
  const policies = principal.kind === 'session' ? (sessionOf(principal, call)?.policies ?? []) : [];
  if (policies.length === 0) return { identity: [] };
  const isOfRoot = principal.kind === 'session' && sessionOf(principal, call)?.isOfRoot === true;
  const session = policies.map(({ name, text }) => ({
    name,
    document: sessionPolicyDocument(text),
    place: `session policy of ${principal.arn}`,
  }));
  return { identity: isOfRoot ? [everything] : [], session };
}
