import type { Tag } from '@aws-sdk/client-iam';
import { invalidInput, tooManyTags } from './errors';
import type { StoredTag } from './state';

export const tagsMax = 50;

/** Tags of a request, checked. */
export function readTags(given: readonly Tag[] = []): StoredTag[] {
  const seen = new Set<string>();
  return given.map(({ Key = '', Value = '' }) => {
    if (seen.has(Key.toLowerCase())) {
      throw invalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
    }
    seen.add(Key.toLowerCase());
    return { Key, Value };
  });
}

/** Tags after some were set; keys that differ in case only are one. */
export function withTags(old: readonly StoredTag[], given: readonly Tag[]): StoredTag[] {
  const added = readTags(given);
  const keys = added.map(({ Key }) => Key.toLowerCase());
  const merged = [...old.filter(({ Key }) => !keys.includes(Key.toLowerCase())), ...added];
  if (merged.length > tagsMax) throw tooManyTags();
  return merged;
}

export function withoutTags(old: readonly StoredTag[], keys: readonly string[]): StoredTag[] {
  const dropped = keys.map((key) => key.toLowerCase());
  return old.filter(({ Key }) => !dropped.includes(Key.toLowerCase()));
}

/** An answer's tags: fresh objects, or none at all. */
export const tagsOut = (tags: readonly StoredTag[]): { Tags?: Tag[] } =>
  tags.length === 0 ? {} : { Tags: tags.map((tag) => ({ ...tag })) };

/** As a principal has them. */
export const tagRecord = (tags: readonly StoredTag[]): Record<string, string> =>
  Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
