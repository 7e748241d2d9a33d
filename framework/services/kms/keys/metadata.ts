import type { KeyMetadata, MacAlgorithmSpec } from '@aws-sdk/client-kms';
import type { HmacKeySpec, Key } from '../state';

export const macAlgorithms: Readonly<Record<HmacKeySpec, MacAlgorithmSpec>> = {
  HMAC_224: 'HMAC_SHA_224',
  HMAC_256: 'HMAC_SHA_256',
  HMAC_384: 'HMAC_SHA_384',
  HMAC_512: 'HMAC_SHA_512',
};

/** A key as DescribeKey shows it. */
export function metadataOf(key: Key): KeyMetadata {
  const { spec, deletion } = key;
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
    Origin: 'AWS_KMS',
    KeyManager: key.manager,
    CustomerMasterKeySpec: spec,
    KeySpec: spec,
    ...(spec === 'SYMMETRIC_DEFAULT'
      ? { EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'], CurrentKeyMaterialId: key.backingKeys.at(-1)?.id }
      : { MacAlgorithms: [macAlgorithms[spec]] }),
    MultiRegion: key.isMultiRegion,
    ...(key.isMultiRegion
      ? {
          MultiRegionConfiguration: {
            MultiRegionKeyType: 'PRIMARY',
            PrimaryKey: { Arn: key.arn, Region: key.region },
            ReplicaKeys: [],
          },
        }
      : {}),
  };
}
