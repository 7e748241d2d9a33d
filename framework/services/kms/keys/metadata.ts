import type { KeyMetadata, MultiRegionKey } from '@aws-sdk/client-kms';
import type { Key } from '../state';
import { algorithmsOf, specOf } from './key-specs';

function multiRegionOf({ arn, region, multiRegion }: Key): Partial<KeyMetadata> {
  if (multiRegion === undefined) return { MultiRegion: false };
  const { primaryRegion, replicaRegions } = multiRegion;
  const inRegion = (other: string): MultiRegionKey => ({
    Arn: arn.replace(`:${region}:`, `:${other}:`),
    Region: other,
  });
  return {
    MultiRegion: true,
    MultiRegionConfiguration: {
      MultiRegionKeyType: region === primaryRegion ? 'PRIMARY' : 'REPLICA',
      PrimaryKey: inRegion(primaryRegion),
      ReplicaKeys: replicaRegions.map(inRegion),
    },
  };
}

/** A key as DescribeKey shows it. */
export function metadataOf(key: Key): KeyMetadata {
  const { spec, deletion, expiration, origin } = key;
  const material = key.state === 'PendingImport' ? undefined : key.backingKeys.at(-1);
  return {
    AWSAccountId: key.accountId,
    KeyId: key.id,
    Arn: key.arn,
    CreationDate: new Date(key.createdAtMs),
    Enabled: key.state === 'Enabled',
    Description: key.description,
    KeyUsage: key.usage,
    KeyState: key.state,
    ...(deletion === undefined ? {} : { DeletionDate: new Date(deletion.atMs) }),
    ...(expiration === undefined || material === undefined ? {} : { ValidTo: new Date(expiration.atMs) }),
    ...(key.state === 'PendingReplicaDeletion' && key.pendingWindowDays !== undefined
      ? { PendingDeletionWindowInDays: key.pendingWindowDays }
      : {}),
    Origin: origin,
    ...(origin === 'EXTERNAL' && material !== undefined
      ? {
          ExpirationModel: expiration === undefined ? 'KEY_MATERIAL_DOES_NOT_EXPIRE' : 'KEY_MATERIAL_EXPIRES',
        }
      : {}),
    KeyManager: key.manager,
    ...specOf(spec),
    ...algorithmsOf(key),
    ...(spec === 'SYMMETRIC_DEFAULT' && material !== undefined ? { CurrentKeyMaterialId: material.id } : {}),
    ...multiRegionOf(key),
  };
}
