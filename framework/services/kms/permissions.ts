import type { CreateGrantRequest, KMS } from '@aws-sdk/client-kms';
import type { Access, Permissions } from '../../cloud/service';
import {
  callerContext,
  encryptionContext,
  grantContext,
  keyContext,
  requestTags,
  type Context,
} from './condition-keys';
import { readCiphertext } from './encryption/ciphertext';
import { keyOfCiphertext } from './encryption/encrypt';
import { grantKey, grantOfToken, keyOfGrant } from './grants/grants-of-key';
import { accessedKey, arnOf } from './keys/references';
import type { Key, KmsCall, State } from './state';

interface Use {
  action: string;
  takesAliases?: boolean;
  encryptionContext?: Readonly<Record<string, string>> | undefined;
  context?: Context;
}

/** The access to a key that was found. */
function useOf(call: KmsCall, key: Key, { action, encryptionContext: given, context }: Use): Access {
  return {
    action: `kms:${action}`,
    resource: key.arn,
    context: {
      ...keyContext(call, key),
      ...callerContext(call),
      ...encryptionContext(given),
      ...grantContext(call, key, action, given),
      ...context,
    },
  };
}

/**
 * The access to the key that a request names. A reference that leads nowhere needs no permission: the operation refuses
 * it. An ARN or id in the right form does, so that other accounts cannot tell which keys exist.
 */
function keyUse(call: KmsCall, reference: string, use: Use): Access[] {
  const found = accessedKey(call, reference, use.takesAliases ?? false);
  if (found === undefined) return [];
  if (found.key === undefined) {
    return [{ action: `kms:${use.action}`, resource: found.arn, context: callerContext(call) }];
  }
  const context: Context = reference.includes('alias/')
    ? { 'kms:requestalias': reference.slice(reference.indexOf('alias/')), ...use.context }
    : (use.context ?? {});
  return [useOf(call, found.key, { ...use, context })];
}

const onKey =
  (action: string) =>
  ({ KeyId }: { KeyId: string }, call: KmsCall): Access[] =>
    keyUse(call, KeyId, { action });

/** A cryptographic call; its encryption context counts. */
const using =
  (action: string) =>
  (
    input: { KeyId: string; EncryptionContext?: Record<string, string> | undefined },
    call: KmsCall,
  ): Access[] =>
    keyUse(call, input.KeyId, {
      action,
      takesAliases: true,
      encryptionContext: input.EncryptionContext ?? {},
    });

/** A signature made or verified. */
const signing =
  (action: string) =>
  (
    input: { KeyId: string; SigningAlgorithm: string; MessageType?: string | undefined },
    call: KmsCall,
  ): Access[] =>
    keyUse(call, input.KeyId, {
      action,
      takesAliases: true,
      context: {
        'kms:signingalgorithm': input.SigningAlgorithm,
        'kms:messagetype': input.MessageType ?? 'RAW',
      },
    });

/** The access to the key that a ciphertext names. */
function ciphertextUse(call: KmsCall, blob: Uint8Array | undefined, use: Use): Access[] {
  const ciphertext = blob === undefined ? undefined : readCiphertext(blob);
  const key = ciphertext === undefined ? undefined : keyOfCiphertext(call, ciphertext);
  return key === undefined ? [] : [useOf(call, key, use)];
}

function grantContextOf(call: KmsCall, input: CreateGrantRequest): Context {
  const { Constraints, GranteePrincipal = '', RetiringPrincipal, Operations = [] } = input;
  const kinds = Object.keys(Constraints ?? {});
  return {
    'kms:granteeprincipal': GranteePrincipal,
    'kms:grantoperations': [...Operations],
    'kms:grantisforawsresource': call.via !== undefined,
    ...(RetiringPrincipal === undefined ? {} : { 'kms:retiringprincipal': RetiringPrincipal }),
    ...(kinds.length === 0 ? {} : { 'kms:grantconstrainttype': kinds }),
  };
}

/** An alias is a resource of its own, beside the key that it names. */
function aliasAccess(call: KmsCall, action: string, name: string): Access {
  return { action: `kms:${action}`, resource: arnOf(call, name), context: callerContext(call) };
}

