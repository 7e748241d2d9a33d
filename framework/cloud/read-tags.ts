import type { ResourceRequest } from './resource-type';

/**
 * A resource's tags as its template would list them, for `ResourceType.read`: without AWS's own and without those that
 * the stack hands on; undefined where none is left.
 */
export function readTags(
  { properties, tags }: Pick<ResourceRequest, 'properties' | 'tags'>,
  actual: Readonly<Record<string, string>>,
): { Key: string; Value: string }[] | undefined {
  const declared: unknown = properties['Tags'];
  const names = Array.isArray(declared) ? declared.map((tag: unknown) => nameOf(tag)) : [];
  const own = Object.entries(actual).filter(
    ([name, value]) => !name.startsWith('aws:') && (names.includes(name) || tags[name] !== value),
  );
  return own.length === 0 ? undefined : own.map(([Key, Value]) => ({ Key, Value }));
}

function nameOf(tag: unknown): unknown {
  return typeof tag === 'object' && tag !== null && 'Key' in tag ? tag.Key : undefined;
}
