/** Condition keys of KMS (KMS developer guide, "AWS KMS condition keys"), in lower case as the pipeline wants them. */
import type { Tag } from '@aws-sdk/client-kms';
import { grantsFor, grantKey } from './grants/grants-of-key';
import type { Key, KmsCall } from './state';

export type Context = Record<string, string | number | boolean | string[]>;

/** Who asks, and through which service. */
export function callerContext(call: KmsCall): Context {
  const { principal, via, region } = call;
  return {
    ...(principal.kind === 'service' || principal.kind === 'anonymous'
      ? {}
      : { 'kms:calleraccount': principal.accountId }),
    ...(via === undefined ? {} : { 'kms:viaservice': `${via}.${region}.amazonaws.com` }),
  };
}

/** What a request says of its encryption context. */
export function encryptionContext(given: Readonly<Record<string, string>> | undefined): Context {
  const context: Context = {};
  for (const [name, value] of Object.entries(given ?? {})) {
    context[`kms:encryptioncontext:${name.toLowerCase()}`] = value;
  }
  const names = Object.keys(given ?? {});
  return names.length === 0 ? context : { ...context, 'kms:encryptioncontextkeys': names };
}

/** What the key itself is like. */
export function keyContext(call: KmsCall, key: Key): Context {
  const { aliases } = call.stateOf(key.accountId, key.region);
  const names = [...aliases.values()].filter(({ targetKeyId }) => targetKeyId === key.id);
  return {
    'kms:keyspec': key.spec,
    'kms:keyusage': key.usage,
    'kms:keyorigin': key.origin,
    'kms:multiregion': key.multiRegion !== undefined,
    ...(key.multiRegion === undefined
      ? {}
      : {
          'kms:multiregionkeytype': key.region === key.multiRegion.primaryRegion ? 'PRIMARY' : 'REPLICA',
          'kms:primaryregion': key.multiRegion.primaryRegion,
        }),
    ...(names.length === 0 ? {} : { 'kms:resourcealiases': names.map(({ name }) => name) }),
    ...tagContext('aws:resourcetag', key.tags),
  };
}

/** Which grants of the key would permit the operation. */
export function grantContext(
  call: KmsCall,
  key: Key,
  operation: string,
  context: Readonly<Record<string, string>> | undefined,
): Context {
  const ids = grantsFor(call, key, operation, context);
  return ids.length === 0 ? {} : { [grantKey]: ids };
}

export function tagContext(prefix: string, tags: Readonly<Record<string, string>>): Context {
  return Object.fromEntries(
    Object.entries(tags).map(([name, value]) => [`${prefix}/${name.toLowerCase()}`, value]),
  );
}

export function requestTags(tags: readonly Tag[] | undefined): Context {
  if (tags === undefined) return {};
  const record = Object.fromEntries(tags.map(({ TagKey = '', TagValue = '' }) => [TagKey, TagValue]));
  return { ...tagContext('aws:requesttag', record), 'aws:tagkeys': Object.keys(record) };
}
