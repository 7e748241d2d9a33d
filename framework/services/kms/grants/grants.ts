import type { GrantListEntry, KMS } from '@aws-sdk/client-kms';
import { canonicalJson } from '../../../kernel';
import type { Input, Operations } from '../../../cloud/service';
import { checkGrantTokens } from '../encryption/key-use';
import { grantNotFound, validation, wouldHaveSucceeded } from '../errors';
import { isAsymmetric } from '../keys/key-specs';
import { requireKeyById } from '../keys/references';
import { requireEnabled } from '../keys/states';
import { page } from '../pages';
import {
  grantOperations,
  type Grant,
  type GrantOperation,
  type Key,
  type KmsCall,
  type State,
} from '../state';
import { grantOfToken, grantsOf, keyOfGrant } from './grants-of-key';

const principals = /^(arn:[^:]+:(iam|sts)::\d{12}:.+|[a-z0-9.-]+\.amazonaws\.com(\.cn)?)$/;

function checkPrincipal(principal: string, name: string): void {
  if (!principals.test(principal)) throw validation(`Invalid ${name} principal: ${principal}`);
}

/** Which operations each usage has; a grant may speak of no others. */
const operationsOf: Readonly<Record<Key['usage'], readonly GrantOperation[]>> = {
  ENCRYPT_DECRYPT: [
    'Decrypt',
    'Encrypt',
    'GenerateDataKey',
    'GenerateDataKeyWithoutPlaintext',
    'GenerateDataKeyPair',
    'GenerateDataKeyPairWithoutPlaintext',
    'ReEncryptFrom',
    'ReEncryptTo',
  ],
  GENERATE_VERIFY_MAC: ['GenerateMac', 'VerifyMac'],
  SIGN_VERIFY: ['Sign', 'Verify'],
  KEY_AGREEMENT: ['DeriveSharedSecret'],
};

function isOf(key: Key, operation: GrantOperation): boolean {
  if (operation === 'GetPublicKey') return isAsymmetric(key.spec);
  if (operation.startsWith('GenerateDataKey')) return key.spec === 'SYMMETRIC_DEFAULT';
  const isForAll = operation === 'CreateGrant' || operation === 'RetireGrant' || operation === 'DescribeKey';
  return isForAll || operationsOf[key.usage].includes(operation);
}

function readOperations(asked: readonly string[], key: Key): GrantOperation[] {
  return asked.map((operation) => {
    const known = grantOperations.find((one) => one === operation);
    if (known !== undefined && isOf(key, known)) return known;
    throw validation(
      `Grant operations can only include operations supported by the KMS key (${key.usage}): ${operation}`,
    );
  });
}

function newGrant(call: KmsCall, key: Key, input: Input<KMS, 'createGrant'>): Grant {
  const { Constraints, Name, RetiringPrincipal } = input;
  return {
    id: call.random('grant id').hex(64),
    keyId: key.id,
    token: `AQpA${call.random('grant token').hex(124)}`,
    ...(Name === undefined ? {} : { name: Name }),
    granteePrincipal: input.GranteePrincipal ?? '',
    ...(RetiringPrincipal === undefined ? {} : { retiringPrincipal: RetiringPrincipal }),
    issuingAccount: call.accountId,
    operations: readOperations(input.Operations, key),
    ...(Constraints?.EncryptionContextSubset === undefined
      ? {}
      : { contextSubset: Constraints.EncryptionContextSubset }),
    ...(Constraints?.EncryptionContextEquals === undefined
      ? {}
      : { contextEquals: Constraints.EncryptionContextEquals }),
    createdAtMs: call.nowMs,
  };
}

const contentOf = ({ id: _id, token: _token, createdAtMs: _createdAtMs, ...rest }: Grant): string =>
  canonicalJson(rest);

/** A grant of the same name and content is given again instead of a second one (KMS API, CreateGrant). */
function sameGrant(call: KmsCall, key: Key, grant: Grant): Grant | undefined {
  if (grant.name === undefined) return undefined;
  return grantsOf(call, key).find((known) => contentOf(known) === contentOf(grant));
}

