/** Session tags: given at AssumeRole, and those that a chained session brings along. */
import type { Tag } from '@aws-sdk/client-sts';
import { invalidParameterValue } from './errors';
import type { Session } from './state';

interface Tagging {
  Tags?: Tag[] | undefined;
  TransitiveTagKeys?: string[] | undefined;
}

const lower = (key: string): string => key.toLowerCase();

/** Checks the tags of a request against those that the calling session must pass on (aws-behaviour.md 9.3). */
export function readSessionTags(
  { Tags = [], TransitiveTagKeys = [] }: Tagging,
  from: Session | undefined,
): { tags: Record<string, string>; transitiveTagKeys: string[] } {
  const keys = Tags.map(({ Key = '' }) => lower(Key));
  if (new Set(keys).size < keys.length) {
    throw invalidParameterValue('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  }
  if (!TransitiveTagKeys.every((key) => keys.includes(lower(key)))) {
    throw invalidParameterValue('The specified transitive tag key must be included in the requested tags.');
  }
  const inherited = from?.transitiveTagKeys ?? [];
  if (inherited.some((key) => keys.includes(lower(key)))) {
    throw invalidParameterValue(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from " +
        'the calling session.',
    );
  }
  const tags: Record<string, string> = {};
  for (const key of inherited) tags[key] = from?.principal.tags?.[key] ?? '';
  for (const { Key = '', Value = '' } of Tags) tags[Key] = Value;
  return { tags, transitiveTagKeys: [...inherited, ...TransitiveTagKeys] };
}
