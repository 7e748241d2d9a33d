/** A policy as data: one statement is always a list of one, one value always an array of one. */
export interface PolicyDocument {
  Version?: string;
  Id?: string;
  Statement: Statement[];
}

export interface Statement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Principal?: PrincipalElement;
  NotPrincipal?: PrincipalElement;
  Action?: string[];
  NotAction?: string[];
  Resource?: string[];
  NotResource?: string[];
  /** Operator as written -> condition key as written -> values; numbers and booleans have become strings. */
  Condition?: Record<string, Record<string, string[]>>;
}

export type PrincipalElement = '*' | PrincipalNames;

export interface PrincipalNames {
  AWS?: string[];
  Service?: string[];
  Federated?: string[];
  CanonicalUser?: string[];
}

/** A policy and what to call it in an explanation; `place` says where it hangs, in the caller's own words. */
export interface NamedPolicy {
  name: string;
  document: PolicyDocument;
  place?: string;
}

/** The version that brought policy variables; in any other, `${aws:username}` is plain text. */
export const VERSION_WITH_VARIABLES = '2012-10-17';

/** A policy that AWS would refuse to store; services with another error code (S3: `MalformedPolicy`) map it. */
export class PolicyError extends Error {
  readonly code = 'MalformedPolicyDocument';
  override readonly name = 'PolicyError';
}
