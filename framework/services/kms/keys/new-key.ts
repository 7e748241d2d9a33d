import { formatArn } from '../../../cloud/service';
import type { BackingKey, Key, KeySpec, KmsCall } from '../state';

/** Bytes of key material. */
const materialBytes: Readonly<Record<KeySpec, number>> = {
  SYMMETRIC_DEFAULT: 32,
  HMAC_224: 28,
  HMAC_256: 32,
  HMAC_384: 48,
  HMAC_512: 64,
};

/** Draws key material: from the seed, so that a run's ciphertexts are the same each time. */
export function newBackingKey(
  call: KmsCall,
  spec: KeySpec,
  rotation?: NonNullable<BackingKey['rotation']>,
): BackingKey {
  return {
    id: call.random('key material id').hex(64),
    materialHex: call.random('key material').hex(2 * materialBytes[spec]),
    createdAtMs: call.nowMs,
    ...(rotation === undefined ? {} : { rotation }),
  };
}

/** Makes an enabled key in the caller's account and region and stores it. */
export function newKey(
  call: KmsCall,
  given: Pick<Key, 'description' | 'manager' | 'policy' | 'spec' | 'isMultiRegion' | 'tags'>,
): Key {
  const { accountId, region, partition } = call;
  const random = call.random('key id');
  const id = given.isMultiRegion ? `mrk-${random.hex(32)}` : random.uuid();
  const key: Key = {
    ...given,
    id,
    arn: formatArn({ partition, service: 'kms', region, accountId, resource: `key/${id}` }),
    accountId,
    region,
    state: 'Enabled',
    usage: given.spec === 'SYMMETRIC_DEFAULT' ? 'ENCRYPT_DECRYPT' : 'GENERATE_VERIFY_MAC',
    createdAtMs: call.nowMs,
    backingKeys: [newBackingKey(call, given.spec)],
  };
  call.state.keys.set(id, key);
  return key;
}
