import type { ResourceRequest } from '../../../cloud/service';
import { isMap, own, scalarText } from '../../../template';
import type { FileResource } from '../schema/file';

/** The tags that the resource ends up with: the stack's, and over them its own, whichever way its type writes them. */
export function tagsOf(schema: FileResource, { properties, tags }: ResourceRequest): Record<string, string> {
  if (schema.g === undefined) return {};
  const given = properties[schema.g];
  const own = Array.isArray(given)
    ? given.flatMap(pair)
    : isMap(given)
      ? Object.entries(given).flatMap(member)
      : [];
  return { ...tags, ...Object.fromEntries(own) };
}

function pair(tag: unknown): [string, string][] {
  if (!isMap(tag)) return [];
  const name = scalarText(own(tag, 'Key') ?? own(tag, 'TagKey'));
  return name === undefined ? [] : [[name, scalarText(own(tag, 'Value') ?? own(tag, 'TagValue')) ?? '']];
}

function member([name, value]: [string, unknown]): [string, string][] {
  return [[name, scalarText(value) ?? '']];
}
