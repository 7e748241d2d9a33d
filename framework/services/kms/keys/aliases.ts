import type { AliasListEntry, KMS } from '@aws-sdk/client-kms';
import type { Operations } from '../../../cloud/service';
import { aliasExists, aliasNotFound, aliasPrefix, reservedAlias, validation } from '../errors';
import { page } from '../pages';
import type { Alias, Key, KmsCall, State } from '../state';
import { managedAliases } from './managed-keys';
import { arnOf, ownKey } from './references';
import { requireStaying } from './states';

function checkName(name: string): void {
  if (!name.startsWith('alias/') || name === 'alias/') throw aliasPrefix();
  if (name.startsWith('alias/aws/')) throw reservedAlias();
  if (name.includes(':')) throw validation(`${name} contains invalid characters for an alias`);
}

function checkTarget(reference: string): void {
  if (reference.includes('alias/')) throw validation('Aliases must refer to keys. Not aliases');
}

function requireAlias(call: KmsCall, name: string): Alias {
  const alias = call.state.aliases.get(name);
  if (alias === undefined) throw aliasNotFound(arnOf(call, name));
  return alias;
}

function described(call: KmsCall, alias: Alias): AliasListEntry {
  return {
    AliasName: alias.name,
    AliasArn: arnOf(call, alias.name),
    TargetKeyId: alias.targetKeyId,
    CreationDate: new Date(alias.createdAtMs),
    LastUpdatedDate: new Date(alias.updatedAtMs),
  };
}

/** Aliases of AWS's own that have no key yet (KMS API, ListAliases). */
function withoutKey(call: KmsCall): AliasListEntry[] {
  const names = managedAliases.filter((name) => !call.state.aliases.has(name));
  return names.map((name) => ({ AliasName: name, AliasArn: arnOf(call, name) }));
}

/** An alias moves only between keys of the same kind. */
function checkSameKind(former: Key | undefined, target: Key): void {
  if (former === undefined || (former.spec === target.spec && former.usage === target.usage)) return;
  throw validation(
    'The current and new KMS key must be the same type (both symmetric or both asymmetric or both HMAC), ' +
      'and they must have the same key usage',
  );
}

export const aliases: Operations<KMS, State> = {
  createAlias({ AliasName, TargetKeyId }, call) {
    checkName(AliasName);
    checkTarget(TargetKeyId);
    const key = requireStaying(ownKey(call, TargetKeyId, 'CreateAlias'));
    if (call.state.aliases.has(AliasName)) throw aliasExists(arnOf(call, AliasName));
    call.state.aliases.set(AliasName, {
      name: AliasName,
      targetKeyId: key.id,
      createdAtMs: call.nowMs,
      updatedAtMs: call.nowMs,
    });
    return {};
  },

  updateAlias({ AliasName, TargetKeyId }, call) {
    checkName(AliasName);
    const alias = requireAlias(call, AliasName);
    checkTarget(TargetKeyId);
    const key = requireStaying(ownKey(call, TargetKeyId, 'UpdateAlias'));
    checkSameKind(call.state.keys.get(alias.targetKeyId), key);
    call.state.aliases.set(AliasName, { ...alias, targetKeyId: key.id, updatedAtMs: call.nowMs });
    return {};
  },

  deleteAlias({ AliasName }, call) {
    checkName(AliasName);
    requireAlias(call, AliasName);
    call.state.aliases.delete(AliasName);
    return {};
  },

  listAliases({ KeyId, ...input }, call) {
    const keyId = KeyId === undefined ? undefined : ownKey(call, KeyId, 'ListAliases').id;
    const known = [...call.state.aliases.values()]
      .filter(({ targetKeyId }) => keyId === undefined || targetKeyId === keyId)
      .map((alias) => described(call, alias));
    const all = keyId === undefined ? [...known, ...withoutKey(call)] : known;
    all.sort((one, other) => ((one.AliasName ?? '') < (other.AliasName ?? '') ? -1 : 1));
    const { rows, ...rest } = page(all, ({ AliasName = '' }) => AliasName, { ...input, limitDefault: 50 });
    return { Aliases: rows, ...rest };
  },
};
