import { StormError } from '../../kernel';
import type { ServiceModel, Shape } from '../models/model';
import { isRecord } from './own-keys';

/** How AWS names members; anything else is junk, which AWS leaves out too. */
const memberName = /^[A-Za-z][A-Za-z0-9]*$/;

/**
 * Refuses loudly a member that the API model does not have.
 *
 * The SDKs send only what their own models know, so such a member is newer than ours: AWS would act on it, and
 * leaving it out in silence would make the answer wrong.
 */
export function refuseUnknownMembers(
  model: ServiceModel,
  operation: string,
  shape: Shape,
  body: unknown,
): void {
  if (!isRecord(body)) return;
  for (const key of Object.keys(body)) {
    if (!memberName.test(key) || shape.members.has(key) || hasWireName(shape, key)) continue;
    throw new StormError('STORM_NOT_EMULATED', `${model.service}:${operation} with ${key} is not emulated.`, {
      fix: 'the member is newer than the API model: see framework/cloud/models/README.md',
    });
  }
}

function hasWireName(shape: Shape, key: string): boolean {
  for (const member of shape.members.values()) if (member.locationName === key) return true;
  return false;
}
