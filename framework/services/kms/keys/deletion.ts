import type { KMS } from '@aws-sdk/client-kms';
import type { Operations } from '../../../cloud/service';
import { notPendingDeletion, validation } from '../errors';
import { dayMs, type Key, type KmsCall, type State } from '../state';
import { ownKey, putKey } from './references';
import { forgetReplica, isReplica } from './replicas';
import { requireStaying } from './states';

const windowDays = { min: 7, max: 30, default: 30 };

/** The later step: the key is gone for good, with its aliases and grants, and what it encrypted with it. */
export function deleteKey({ keyId, region }: { keyId: string; region: string }, call: KmsCall): void {
  const state = call.stateOf(call.accountId, region);
  const key = state.keys.get(keyId);
  if (key?.deletion === undefined) return;
  for (const timer of [key.rotation, key.expiration]) if (timer !== undefined) call.cancel(timer.laterId);
  state.keys.delete(keyId);
  for (const { name, targetKeyId } of state.aliases.values()) {
    if (targetKeyId === keyId) state.aliases.delete(name);
  }
  for (const [grant] of state.grants.prefix(`${keyId}\u0000`)) state.grants.delete(grant);
  call.note('key deleted', key.arn);
  if (isReplica(key)) goOnDeleting(call, forgetReplica(call, key));
}

/** A primary key waits until its last replica is gone; only then does its own window begin. */
function goOnDeleting(call: KmsCall, { pendingWindowDays, ...primary }: Key): void {
  if (primary.state !== 'PendingReplicaDeletion' || pendingWindowDays === undefined) return;
  if (primary.multiRegion?.replicaRegions.length === 0) schedule(call, primary, pendingWindowDays);
}

function schedule(call: KmsCall, key: Key, days: number): Date {
  const atMs = call.nowMs + days * dayMs;
  const payload = { keyId: key.id, region: key.region };
  const laterId = call.later({ atMs, kind: 'deleteKey', payload, background: true });
  const resumesAs = key.state === 'PendingImport' ? 'PendingImport' : 'Disabled';
  const deletion = { atMs, windowDays: days, laterId, resumesAs } as const;
  putKey(call, { ...key, state: 'PendingDeletion', deletion });
  return new Date(atMs);
}

export const deletions: Operations<KMS, State> = {
  scheduleKeyDeletion({ KeyId, PendingWindowInDays: days = windowDays.default }, call) {
    if (days < windowDays.min || days > windowDays.max) {
      throw validation(
        `PendingWindowInDays must be between ${windowDays.min} and ${windowDays.max} days (inclusive)`,
      );
    }
    const key = requireStaying(ownKey(call, KeyId, 'ScheduleKeyDeletion'));
    if (!isReplica(key) && (key.multiRegion?.replicaRegions.length ?? 0) > 0) {
      putKey(call, { ...key, state: 'PendingReplicaDeletion', pendingWindowDays: days });
      return { KeyId: key.arn, KeyState: 'PendingReplicaDeletion', PendingWindowInDays: days };
    }
    return {
      KeyId: key.arn,
      DeletionDate: schedule(call, key, days),
      KeyState: 'PendingDeletion',
      PendingWindowInDays: days,
    };
  },

  /** The key comes back disabled. */
  cancelKeyDeletion({ KeyId }, call) {
    const { deletion, pendingWindowDays, ...key } = ownKey(call, KeyId, 'CancelKeyDeletion');
    if (deletion === undefined && pendingWindowDays === undefined) throw notPendingDeletion(key.arn);
    if (deletion !== undefined) call.cancel(deletion.laterId);
    putKey(call, { ...key, state: deletion?.resumesAs ?? 'Disabled' });
    return { KeyId: key.arn };
  },
};
