import { isRecord, recordsOf, textOf } from './property-values';
import type { ResourceRequest } from './resource-type';

type Tagged = Pick<ResourceRequest, 'properties' | 'previous' | 'tags' | 'previousTags'>;

export interface ResourceTags {
  readonly byName: Record<string, string>;
  /** The same, as most APIs take them. */
  readonly list: { Key: string; Value: string }[];
}

/** A resource's tags: its template's own, a list or a map by name, on top of those that the stack hands on. */
export const resourceTags = (request: Tagged): ResourceTags => inBothForms(tagsNow(request));

/** What an update does to them: the tags that are new or have another value, and the names of those that are gone. */
export function tagChanges(request: Tagged): ResourceTags & { readonly gone: string[] } {
  const { previous = {}, tags, previousTags = tags } = request;
  const before = merged(previousTags, previous['Tags']);
  const now = tagsNow(request);
  const changed = [...now].filter(([name, value]) => before.get(name) !== value);
  return {
    ...inBothForms(new Map(changed)),
    gone: [...before.keys()].filter((name) => !now.has(name)),
  };
}

const tagsNow = ({ tags, properties }: Tagged): Map<string, string> => merged(tags, properties['Tags']);

function merged(handedOn: Readonly<Record<string, string>>, own: unknown): Map<string, string> {
  const given: [unknown, unknown][] = isRecord(own)
    ? Object.entries(own)
    : recordsOf(own).map(({ Key, Value }) => [Key, Value]);
  const tags = new Map(Object.entries(handedOn));
  for (const [name, value] of given) tags.set(textOf(name) ?? '', textOf(value) ?? '');
  return tags;
}

const inBothForms = (tags: ReadonlyMap<string, string>): ResourceTags => ({
  byName: Object.fromEntries(tags),
  list: [...tags].map(([Key, Value]) => ({ Key, Value })),
});
