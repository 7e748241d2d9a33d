import type { NamedPolicy } from './policy';

/** Who calls. */
export interface Principal {
  kind: 'root' | 'user' | 'role' | 'session' | 'service' | 'anonymous';
  /** Of a session its `assumed-role` ARN, of root the account's `:root` ARN, of a service its name. */
  arn: string;
  accountId: string;
  /** Of a service: `s3.amazonaws.com`. */
  service?: string;
  /** Of a session: the role, path and all. Without it no policy that names the role matches the session. */
  roleArn?: string;
  tags?: Record<string, string>;
  /** `AIDA...` of a user, `AROA...` of a role, `AROA...:<session name>` of a session. */
  userId?: string;
  /** The canonical user id of the account, which S3 policies may name. */
  canonicalId?: string;
}

/** What hangs on the caller. */
export interface IdentityPolicies {
  /** Of the user and its groups, or of the role. */
  identity: NamedPolicy[];
  boundary?: NamedPolicy;
  /** Given at AssumeRole: inline and managed ones together; an empty list is none. */
  session?: NamedPolicy[];
  /**
   * From the root of the organization down to the account, one list per level; every level must allow.
   * Left out for the management account and for accounts outside an organization.
   */
  serviceControl?: NamedPolicy[][];
}

export type ContextValue = string | number | boolean | string[];

export interface AuthorizationRequest {
  principal: Principal;
  policies: IdentityPolicies;
  /** `s3:PutObject` */
  action: string;
  /** An ARN, or `*` for an action that has no resource. */
  resource: string;
  resourceAccountId: string;
  /** Condition keys, names in lower case. What follows from the principal need not be given: see `context.ts`. */
  context: Record<string, ContextValue>;
  resourcePolicy?: NamedPolicy;
  /** `trust` and `key` policies must let the caller in themselves, or hand the matter to the account. */
  resourcePolicyKind?: 'ordinary' | 'trust' | 'key';
  /** The policy of the VPC endpoint that the call came through. */
  endpointPolicy?: NamedPolicy;
}

export type PolicyType =
  'service-control' | 'vpc-endpoint' | 'resource' | 'trust' | 'identity' | 'boundary' | 'session';

/** Why a request was denied, one for each text of aws-behaviour.md 9.4. */
export type DenialReason =
  | 'no-identity-based-policy'
  | 'no-resource-based-policy'
  | 'no-role-trust-policy'
  | 'no-permissions-boundary'
  | 'no-session-policy'
  | 'no-vpc-endpoint-policy'
  | 'denied-by-identity-based-policy'
  | 'denied-by-resource-based-policy'
  | 'denied-by-role-trust-policy'
  | 'denied-by-permissions-boundary'
  | 'denied-by-session-policy'
  | 'denied-by-service-control-policy'
  | 'denied-by-vpc-endpoint-policy';

/** Where a statement stands. */
export interface StatementPlace {
  type: PolicyType;
  policy: string;
  index: number;
  sid?: string;
  place?: string;
}

/** One statement that was looked at; `why` says what kept it from matching. */
export interface Consideration extends StatementPlace {
  effect: 'Allow' | 'Deny';
  matched: boolean;
  /** `action`, `resource`, `principal` or `condition <operator> <key>: wanted ... got ...` */
  why?: string;
}

export interface Decision {
  allowed: boolean;
  reason: 'allowed' | DenialReason;
  /** The statement that allowed or denied; none where root is allowed by nature or where nothing allowed. */
  statement?: StatementPlace;
  considered: Consideration[];
}
