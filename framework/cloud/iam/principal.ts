import type { PrincipalElement, PrincipalNames, Statement } from './policy';
import type { AuthorizationRequest, Principal } from './request';

/**
 * How closely a resource policy names the caller (aws-behaviour.md 9.1): `caller` itself (user, session, service,
 * everyone), the `role` behind a session, or the `account`, which only hands the matter to the account's own policies.
 */
export type Grant = 'caller' | 'role' | 'account';

/** How the principal part of a statement names the caller, or undefined where it does not. */
export type PrincipalTest = (request: AuthorizationRequest) => Grant | undefined;

const ACCOUNT_ID = /^\d{12}$/;
const ACCOUNT_ARN = /^arn:[^:]+:iam::(\d{12}):root$/;
/** `logs.eu-west-1.amazonaws.com`: a service of one region. */
const REGIONAL_SERVICE = /^([^.]+)\.([a-z]{2,4}(?:-[a-z]+)+-\d+)\.(.+)$/;

const isPerson = (principal: Principal): boolean =>
  principal.kind !== 'service' && principal.kind !== 'anonymous';

/** The account that an `AWS` principal names, if it names one. */
const accountOf = (name: string): string | undefined =>
  ACCOUNT_ID.test(name) ? name : ACCOUNT_ARN.exec(name)?.[1];

/** Unique ids stand where a policy was saved before its principal was deleted and made anew. */
function grantById(name: string, { kind, userId }: Principal): Grant | undefined {
  if (userId === undefined) return undefined;
  if (kind !== 'session') return name === userId ? (kind === 'role' ? 'role' : 'caller') : undefined;
  if (name === userId) return 'caller';
  return name === userId.slice(0, userId.indexOf(':')) ? 'role' : undefined;
}

function grantByAws(name: string, principal: Principal): Grant | undefined {
  if (!isPerson(principal)) return undefined;
  if (accountOf(name) === principal.accountId) return principal.kind === 'root' ? 'caller' : 'account';
  if (name === principal.arn) return principal.kind === 'role' ? 'role' : 'caller';
  if (name === principal.roleArn) return 'role';
  return grantById(name, principal);
}

function namesService(name: string, { principal, context }: AuthorizationRequest): boolean {
  if (principal.service === undefined) return false;
  if (name === '*' || name === principal.service) return true;
  const [, service, region, suffix] = REGIONAL_SERVICE.exec(name) ?? [];
  return `${service}.${suffix}` === principal.service && context['aws:requestedregion'] === region;
}

const CLOSENESS: readonly (Grant | undefined)[] = [undefined, 'account', 'role', 'caller'];

const closest = (grants: readonly (Grant | undefined)[]): Grant | undefined =>
  grants.reduce<Grant | undefined>(
    (best, grant) => (CLOSENESS.indexOf(grant) > CLOSENESS.indexOf(best) ? grant : best),
    undefined,
  );

/** In a trust policy `*` means everyone who has an identity in AWS, but not AWS's own services. */
function grantByEveryone({ principal, resourcePolicyKind }: AuthorizationRequest): Grant | undefined {
  return resourcePolicyKind === 'trust' && !isPerson(principal) ? undefined : 'caller';
}

function grantOf(names: PrincipalNames, request: AuthorizationRequest): Grant | undefined {
  const { principal, context } = request;
  if (names.AWS?.includes('*') === true) {
    const grant = grantByEveryone(request);
    if (grant !== undefined) return grant;
  }
  if (names.Service?.some((name) => namesService(name, request)) === true) return 'caller';
  const provider = context['aws:federatedprovider'];
  if (
    typeof provider === 'string' &&
    names.Federated?.some((name) => name === '*' || name === provider) === true
  ) {
    return 'caller';
  }
  const { canonicalId } = principal;
  const byCanonicalId = canonicalId !== undefined && names.CanonicalUser?.includes(canonicalId) === true;
  const byAws = names.AWS?.map((name) => grantByAws(name, principal)) ?? [];
  return closest(byCanonicalId ? [...byAws, 'account'] : byAws);
}

const compileElement =
  (element: PrincipalElement): PrincipalTest =>
  (request) =>
    element === '*' ? grantByEveryone(request) : grantOf(element, request);

/**
 * Tells whether `NotPrincipal` leaves the caller out of a statement.
 *
 * A Deny spares only whom it names at every level: a user and its account, a session, its role and their
 * account. And it never spares a principal that has a permissions boundary (IAM user guide, "NotPrincipal").
 * An Allow leaves out whom it names at any level.
 */
function isLeftOut(
  element: PrincipalElement,
  effect: Statement['Effect'],
  request: AuthorizationRequest,
): boolean {
  if (element === '*') return true;
  const { principal, policies } = request;
  if (effect === 'Allow') return grantOf(element, request) !== undefined;
  if (policies.boundary !== undefined && isPerson(principal)) return false;
  if (!isPerson(principal)) return grantOf(element, request) !== undefined;
  const names = element.AWS ?? [];
  if (names.includes('*')) return true;
  const levels = principal.roleArn === undefined ? [principal.arn] : [principal.arn, principal.roleArn];
  const namesAccount = names.some((name) => accountOf(name) === principal.accountId);
  return namesAccount && (principal.kind === 'root' || levels.every((arn) => names.includes(arn)));
}

/** Compiles `Principal` or `NotPrincipal`; a statement of a resource policy with neither speaks of nobody. */
export function compilePrincipal(statement: Statement): PrincipalTest {
  const { Principal: named, NotPrincipal: spared, Effect: effect } = statement;
  if (named !== undefined) return compileElement(named);
  if (spared !== undefined) return (request) => (isLeftOut(spared, effect, request) ? undefined : 'caller');
  return () => undefined;
}
