/** Tags of managed policies, whose keys count case and come sorted; those of roles and users do neither. */
import type { Tag } from '@aws-sdk/client-iam';
import { invalidInput, quotaExceeded } from '../errors';
import type { StoredTag } from '../state';
import { tagsMax } from '../tags';

export function readPolicyTags(given: readonly Tag[] = []): StoredTag[] {
  const tags = new Map(given.map(({ Key = '', Value = '' }) => [Key, { Key, Value }]));
  if (tags.size < given.length) throw invalidInput('Duplicate tag keys found.');
  return sorted(tags);
}

/** Tags after some were set. */
export function withPolicyTags(old: readonly StoredTag[], given: readonly Tag[]): StoredTag[] {
  const merged = sorted(new Map([...old, ...readPolicyTags(given)].map((tag) => [tag.Key, tag])));
  if (merged.length > tagsMax) throw quotaExceeded('TagsPerResource', tagsMax);
  return merged;
}

export const withoutPolicyTags = (old: readonly StoredTag[], keys: readonly string[]): StoredTag[] =>
  old.filter(({ Key }) => !keys.includes(Key));

const sorted = (tags: ReadonlyMap<string, StoredTag>): StoredTag[] =>
  [...tags.values()].sort((one, other) => (one.Key < other.Key ? -1 : 1));
