import type { AuthorizationRequest, Consideration, Decision, DenialReason } from './request';

/** The words of AWS, as aws-behaviour.md 9.4 has them ("a sessions policy" is theirs). */
const BECAUSE: Record<DenialReason, (action: string) => string> = {
  'no-identity-based-policy': (action) => `because no identity-based policy allows the ${action} action`,
  'no-resource-based-policy': (action) => `because no resource-based policy allows the ${action} action`,
  'no-role-trust-policy': (action) => `because no role trust policy allows the ${action} action`,
  'no-permissions-boundary': (action) => `because no permissions boundary allows the ${action} action`,
  'no-session-policy': (action) => `because no session policy allows the ${action} action`,
  'no-vpc-endpoint-policy': (action) => `because no VPC endpoint policy allows the ${action} action`,
  'denied-by-identity-based-policy': () => 'with an explicit deny in an identity-based policy',
  'denied-by-resource-based-policy': () => 'with an explicit deny in a resource-based policy',
  'denied-by-role-trust-policy': () => 'with an explicit deny in the role trust policy',
  'denied-by-permissions-boundary': () => 'with an explicit deny in a permissions boundary',
  'denied-by-session-policy': () => 'with an explicit deny in a sessions policy',
  'denied-by-service-control-policy': () => 'with an explicit deny in a service control policy',
  'denied-by-vpc-endpoint-policy': () => 'with an explicit deny in a VPC endpoint policy',
};

/**
 * The message without its reason, as STS sends it: there a missing role and a wrong trust policy must read the same
 * (aws-behaviour.md 9.3). An action that has no resource, given as `*`, names none.
 */
export function plainDenialMessage({ principal, action, resource }: AuthorizationRequest): string {
  const who = principal.kind === 'anonymous' ? 'anonymous' : principal.arn;
  const where = resource === '*' ? '' : ` on resource: ${resource}`;
  return `User: ${who} is not authorized to perform: ${action}${where}`;
}

/** The message that AWS sends with a denial; asking it of an allowed request is a mistake of the caller. */
export function denialMessage(request: AuthorizationRequest, decision: Pick<Decision, 'reason'>): string {
  if (decision.reason === 'allowed') {
    throw new Error(
      `Expected a denied request, got ${request.action} on ${request.resource}, which is allowed`,
    );
  }
  return `${plainDenialMessage(request)} ${BECAUSE[decision.reason](request.action)}`;
}

const nameOf = ({ policy, place, index, sid }: Consideration): string =>
  `${policy}${place === undefined ? '' : ` (${place})`}, statement ${sid ?? index + 1}`;

/** One line for each statement that was looked at: what it would have done, and what kept it from doing so. */
export const explainDecision = (decision: Decision): string[] =>
  decision.considered.map((entry) => {
    const effect = entry.effect === 'Allow' ? 'allows' : 'denies';
    return `${entry.type} ${nameOf(entry)}: ${entry.matched ? effect : `does not match: ${entry.why}`}`;
  });
