import type { AuthorizationRequest, ContextValue, Principal } from './request';

const PRINCIPAL_TAG = 'aws:principaltag/';

/** The names that AWS gives to kinds of principal (IAM user guide, "Principal key values"). */
const PRINCIPAL_TYPES: Record<Principal['kind'], string> = {
  root: 'Account',
  user: 'User',
  role: 'AssumedRole',
  session: 'AssumedRole',
  service: 'Service',
  anonymous: 'Anonymous',
};

const textsOf = (value: ContextValue): readonly string[] =>
  Array.isArray(value) ? value : [typeof value === 'string' ? value : String(value)];

/** Tag keys are compared without regard to case, as all condition keys are. */
function tagOf(principal: Principal, lowerKey: string): string | undefined {
  for (const [key, value] of Object.entries(principal.tags ?? {})) {
    if (key.toLowerCase() === lowerKey) return value;
  }
  return undefined;
}

function userIdOf(principal: Principal): string | undefined {
  if (principal.kind === 'root') return principal.accountId;
  if (principal.kind === 'anonymous') return 'anonymous';
  return principal.userId;
}

function principalArnOf(principal: Principal): string | undefined {
  if (principal.kind === 'service' || principal.kind === 'anonymous') return undefined;
  return principal.roleArn ?? principal.arn;
}

const hasAccount = (principal: Principal): boolean =>
  principal.kind !== 'service' && principal.kind !== 'anonymous';

/** What each key that follows from the request itself is worth. */
const DERIVED: Record<string, (request: AuthorizationRequest) => string | undefined> = {
  'aws:principalarn': ({ principal }) => principalArnOf(principal),
  'aws:principalaccount': ({ principal }) => (hasAccount(principal) ? principal.accountId : undefined),
  'aws:principaltype': ({ principal }) => PRINCIPAL_TYPES[principal.kind],
  'aws:principalisawsservice': ({ principal }) => String(principal.kind === 'service'),
  'aws:principalservicename': ({ principal }) => principal.service,
  'aws:userid': ({ principal }) => userIdOf(principal),
  'aws:username': ({ principal }) =>
    principal.kind === 'user' ? principal.arn.slice(principal.arn.lastIndexOf('/') + 1) : undefined,
  'aws:resourceaccount': ({ resourceAccountId }) => resourceAccountId,
};

/**
 * The values of a condition key (name in lower case), or undefined where the request has no such key.
 *
 * An empty list counts as no key. Keys that follow from the principal or the resource are filled in, unless the
 * request gives them itself.
 */
export function contextValues(request: AuthorizationRequest, key: string): readonly string[] | undefined {
  const given = Object.hasOwn(request.context, key) ? request.context[key] : undefined;
  if (given !== undefined) {
    const texts = textsOf(given);
    return texts.length === 0 ? undefined : texts;
  }
  const derived = key.startsWith(PRINCIPAL_TAG)
    ? tagOf(request.principal, key.slice(PRINCIPAL_TAG.length))
    : Object.hasOwn(DERIVED, key)
      ? DERIVED[key]?.(request)
      : undefined;
  return derived === undefined ? undefined : [derived];
}
