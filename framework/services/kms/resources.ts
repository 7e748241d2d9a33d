/** CloudFormation's KMS types, in terms of the KMS API. */
import type { Tag } from '@aws-sdk/client-kms';
import {
  AwsError,
  resourceTags,
  tagChanges,
  type ResourceProgress,
  type ResourceRequest,
  type ResourceTags,
  type ResourceType,
} from '../../cloud/service';
import { readAlias, readKey } from './resource-readouts';

const isGone = (error: unknown): boolean =>
  error instanceof AwsError &&
  (error.code === 'NotFoundException' || error.code === 'KMSInvalidStateException');

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const flag = (value: unknown, fallback: boolean): boolean =>
  value === undefined ? fallback : value === true || value === 'true';

const number = (value: unknown): number | undefined => (value === undefined ? undefined : Number(value));

const policyText = (value: unknown): string | undefined =>
  value === undefined || typeof value === 'string' ? text(value) : JSON.stringify(value);

const tagsOf = ({ list }: ResourceTags): Tag[] =>
  list.map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value }));

/** What a key cannot change, with the value that it has when nothing is said. */
const fixed: Readonly<Record<string, unknown>> = {
  KeySpec: 'SYMMETRIC_DEFAULT',
  KeyUsage: 'ENCRYPT_DECRYPT',
  MultiRegion: false,
  Origin: 'AWS_KMS',
};

/** AWS fails such an update instead of replacing the key, because replacing it would lose what it encrypted. */
function refuseFixedChanges({ properties, previous = {} }: ResourceRequest): void {
  const changed = Object.keys(fixed).filter(
    (name) =>
      JSON.stringify(properties[name] ?? fixed[name]) !== JSON.stringify(previous[name] ?? fixed[name]),
  );
  if (changed.length === 0) return;
  const paths = changed.map((name) => `/properties/${name}`).join(', ');
  throw new AwsError(
    'NotUpdatable',
    `Invalid request provided: createOnlyProperties [${paths}] cannot be updated`,
  );
}

function progress(request: ResourceRequest, KeyId: string): ResourceProgress {
  const { KeyMetadata } = request.aws('kms').describeKey({ KeyId });
  return { done: true, physicalId: KeyId, attributes: { Arn: KeyMetadata?.Arn ?? '', KeyId } };
}

const wishes = (properties: Readonly<Record<string, unknown>>) => ({
  isEnabled: flag(properties['Enabled'], true),
  rotates: flag(properties['EnableKeyRotation'], false),
  periodDays: number(properties['RotationPeriodInDays']),
});

/** Brings rotation and state to what the template says; rotation can be set only while the key is enabled. */
function settle(request: ResourceRequest, KeyId: string): void {
  const { properties, previous = {} } = request;
  const kms = request.aws('kms');
  const before = wishes(previous);
  const after = wishes(properties);
  const changesRotation = after.rotates !== before.rotates || after.periodDays !== before.periodDays;
  if (!before.isEnabled && (after.isEnabled || changesRotation)) kms.enableKey({ KeyId });
  if (changesRotation && after.rotates) {
    kms.enableKeyRotation({ KeyId, RotationPeriodInDays: after.periodDays });
  } else if (changesRotation && before.rotates) kms.disableKeyRotation({ KeyId });
  if (!after.isEnabled && (before.isEnabled || changesRotation)) kms.disableKey({ KeyId });
}

const key: ResourceType = {
  properties: [
    ...Object.keys(fixed),
    'BypassPolicyLockoutSafetyCheck',
    'Description',
    'EnableKeyRotation',
    'Enabled',
    'KeyPolicy',
    'PendingWindowInDays',
    'RotationPeriodInDays',
    'Tags',
  ],
  replaceOn: [],
  read: readKey,

  create(request) {
    const { properties } = request;
    const Tags = tagsOf(resourceTags(request));
    const { KeyMetadata } = request.aws('kms').createKey({
      Policy: policyText(properties['KeyPolicy']),
      BypassPolicyLockoutSafetyCheck: flag(properties['BypassPolicyLockoutSafetyCheck'], false),
      Description: text(properties['Description']),
      // Their values are told from others by the API itself.
      ...Object.fromEntries(
        ['KeySpec', 'KeyUsage', 'Origin'].flatMap((name) => {
          const value = text(properties[name]);
          return value === undefined ? [] : [[name, value]];
        }),
      ),
      MultiRegion: flag(properties['MultiRegion'], false),
      ...(Tags.length === 0 ? {} : { Tags }),
    });
    const KeyId = KeyMetadata?.KeyId ?? '';
    request.made?.(KeyId);
    settle(request, KeyId);
    return progress(request, KeyId);
  },

  update(request) {
    const { physicalId: KeyId = '', properties, previous = {} } = request;
    refuseFixedChanges(request);
    const kms = request.aws('kms');
    const Policy = policyText(properties['KeyPolicy']);
    if (Policy !== undefined && Policy !== policyText(previous['KeyPolicy'])) {
      const BypassPolicyLockoutSafetyCheck = flag(properties['BypassPolicyLockoutSafetyCheck'], false);
      kms.putKeyPolicy({ KeyId, Policy, BypassPolicyLockoutSafetyCheck });
    }
    if (properties['Description'] !== previous['Description']) {
      kms.updateKeyDescription({ KeyId, Description: text(properties['Description']) ?? '' });
    }
    settle(request, KeyId);
    const changes = tagChanges(request);
    const { gone: TagKeys } = changes;
    const Tags = tagsOf(changes);
    if (TagKeys.length > 0) kms.untagResource({ KeyId, TagKeys });
    if (Tags.length > 0) kms.tagResource({ KeyId, Tags });
    return progress(request, KeyId);
  },

  /** Schedules the key's deletion: for the stack it is gone, for KMS it is pending. */
  delete(request) {
    try {
      request.aws('kms').scheduleKeyDeletion({
        KeyId: request.physicalId,
        PendingWindowInDays: number(request.properties['PendingWindowInDays']),
      });
    } catch (error) {
      if (!isGone(error)) throw error;
    }
    return { done: true };
  },
};

const aliasName = (request: ResourceRequest): string => text(request.properties['AliasName']) ?? '';

const alias: ResourceType = {
  properties: ['AliasName', 'TargetKeyId'],
  replaceOn: ['AliasName'],
  read: readAlias,

  create(request) {
    const AliasName = aliasName(request);
    request.aws('kms').createAlias({ AliasName, TargetKeyId: text(request.properties['TargetKeyId']) });
    return { done: true, physicalId: AliasName };
  },

  update(request) {
    const AliasName = aliasName(request);
    request.aws('kms').updateAlias({ AliasName, TargetKeyId: text(request.properties['TargetKeyId']) });
    return { done: true, physicalId: AliasName };
  },

  delete(request) {
    try {
      request.aws('kms').deleteAlias({ AliasName: request.physicalId });
    } catch (error) {
      if (!isGone(error)) throw error;
    }
    return { done: true };
  },
};

export const resources: Readonly<Record<string, ResourceType>> = {
  'AWS::KMS::Alias': alias,
  'AWS::KMS::Key': key,
};
