/** The timer of automatic rotation. */
import type { Key, KmsCall, Rotation } from '../state';

/** The key with its next rotation at the given time. */
export function rescheduled(
  call: KmsCall,
  key: Key,
  { periodDays, nextAtMs }: Pick<Rotation, 'periodDays' | 'nextAtMs'>,
): Key {
  const payload = { keyId: key.id, region: key.region };
  const laterId = call.later({ atMs: nextAtMs, kind: 'rotateKey', payload, background: true });
  return { ...key, rotation: { periodDays, nextAtMs, laterId } };
}

/** The key without its automatic rotation, whose timer is stopped. */
export function withoutRotation(call: KmsCall, key: Key): Key {
  const { rotation, ...rest } = key;
  if (rotation !== undefined) call.cancel(rotation.laterId);
  return rest;
}
