import type { ResourceRequest } from '../../../cloud/service';
import { isProperties, text, type Properties } from './properties';

/** The stack's tags and the resource's own, which win. */
export function tagsOf(request: ResourceRequest, properties: Properties): Record<string, string> {
  const tags = {
    ...(properties === request.properties ? request.tags : (request.previousTags ?? request.tags)),
  };
  const list = properties['Tags'];
  for (const tag of Array.isArray(list) ? list.filter(isProperties) : []) {
    tags[text(tag, 'Key') ?? ''] = text(tag, 'Value') ?? '';
  }
  return tags;
}