function described(call: KmsCall, key: Key, grant: Grant): GrantListEntry {
  const { contextSubset, contextEquals, retiringPrincipal } = grant;
  return {
    KeyId: key.arn,
    GrantId: grant.id,
    Name: grant.name ?? '',
    CreationDate: new Date(grant.createdAtMs),
    GranteePrincipal: grant.granteePrincipal,
    ...(retiringPrincipal === undefined ? {} : { RetiringPrincipal: retiringPrincipal }),
    IssuingAccount: `arn:${call.partition}:iam::${grant.issuingAccount}:root`,
    Operations: [...grant.operations],
    ...(contextSubset === undefined && contextEquals === undefined
      ? {}
      : {
          Constraints: {
            ...(contextSubset === undefined ? {} : { EncryptionContextSubset: { ...contextSubset } }),
            ...(contextEquals === undefined ? {} : { EncryptionContextEquals: { ...contextEquals } }),
          },
        }),
  };
}

function stateOf(call: KmsCall, key: Key): State {
  return call.stateOf(key.accountId, key.region);
}

export const grants: Operations<KMS, State> = {
  createGrant(input, call) {
    const key = requireEnabled(requireKeyById(call, input.KeyId));
    checkPrincipal(input.GranteePrincipal ?? '', 'grantee');
    if (input.RetiringPrincipal !== undefined) checkPrincipal(input.RetiringPrincipal, 'retiring');
    checkGrantTokens(input.GrantTokens);
    const fresh = newGrant(call, key, input);
    if (input.DryRun === true) throw wouldHaveSucceeded();
    const grant = sameGrant(call, key, fresh) ?? fresh;
    stateOf(call, key).grants.set(`${key.id}\u0000${grant.id}`, grant);
    return { GrantId: grant.id, GrantToken: grant.token };
  },

  listGrants({ KeyId, GrantId, GranteePrincipal, ...input }, call) {
    const key = requireKeyById(call, KeyId);
    const all = grantsOf(call, key).filter(
      (grant) =>
        (GrantId === undefined || grant.id === GrantId) &&
        (GranteePrincipal === undefined || grant.granteePrincipal === GranteePrincipal),
    );
    const { rows, ...rest } = page(all, ({ id }) => id, { ...input, limitDefault: 50 });
    return { Grants: rows.map((grant) => described(call, key, grant)), ...rest };
  },

  listRetirableGrants({ RetiringPrincipal, ...input }, call) {
    const all = [...call.state.grants.values()].filter(
      ({ retiringPrincipal }) => retiringPrincipal === RetiringPrincipal,
    );
    const { rows, ...rest } = page(all, ({ id }) => id, { ...input, limitDefault: 50 });
    const entries = rows.flatMap((grant) => {
      const key = call.state.keys.get(grant.keyId);
      return key === undefined ? [] : [described(call, key, grant)];
    });
    return { Grants: entries, ...rest };
  },

  revokeGrant({ KeyId, GrantId, DryRun }, call) {
    const key = requireKeyById(call, KeyId);
    const grant = grantsOf(call, key).find(({ id }) => id === GrantId);
    if (grant === undefined) throw grantNotFound(GrantId);
    if (DryRun === true) throw wouldHaveSucceeded();
    stateOf(call, key).grants.delete(`${key.id}\u0000${grant.id}`);
    return {};
  },

  retireGrant({ KeyId, GrantId, GrantToken, DryRun }, call) {
    const grant =
      GrantToken === undefined ? keyOfGrant(call, KeyId, GrantId) : grantOfToken(call, GrantToken);
    if (grant === undefined) throw grantNotFound(GrantId ?? '');
    if (DryRun === true) throw wouldHaveSucceeded();
    const { key, grant: found } = grant;
    stateOf(call, key).grants.delete(`${key.id}\u0000${found.id}`);
    return {};
  },
};
