/** What a key's state permits (KMS developer guide, "Key states of AWS KMS keys"). */
import { creating, disabled, pendingDeletion, pendingImport, pendingReplicaDeletion } from '../errors';
import type { Key } from '../state';

/** For what needs an enabled key: all cryptography, grants, rotation. */
export function requireEnabled(key: Key): Key {
  if (key.state === 'Disabled') throw disabled(key.arn);
  return requireMaterial(key);
}

/** For what needs key material, be the key disabled or not. */
export function requireMaterial(key: Key): Key {
  if (key.state === 'PendingImport') throw pendingImport(key.arn);
  return requireStaying(key);
}

/** For what a disabled key permits and one that is going to be deleted does not. */
export function requireStaying(key: Key): Key {
  if (key.state === 'PendingDeletion') throw pendingDeletion(key.arn);
  if (key.state === 'PendingReplicaDeletion') throw pendingReplicaDeletion(key.arn);
  if (key.state === 'Creating') throw creating(key.arn);
  return key;
}
