/** Which key a KeyId means: an id, a key ARN, an alias or an alias ARN. */
import { formatArn, parseArn } from '../../../cloud/service';
import { aliasNotFound, foreignKey, invalidKeyId, invalidRegion, keyNotFound } from '../errors';
import type { Key, KmsCall, State } from '../state';
import { managedKey } from './managed-keys';

const keyIds = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/;

export function arnOf(call: KmsCall, resource: string, accountId = call.accountId): string {
  const { partition, region } = call;
  return formatArn({ partition, service: 'kms', region, accountId, resource });
}

/** The key of a reference, and its ARN where only that can be told; throws where not even that. */
interface Found {
  readonly arn: string;
  readonly key: Key | undefined;
}

function find(call: KmsCall, reference: string, takesAliases: boolean): Found {
  const arn = parseArn(reference);
  if (arn !== undefined && arn.region !== call.region) throw invalidRegion(arn.region);
  const accountId = arn?.accountId ?? call.accountId;
  const state = call.stateOf(accountId, call.region);
  const name = arn?.resource ?? reference;
  if (name.startsWith('alias/')) {
    if (!takesAliases) throw invalidKeyId(reference);
    const key = keyOfAlias(call, state, name, accountId);
    if (key === undefined) throw aliasNotFound(arnOf(call, name, accountId));
    return { arn: key.arn, key };
  }
  const id = arn === undefined ? name : name.replace(/^key\//, '');
  if (!keyIds.test(id)) throw invalidKeyId(reference);
  return { arn: arnOf(call, `key/${id}`, accountId), key: state.keys.get(id) };
}

function keyOfAlias(call: KmsCall, state: State, name: string, accountId: string): Key | undefined {
  const alias = state.aliases.get(name);
  if (alias !== undefined) return state.keys.get(alias.targetKeyId);
  // A service's own key comes into being when it is first asked for.
  return accountId === call.accountId ? managedKey(call, name) : undefined;
}

/** The key that a request means; for calls that take aliases. */
export function requireKey(call: KmsCall, reference: string): Key {
  const { arn, key } = find(call, reference, true);
  if (key === undefined) throw keyNotFound(arn);
  return key;
}

/** The key of a call that takes ids and key ARNs only. */
export function requireKeyById(call: KmsCall, reference: string): Key {
  const { arn, key } = find(call, reference, false);
  if (key === undefined) throw keyNotFound(arn);
  return key;
}

/** The key of a call that KMS takes from the key's own account only, by id or key ARN. */
export function ownKey(call: KmsCall, reference: string, operation: string): Key {
  const key = requireKeyById(call, reference);
  if (key.accountId !== call.accountId) throw foreignKey(call.principal.arn, operation, key.arn);
  return key;
}

/** For permissions: what is accessed, or undefined where the operation will refuse the reference. */
export function accessedKey(call: KmsCall, reference: string, takesAliases: boolean): Found | undefined {
  try {
    return find(call, reference, takesAliases);
  } catch {
    return undefined;
  }
}

export function putKey(call: KmsCall, key: Key): void {
  call.stateOf(key.accountId, key.region).keys.set(key.id, key);
}
