import type { KMS, Tag } from '@aws-sdk/client-kms';
import type { Operations } from '../../../cloud/service';
import { duplicateTags, tooManyTags } from '../errors';
import { page } from '../pages';
import type { State } from '../state';
import { ownKey, putKey } from './references';
import { requireStaying } from './states';

const tagsMax = 50;

/** Tags with those of a request set. */
export function readTags(
  old: Readonly<Record<string, string>>,
  given: readonly Tag[],
): Readonly<Record<string, string>> {
  const added: Record<string, string> = {};
  for (const { TagKey = '', TagValue = '' } of given) {
    if (Object.hasOwn(added, TagKey)) throw duplicateTags();
    added[TagKey] = TagValue;
  }
  const tags = { ...old, ...added };
  if (Object.keys(tags).length > tagsMax) throw tooManyTags();
  return tags;
}

export const tags: Operations<KMS, State> = {
  tagResource({ KeyId, Tags }, call) {
    const key = requireStaying(ownKey(call, KeyId, 'TagResource'));
    putKey(call, { ...key, tags: readTags(key.tags, Tags) });
    return {};
  },

  untagResource({ KeyId, TagKeys }, call) {
    const key = requireStaying(ownKey(call, KeyId, 'UntagResource'));
    const kept = Object.entries(key.tags).filter(([name]) => !TagKeys.includes(name));
    putKey(call, { ...key, tags: Object.fromEntries(kept) });
    return {};
  },

  listResourceTags({ KeyId, ...input }, call) {
    const all = Object.entries(ownKey(call, KeyId, 'ListResourceTags').tags);
    const { rows, ...rest } = page(all, ([name]) => name, { ...input, limitDefault: 50 });
    return { Tags: rows.map(([TagKey, TagValue]) => ({ TagKey, TagValue })), ...rest };
  },
};
