import type { KMS } from '@aws-sdk/client-kms';
import type { Operations } from '../../../cloud/service';
import { notPendingDeletion, validation } from '../errors';
import { dayMs, type KmsCall, type State } from '../state';
import { ownKey, putKey } from './references';
import { requireStaying } from './states';

const windowDays = { min: 7, max: 30, default: 30 };

/** The later step: the key is gone for good, with its aliases and grants, and what it encrypted with it. */
export function deleteKey({ keyId }: { keyId: string }, call: KmsCall): void {
  const { state } = call;
  const key = state.keys.get(keyId);
  if (key?.deletion === undefined) return;
  if (key.rotation !== undefined) call.cancel(key.rotation.laterId);
  state.keys.delete(keyId);
  for (const { name, targetKeyId } of state.aliases.values()) {
    if (targetKeyId === keyId) state.aliases.delete(name);
  }
  for (const [grant] of state.grants.prefix(`${keyId}\u0000`)) state.grants.delete(grant);
  call.note('key deleted', key.arn);
}

export const deletions: Operations<KMS, State> = {
  scheduleKeyDeletion({ KeyId, PendingWindowInDays: days = windowDays.default }, call) {
    if (days < windowDays.min || days > windowDays.max) {
      throw validation(
        `PendingWindowInDays must be between ${windowDays.min} and ${windowDays.max} days (inclusive)`,
      );
    }
    const key = requireStaying(ownKey(call, KeyId, 'ScheduleKeyDeletion'));
    const atMs = call.nowMs + days * dayMs;
    const laterId = call.later({ atMs, kind: 'deleteKey', payload: { keyId: key.id }, background: true });
    putKey(call, { ...key, state: 'PendingDeletion', deletion: { atMs, windowDays: days, laterId } });
    return {
      KeyId: key.arn,
      DeletionDate: new Date(atMs),
      KeyState: 'PendingDeletion',
      PendingWindowInDays: days,
    };
  },

  /** The key comes back disabled. */
  cancelKeyDeletion({ KeyId }, call) {
    const { deletion, ...key } = ownKey(call, KeyId, 'CancelKeyDeletion');
    if (deletion === undefined) throw notPendingDeletion(key.arn);
    call.cancel(deletion.laterId);
    putKey(call, { ...key, state: 'Disabled' });
    return { KeyId: key.arn };
  },
};
