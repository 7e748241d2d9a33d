import { formatArn } from '../../../cloud/service';
import { newPrivateKeyHex } from '../asymmetric/key-pairs';
import type { BackingKey, Key, KeySpec, KmsCall } from '../state';
import { isAsymmetric, secretBytesOf } from './key-specs';

/** Draws key material: from the seed, so that a run's ciphertexts are the same each time. */
export function newBackingKey(
  call: KmsCall,
  spec: KeySpec,
  rotation?: NonNullable<BackingKey['rotation']>,
): BackingKey {
  const random = call.random('key material');
  return {
    id: call.random('key material id').hex(64),
    materialHex: isAsymmetric(spec) ? newPrivateKeyHex(random, spec) : random.hex(2 * secretBytesOf(spec)),
    createdAtMs: call.nowMs,
    ...(rotation === undefined ? {} : { rotation }),
  };
}

/** Makes a key in the caller's account and region and stores it; an external one waits for its material. */
export function newKey(
  call: KmsCall,
  {
    isMultiRegion,
    ...given
  }: Pick<Key, 'description' | 'manager' | 'policy' | 'spec' | 'usage' | 'origin' | 'tags'> & {
    isMultiRegion: boolean;
  },
): Key {
  const { accountId, region, partition } = call;
  const random = call.random('key id');
  const id = isMultiRegion ? `mrk-${random.hex(32)}` : random.uuid();
  const isExternal = given.origin === 'EXTERNAL';
  const key: Key = {
    ...given,
    id,
    arn: formatArn({ partition, service: 'kms', region, accountId, resource: `key/${id}` }),
    accountId,
    region,
    state: isExternal ? 'PendingImport' : 'Enabled',
    ...(isMultiRegion ? { multiRegion: { primaryRegion: region, replicaRegions: [] } } : {}),
    createdAtMs: call.nowMs,
    backingKeys: isExternal ? [] : [newBackingKey(call, given.spec)],
  };
  call.state.keys.set(id, key);
  return key;
}
