import type { KMS } from '@aws-sdk/client-kms';
import type { Operations } from '../../../cloud/service';
import { invalidOrigin, onDemandRotationsUsedUp, unsupported } from '../errors';
import { page } from '../pages';
import { dayMs, type BackingKey, type Key, type KmsCall, type State } from '../state';
import { newBackingKey } from './new-key';
import { ownKey, putKey } from './references';
import { isReplica, primaryOf, putShared } from './replicas';
import { rescheduled, withoutRotation } from './rotation-schedule';
import { requireEnabled } from './states';

const periodDaysDefault = 365;
/** KMS developer guide, "Perform on-demand key rotation". */
const onDemandRotationsMax = 25;

function requireSymmetric(key: Key): Key {
  if (key.spec !== 'SYMMETRIC_DEFAULT') throw unsupported();
  return key;
}

/** A key whose rotation can be set: not one whose material comes from outside or is another Region's. */
function rotatable(call: KmsCall, keyId: string, operation: string): Key {
  const key = requireSymmetric(requireEnabled(ownKey(call, keyId, operation)));
  if (key.origin === 'EXTERNAL') throw invalidOrigin(key.arn, key.origin);
  if (isReplica(key)) throw unsupported();
  return key;
}

function schedule(call: KmsCall, key: Key, periodDays: number): Key {
  return rescheduled(call, key, { periodDays, nextAtMs: call.nowMs + periodDays * dayMs });
}

function rotate(call: KmsCall, key: Key, cause: NonNullable<BackingKey['rotation']>): Key {
  const backingKeys = [...key.backingKeys, newBackingKey(call, key.spec, cause)];
  call.note('key rotated', key.arn, { rotation: cause });
  return { ...key, backingKeys };
}

/** The later step: new material, if the key may be used; otherwise it waits until it may. */
export function rotateKey({ keyId, region }: { keyId: string; region: string }, call: KmsCall): void {
  const key = call.stateOf(call.accountId, region).keys.get(keyId);
  if (key !== undefined) catchUpRotation(call, key);
}

/** Rotates a key whose time has come; one that was disabled then is rotated when it is enabled. */
export function catchUpRotation(call: KmsCall, key: Key): void {
  const { rotation } = key;
  if (rotation === undefined || rotation.nextAtMs > call.nowMs || key.state !== 'Enabled') return;
  putShared(call, schedule(call, rotate(call, key, 'AUTOMATIC'), rotation.periodDays));
}

const rotationsOf = ({ backingKeys }: Key): BackingKey[] =>
  backingKeys.filter(({ rotation }) => rotation !== undefined);

export const rotations: Operations<KMS, State> = {
  enableKeyRotation({ KeyId, RotationPeriodInDays }, call) {
    const key = rotatable(call, KeyId, 'EnableKeyRotation');
    const periodDays = RotationPeriodInDays ?? key.rotation?.periodDays ?? periodDaysDefault;
    if (key.rotation?.periodDays === periodDays) return {};
    putKey(call, schedule(call, withoutRotation(call, key), periodDays));
    return {};
  },

  disableKeyRotation({ KeyId }, call) {
    const key = rotatable(call, KeyId, 'DisableKeyRotation');
    putKey(call, withoutRotation(call, key));
    return {};
  },

  getKeyRotationStatus({ KeyId }, call) {
    const { arn, state, ...key } = requireSymmetric(ownKey(call, KeyId, 'GetKeyRotationStatus'));
    const { rotation } = primaryOf(call, { arn, state, ...key });
    if (rotation === undefined || state === 'PendingDeletion')
      return { KeyId: arn, KeyRotationEnabled: false };
    return {
      KeyId: arn,
      KeyRotationEnabled: true,
      RotationPeriodInDays: rotation.periodDays,
      NextRotationDate: new Date(rotation.nextAtMs),
    };
  },

  rotateKeyOnDemand({ KeyId }, call) {
    const key = rotatable(call, KeyId, 'RotateKeyOnDemand');
    const done = rotationsOf(key).filter(({ rotation }) => rotation === 'ON_DEMAND');
    if (done.length >= onDemandRotationsMax) throw onDemandRotationsUsedUp(key.arn);
    putShared(call, rotate(call, key, 'ON_DEMAND'));
    return { KeyId: key.arn };
  },

  listKeyRotations({ KeyId, IncludeKeyMaterial = 'ROTATIONS_ONLY', ...input }, call) {
    const key = requireSymmetric(ownKey(call, KeyId, 'ListKeyRotations'));
    const all = IncludeKeyMaterial === 'ALL_KEY_MATERIAL' ? [...key.backingKeys] : rotationsOf(key);
    const { rows, ...rest } = page(all, ({ id }) => id, { ...input, limitDefault: 100 });
    return {
      Rotations: rows.map(({ id, createdAtMs, rotation }) => ({
        KeyId: key.arn,
        KeyMaterialId: id,
        KeyMaterialState: id === key.backingKeys.at(-1)?.id ? 'CURRENT' : 'NON_CURRENT',
        ...(rotation === undefined ? {} : { RotationDate: new Date(createdAtMs), RotationType: rotation }),
      })),
      ...rest,
    };
  },
};
