import { archived } from './storage-class';
import type { StoredObject } from './state';

export const isRestoring = ({ restore }: StoredObject, nowMs: number): boolean =>
  restore !== undefined && nowMs < restore.readyMs;

export const isRestored = ({ restore }: StoredObject, nowMs: number): boolean =>
  restore !== undefined && nowMs >= restore.readyMs && nowMs < restore.expiresMs;

/** Whether an object's bytes can be had: it is not archived, or a restored copy of it is there. */
export const isReadable = (object: StoredObject, nowMs: number): boolean =>
  !archived(object.storageClass) || isRestored(object, nowMs);

/** The `x-amz-restore` header. */
export function restoreMember(object: StoredObject, nowMs: number): { Restore?: string } {
  if (object.restore === undefined) return {};
  if (isRestoring(object, nowMs)) return { Restore: 'ongoing-request="true"' };
  if (!isRestored(object, nowMs)) return {};
  const until = new Date(object.restore.expiresMs).toUTCString();
  return { Restore: `ongoing-request="false", expiry-date="${until}"` };
}

/** The same in a listing, where it was asked for. */
export function restoreStatus(object: StoredObject, nowMs: number) {
  if (isRestoring(object, nowMs)) return { RestoreStatus: { IsRestoreInProgress: true } };
  if (object.restore === undefined || !isRestored(object, nowMs)) return {};
  return {
    RestoreStatus: { IsRestoreInProgress: false, RestoreExpiryDate: new Date(object.restore.expiresMs) },
  };
}
