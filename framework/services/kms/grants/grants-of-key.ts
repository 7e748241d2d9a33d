/** Which grants there are, and which of them speak of a request. */
import type { PolicyDocument } from '../../../cloud/service';
import { validation } from '../errors';
import { requireKeyById } from '../keys/references';
import type { EncryptionContext, Grant, Key, KmsCall } from '../state';

export function grantsOf(call: KmsCall, key: Key): Grant[] {
  const { grants } = call.stateOf(key.accountId, key.region);
  return [...grants.prefix(`${key.id}\u0000`)].map(([, grant]) => grant);
}

interface Found {
  readonly key: Key;
  readonly grant: Grant;
}

/** The grant of a token: KMS finds it without being told the key. */
export function grantOfToken(call: KmsCall, token: string): Found | undefined {
  for (const grant of call.state.grants.values()) {
    const key = grant.token === token ? call.state.keys.get(grant.keyId) : undefined;
    if (key !== undefined) return { key, grant };
  }
  return undefined;
}

export function keyOfGrant(
  call: KmsCall,
  keyId: string | undefined,
  grantId: string | undefined,
): Found | undefined {
  if (keyId === undefined || grantId === undefined) {
    throw validation('Please specify either a grant token or a key ID and grant ID.');
  }
  const key = requireKeyById(call, keyId);
  const grant = grantsOf(call, key).find(({ id }) => id === grantId);
  return grant === undefined ? undefined : { key, grant };
}

/** Names and values of encryption contexts are compared to the letter, unlike condition keys of policies. */
function isWithin(part: EncryptionContext, whole: EncryptionContext): boolean {
  return Object.entries(part).every(([name, value]) => whole[name] === value);
}

/** Constraints bind only calls that have an encryption context; DescribeKey and RetireGrant have none. */
function meetsConstraints(grant: Grant, context: EncryptionContext | undefined): boolean {
  const { contextSubset, contextEquals } = grant;
  if (context === undefined) return true;
  if (contextSubset !== undefined && !isWithin(contextSubset, context)) return false;
  return (
    contextEquals === undefined || (isWithin(contextEquals, context) && isWithin(context, contextEquals))
  );
}

/** The grants of a key that would permit an operation with such an encryption context, to whom it may be. */
export function grantsFor(
  call: KmsCall,
  key: Key,
  operation: string,
  context: EncryptionContext | undefined,
): string[] {
  return grantsOf(call, key)
    .filter(({ operations }) => operations.some((permitted) => permitted === operation))
    .filter((grant) => meetsConstraints(grant, context))
    .map(({ id }) => id);
}

/**
 * The condition key that binds the statement of a grant to the requests that the grant speaks of. It is ours: policies
 * cannot tell the letter case of encryption contexts apart, grants do.
 */
export const grantKey = 'kms:grantid';

const principalOf = (name: string): { AWS: string[] } | { Service: string[] } =>
  name.startsWith('arn:') ? { AWS: [name] } : { Service: [name] };

/** A key policy together with what the key's grants permit. */
export function withGrants(document: PolicyDocument, grants: readonly Grant[]): PolicyDocument {
  if (grants.length === 0) return document;
  const statements = grants.flatMap((grant) => {
    const statement = {
      Sid: `grant ${grant.id}`,
      Effect: 'Allow' as const,
      Resource: ['*'],
      Condition: { 'ForAnyValue:StringEquals': { [grantKey]: [grant.id] } },
    };
    const operations = grant.operations.map((operation) => `kms:${operation}`);
    const permitted = { ...statement, Principal: principalOf(grant.granteePrincipal), Action: operations };
    if (grant.retiringPrincipal === undefined) return [permitted];
    const Principal = principalOf(grant.retiringPrincipal);
    return [permitted, { ...statement, Principal, Action: ['kms:RetireGrant'] }];
  });
  return { ...document, Statement: [...document.Statement, ...statements] };
}
