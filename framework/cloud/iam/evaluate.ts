import { questionOf, read, type Question, type Reading } from './reading';
import type {
  AuthorizationRequest,
  Consideration,
  Decision,
  DenialReason,
  PolicyType,
  Principal,
  StatementPlace,
} from './request';

interface Readings {
  /** One per level of the organization. */
  serviceControl: Reading[];
  endpoint?: Reading;
  resource?: Reading;
  identity: Reading;
  boundary?: Reading;
  session?: Reading;
}

export type Verdict = { allowed: boolean; reason: 'allowed' | DenialReason; statement?: StatementPlace };

const DENIED_BY: Record<PolicyType, DenialReason> = {
  'service-control': 'denied-by-service-control-policy',
  'vpc-endpoint': 'denied-by-vpc-endpoint-policy',
  resource: 'denied-by-resource-based-policy',
  trust: 'denied-by-role-trust-policy',
  identity: 'denied-by-identity-based-policy',
  boundary: 'denied-by-permissions-boundary',
  session: 'denied-by-session-policy',
};

const denied = (reason: DenialReason): Verdict => ({ allowed: false, reason });

const allowedBy = (statement: StatementPlace | undefined): Verdict =>
  statement === undefined
    ? { allowed: true, reason: 'allowed' }
    : { allowed: true, reason: 'allowed', statement };

const isOwnIdentity = ({ kind }: Principal): boolean => kind !== 'service' && kind !== 'anonymous';

/** Service control policies bind neither services nor service-linked roles. */
const isUnderServiceControl = (principal: Principal): boolean =>
  isOwnIdentity(principal) && principal.roleArn?.includes(':role/aws-service-role/') !== true;

function readEverything(question: Question): Readings {
  const { principal, policies, resourcePolicy, resourcePolicyKind, endpointPolicy } = question.request;
  const levels = isUnderServiceControl(principal) ? (policies.serviceControl ?? []) : [];
  const isIdentity = isOwnIdentity(principal);
  const readings: Readings = {
    serviceControl: levels.map((level) => read('service-control', level, question)),
    identity: {},
  };
  if (endpointPolicy !== undefined) readings.endpoint = read('vpc-endpoint', [endpointPolicy], question);
  if (resourcePolicy !== undefined) {
    readings.resource = read(
      resourcePolicyKind === 'trust' ? 'trust' : 'resource',
      [resourcePolicy],
      question,
    );
  }
  if (!isIdentity) return readings;
  readings.identity = read('identity', policies.identity, question);
  if (policies.boundary !== undefined) readings.boundary = read('boundary', [policies.boundary], question);
  if (policies.session !== undefined && policies.session.length > 0) {
    readings.session = read('session', policies.session, question);
  }
  return readings;
}

/** AWS names one policy type even where several deny; the order among them is ours. */
function explicitDenial(readings: Readings): Verdict | undefined {
  const { serviceControl, endpoint, resource, identity, boundary, session } = readings;
  for (const reading of [...serviceControl, endpoint, resource, identity, boundary, session]) {
    const statement = reading?.denial;
    if (statement !== undefined) return { allowed: false, reason: DENIED_BY[statement.type], statement };
  }
  return undefined;
}

/** What limits whatever the identity's own policies, or a grant to its role, allow. */
function limit({ boundary, session }: Readings): Verdict | undefined {
  if (boundary !== undefined && boundary.allowance === undefined) return denied('no-permissions-boundary');
  if (session !== undefined && session.allowance === undefined) return denied('no-session-policy');
  return undefined;
}

/** The answer of the caller's side: its own policies, within its boundary and session policies. */
function byIdentity({ principal }: AuthorizationRequest, readings: Readings): Verdict {
  if (principal.kind === 'root') return allowedBy(undefined);
  if (readings.identity.allowance === undefined) return denied('no-identity-based-policy');
  return limit(readings) ?? allowedBy(readings.identity.allowance);
}

/** A grant to the caller itself needs nothing else; one to its role is limited; one to its account hands on. */
function sameAccount(request: AuthorizationRequest, readings: Readings, missing: DenialReason): Verdict {
  const { grant, allowance } = readings.resource ?? {};
  const mustGrant = request.resourcePolicyKind === 'trust' || request.resourcePolicyKind === 'key';
  if (mustGrant && grant === undefined) return denied(missing);
  if (grant === 'caller') return allowedBy(allowance);
  if (grant === 'role') return limit(readings) ?? allowedBy(allowance);
  return byIdentity(request, readings);
}

/** Both sides must allow; how closely the resource policy names the caller makes no difference. */
function crossAccount(request: AuthorizationRequest, readings: Readings, missing: DenialReason): Verdict {
  return readings.resource?.allowance === undefined ? denied(missing) : byIdentity(request, readings);
}

function verdictOf(request: AuthorizationRequest, readings: Readings): Verdict {
  const explicit = explicitDenial(readings);
  if (explicit !== undefined) return explicit;
  if (readings.serviceControl.some((level) => level.allowance === undefined)) {
    return denied('denied-by-service-control-policy');
  }
  if (readings.endpoint !== undefined && readings.endpoint.allowance === undefined) {
    return denied('no-vpc-endpoint-policy');
  }
  const missing =
    request.resourcePolicyKind === 'trust' ? 'no-role-trust-policy' : 'no-resource-based-policy';
  if (!isOwnIdentity(request.principal)) {
    const allowance = readings.resource?.allowance;
    return allowance === undefined ? denied(missing) : allowedBy(allowance);
  }
  return request.principal.accountId === request.resourceAccountId
    ? sameAccount(request, readings, missing)
    : crossAccount(request, readings, missing);
}

/**
 * Decides whether AWS would let a request through, and why (aws-behaviour.md 9.1 and 9.2).
 *
 * Pure: the answer follows from the request alone. Services and anonymous callers have no policies of their own, so
 * only a resource policy can let them in. Resource control policies of an organization are not modelled.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function decide(request: AuthorizationRequest): Decision {
  const considered: Consideration[] = [];
  return { ...verdictOf(request, readEverything(questionOf(request, considered))), considered };
}

/** The same without a word on each statement: what every request asks. */
export function judge(request: AuthorizationRequest): Verdict {
  return verdictOf(request, readEverything(questionOf(request, undefined)));
}
