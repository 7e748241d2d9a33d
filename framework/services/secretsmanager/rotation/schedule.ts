/** When secrets rotate by themselves. */
import { nextFiring, parseSchedule } from '../../../cloud/service';
import { dayMs, type Rotation, type Secret, type SecretCall } from '../state';

function nextAtMs(call: SecretCall, { afterDays, schedule, rotatedAtMs }: Rotation): number | undefined {
  const fromMs = rotatedAtMs ?? call.nowMs;
  if (afterDays !== undefined) return fromMs + afterDays * dayMs;
  const parsed = schedule === undefined ? undefined : parseSchedule(schedule);
  return parsed && nextFiring(parsed, call.nowMs, fromMs);
}

/** The secret without the entry of the timers that would rotate it. */
export function stopSchedule(call: SecretCall, secret: Secret): Secret {
  const { rotation } = secret;
  if (rotation?.laterId === undefined) return secret;
  call.cancel(rotation.laterId);
  const { laterId: _, nextAtMs: __, ...idle } = rotation;
  return { ...secret, rotation: idle };
}

/** The secret with its next rotation planned. */
export function scheduled(call: SecretCall, given: Secret): Secret {
  const secret = stopSchedule(call, given);
  const { rotation } = secret;
  const atMs = rotation?.isEnabled === true ? nextAtMs(call, rotation) : undefined;
  if (rotation === undefined || atMs === undefined) return secret;
  const laterId = call.later({ atMs, kind: 'rotate', payload: { name: secret.name }, background: true });
  return { ...secret, rotation: { ...rotation, nextAtMs: atMs, laterId } };
}
