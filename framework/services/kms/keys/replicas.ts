/** Keys of several Regions: one id and material, everything else each Region's own (KMS developer guide). */
import type { KMS } from '@aws-sdk/client-kms';
import type { Operations } from '../../../cloud/service';
import { keyExistsInRegion, unsupported, validation } from '../errors';
import type { Key, KmsCall, State } from '../state';
import { metadataOf } from './metadata';
import { checkLockout, defaultKeyPolicy, parseKeyPolicy } from './policy-document';
import { ownKey, putKey } from './references';
import { rescheduled, withoutRotation } from './rotation-schedule';
import { requireEnabled } from './states';
import { readTags } from './tags';

/** How long a replica is `Creating`; AWS says no more than that it takes some seconds. */
const creationMs = 2_000;

/** The key in all its Regions, itself among them. */
function everywhere(call: KmsCall, key: Key): Key[] {
  const { primaryRegion = key.region, replicaRegions = [] } = key.multiRegion ?? {};
  return [primaryRegion, ...replicaRegions].flatMap((region) => {
    const found = region === key.region ? key : call.stateOf(key.accountId, region).keys.get(key.id);
    return found === undefined ? [] : [found];
  });
}

/** Stores a key; what its Regions have in common reaches all of them. */
export function putShared(call: KmsCall, key: Key): void {
  for (const one of everywhere(call, key)) {
    const shared = key.multiRegion === undefined ? {} : { multiRegion: key.multiRegion };
    putKey(call, one.region === key.region ? key : { ...one, ...shared, backingKeys: key.backingKeys });
  }
}

export const isReplica = ({ region, multiRegion }: Key): boolean =>
  multiRegion !== undefined && multiRegion.primaryRegion !== region;

/** The primary key, whose rotation holds for all. */
export function primaryOf(call: KmsCall, key: Key): Key {
  return everywhere(call, key).find((one) => !isReplica(one)) ?? key;
}

/** A replica is gone; answers its primary without it. */
export function forgetReplica(call: KmsCall, gone: Key): Key {
  const primary = primaryOf(call, gone);
  if (primary.multiRegion === undefined) return primary;
  const replicaRegions = primary.multiRegion.replicaRegions.filter((region) => region !== gone.region);
  const changed = { ...primary, multiRegion: { ...primary.multiRegion, replicaRegions } };
  putShared(call, changed);
  return changed;
}

function requirePrimary(key: Key): Key & { multiRegion: NonNullable<Key['multiRegion']> } {
  const { multiRegion } = key;
  if (multiRegion === undefined || isReplica(key)) throw unsupported();
  return { ...key, multiRegion };
}

/** The later step: a replica can be used. */
export function finishReplica({ keyId, region }: { keyId: string; region: string }, call: KmsCall): void {
  const key = call.stateOf(call.accountId, region).keys.get(keyId);
  if (key?.state !== 'Creating') return;
  putKey(call, { ...key, state: key.origin === 'EXTERNAL' ? 'PendingImport' : 'Enabled' });
}

export const replicas: Operations<KMS, State> = {
  replicateKey({ KeyId, ReplicaRegion: region, ...input }, call) {
    const primary = requirePrimary(requireEnabled(ownKey(call, KeyId, 'ReplicateKey')));
    const { primaryRegion, replicaRegions } = primary.multiRegion;
    if (region === primaryRegion || replicaRegions.includes(region)) throw keyExistsInRegion(region);
    const text = input.Policy ?? defaultKeyPolicy(call);
    const document = parseKeyPolicy(text);
    const arn = primary.arn.replace(`:${primary.region}:`, `:${region}:`);
    if (input.BypassPolicyLockoutSafetyCheck !== true && input.Policy !== undefined) {
      checkLockout(call, document, arn);
    }
    const { rotation: _rotation, expiration: _expiration, importParameters: _import, ...shared } = primary;
    const multiRegion = { primaryRegion, replicaRegions: [...replicaRegions, region] };
    const replica: Key = {
      ...shared,
      arn,
      region,
      multiRegion,
      state: 'Creating',
      description: input.Description ?? '',
      policy: { text, document },
      tags: readTags({}, input.Tags ?? []),
      createdAtMs: call.nowMs,
    };
    putKey(call, replica);
    putShared(call, { ...primary, multiRegion });
    call.later({ afterMs: creationMs, kind: 'finishReplica', payload: { keyId: primary.id, region } });
    return {
      ReplicaKeyMetadata: metadataOf(replica),
      ReplicaPolicy: text,
      ...(input.Tags === undefined ? {} : { ReplicaTags: input.Tags }),
    };
  },

  updatePrimaryRegion({ KeyId, PrimaryRegion: region }, call) {
    const primary = requirePrimary(requireEnabled(ownKey(call, KeyId, 'UpdatePrimaryRegion')));
    const { replicaRegions } = primary.multiRegion;
    if (region === primary.region) throw validation(`${primary.arn} is already the primary key.`);
    const next = call.stateOf(primary.accountId, region).keys.get(primary.id);
    if (next === undefined) throw validation(`There is no replica key in ${region}.`);
    const others = replicaRegions.filter((other) => other !== region);
    const multiRegion = { primaryRegion: region, replicaRegions: [primary.region, ...others] };
    const { rotation } = primary;
    putShared(call, { ...withoutRotation(call, primary), multiRegion });
    if (rotation !== undefined) putKey(call, rescheduled(call, { ...next, multiRegion }, rotation));
    return {};
  },
};
