/** Tags of managed policies: keys count case and come sorted, short ones first, unlike those of roles and users. */
import type { Tag } from '@aws-sdk/client-iam';
import { invalidInput, tooManyTags } from '../errors';
import type { StoredTag } from '../state';
import { tagsMax } from '../tags';

export function readPolicyTags(given: readonly Tag[] = []): StoredTag[] {
  const tags = given.map(({ Key = '', Value = '' }) => ({ Key, Value }));
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length) throw invalidInput('Duplicate tag keys found.');
  return tags;
}

/** Tags after some were set. */
export function withPolicyTags(old: readonly StoredTag[], given: readonly Tag[]): StoredTag[] {
  const merged = sorted(new Map([...old, ...readPolicyTags(given)].map((tag) => [tag.Key, tag])));
  if (merged.length > tagsMax) throw tooManyTags();
  return merged;
}

export const withoutPolicyTags = (old: readonly StoredTag[], keys: readonly string[]): StoredTag[] =>
  old.filter(({ Key }) => !keys.includes(Key));

const sorted = (tags: ReadonlyMap<string, StoredTag>): StoredTag[] =>
  [...tags.values()].sort(
    (one, other) => one.Key.length - other.Key.length || (one.Key < other.Key ? -1 : 1),
  );