/**
 * What each call needs. Key policies are asked about keys; aliases have none, so IAM alone decides about them.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html
 */
export const permissions: Permissions<KMS, State> = {
  cancelKeyDeletion: onKey('CancelKeyDeletion'),
  createAlias: ({ AliasName, TargetKeyId }, call) => [
    ...keyUse(call, TargetKeyId, { action: 'CreateAlias' }),
    aliasAccess(call, 'CreateAlias', AliasName),
  ],
  createGrant: (input, call) =>
    keyUse(call, input.KeyId, {
      action: 'CreateGrant',
      encryptionContext:
        input.Constraints?.EncryptionContextEquals ?? input.Constraints?.EncryptionContextSubset,
      context: grantContextOf(call, input),
    }),
  createKey: (input, call) => ({
    action: 'kms:CreateKey',
    resource: '*',
    context: {
      ...callerContext(call),
      ...requestTags(input.Tags),
      'kms:keyspec': input.KeySpec ?? 'SYMMETRIC_DEFAULT',
      'kms:keyusage': input.KeyUsage ?? 'ENCRYPT_DECRYPT',
      'kms:keyorigin': input.Origin ?? 'AWS_KMS',
      'kms:multiregion': input.MultiRegion ?? false,
      'kms:bypasspolicylockoutsafetycheck': input.BypassPolicyLockoutSafetyCheck ?? false,
    },
  }),
  deriveSharedSecret: using('DeriveSharedSecret'),
  generateDataKeyPair: using('GenerateDataKeyPair'),
  generateDataKeyPairWithoutPlaintext: using('GenerateDataKeyPairWithoutPlaintext'),
  deleteImportedKeyMaterial: onKey('DeleteImportedKeyMaterial'),
  getParametersForImport: (input, call) =>
    keyUse(call, input.KeyId, {
      action: 'GetParametersForImport',
      context: {
        'kms:wrappingalgorithm': input.WrappingAlgorithm,
        'kms:wrappingkeyspec': input.WrappingKeySpec,
      },
    }),
  getPublicKey: ({ KeyId }, call) => keyUse(call, KeyId, { action: 'GetPublicKey', takesAliases: true }),
  importKeyMaterial: ({ KeyId, ExpirationModel = 'KEY_MATERIAL_EXPIRES' }, call) =>
    keyUse(call, KeyId, {
      action: 'ImportKeyMaterial',
      context: { 'kms:expirationmodel': ExpirationModel },
    }),
  replicateKey: ({ KeyId, ReplicaRegion, Tags }, call) => [
    ...keyUse(call, KeyId, { action: 'ReplicateKey', context: { 'kms:replicaregion': ReplicaRegion } }),
    {
      action: 'kms:CreateKey',
      resource: '*',
      context: { ...callerContext(call), ...requestTags(Tags) },
    },
  ],
  sign: signing('Sign'),
  updatePrimaryRegion: ({ KeyId, PrimaryRegion }, call) =>
    keyUse(call, KeyId, { action: 'UpdatePrimaryRegion', context: { 'kms:primaryregion': PrimaryRegion } }),
  verify: signing('Verify'),
  decrypt: (input, call) => {
    const use = { action: 'Decrypt', takesAliases: true, encryptionContext: input.EncryptionContext ?? {} };
    return input.KeyId === undefined
      ? ciphertextUse(call, input.CiphertextBlob, use)
      : keyUse(call, input.KeyId, use);
  },
  deleteAlias: ({ AliasName }, call) => {
    const target = call.state.aliases.get(AliasName)?.targetKeyId;
    return [
      ...(target === undefined ? [] : keyUse(call, target, { action: 'DeleteAlias' })),
      aliasAccess(call, 'DeleteAlias', AliasName),
    ];
  },
  describeKey: ({ KeyId }, call) => keyUse(call, KeyId, { action: 'DescribeKey', takesAliases: true }),
  disableKey: onKey('DisableKey'),
  disableKeyRotation: onKey('DisableKeyRotation'),
  enableKey: onKey('EnableKey'),
  enableKeyRotation: ({ KeyId, RotationPeriodInDays }, call) =>
    keyUse(call, KeyId, {
      action: 'EnableKeyRotation',
      ...(RotationPeriodInDays === undefined
        ? {}
        : { context: { 'kms:rotationperiodindays': RotationPeriodInDays } }),
    }),
  encrypt: using('Encrypt'),
  generateDataKey: using('GenerateDataKey'),
  generateDataKeyWithoutPlaintext: using('GenerateDataKeyWithoutPlaintext'),
  generateMac: ({ KeyId, MacAlgorithm }, call) =>
    keyUse(call, KeyId, {
      action: 'GenerateMac',
      takesAliases: true,
      context: { 'kms:macalgorithm': MacAlgorithm },
    }),
  getKeyPolicy: onKey('GetKeyPolicy'),
  getKeyRotationStatus: onKey('GetKeyRotationStatus'),
  listGrants: onKey('ListGrants'),
  listKeyPolicies: onKey('ListKeyPolicies'),
  listKeyRotations: onKey('ListKeyRotations'),
  listResourceTags: onKey('ListResourceTags'),
  putKeyPolicy: ({ KeyId, BypassPolicyLockoutSafetyCheck = false }, call) =>
    keyUse(call, KeyId, {
      action: 'PutKeyPolicy',
      context: { 'kms:bypasspolicylockoutsafetycheck': BypassPolicyLockoutSafetyCheck },
    }),
  reEncrypt: (input, call) => {
    const from = { action: 'ReEncryptFrom', encryptionContext: input.SourceEncryptionContext ?? {} };
    const to = { action: 'ReEncryptTo', encryptionContext: input.DestinationEncryptionContext ?? {} };
    const accesses = [
      ...(input.SourceKeyId === undefined
        ? ciphertextUse(call, input.CiphertextBlob, from)
        : keyUse(call, input.SourceKeyId, { ...from, takesAliases: true })),
      ...keyUse(call, input.DestinationKeyId, { ...to, takesAliases: true }),
    ];
    const isSameKey = accesses[0]?.resource === accesses[1]?.resource;
    return accesses.map((access) => ({
      ...access,
      context: { ...access.context, 'kms:reencryptonsamekey': isSameKey },
    }));
  },
  retireGrant: ({ KeyId, GrantId, GrantToken }, call) => {
    const found =
      GrantToken === undefined ? keyOfGrant(call, KeyId, GrantId) : grantOfToken(call, GrantToken);
    if (found === undefined) return [];
    const { key, grant } = found;
    return useOf(call, key, { action: 'RetireGrant', context: { [grantKey]: [grant.id] } });
  },
  revokeGrant: ({ KeyId }, call) =>
    keyUse(call, KeyId, {
      action: 'RevokeGrant',
      context: { 'kms:grantisforawsresource': call.via !== undefined },
    }),
  rotateKeyOnDemand: onKey('RotateKeyOnDemand'),
  scheduleKeyDeletion: ({ KeyId, PendingWindowInDays = 30 }, call) =>
    keyUse(call, KeyId, {
      action: 'ScheduleKeyDeletion',
      context: { 'kms:schedulekeydeletionpendingwindowindays': PendingWindowInDays },
    }),
  tagResource: ({ KeyId, Tags }, call) =>
    keyUse(call, KeyId, { action: 'TagResource', context: requestTags(Tags) }),
  untagResource: ({ KeyId, TagKeys }, call) =>
    keyUse(call, KeyId, { action: 'UntagResource', context: { 'aws:tagkeys': [...TagKeys] } }),
  updateAlias: ({ AliasName, TargetKeyId }, call) => {
    const former = call.state.aliases.get(AliasName)?.targetKeyId;
    return [
      ...(former === undefined ? [] : keyUse(call, former, { action: 'UpdateAlias' })),
      ...keyUse(call, TargetKeyId, { action: 'UpdateAlias' }),
      aliasAccess(call, 'UpdateAlias', AliasName),
    ];
  },
  updateKeyDescription: onKey('UpdateKeyDescription'),
  verifyMac: ({ KeyId, MacAlgorithm }, call) =>
    keyUse(call, KeyId, {
      action: 'VerifyMac',
      takesAliases: true,
      context: { 'kms:macalgorithm': MacAlgorithm },
    }),
};
